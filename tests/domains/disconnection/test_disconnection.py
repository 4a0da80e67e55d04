"""The hours of rest of a school and its charter: said, undone, logged, shown to who steers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from domains.campaigns.declared import skeleton
from lib.people import client_of, someone
from vigie.calendar.hours import USUAL, Hours
from vigie.domains.audit.models import Entry
from vigie.domains.disconnection import actions
from vigie.domains.disconnection.actions import DisconnectionRefused, mark, say_hours, unmark
from vigie.domains.disconnection.models import CharterMark, Item, SchoolHours
from vigie.domains.disconnection.queries import against_usual, hours_of, rest_words, within
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SCHOOL, OTHER = "uai:0259109R", "uai:0259001Y"
ADDRESS = f"/deconnexion/{SCHOOL}/"
EARLY = Hours(evening=time(18, 30), friday=time(17))
FORM = {"evening": "20:00", "morning": "7 h", "friday": "20h00", "monday": "07:00"}


@pytest.fixture
def head(home: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return someone(Role.HEAD, territory=SCHOOL)


def page(client: Client, address: str = ADDRESS, form: dict[str, str] | None = None) -> str:
    answer = client.get(address) if form is None else client.post(address, form, follow=True)
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def logged() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("hours", "words", "against"),
    [
        (USUAL, "de 20 h à 7 h, et du vendredi 20 h au lundi 7 h", "par défaut"),
        (EARLY, "de 18 h 30 à 7 h, et du vendredi 17 h au lundi 7 h", "plus long"),
        (Hours(time(21, 5)), "de 21 h 05 à 7 h, et du vendredi 20 h au lundi 7 h", "plus court"),
        (Hours(time(21), time(8)), "de 21 h à 8 h, et du vendredi 20 h au lundi 7 h",
         "tantôt plus long, tantôt plus court"),
    ],
)  # fmt: skip
def test_hours_in_words(hours: Hours, words: str, against: str) -> None:
    assert rest_words(hours).replace("\u00a0", " ") == words
    assert against_usual(hours) == against


def test_a_head_says_longer_hours_then_undoes(head: Person) -> None:
    client = client_of(head)
    assert "n’a encore rien dit" in page(client)
    shown = page(client, ADDRESS, FORM | {"evening": "18 h 30", "reason": "Vote du conseil"})
    assert "Aucun rappel de Vigie n’arrive à l’établissement de 18 h 30 à 7 h" in shown
    assert ", plus long que le repos par défaut" in shown
    assert "Anne Onyme. Vote du conseil" in shown
    page(client, ADDRESS, FORM | {"evening": "19:00"})
    said = SchoolHours.objects.standing().get()
    assert said.evening == time(19)
    assert "de nouveau de 18 h 30" in page(client, f"{ADDRESS}heures/{said.pk}/annuler/", {})
    assert hours_of(SCHOOL).hours == Hours(evening=time(18, 30))  # type: ignore[union-attr]  # there is one
    assert "ne valent plus" in page(client, f"{ADDRESS}heures/{said.pk}/annuler/", {})
    first = SchoolHours.objects.standing().get()
    assert "de nouveau de 20 h" in page(client, f"{ADDRESS}heures/{first.pk}/annuler/", {})
    assert hours_of(SCHOOL) is None


def test_a_shorter_rest_is_noted_and_its_limit_told(head: Person) -> None:
    shown = page(client_of(head), ADDRESS, FORM | {"evening": "21:30", "morning": "06:30"})
    assert "Un établissement peut allonger le repos de ses équipes, jamais le raccourcir" in shown
    assert "Vigie garde au moins le repos par défaut" in shown
    assert hours_of(SCHOOL).hours == Hours(time(21, 30), time(6, 30))  # type: ignore[union-attr]  # there is one


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("evening", "vingt heures", "Écrivez une heure ainsi : 20:00, ou 18 h 30."),
        ("morning", "25:00", "Écrivez une heure ainsi"),
        ("morning", "7:60", "Écrivez une heure ainsi"),
        ("monday", "", "À remplir"),
        ("evening", "14:59", "Le repos commence à 15 h au plus tôt."),
        ("monday", "11:01", "Le repos finit à 11 h au plus tard."),
    ],
)
def test_hours_that_cannot_be_are_refused_and_kept_typed(
    head: Person, field: str, typed: str, said: str
) -> None:
    before = logged()
    client = client_of(head)
    assert client.post(ADDRESS, FORM | {field: typed}).status_code == 400
    shown = page(client, ADDRESS, FORM | {field: typed, "reason": "Vote"})
    assert said in shown
    assert 'value="Vote"' in shown
    assert f'value="{typed}"' in shown
    assert logged() == before
    assert not SchoolHours.objects.exists()


def test_each_act_is_logged_once_and_what_fails_is_not(head: Person) -> None:
    before = len(logged())
    said = say_hours(SCHOOL, EARLY, by=head, at=NOW)
    say_hours(SCHOOL, EARLY, by=head, at=NOW)
    actions.withdraw_hours(said, by=head, at=NOW)
    mark(SCHOOL, Item.MARKS, date(2026, 9, 1), by=head, at=NOW)
    unmark(SCHOOL, Item.MARKS, by=head, at=NOW)
    done = ["school_hours.say", "school_hours.withdraw", "charter.mark", "charter.unmark"]
    assert logged()[before:] == done
    failing: list[Callable[[], object]] = [
        lambda: say_hours(SCHOOL, Hours(evening=time(12)), by=head, at=NOW),
        lambda: actions.withdraw_hours(said, by=head, at=NOW),
        lambda: mark(SCHOOL, Item.MARKS, date(2026, 11, 26), by=head, at=NOW),
        lambda: unmark(SCHOOL, Item.MARKS, by=head, at=NOW),
    ]
    for act in failing:
        with pytest.raises(DisconnectionRefused):
            act()
    assert logged()[before:] == done


def test_the_charter_is_done_point_by_point_and_taken_back(head: Person) -> None:
    client = client_of(head)
    address = f"{ADDRESS}charte/homework/"
    shown = page(client, address, {"done_on": "2026-09-10"})
    assert "noter les devoirs : <strong>fait le 10 septembre 2026</strong>" in shown
    assert "déjà noté" in page(client, address, {"done_on": "2026-09-11"})
    assert "à venir" in page(client, f"{ADDRESS}charte/marks/", {"done_on": "2026-12-01"})
    assert "noter les devoirs : <strong>pas encore" in page(client, address, {"annuler": ""})
    assert CharterMark.objects.get().withdrawn_at == NOW
    assert client.post(f"{ADDRESS}charte/autre/", {"done_on": "2026-09-10"}).status_code == 404


def test_a_territory_sees_exceptions_and_how_many_said_theirs(head: Person) -> None:
    say_hours(SCHOOL, EARLY, by=head, at=NOW)
    say_hours(OTHER, USUAL, by=None, at=NOW)
    say_hours("uai:0210012X", EARLY, by=None, at=NOW)  # elsewhere
    mark(SCHOOL, Item.CHARTER, date(2026, 9, 1), by=head, at=NOW)
    found = within(skeleton(), "dep:25")
    assert (found.said, [each.school for each in found.exceptions]) == (2, [SCHOOL])
    assert found.marks[Item.CHARTER] == 1
    officer = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    shown = page(officer, "/deconnexion/dep:25/")
    assert "2 établissements ont dit leurs heures ; 1 en a d’autres" in shown
    assert "0259109R" in shown
    assert ADDRESS not in shown  # no directory says yet that the school is hers to open
    assert "droit à la déconnexion : <strong>1 établissement</strong>" in shown
    exported = officer.get("/deconnexion/dep:25/?heures-export=csv").content.decode("utf-8-sig")
    assert "plus long" in exported
    assert "<html" not in exported
    assert officer.post(ADDRESS, FORM).status_code == 403


def test_who_said_it_may_be_erased(head: Person) -> None:
    say_hours(SCHOOL, EARLY, by=head, at=NOW - timedelta(days=1))
    SchoolHours.objects.get().said_by.delete()  # type: ignore[union-attr]  # the head
    assert hours_of(SCHOOL).hours == EARLY  # type: ignore[union-attr]  # it stays, without a name
