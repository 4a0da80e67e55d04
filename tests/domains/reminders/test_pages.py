"""The pages of the reminders: compose, preview, decide, stop, settle; texts, days, the effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lib.people import client_of, someone
from lib.reminded import NOW, MoveTo, person, roster, wave
from lib.sealed import Invented, plant
from vigie.domains.audit.models import READ, Entry
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.roles import Role
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    LocalDays,
    MessageText,
    Reminder,
    ReminderState,
    Wave,
    WaveState,
)
from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.queries import asked_of_school, effect_of, waiting
from vigie.domains.reminders.texts import text_in_force
from vigie.domains.reminders.texts_actions import write_text
from vigie.domains.territories.tree import tree

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PLACE = "dep:25"
COMPOSE = f"/relances/{PLACE}/composer/not_started/"
TYPED = {
    "pathway": "POSITIONING",
    "state_not_started": "on",
    "title": "Relance d’automne",
    "subject": "{parcours} : à vous",
    "body": "Bonjour {prenom}, [votre parcours]({lien}).",
    "reason": "ce parcours vous est ouvert",
    "sender_name": "Équipe Pix+ Édu",
    "reply_to": "equipe@exemple.example",
    "starts_on": "2026-11-03",
    "over_days": "2",
}


@pytest.fixture
def team(move_to: MoveTo) -> Client:
    """The academic team, on the third of November."""
    del move_to
    return client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))


def test_a_label_has_the_texts_of_the_nation(move_to: MoveTo, home: Path) -> None:
    assert move_to
    assert home
    page = client_of(someone(Role.NATIONAL_TEAM)).get("/relances/label:tne/")
    assert page.status_code == 200
    assert "Invitation à commencer un parcours" in page.content.decode()


def test_a_list_asks_the_database_as_much_for_one_wave_as_for_three(
    home: Path, team: Client
) -> None:
    roster(home, [person(n) for n in range(1, 9)])
    team.get(f"/relances/{PLACE}/")  # her visit is noted at the first page
    asked = []
    for many in (1, 2):
        for _ in range(many):
            wave()
        plan_waves(NOW)
        with CaptureQueriesContext(connection) as queries:
            page = team.get(f"/relances/{PLACE}/")
        assert page.status_code == 200
        asked.append(len(queries))
    assert Wave.objects.count() == 3
    assert asked[0] == asked[1]


def test_an_officer_previews_then_decides(home: Path, team: Client) -> None:
    roster(home, [person(n) for n in range(1, 9)])
    shown = team.post(COMPOSE, {**TYPED, "preview": "1"})
    text = shown.content.decode()
    assert "8 personnes" in text
    assert text.count("@exemple.example), le") == 5
    assert "Bonjour Prénom" in text
    assert Wave.objects.count() == 0
    assert Entry.objects.filter(action=READ).count() == 5
    done = team.post(COMPOSE, {**TYPED, "decide": "1"}, follow=True)
    assert "La vague est décidée" in done.content.decode()
    plan_waves(NOW)
    page = team.get(reverse("wave", args=[Wave.objects.get().token])).content.decode()
    assert "<dd>8</dd>" in page
    assert "stagiaire" not in page


@pytest.mark.usefixtures("move_to")
def test_names_are_for_the_academic_team_only(home: Path) -> None:
    roster(home, [person(n) for n in range(1, 4)])
    nation = client_of(someone(Role.NATIONAL_TEAM))
    answer = nation.post(COMPOSE, {**TYPED, "preview": "1"})
    assert answer.status_code == 403
    assert "stagiaire" not in answer.content.decode()
    assert Entry.objects.filter(action=READ).count() == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"body": "Bonjour {nom_de_famille}"}, "n’existe pas ici"),
        ({"body": "Avant le {date_limite}"}, "Donnez une date butoir"),
        ({"body": "[ici](javascript:alert)"}, "n’est pas une adresse"),
        ({"subject": "Deux\nlignes"}, "tient sur une ligne"),
        ({"state_not_started": ""}, "Cochez au moins une situation"),
        ({"starts_on": "2026-10-01"}, "Ce jour est passé"),
        ({"starts_on": "32/13/2026"}, "n’existe pas"),
        ({"over_days": "0"}, "De 1 à 60"),
        ({"reply_to": "personne"}, "n’est pas complète"),
        ({"pathway": "AUTRE"}, "Choisissez une valeur"),
        ({"people": "pas-une-adresse"}, "n’est pas une adresse électronique"),
        ({"link": "http://exemple.example"}, "commence par https"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is_kept(
    said: dict[str, str], sentence: str, team: Client
) -> None:
    answer = team.post(COMPOSE, {**TYPED, **said, "decide": "1"})
    assert answer.status_code in (400, 409)
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert Wave.objects.count() == 0


def test_a_wave_is_paused_cancelled_and_taken_up(team: Client) -> None:
    made = wave()
    for act, state in (
        ("pause", WaveState.PAUSED),
        ("resume", WaveState.SCHEDULED),
        ("cancel", WaveState.CANCELLED),
        ("restore", WaveState.PAUSED),
        ("restore", WaveState.PAUSED),
    ):
        answer = team.post(reverse("wave_act", args=[made.token, act]), follow=True)
        assert answer.status_code == 200
        assert Wave.objects.get().state == state
    assert team.post(reverse("wave_act", args=[made.token, "autre"])).status_code == 404


def test_an_uncertain_message_is_settled_by_a_person(team: Client) -> None:
    made = wave()
    envelopes = []
    for n in (1, 2):
        envelope = Envelope.objects.create(
            person=n, state=EnvelopeState.HANDED, claimed_at=NOW - timedelta(hours=2)
        )
        Reminder.objects.create(
            wave=made, person=n, address=f"p{n}@exemple.example", department="25", due_at=NOW,
            state="claimed", envelope=envelope,
        )  # fmt: skip
        envelopes.append(envelope)
    assert "Messages incertains" in team.get(f"/relances/{PLACE}/").content.decode()
    team.post(reverse("reminder_settle", args=[envelopes[0].token]), {"left": "yes"})
    team.post(reverse("reminder_settle", args=[envelopes[1].token]), {"left": "no"})
    states = dict(Reminder.objects.values_list("person", "state"))
    assert states == {1: ReminderState.SENT, 2: ReminderState.QUEUED}
    assert "Messages incertains" not in team.get(f"/relances/{PLACE}/").content.decode()


def test_a_territory_adapts_a_text_and_is_told_when_its_original_changes(team: Client) -> None:
    path = f"/relances/{PLACE}/textes/started/"
    assert team.post(path, {"subject": "À nous", "body": "Bonjour {inconnu}"}).status_code == 400
    team.post(path, {"subject": "{parcours} dans le Doubs", "body": "Bonjour {prenom}"})
    where = tree(NOW.date())
    mine = text_in_force(where, PLACE, "started")
    assert (mine.subject, mine.written, mine.behind) == ("{parcours} dans le Doubs", PLACE, False)
    assert text_in_force(where, "dep:39", "started").written == ""
    nation = someone(Role.NATIONAL_TEAM)
    write_text(where, "FR", "started", subject="National", body="Bonjour", by=nation, at=NOW)
    assert text_in_force(where, PLACE, "started").behind is False  # it came from Vigie's own
    write_text(where, PLACE, "started", subject="Doubs", body="Bonjour", by=nation, at=NOW)
    assert text_in_force(where, PLACE, "started").parent == "FR"
    write_text(where, "FR", "started", subject="National 2", body="Bonjour", by=nation, at=NOW)
    assert text_in_force(where, PLACE, "started").behind is True
    assert "l’original a changé depuis" in team.get(f"/relances/{PLACE}/").content.decode()
    team.post(path, {"subject": "x", "body": "x", "drop": "1"})
    assert text_in_force(where, PLACE, "started").subject == "National 2"
    assert MessageText.objects.count() == 1


def test_a_territory_says_its_days_and_takes_them_back(team: Client) -> None:
    path = f"/relances/{PLACE}/jours/"
    wrong = {"first_day": "2026-12-10", "last_day": "2026-12-01", "opened": "closed", "reason": "x"}
    assert team.post(path, wrong).status_code == 400
    team.post(path, {**wrong, "last_day": "2026-12-11", "reason": "Neige"})
    kept = LocalDays.objects.get()
    assert "Neige" in team.get(path).content.decode()
    team.post(reverse("reminder_days_withdraw", args=[kept.pk]))
    assert "Neige" not in team.get(path).content.decode()


def sent(made: Wave, people: Iterable[int], at: datetime) -> None:
    for n in people:
        envelope = Envelope.objects.create(person=n, state=EnvelopeState.SENT, claimed_at=at)
        Reminder.objects.create(wave=made, person=n, department="25", due_at=at, state="sent",
                                uai="0259109R", envelope=envelope)  # fmt: skip


def test_the_effect_counts_whole_delays_and_hides_small_numbers(
    home: Path, move_to: MoveTo
) -> None:
    """Everybody below started on 12 October; those written to were so on the 9th."""
    sent_at = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)
    move_to(sent_at)
    made = wave(at=sent_at)
    address = "stagiaire{}@exemple.example".format
    people = [pseudonym_of_address(address(n)) for n in range(40)]
    sent(made, people[:20], sent_at)
    for number in people[20:]:
        Reminder.objects.create(wave=made, person=number, department="25",
                                due_at=sent_at + timedelta(days=60))  # fmt: skip
    started = [*range(8), 20, 21]
    plant(home, [Invented(address(n), 0) for n in started], at=sent_at + timedelta(days=12))
    assert [each.people for each in effect_of(made, sent_at + timedelta(days=5), exact=True)] == [
        0
    ] * 4
    later = sent_at + timedelta(days=15)
    found = {(each.days, each.group): each for each in effect_of(made, later, exact=True)}
    for days in (7, 14):
        written = found[days, "personnes relancées"]
        others = found[days, "personnes pas encore relancées"]
        assert (written.people, written.started, written.finished) == (20, 8, 0)
        # Two of twenty: a number that small is not told.
        assert (others.people, others.started, others.finished) == (20, None, 0)
    # Who may not read people one by one has the eight to the nearest five.
    rounded = effect_of(made, later, exact=False)
    assert {each.started for each in rounded} == {10, None}


@pytest.mark.usefixtures("move_to")
def test_what_a_school_was_asked_is_told_in_numbers_of_five_or_more() -> None:
    sent(wave(), range(1, 7), NOW)
    sent(wave(pathway="DIGITAL_CULTURE"), range(1, 4), NOW)
    asked = asked_of_school("0259109R", NOW - timedelta(days=30))
    assert sorted((each.pathway, each.people) for each in asked) == [
        ("Auto-positionnement", "environ 5"),
        ("Culture numérique", "moins de 5"),
    ]
    assert waiting(tree(NOW.date()), PLACE, exact=False) == []


@pytest.mark.usefixtures("move_to")
def test_who_may_not_read_people_has_no_exact_count_and_composes_nothing(team: Client) -> None:
    """Sent to all who had not begun: the headcount less that number would be who has."""
    made = wave()
    sent(made, range(57), NOW)
    assert ">57<" in team.get(f"/relances/{PLACE}/").content.decode()
    for role in (Role.DELEGATE, Role.NATIONAL_TEAM):
        level = "reg:bourgogne-franche-comte" if role == Role.DELEGATE else "FR"
        other = client_of(someone(role, territory=level))
        for path in (f"/relances/{PLACE}/", reverse("wave", args=[made.token])):
            text = other.get(path).content.decode()
            assert "environ 55" in text
            assert ">57" not in text
        # A list of addresses, and the same with one more, would tell where she stands.
        assert other.get(f"/relances/{PLACE}/composer/not_started/").status_code == 403
