"""Every cell of the permission table, against the running site: address × method × role × relation.

The table is the expectation; the site is asked. A cell that opens must not be refused, a cell that
refuses must answer with its own kind of refusal. An address without a line fails, a line without an
address too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver

from lib.people import client_of, someone
from rights.ground import Post, posts
from rights.objects import IN_PLACE, OF_SOMEONE, SCHOOL_ONLY, Asked
from vigie.domains.people.middleware import RightsMiddleware
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import METHODS, PERSON, Answer, read
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TABLE = read(Path(settings.VIGIE_PERMISSIONS))
# What is refused tells itself by its status; an open door by none of these.
REFUSALS = {
    Answer.ROLE: {403},
    Answer.ELSEWHERE: {403},
    Answer.UNKNOWN: {404, 410},  # a drop that is gone and one that is another's: the same page
    Answer.METHOD: {405},
    Answer.SIGN_IN: {302},
}
# The work that these start outlives the test: the door alone is asked.
STARTS_WORK = {"imports_drop", "imports_count", "imports_accept_all", "imports_accept",
               "imports_read_again", "imports_complete", "imports_withdraw", "campaigns_publish",
               "gallery_breakdown"}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A named address, and the names of its parameters in the pattern that has most of them."""

    name: str
    parameters: frozenset[str]
    first: str

    @property
    def is_territorial(self) -> bool:
        return "territory" in self.parameters

    @property
    def names_a_thing(self) -> bool:
        return self.name in IN_PLACE or self.name in OF_SOMEONE


@cache
def addresses() -> tuple[Address, ...]:
    """Every address of the site, each name once."""
    found: dict[str, tuple[frozenset[str], str]] = {}
    for route, name, parameters in _patterns(get_resolver(), ""):
        known, _ = found.get(name, (frozenset(), ""))
        if name not in found or len(parameters) > len(known):
            found[name] = (parameters, route.partition("/")[0])
    return tuple(Address(name, *each) for name, each in found.items())


def _patterns(resolver: URLResolver, before: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            assert each.name, f"{route} has no name"
            yield route, each.name, frozenset(each.pattern.regex.groupindex)
        else:
            yield from _patterns(each, route)


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    named = {name for name, _ in TABLE.addresses}
    existing = {each.name for each in addresses()}
    assert existing - named == set(), "addresses that no line of the permission table opens"
    assert named - existing == set(), "lines about addresses that do not exist"


def test_every_thing_that_an_address_names_can_be_made() -> None:
    without = [
        each.name for each in addresses()
        if each.parameters - {"territory"} and each.name not in {**IN_PLACE, **OF_SOMEONE, **OPEN}
    ]  # fmt: skip
    assert without == [], "say in rights/objects.py how to make what these name"


# Their parameter is a secret of the door itself, open to anyone.
OPEN = {
    "link": {"token": "x" * 43},
    "refuse_reminders": {"token": "x" * 43},
    "accept_reminders": {"token": "x" * 43},
}


@dataclass
class Reader:
    """Someone at her post, in her browser."""

    post: Post
    person: Person
    client: Client


GROUPS = sorted({each.first for each in addresses()})
"""First parts of the addresses. Two files walk half of them each, so that two processes do."""


@pytest.mark.parametrize("group", GROUPS[::2])
def test_each_cell(group: str, country: Path) -> None:
    assert walked(group, country) == []


def walked(group: str, country: Path) -> list[str]:
    """What does not answer as the table says, of the addresses of a group."""
    readers = []
    for post in posts():
        person = someone(post.role, territory=post.place)
        readers.append(Reader(post, person, client_of(person)))
    wrong: list[str] = []
    for address in addresses():
        if address.first == group:
            for method in METHODS:
                wrong += _walk(address, method, readers, country)
    return wrong


def _walk(address: Address, method: str, readers: list[Reader], home: Path) -> Iterator[str]:
    yield from _nobody(address, method)
    seen: set[tuple[Answer, Relation]] = set()
    met: set[tuple[str, Relation]] = set()
    for reader in readers:
        role = reader.post.role
        # A role that no line names here is stopped at the door, whatever the thing.
        personal = (address.name, method, PERSON) in TABLE.opened
        named = personal or (address.name, method, role) in TABLE.opened
        for relation in _relations(address, reader.post):
            # What anyone signed in may open is asked once for each level of mandate.
            level = reader.post.place.partition(":")[0]
            if personal and address.names_a_thing:
                if (level, relation) in met:
                    continue
                met.add((level, relation))
            expected = _expected(address, method, role, relation)
            whole = (named and address.names_a_thing) or (expected, relation) not in seen
            seen.add((expected, relation))
            with transaction.atomic():
                status = _asked(
                    address, method, reader, relation, expected, home, named=named, whole=whole
                )
                transaction.set_rollback(True)
            if not _agrees(status, expected, address):
                yield f"{method} {address.name} {role} {relation}: {expected}, got {status}"


def _expected(address: Address, method: str, role: Role, relation: Relation) -> Answer:
    """What the table says; a thing of someone else is refused as if it were not there."""
    found = TABLE.answer(address.name, method, {role: relation}, signed_in=True)
    if found == Answer.ALLOWED and address.name in OF_SOMEONE and relation == Relation.NONE:
        return Answer.UNKNOWN
    return found


def _relations(address: Address, post: Post) -> list[Relation]:
    if address.name in SCHOOL_ONLY:
        return [each for each, place in post.around.items() if place.startswith("uai:")]
    if address.is_territorial or address.name in IN_PLACE:
        return list(post.around)
    if address.name in OF_SOMEONE:
        return [Relation.OWN, Relation.NONE]
    return [Relation.OWN]


def _nobody(address: Address, method: str) -> Iterator[str]:
    """Someone who is not signed in: what the table says of anyone, or the way to the sign-in."""
    expected = TABLE.answer(address.name, method, {}, signed_in=False)
    parameters: dict[str, Any] = dict.fromkeys(address.parameters, "1")
    parameters |= {"territory": "FR"} if address.is_territorial else {}
    parameters |= OPEN.get(address.name, {})
    path = reverse(address.name, kwargs=parameters)
    if expected == Answer.SIGN_IN:
        answer = Client().generic(method, path)
        if answer.status_code != 302 or not answer["Location"].startswith("/connexion/"):
            yield f"{method} {address.name}, nobody: {expected}, got {answer.status_code}"


def _asked(
    address: Address,
    method: str,
    reader: Reader,
    relation: Relation,
    expected: Answer,
    home: Path,
    *,
    named: bool,
    whole: bool,
) -> int:
    """The status that the reader gets: of the whole site, or of its door alone."""
    place = reader.post.around.get(relation, reader.post.place)
    parameters: dict[str, Any] = {"territory": place} if address.is_territorial else {}
    parameters |= OPEN.get(address.name, {})
    if named and address.names_a_thing:
        make = IN_PLACE.get(address.name) or OF_SOMEONE[address.name]
        opens = expected == Answer.ALLOWED
        made = make(Asked(home, reader.person, place, relation == Relation.OWN, opens))
        whole = whole and made is not None
        parameters |= made or {}
    parameters |= dict.fromkeys(address.parameters - parameters.keys(), 1)
    path = reverse(address.name, kwargs=parameters)
    starts_work = expected == Answer.ALLOWED and address.name in STARTS_WORK
    if not whole or starts_work:
        return _door(path, method, reader.person)
    kept = reader.client.cookies.copy()
    try:
        return reader.client.generic(method, path).status_code
    finally:
        reader.client.cookies = kept


def _door(path: str, method: str, person: Person) -> int:
    """What the middleware answers; 200 when it lets the request through."""
    request: HttpRequest = RequestFactory().generic(method, path)
    request.user = person  # type: ignore[assignment]  # our own model of users
    request.resolver_match = match = resolve(path)
    passed: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        passed.append(request)
        return HttpResponse()

    door = RightsMiddleware(view)
    door(request)
    try:
        answer = door.process_view(request, match.func, match.args, match.kwargs)
    except Http404:
        return 404
    return 200 if answer is None else answer.status_code


def _agrees(status: int, expected: Answer, address: Address) -> bool:
    if expected != Answer.ALLOWED:
        return status in REFUSALS[expected]
    # An empty form may name nothing (404); a thing that was made is there.
    lost = {404, 410} if address.names_a_thing else set()
    return status < 500 and status not in {403, 405} | lost
