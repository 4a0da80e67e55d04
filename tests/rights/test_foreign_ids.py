"""Numbers and tokens of others, tried by the hundred thousand: they give what unknown ones give."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from lib.people import client_of, someone
from rights.ground import COLLEGE
from rights.objects import IN_PLACE, OF_SOMEONE, Asked
from vigie.domains.compliance.agreements_queries import agreement_given, agreement_opened
from vigie.domains.compliance.data_requests import followed, mine
from vigie.domains.compliance.incidents_queries import incident_of
from vigie.domains.groups.rules import group_of, seat_of
from vigie.domains.people.grants import mandate_for, person_for
from vigie.domains.people.links import LinkRefused, find_link, make_link
from vigie.domains.people.rights import Refused, Rights, rights_of
from vigie.domains.people.roles import Role
from vigie.domains.people.visits import my_visit
from vigie.facts.home import Home
from vigie.observatory.imports_drafts import Drafts, NoDraft

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NUMBERS, TOKENS, FREE_TOKENS = 2_000, 1_000, 45_000
"""Tries of each kind on SQLite, a hundred thousand in all: most where a try asks the database
nothing. Twenty times fewer on PostgreSQL, where the answers of the first two cost a round trip."""
LETTERS = string.ascii_letters + string.digits + "-_"

Getter = Callable[[Rights, int], object]
BY_NUMBER: dict[str, Getter] = {
    "person": person_for,
    "mandate_end": mandate_for,
    "visit_end": my_visit,
    "agreement_withdraw": agreement_given,
    "shared_one": agreement_opened,
    "my_data_cancel": mine,
    "data_request": followed,
    "incident": lambda rights, number: incident_of(rights, number, "incident", "GET"),
}
BY_TOKEN: dict[str, Callable[[Rights, str], object]] = {
    "group": group_of,
    "group_withdraw": seat_of,
}


def made(name: str, home: Path) -> object:
    """The number or token of a real thing of someone else, in the collège."""
    reader = someone(Role.TEACHER, territory="uai:0259001Y")
    make = IN_PLACE.get(name) or OF_SOMEONE[name]
    found = make(Asked(home, reader, COLLEGE, hers=False, opens=False))
    assert found
    return next(iter(found.values()))


def fewer(many: int) -> int:
    return many if connection.vendor == "sqlite" else many // 20


def near(token: str, many: int) -> Iterable[str]:
    """Tokens one letter away from a real one, its beginnings, and others drawn at random."""
    letters = LETTERS if connection.vendor == "sqlite" else LETTERS[::8]
    one_away = (
        token[:at] + letter + token[at + 1 :] for at in range(len(token)) for letter in letters
    )
    shorter = (token[:at] for at in range(1, len(token)))
    drawn = (secrets.token_urlsafe(len(token) * 3 // 4) for _ in range(fewer(many)))
    return chain(one_away, shorter, drawn)


@pytest.mark.parametrize("name", BY_NUMBER)
def test_no_number_gives_what_is_someone_else_s(name: str, country: Path) -> None:
    real = made(name, country)
    assert isinstance(real, int)
    stranger = rights_of(someone(Role.TRAINER, territory="dep:75"), datetime.now(UTC))
    given = []
    own = {mandate.pk for mandate in stranger.mandates} if name == "mandate_end" else set()
    # That one reads every agreement of the trainer each time.
    many = fewer(NUMBERS) // (10 if name == "shared_one" else 1)
    for number in chain(range(many), range(real - 5, real + 6), [2**31, 2**62]):
        if number in own:
            continue
        try:
            given.append(BY_NUMBER[name](stranger, number))
        except Refused:
            continue
    assert given == []


@pytest.mark.parametrize("name", BY_TOKEN)
def test_no_token_gives_the_group_of_someone_else(name: str, country: Path) -> None:
    real = str(made(name, country))
    stranger = rights_of(someone(Role.TRAINER, territory="aca:besancon"), datetime.now(UTC))
    given = []
    for token in chain([real], near(real, TOKENS)):
        try:
            given.append(BY_TOKEN[name](stranger, token))
        except Refused:
            continue
    assert given == []


def test_no_token_opens_the_drop_of_someone_else(country: Path) -> None:
    real = str(made("imports_draft", country))
    drafts, at = Drafts(Home(country)), datetime.now(UTC)
    others = {token for token in near(real, FREE_TOKENS) if token != real}
    opened = []
    for token in others:
        try:
            opened.append(drafts.open(token, at))
        except NoDraft:
            continue
    assert opened == []
    stranger = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    assert stranger.get(f"/imports/depot/{real}/").status_code == 410


def test_no_token_signs_in_as_someone_else() -> None:
    at = datetime.now(UTC)
    real = make_link(someone(Role.DPO), by=None, at=at).rstrip("/").rpartition("/")[2]
    assert find_link(real, at=at)
    opened = []
    for token in {token for token in near(real, FREE_TOKENS) if token != real}:
        try:
            opened.append(find_link(token, at=at))
        except LinkRefused:
            continue
    assert opened == []


@pytest.mark.parametrize(
    ("role", "territory"), [(Role.TEACHER, "uai:0259001Y"), (Role.ADMINISTRATOR, "aca:dijon")]
)
def test_on_the_site_a_stranger_s_number_and_an_unknown_one_answer_alike(
    country: Path, role: Role, territory: str
) -> None:
    browser = client_of(someone(role, territory=territory))
    for name in ("person", "incident", "data_request", "visit_end", "mandate_end"):
        real = made(name, country)
        parameter = {"person": "person", "mandate_end": "mandate"}.get(name, "number")
        method = "POST" if name.endswith("_end") else "GET"
        answers = [
            browser.generic(method, reverse(name, kwargs={parameter: number}))
            for number in (real, 987_654_321)
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}, name
        first, second = ((answer.status_code, answer.content) for answer in answers)
        assert first[0] == second[0], name
        assert len(first[1]) == len(second[1]), name
