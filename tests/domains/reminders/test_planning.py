"""Who is written to, and when: drawn people, one reason each."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from lib.people import someone
from lib.reminded import NOW, MoveTo, last_due, person, roster, wave
from lib.sealed import Invented, plant
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.held import Subject, holdings
from vigie.domains.compliance.retention import carried_out
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.domains.reminders.models import Refusal, Reminder, Rest, Wave
from vigie.domains.reminders.planning import plan_wave, plan_waves
from vigie.domains.reminders.policy import Budget
from vigie.domains.reminders.sending import send_due
from vigie.periods import PARIS

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def written_to() -> set[str]:
    return set(Reminder.objects.values_list("address", flat=True))


def address(n: int) -> str:
    return f"stagiaire{n}@exemple.example"


def test_by_state_profile_and_place(home: Path) -> None:
    roster(
        home,
        [
            person(1),
            person(2),
            person(3),
            person(4),
            person(5, profile="CPE"),
            person(6, department="75"),
        ],
    )
    # 1 started, 2 finished and did not send, 3 sent; the others are in no export.
    plant(home, [Invented(address(1), 0), Invented(address(2), 1), Invented(address(3), 2)])
    for states, profiles, expected in (
        (("not_started",), (), {4, 5}),
        (("not_started",), ("2D_PUBLIC",), {4}),
        (("started",), (), {1}),
        (("finished",), (), {2}),
        (("not_started", "started", "finished"), (), {1, 2, 4, 5}),
    ):
        Reminder.objects.all().delete()
        plan_wave(wave(states=states, profiles=profiles), NOW)
        assert written_to() == {address(n) for n in expected}


def test_a_list_narrows_a_wave_and_only_to_people_of_the_roster(home: Path) -> None:
    roster(home, [person(n) for n in range(1, 6)])
    listed = [pseudonym_of_address(address(n)) for n in (2, 3, 99)]
    plan_wave(wave(people=listed), NOW)
    assert written_to() == {address(2), address(3)}
    Reminder.objects.all().delete()
    plan_wave(wave(people=[]), NOW)
    assert written_to() == set()


def test_nobody_who_refused_left_or_whose_messages_come_back(home: Path) -> None:
    roster(home, [person(n) for n in range(1, 6)])
    refuses = someone(Role.TEACHER, territory="uai:0259109R", email=address(1))
    decide(refuses, Choice.REMINDERS, accepted=False, text_version=1, at=NOW - timedelta(days=9))
    Refusal.objects.create(person=pseudonym_of_address(address(2)), made_at=NOW)
    Rest.objects.create(person=pseudonym_of_address(address(3)), answer="550", since=NOW,
                        until=NOW + timedelta(days=30))  # fmt: skip
    # A newer roster of the same territory: the fifth has left.
    roster(home, [person(n) for n in range(1, 5)], at=NOW - timedelta(days=3), name="newer")
    told = plan_wave(wave(), NOW)
    assert written_to() == {address(4)}
    assert told == Counter({"objected": 2, "resting": 1, "planned": 1, "no_calendar": 0})


def test_who_said_yes_since_may_be_reminded_again(home: Path) -> None:
    roster(home, [person(1)])
    Refusal.objects.create(
        person=pseudonym_of_address(address(1)), made_at=NOW - timedelta(days=20)
    )
    account = someone(Role.TEACHER, territory="uai:0259109R", email=address(1))
    before = NOW - timedelta(days=10)
    decide(account, Choice.REMINDERS, accepted=True, text_version=1, at=before)
    plan_wave(wave(), NOW)
    assert written_to() == {address(1)}


def test_at_most_one_reminder_for_a_pathway_in_a_year(home: Path) -> None:
    roster(home, [person(1)])
    plan_wave(wave(), NOW)
    told = plan_wave(wave(), NOW)
    assert told["same_pathway"] == 1
    assert Reminder.objects.count() == 1
    plan_wave(wave(pathway="DIGITAL_CULTURE"), NOW)
    assert Reminder.objects.count() == 2


def test_nobody_is_written_to_too_often(home: Path, move_to: MoveTo) -> None:
    roster(home, [person(1)])
    plan_wave(wave(), NOW)
    move_to(last_due())
    assert send_due()["left"] == 1
    soon = NOW + timedelta(days=7)
    assert plan_wave(wave(at=soon, pathway="DIGITAL_CULTURE"), soon)["recent"] == 1
    later = NOW + timedelta(days=20)
    assert plan_wave(wave(at=later, pathway="MONITORING"), later)["planned"] == 1
    strict = Budget(per_year=2)
    much_later = NOW + timedelta(days=120)
    assert plan_wave(wave(at=much_later, pathway="FINAL"), much_later, strict)["year"] == 1


def test_a_school_has_a_budget_too(home: Path) -> None:
    school = "0259109R"
    lines = [f"{address(n)};Nom;Prénom;2D_PUBLIC;{school};25" for n in range(1, 6)]
    roster(home, lines)
    one = [pseudonym_of_address(address(1))]
    for pathway in ("POSITIONING", "DIGITAL_CULTURE"):
        plan_wave(wave(pathway=pathway, people=one), NOW, Budget(school_waves=2))
    told = plan_wave(wave(pathway="MONITORING"), NOW, Budget(school_waves=2))
    assert told["school"] == 5
    assert told["planned"] == 0


def test_planning_again_changes_nothing(home: Path) -> None:
    roster(home, [person(n) for n in range(1, 30)])
    kept = wave(over_days=5)
    plan_wave(kept, NOW)
    before = list(Reminder.objects.order_by("person").values_list("person", "due_at"))
    Reminder.objects.filter(pk__in=Reminder.objects.values_list("pk")[:10]).delete()
    assert plan_wave(kept, NOW)["planned"] == 29
    assert list(Reminder.objects.order_by("person").values_list("person", "due_at")) == before
    assert plan_waves(NOW) == 0


def test_messages_are_spread_over_working_days_and_hours(home: Path) -> None:
    roster(home, [person(n) for n in range(200)])
    plan_wave(wave(over_days=4, at=NOW, starts_on=date(2026, 11, 9)), NOW)
    due = [each.astimezone(PARIS) for each in Reminder.objects.values_list("due_at", flat=True)]
    days = Counter(each.date() for each in due)
    # The 11th is a public holiday: 9, 10, 12 and 13.
    assert set(days) == {date(2026, 11, d) for d in (9, 10, 12, 13)}
    assert min(days.values()) > 25
    assert all(7 <= each.hour < 20 for each in due)


def test_where_no_calendar_says_when_nobody_is_written_to(home: Path) -> None:
    roster(home, [person(1, department="973"), person(2)])
    told = plan_wave(wave(territory="FR"), NOW)
    assert told["no_calendar"] == 1
    assert written_to() == {address(2)}


def test_a_newer_roster_replaces_an_older_one_only_where_it_stands_for_it(home: Path) -> None:
    doubs = [person(n) for n in range(1, 9)]
    jura = [person(n, department="39") for n in range(11, 15)]
    roster(home, [*doubs, *jura], name="all")
    # Two newcomers add; six of eight stand for the whole Doubs, and two people have left it.
    roster(home, [person(21), person(22)], at=NOW - timedelta(days=9), name="newcomers")
    plan_wave(wave(territory="aca:besancon"), NOW)
    assert written_to() == {address(n) for n in (*range(1, 9), *range(11, 15), 21, 22)}
    Reminder.objects.all().delete()
    roster(home, doubs[:6], at=NOW - timedelta(days=2), name="doubs")
    plan_wave(wave(territory="aca:besancon"), NOW)
    assert written_to() == {address(n) for n in (*range(1, 7), *range(11, 15))}


def test_a_wave_is_planned_when_its_first_day_is_near(home: Path) -> None:
    roster(home, [person(1)])
    kept = wave(starts_on=NOW.date() + timedelta(days=20))
    assert plan_waves(NOW) == 0
    assert plan_waves(NOW + timedelta(days=18)) == 1
    assert kept.reminders.get().due_at.date() >= kept.starts_on


def test_an_erased_person_has_no_reminder_left_and_is_on_no_list(home: Path) -> None:
    roster(home, [person(1), person(2)])
    gone = pseudonym_of_address(address(1))
    kept = wave(people=[gone, pseudonym_of_address(address(2))])
    plan_wave(kept, NOW)
    Refusal.objects.create(person=gone, made_at=NOW)
    subject = Subject(None, gone, (), NOW)
    parts = {each.name: each for each in holdings()}
    assert len(parts["reminders"].show(subject, rights_of(None, NOW)).rows) == 1
    assert parts["reminders"].erase(subject) == 2
    kept.refresh_from_db()
    assert gone not in kept.listed
    assert written_to() == {address(2)}
    # Her refusal is kept: the next roster must not bring her messages back.
    parts["reminder_refusal"].erase(subject)
    assert Refusal.objects.count() == 1


def test_what_is_kept_long_enough_goes(home: Path) -> None:
    roster(home, [person(1)])
    kept = wave()
    plan_wave(kept, NOW)
    Wave.objects.filter(pk=kept.pk).update(state="cancelled", cancelled_at=NOW)
    ways = carried_out()
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(days=1, hours=1)
    assert ways["waves_cancelled"](soon - timedelta(days=1), soon, False) == 0
    assert ways["waves_cancelled"](later - timedelta(days=1), later, False) == 1
    assert written_to() == {""}
    assert ways["waves"](NOW + timedelta(days=800), NOW + timedelta(days=800), True) == 1
    assert ways["waves"](NOW + timedelta(days=800), NOW + timedelta(days=800), False) == 1
    assert Reminder.objects.count() == 0
