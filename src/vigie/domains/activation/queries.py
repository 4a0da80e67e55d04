"""Counts of a school over the weeks, and what a territory may know of its schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from vigie.domains.activation.bands import Band, band_of
from vigie.domains.activation.models import ActivationCount, ActivationLevel
from vigie.domains.people.models import Person
from vigie.facts.geography import Tree

_AT_ONCE = 1_000


@dataclass(frozen=True)
class SchoolBand:
    """The latest count of a school, as whoever steers may know it."""

    school: str
    counted_on: date
    band: Band | None


def counts_of(school: str) -> list[ActivationCount]:
    """The counts of a school, the oldest first."""
    return list(ActivationCount.objects.standing().of(school).order_by("counted_on", "pk"))


def levels_of(count: ActivationCount) -> list[ActivationLevel]:
    """The lines of a count, in the order of schooling."""
    return list(ActivationLevel.objects.filter(count=count))


def authors(counts: Sequence[ActivationCount]) -> dict[str, str]:
    """Reference of an author → her name; the name of who was erased is gone."""
    numbers = {
        int(each.made_by.removeprefix("person:"))
        for each in counts
        if each.made_by.removeprefix("person:").isdecimal()
    }
    people = Person.objects.in_bulk(numbers)
    return {f"person:{number}": person.name for number, person in people.items()}


def bands_in(tree: Tree, place: str) -> list[SchoolBand]:
    """The schools of a territory that gave a count: the lowest shares first, those of which
    nothing may be said last."""
    standing = ActivationCount.objects.standing()
    later = standing.filter(school=OuterRef("school"), counted_on__gt=OuterRef("counted_on"))
    latest = standing.filter(~Exists(later))
    schools = tree.descendants(place, "school")
    found = [
        SchoolBand(school, day, band_of(accounts, activated))
        # A database limits how many values a question may hold.
        for start in range(0, len(schools), _AT_ONCE)
        for school, day, accounts, activated in latest.filter(
            school__in=schools[start : start + _AT_ONCE]
        ).values_list("school", "counted_on", "accounts", "activated")
    ]
    return sorted(found, key=_rank)


def _rank(each: SchoolBand) -> tuple[bool, int, str]:
    return each.band is None, each.band.points if each.band else 0, each.school
