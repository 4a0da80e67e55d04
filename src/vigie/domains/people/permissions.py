"""The permission table: what each role may do at each address, as data (`permissions.csv`).

A line opens addresses to roles in the territories that stand in some relation to their mandate.
What no line opens is refused:

- `sign_in`: nobody is signed in; the page leads to the sign-in;
- `role`: no role of the person opens this address (403);
- `method`: no line names this method at this address (405);
- `elsewhere`: a role of hers opens it, but not in that territory (403);
- `unknown`: the same, where even the existence of the thing must not be told (404).

Columns: `address` (names of addresses), `methods`, `roles` (codes, `@families`, `person` for
whoever is signed in, `anyone`), `relations` (own child parent sibling none), `refusal` (`unknown`,
or empty for the usual one). An address without territory stands in the relation `own`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path

from vigie.domains.people.roles import SERVICE_ROLES, Role
from vigie.domains.territories.relations import Relation

PERSON, ANYONE = "person", "anyone"
METHODS = ("GET", "POST")
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "@steering": (
        Role.NATIONAL_TEAM, Role.DELEGATE, Role.PIX_TEAM, Role.ADVISER, Role.DASEN,
        Role.DISTRICT_INSPECTOR, Role.SUBJECT_INSPECTOR, Role.HEAD, Role.SCHOOL_DIRECTOR,
        Role.RUPN, Role.PIX_ORGA_ADMINISTRATOR,
    ),
    "@services": SERVICE_ROLES,
    "@school_heads": (Role.HEAD, Role.SCHOOL_DIRECTOR),
}  # fmt: skip
"""Roles that open the same things. `@steering`: aggregates of their territory."""


class Answer(StrEnum):
    """What the table says of a request."""

    ALLOWED = "allowed"
    SIGN_IN = "sign_in"
    ROLE = "role"
    METHOD = "method"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class BadTable(ValueError):
    """The permission table cannot be read: a fault of whoever wrote it."""


@dataclass(frozen=True)
class Table:
    """`opened`: (address, method, role) → relations. `discreet`: addresses that tell nothing."""

    opened: Mapping[tuple[str, str, str], frozenset[Relation]]
    discreet: frozenset[tuple[str, str]]
    addresses: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def answer(
        self, address: str, method: str, roles: Mapping[str, Relation], *, signed_in: bool
    ) -> Answer:
        """What someone may do. `roles`: each role she holds and how the territory stands to it."""
        method = "GET" if method in ("HEAD", "OPTIONS") else method
        if (address, method, ANYONE) in self.opened:
            return Answer.ALLOWED
        if not signed_in:
            return Answer.SIGN_IN
        if (address, method) not in self.addresses and self.methods_of(address):
            return Answer.METHOD
        held = False
        for role, stands in {**roles, PERSON: Relation.OWN}.items():
            relations = self.opened.get((address, method, role), frozenset())
            if stands in relations:
                return Answer.ALLOWED
            held = held or bool(relations)
        if (address, method) in self.discreet:
            return Answer.UNKNOWN
        return Answer.ELSEWHERE if held else Answer.ROLE

    def methods_of(self, address: str) -> list[str]:
        """The methods that some line names at an address."""
        return [method for method in METHODS if (address, method) in self.addresses]


def read(path: Path) -> Table:
    """Reads and checks the table. Raises BadTable, with the line."""
    opened: dict[tuple[str, str, str], set[Relation]] = {}
    discreet: set[tuple[str, str]] = set()
    addresses: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), start=2):
            try:
                names, methods = row["address"].split(), row["methods"].split()
                roles = set(_roles(row["roles"].split()))
                relations = [Relation(each) for each in row["relations"].split()]
                discretion = {"": False, "unknown": True}[(row["refusal"] or "").strip()]
            except (KeyError, ValueError, AttributeError) as error:
                raise BadTable(f"{path.name}, line {number}: {error}") from error
            if not names or not set(methods) <= set(METHODS):
                raise BadTable(f"{path.name}, line {number}: {names} {methods}")
            for name, method in product(names, methods):
                addresses.add((name, method))
                if discretion:
                    discreet.add((name, method))
                for role in roles:
                    opened.setdefault((name, method, role), set()).update(relations)
    frozen = {key: frozenset(value) for key, value in opened.items()}
    return Table(frozen, frozenset(discreet), frozenset(addresses))


def _roles(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if word in FAMILIES:
            yield from FAMILIES[word]
        elif word in (PERSON, ANYONE):
            yield word
        else:
            yield Role(word)


@cache
def table(path: Path) -> Table:
    """The table of a file, read once per process."""
    return read(path)
