"""« Why can she see this? »: what each mandate of a person opens of an address, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, resolve

from vigie.domains.people.middleware import asked_territory
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Rights, permission_table, rights_of
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.relations import Relation, relation

RELATIONS = {
    Relation.OWN: "le territoire demandé est celui du mandat",
    Relation.CHILD: "le territoire demandé est dans celui du mandat",
    Relation.PARENT: "le territoire demandé contient celui du mandat",
    Relation.SIBLING: "le territoire demandé est à côté de celui du mandat",
    Relation.NONE: "le territoire demandé est ailleurs",
}
ANSWERS = {
    Answer.ALLOWED: "Ouvert",
    Answer.ROLE: "Refusé\u00a0: aucun de ses rôles n’ouvre cette page",
    Answer.ELSEWHERE: "Refusé\u00a0: un de ses rôles l’ouvre, mais pas pour ce territoire",
    Answer.UNKNOWN: "Refusé, sans dire si la page existe",
    Answer.SIGN_IN: "Refusé\u00a0: la personne ne peut pas se connecter",
    Answer.METHOD: "Refusé\u00a0: cette page ne se lit pas, elle reçoit un formulaire",
}


@dataclass(frozen=True)
class Reason:
    """What one mandate says of the page."""

    mandate: Mandate
    place: str
    opens: bool
    because: str


@dataclass(frozen=True)
class Explanation:
    """The answer for the person, and the part of each mandate in it."""

    answer: Answer
    words: str
    page: str
    territory: str
    reasons: Sequence[Reason]


class NoSuchPage(Exception):
    """No page has this address."""


def explain(person: Person, address: str, asking: Rights) -> Explanation:
    """Why a person may, or may not, read an address now. Raises NoSuchPage."""
    path = address.partition("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        raise NoSuchPage(path) from None
    hers = rights_of(person, asking.at)
    territory = asked_territory(hers, match.view_name, match.kwargs)
    found = hers.answer(match.view_name, "GET", territory)
    reasons = [_reason(hers, each, match.view_name, territory) for each in hers.mandates]
    named = {name: label for _, tasks in settings.VIGIE_TASKS for label, _, name in tasks}
    return Explanation(
        found,
        ANSWERS[found],
        named.get(match.view_name, path),
        place_name(hers, territory) if territory else "",
        reasons,
    )


def _reason(hers: Rights, mandate: Mandate, name: str, territory: str | None) -> Reason:
    alone = Rights(hers.person, (mandate,), hers.at)
    opens = alone.may_open(name, territory)
    place = place_name(hers, mandate.territory)
    table = permission_table()
    ever = any((name, "GET", role) in table.opened for role in (mandate.role,))
    if not ever:
        because = "ce rôle n’ouvre pas cette page"
    elif territory is None:
        because = "ce rôle ouvre cette page"
    else:
        stands = RELATIONS[relation(hers.tree, mandate.territory, territory)]
        because = stands if opens else f"ce rôle ouvre bien cette page, mais {stands}"
    return Reason(mandate, place, opens, because)
