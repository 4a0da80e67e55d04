"""The part of the log that someone may look into, and what of it she asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from vigie.codes import NATION
from vigie.domains.audit.models import Entry, EntryQuerySet
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation

OVERSEERS = (Role.ADMINISTRATOR, Role.DPO)
SHOWN = 5_000
_WITHIN = (Relation.OWN, Relation.CHILD)


@dataclass(frozen=True)
class Asked:
    """The filters of the journal; None for no filter. `until` is left out."""

    since: datetime | None = None
    until: datetime | None = None
    act: str | None = None
    by: str | None = None


def journal(rights: Rights, asked: Asked, limit: int = SHOWN) -> tuple[list[Entry], bool]:
    """The entries that she oversees and asks for, the latest first; whether some are left out.

    An overseer of the nation sees them all. Another sees the acts of the people of her territory
    (by a mandate, past or present, or by their place), those about them, and those about a place
    inside it; what was emptied names nobody any more, and is left to the nation.
    """
    found = Entry.objects.between(asked.since, asked.until).latest_first()
    if asked.act is not None:
        found = found.filter(action=asked.act)
    if asked.by is not None:
        found = found.filter(actor=asked.by)
    kept = list(islice(_overseen(rights, found), limit + 1))
    return kept[:limit], len(kept) > limit


def actors(rights: Rights, asked: Asked) -> list[str]:
    """The references of those who acted in the period, among the entries that she oversees."""
    whole = Asked(asked.since, asked.until)
    found = Entry.objects.between(whole.since, whole.until).exclude(actor=None)
    if oversees_all(rights):
        return list(found.order_by().values_list("actor", flat=True).distinct())
    return list({each.actor for each in _overseen(rights, found) if each.actor is not None})


def oversees_all(rights: Rights) -> bool:
    """Whether she oversees the whole nation."""
    return any(each.territory == NATION for each in rights.holding(*OVERSEERS))


def _overseen(rights: Rights, found: EntryQuerySet) -> Iterable[Entry]:
    rows = found.iterator(chunk_size=1_000)
    if oversees_all(rights):
        return rows
    inside = _inside(rights)
    people = _people(inside)
    about: dict[str, bool] = {}

    def concerns(entry: Entry) -> bool:
        if entry.actor in people or entry.about in people:
            return True
        place = (entry.about or "").partition(":")[2]
        if ":" not in place:
            return False
        if place not in about:
            about[place] = inside(place)
        return about[place]

    return filter(concerns, rows)


def _inside(rights: Rights) -> Callable[[str], bool]:
    mine = [each.territory for each in rights.holding(*OVERSEERS)]
    return lambda place: any(relation(rights.tree, each, place) in _WITHIN for each in mine)


def _people(inside: Callable[[str], bool]) -> set[str]:
    places = set(Mandate.objects.order_by().values_list("territory", flat=True).distinct())
    places |= set(Person.objects.order_by().values_list("place", flat=True).distinct())
    kept = [place for place in places if place and inside(place)]
    found = Person.objects.overseen(kept, everyone=False).order_by()
    return {f"person:{pk}" for pk in found.values_list("pk", flat=True).distinct()}
