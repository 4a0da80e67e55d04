"""What the person behind a request may do: her mandates of this very moment, and the table.

A view never looks a thing up and then asks whether it may be shown: getters take the `Rights` and
give the object or raise `Refused`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest

from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.permissions import Answer, Table, table
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.territories.tree import tree
from vigie.facts.geography import Tree

T = TypeVar("T")


class Refused(Exception):
    """The request stops here; `answer` says which kind of refusal the person gets."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.value)
        self.answer = answer


def or_unknown(found: T | None) -> T:
    """What an address names. Raises Refused where there is nothing, or nothing of the reader's:
    the two are not told apart."""
    if found is None:
        raise Refused(Answer.UNKNOWN)
    return found


@dataclass(frozen=True)
class Rights:
    """Who asks, at which moment, with which mandates in force."""

    person: Person | None
    mandates: Sequence[Mandate]
    at: datetime
    _tree: list[Tree] = field(default_factory=list, compare=False, repr=False)

    @property
    def tree(self) -> Tree:
        """The tree of territories, asked for once a request and only if needed."""
        if not self._tree:
            self._tree.append(tree(self.at.date()))
        return self._tree[0]

    @property
    def fingerprint(self) -> str:
        """What of a page depends on who reads it: the person and her mandates."""
        held = [f"{each.role}@{each.territory}" for each in self.mandates]
        return " ".join([str(self.person.pk if self.person else 0), *held])

    def answer(self, address: str, method: str = "GET", territory: str | None = None) -> Answer:
        """What the table says of an address, in a territory if it is about one."""
        best = Answer.ROLE
        rules = permission_table()
        signed_in = self.person is not None
        held = [{each.role: self._stands(each, territory)} for each in self.mandates]
        for roles in held or [{}]:
            found = rules.answer(address, method, roles, signed_in=signed_in)
            if found == Answer.ALLOWED:
                return found
            best = found if best == Answer.ROLE else best
        return best

    def may_open(self, address: str, territory: str | None = None, method: str = "GET") -> bool:
        """Whether a link to the address is worth showing."""
        return self.answer(address, method, territory) == Answer.ALLOWED

    def require(self, address: str, method: str = "GET", territory: str | None = None) -> None:
        """Raises Refused unless the table opens the address in that territory."""
        found = self.answer(address, method, territory)
        if found != Answer.ALLOWED:
            raise Refused(found)

    def holding(self, *roles: Role) -> list[Mandate]:
        """The mandates in force of these roles."""
        return [each for each in self.mandates if each.role in roles]

    def first_place(self, address: str) -> str | None:
        """The territory of the first mandate that opens an address on its own ground."""
        for mandate in self.mandates:
            if self.may_open(address, mandate.territory):
                return str(mandate.territory)
        return None

    def sees(self, address: str, territory: str) -> bool:
        """Whether figures of a territory may stand on a page (`address`) of hers: those she may
        open, and those of the territories around hers, which serve as reference."""
        if self.may_open(address, territory):
            return True
        return any(
            self._stands(mandate, territory) == Relation.PARENT
            for mandate in self.mandates
            if self.may_open(address, mandate.territory)
        )

    def _stands(self, mandate: Mandate, territory: str | None) -> Relation:
        if territory is None:
            return Relation.OWN
        return relation(self.tree, mandate.territory, territory)


def rights_of(person: Person | None, at: datetime) -> Rights:
    """The rights of a person at a moment: mandates that have ended are already gone."""
    if person is None or not person.is_active:
        return Rights(None, (), at)
    return Rights(person, tuple(_in_force(person, at)), at)


def _in_force(person: Person, at: datetime) -> Iterator[Mandate]:
    held = Mandate.objects.of(person).in_force(at).select_related("origin").order_by("pk")
    for mandate in held:
        origin = mandate.origin
        if origin is None or (
            origin.starts_at <= at and (origin.ends_at is None or origin.ends_at > at)
        ):
            yield mandate


def permission_table() -> Table:
    """The table of this site."""
    return table(Path(settings.VIGIE_PERMISSIONS))


def rights(request: HttpRequest) -> Rights:
    """The rights that the middleware put on a request."""
    found: Rights = request.rights  # type: ignore[attr-defined]  # set by RightsMiddleware
    return found


def me(request: HttpRequest) -> Person:
    """The person signed in. Raises Refused when there is none."""
    person = rights(request).person
    if person is None:
        raise Refused(Answer.SIGN_IN)
    return person
