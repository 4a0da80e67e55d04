"""Choices of a person: what holds, since when, and that refusing changes nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance import choices, choices_queries
from vigie.domains.compliance.choices import CHOICES, Choice, ChoiceSheet, ChoiceText
from vigie.domains.compliance.choices_actions import NothingToUndo, TextChanged, decide
from vigie.domains.compliance.choices_actions import undo_decision as undo
from vigie.domains.compliance.choices_queries import (
    has_chosen,
    history,
    standing,
    those_who_chose,
)
from vigie.domains.compliance.models import Decision
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=1)
SHARE, GROUPS, REMINDERS = Choice.SHARE_NAMED, Choice.TAKE_PART, Choice.REMINDERS


@pytest.fixture
def teacher(home: Path) -> Person:
    assert home.is_dir()
    return someone(Role.TEACHER, territory="uai:0259109R")


def say(person: Person, choice: Choice, accepted: bool, at: datetime = MONDAY) -> Decision:
    return decide(person, choice, accepted=accepted, text_version=1, at=at)


def test_nobody_shares_named_results_by_default_and_the_rest_is_on(teacher: Person) -> None:
    answers = {each: has_chosen(teacher, each, MONDAY) for each in Choice}
    assert answers == {SHARE: False, GROUPS: True, REMINDERS: True}


def test_a_choice_holds_from_its_moment_until_it_is_withdrawn(teacher: Person) -> None:
    say(teacher, SHARE, True)
    say(teacher, SHARE, False, LATER)
    before = MONDAY - timedelta(seconds=1)
    between = LATER - timedelta(seconds=1)
    assert [has_chosen(teacher, SHARE, at) for at in (before, MONDAY, between, LATER)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [each.accepted for each in history(teacher, LATER)] == [False, True]


def test_a_refusal_has_no_effect_on_the_other_choices(teacher: Person) -> None:
    say(teacher, GROUPS, False)
    assert has_chosen(teacher, REMINDERS, MONDAY)
    assert not has_chosen(teacher, SHARE, MONDAY)


def test_facts_are_filtered_by_pseudonym(teacher: Person) -> None:
    other = someone(Role.TEACHER, territory="uai:0259109R")
    say(teacher, GROUPS, False)
    say(other, SHARE, True)
    mine, hers, unknown = pseudonym_of(teacher), pseudonym_of(other), 12
    everyone = [mine, hers, unknown]
    assert those_who_chose(everyone, GROUPS, MONDAY) == {hers, unknown}
    assert those_who_chose(everyone, SHARE, MONDAY) == {hers}
    assert [has_chosen(each, SHARE, MONDAY) for each in everyone] == [False, True, False]


def test_the_records_do_not_hold_the_pseudonym(teacher: Person) -> None:
    say(teacher, SHARE, True)
    kept = {str(value) for row in Decision.objects.values() for value in row.values()}
    assert str(pseudonym_of(teacher)) not in kept


def test_saying_the_same_again_writes_nothing(teacher: Person) -> None:
    assert say(teacher, SHARE, True) == say(teacher, SHARE, True, LATER)
    assert Entry.objects.filter(action="choice.decide").count() == 1


def test_the_text_that_was_read_must_be_the_one_in_force(teacher: Person) -> None:
    with pytest.raises(TextChanged):
        decide(teacher, SHARE, accepted=True, text_version=2, at=MONDAY)
    assert not Decision.objects.exists()


def test_a_new_text_that_asks_again_ends_a_yes_and_never_a_no(
    teacher: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = someone(Role.TEACHER, territory="uai:0259109R")
    say(teacher, SHARE, True)
    say(other, GROUPS, False)
    new = ChoiceText(2, date(2025, 4, 1), "Un texte nouveau.", asks_again=True)
    monkeypatch.setattr(
        choices_queries,
        "CHOICES",
        {
            each: ChoiceSheet(**{**vars(sheet), "versions": (*sheet.versions, new)})
            for each, sheet in CHOICES.items()
        },
    )
    april = datetime(2025, 4, 1, 10, tzinfo=UTC)
    assert has_chosen(teacher, SHARE, april - timedelta(days=1))
    found = standing(teacher, SHARE, april)
    assert (found.answer, found.lapsed, found.text.number) == (False, True, 2)
    assert not has_chosen(other, GROUPS, april)
    assert pseudonym_of(other) not in those_who_chose([pseudonym_of(other)], GROUPS, april)


def test_undoing_gives_back_the_answer_before(teacher: Person) -> None:
    with pytest.raises(NothingToUndo):
        undo(teacher, GROUPS, at=MONDAY)
    say(teacher, GROUPS, False)
    undo(teacher, GROUPS, at=LATER)
    assert has_chosen(teacher, GROUPS, LATER)
    assert len(history(teacher, LATER)) == 2


def test_texts_are_numbered_in_order_and_say_what_a_refusal_does() -> None:
    for sheet in CHOICES.values():
        assert [each.number for each in sheet.versions] == list(range(1, len(sheet.versions) + 1))
        days = [each.since for each in sheet.versions]
        assert days == sorted(days)
        assert "effet" in sheet.versions[-1].text or "garde accès" in sheet.versions[-1].text
    assert choices.CHOICES[SHARE].default is False


# -- the page ------------------------------------------------------------------------------------


@pytest.fixture
def browser_of(teacher: Person) -> Client:
    return client_of(teacher)


def post(client: Client, **said: str) -> tuple[int, str]:
    answer = client.post("/mes-choix/", said, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_page_records_a_choice_and_offers_to_undo_it(
    browser_of: Client, teacher: Person
) -> None:
    assert "Vous n’avez pas choisi" in browser_of.get("/mes-choix/").content.decode()
    status, page = post(browser_of, choice="take_part", accepted="no", version="1")
    assert status == 200
    assert "Vous avez dit non" in page
    assert "Annuler ma décision" in page
    assert "Ne pas participer</button>" not in page
    assert not Decision.objects.get().accepted
    back = browser_of.post("/mes-choix/annuler/", {"choice": "take_part"}, follow=True)
    assert "Votre décision est annulée" in back.content.decode()
    assert Decision.objects.of(teacher).count() == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"choice": "take_part", "accepted": "peut-être", "version": "1"}, 400),
        ({"choice": "take_part", "accepted": "yes", "version": "²"}, 400),
        ({"choice": "take_part", "accepted": "yes", "version": ""}, 400),
        ({"choice": "take_part", "accepted": "yes", "version": "7"}, 409),
        ({"choice": "everything", "accepted": "yes", "version": "1"}, 404),
        ({}, 404),
    ],
)
def test_bad_input_is_refused(browser_of: Client, said: dict[str, str], status: int) -> None:
    assert post(browser_of, **said)[0] == status
    assert not Decision.objects.exists()


def test_undoing_nothing_is_told(browser_of: Client) -> None:
    page = browser_of.post("/mes-choix/annuler/", {"choice": "reminders"}, follow=True)
    assert "rien à annuler" in page.content.decode()


def test_anyone_signed_in_has_the_page_and_nobody_else(client: Client, home: Path) -> None:
    assert home.is_dir()
    assert client.get("/mes-choix/").status_code == 302
    assert client_of(someone()).get("/mes-choix/").status_code == 200
