"""A wave that keeps to the trainees of a session, or to a cohort; one that begins before a
deadline; and what it lets the others read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from domains.campaigns.declared import one as campaign
from domains.trainings.planned import one as session
from lib.people import client_of, someone
from lib.reminded import NOW, MoveTo, person, roster, wave
from lib.sealed import Invented, plant
from vigie.domains.audit.models import Entry
from vigie.domains.campaigns.models import Arrangement, Cohort
from vigie.domains.people.roles import Role
from vigie.domains.reminders.actions import ReminderRefused
from vigie.domains.reminders.audience import audience
from vigie.domains.reminders.models import Envelope, Reminder, ReminderState, Wave
from vigie.domains.reminders.planning import plan_wave
from vigie.domains.reminders.queries import asked_of_school, waiting
from vigie.domains.reminders.sending import claim
from vigie.domains.territories.tree import tree
from vigie.domains.trainings.actions import add_trainees, cancel_session
from vigie.domains.trainings.models import Session, Trainee

pytestmark = [pytest.mark.database, pytest.mark.django_db]

COMPOSE = "/relances/dep:25/composer/not_started/"
TYPED = {
    "pathway": "POSITIONING",
    "state_not_started": "on",
    "title": "Avant la formation",
    "subject": "{parcours} : à vous",
    "body": "Bonjour {prenom}, [votre parcours]({lien}).",
    "reason": "vous êtes attendu à une formation",
    "sender_name": "Équipe Pix+ Édu",
    "reply_to": "equipe@exemple.example",
    "start": "day",
    "starts_on": "2026-11-03",
    "over_days": "2",
}


def address(n: int) -> str:
    return f"stagiaire{n}@exemple.example"


def with_trainees(*numbers: int, **said: Any) -> Session:
    made = session("dep:25", at=NOW, **said)
    by = someone(Role.TRAINER, territory="dep:25")
    add_trainees(made, [address(n) for n in numbers], by=by, at=NOW)
    return made


def written_to() -> set[str]:
    return set(Reminder.objects.values_list("address", flat=True))


@pytest.fixture
def team(move_to: MoveTo) -> Client:
    del move_to
    return client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))


def test_a_wave_keeps_to_the_trainees_of_a_session(home: Path) -> None:
    roster(home, [person(n) for n in range(1, 9)])
    kept = wave(session=with_trainees(1, 2, 3, 99))
    assert kept.narrowed
    assert kept.aimed_at.replace("\u00a0", " ") == (
        "les stagiaires de « Évaluer avec le numérique » (12 janvier 2027)"
    )
    assert kept.listed == [], "the list stays with the session, and goes with it"
    told = plan_wave(kept, NOW)
    assert written_to() == {address(n) for n in (1, 2, 3)}
    assert (told["planned"], told["unlisted"]) == (3, 1)
    entry = Entry.objects.get(action="wave.plan")
    assert "planned" not in (entry.details or ""), "the journal tells nothing of them"


def test_a_newcomer_is_written_to_and_who_left_or_a_cancelled_session_is_not(
    home: Path, move_to: MoveTo
) -> None:
    roster(home, [person(n) for n in range(1, 9)])
    made = with_trainees(1, 2)
    kept = wave(session=made, over_days=1)
    add_trainees(made, [address(3)], by=someone(), at=NOW)
    plan_wave(kept, NOW)
    assert written_to() == {address(n) for n in (1, 2, 3)}
    later = NOW + timedelta(hours=9)
    Reminder.objects.update(due_at=NOW)
    move_to(later)
    Trainee.objects.filter(session=made).order_by("pk")[0].delete()
    batch = claim(NOW + timedelta(minutes=1))
    assert batch is not None
    assert len(batch) == 2
    assert Reminder.objects.filter(state=ReminderState.DROPPED, why="unlisted").count() == 1
    Envelope.objects.all().delete()
    Reminder.objects.exclude(state=ReminderState.DROPPED).update(state="queued")
    cancel_session(made, by=someone(), at=NOW)
    assert claim(NOW + timedelta(minutes=2)) == []
    assert Reminder.objects.filter(state=ReminderState.DROPPED, why="unlisted").count() == 3


def test_a_session_without_a_list_is_refused() -> None:
    with pytest.raises(ReminderRefused) as refused:
        wave(session=session("dep:25", at=NOW))
    assert refused.value.field == "aim"
    assert "n’a pas de liste" in refused.value.message


def a_cohort(*codes: str) -> Cohort:
    made = Cohort.objects.create(territory="dep:25", name="Volontaires", school_year="2026-2027",
                                 size=79, changed_at=NOW, changed_by="person:1")  # fmt: skip
    made.campaigns.set([campaign(code) for code in codes])
    return made


def test_a_cohort_is_known_once_it_has_started_and_cannot_be_asked_who_has_not(
    home: Path, move_to: MoveTo
) -> None:
    # R092, R126: a cohort is followed by its campaigns (seeds/001, l. 789-797, 952-978).
    move_to(NOW)
    roster(home, [person(n) for n in range(1, 9)])
    plant(home, [Invented(address(n), state) for n, state in ((1, 0), (2, 0), (3, 1), (4, 2))],
          code="PXCOHORT1")  # fmt: skip
    plant(home, [Invented(address(5), 0)], code="PXOTHER01")
    cohort = a_cohort("PXCOHORT1")
    with pytest.raises(ReminderRefused) as refused:
        wave(cohort=cohort)
    assert "on ne sait pas qui n’a pas commencé" in refused.value.message
    assert "collez la liste" in refused.value.remedy
    with pytest.raises(ReminderRefused) as other:
        wave(cohort=cohort, states=("started",), pathway="FINAL")
    assert other.value.field == "pathway"
    assert "Choisissez Auto-positionnement" in other.value.remedy
    kept = wave(cohort=cohort, states=("started", "finished"))
    plan_wave(kept, NOW)
    assert written_to() == {address(n) for n in (1, 2, 3)}
    cohort.delete()
    kept.refresh_from_db()
    assert sum(block.kept.height for block in audience(kept, NOW)) == 0, "gone, it is nobody"


def test_the_composer_offers_sessions_cohorts_and_deadlines(home: Path, team: Client) -> None:
    roster(home, [person(n) for n in range(1, 9)])
    made = with_trainees(*range(1, 7))
    cohort = a_cohort("PX1")
    Arrangement.objects.create(
        territory="aca:besancon", profile="1D_PUBLIC", school_year="2026-2027", label="108 heures",
        time="hours_108", minutes=120, deadline=date(2027, 1, 31), changed_at=NOW, changed_by="x",
    )  # fmt: skip
    page = team.get(f"{COMPOSE}?session={made.token}").content.decode().replace("\u00a0", " ")
    assert f'<option value="session:{made.token}" selected>' in page
    assert f'<option value="cohort:{cohort.pk}">Cohorte : Volontaires (2026-2027)' in page
    assert '<option value="2027-01-31">31 janvier 2027 : 108 heures (1D public)' in page
    assert '<option value="2027-01-12" selected>12 janvier 2027 : formation' in page
    typed = TYPED | {"aim": f"session:{made.token}", "people": address(3), "preview": "1"}
    assert "ne choisissez ni session ni cohorte" in team.post(COMPOSE, typed).content.decode()
    assert team.post(COMPOSE, typed | {"people": "", "aim": "session:x"}).status_code == 400
    shown = team.post(COMPOSE, typed | {"people": ""}).content.decode().replace("\u00a0", " ")
    assert "<strong>6 personnes</strong>" in shown
    assert "Seulement : les stagiaires de" in shown


def test_a_wave_begins_so_many_working_days_before_its_deadline(home: Path, team: Client) -> None:
    # R129: before a local deadline, 31 January (seeds/001, l. 873). 31/01/2027 is a Sunday.
    roster(home, [person(n) for n in range(1, 9)])
    typed = {**TYPED, "start": "deadline", "starts_on": "", "deadline": "2027-01-31",
             "days_before": "5", "over_days": "5"}  # fmt: skip
    shown = team.post(COMPOSE, typed | {"preview": "1"}).content.decode().replace("\u00a0", " ")
    assert "commence le <strong>25 janvier 2027</strong>, 5 jours ouvrés avant" in shown
    team.post(COMPOSE, typed | {"decide": "1"})
    kept = Wave.objects.get()
    assert (kept.starts_on, kept.days_before) == (date(2027, 1, 25), 5)
    page = team.get(reverse("wave", args=[kept.token])).content.decode().replace("\u00a0", " ")
    assert "sur 5 jours ouvrés, 5 jours ouvrés avant la date butoir" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"deadline": ""}, "Il faut une date butoir"),
        ({"days_before": ""}, "De 1 à 60"),
        ({"days_before": "0"}, "De 1 à 60"),
        ({"days_before": "61"}, "Écrivez un nombre"),
        ({"over_days": "6"}, "partiraient après la date butoir"),
        ({"deadline": "2026-11-05"}, "Il aurait fallu commencer le 15 octobre 2026"),
        ({"start": "autre"}, "Choisissez une valeur"),
        ({"start": "day", "starts_on": ""}, "À remplir"),
        ({"known_deadline": "2027-02-02"}, "Choisissez une valeur"),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(
    said: dict[str, str], sentence: str, team: Client
) -> None:
    typed = {**TYPED, "start": "deadline", "deadline": "2027-01-31", "days_before": "5",
             "over_days": "5", "decide": "1"}  # fmt: skip
    answer = team.post(COMPOSE, typed | said)
    assert answer.status_code in (400, 409)
    assert sentence in answer.content.decode().replace("\u00a0", " ")
    assert not Wave.objects.exists()


def test_the_earliest_departement_says_when_a_wave_begins(move_to: MoveTo) -> None:
    # Winter holidays of 2027 close zone A, that of the Doubs, from 13 to 28 February.
    move_to(NOW)
    said = {"deadline": date(2027, 3, 3), "days_before": 4, "over_days": 1}
    assert wave(territory="dep:25", **said).starts_on == date(2027, 2, 11)
    nation = wave(territory="FR", **said).starts_on
    assert nation <= date(2027, 2, 11)
    with pytest.raises(ReminderRefused) as refused:
        wave(territory="dep:973", **said)
    assert refused.value.field == "days_before"
    assert "Guyane" in refused.value.message


def sent(made: Wave, *people: int) -> None:
    for n in people:
        envelope = Envelope.objects.create(person=n, state="sent", claimed_at=NOW)
        Reminder.objects.create(wave=made, person=n, department="25", due_at=NOW, state="sent",
                                uai="0259109R", envelope=envelope)  # fmt: skip


def test_a_wave_to_a_few_people_tells_the_others_nothing(home: Path, team: Client) -> None:
    """Who knows the list would read, in "none" or "fewer than five", where one person stands."""
    roster(home, [person(n) for n in range(1, 9)])
    made = wave(session=with_trainees(1, 2))
    sent(made, *range(30))
    Reminder.objects.create(wave=made, person=99, department="25", due_at=NOW)
    Wave.objects.update(told={"objected": 7, "planned": 31}, planned_at=NOW)
    delegate = client_of(someone(Role.DELEGATE, territory="reg:bourgogne-franche-comte"))
    one = reverse("wave", args=[made.token])
    for path in ("/relances/dep:25/", one, "/deploiement/dep:25/"):
        page = delegate.get(path).content.decode()
        assert "non montré" in page
        assert ">30<" in team.get(path).content.decode()
        for number in (">30<", ">1<", "environ", "moins de", "refusé les rappels"):
            assert number not in page.partition("<main")[2], (path, number)
    assert "ne sont montrés qu’à l’équipe" in delegate.get(one).content.decode()
    assert waiting(tree(NOW.date()), "dep:25", exact=False) == []
    assert asked_of_school("0259109R", NOW - timedelta(days=30)) == []
