"""Reads of what schools say of their rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from vigie.calendar.hours import USUAL, Hours
from vigie.codes import uai_department
from vigie.domains.disconnection.models import CharterMark, Item, SchoolHours
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree

_SCHOOL = "uai:"
_INSIDE = (Relation.OWN, Relation.CHILD)


def longer_rests() -> Mapping[str, Hours]:
    """UAI → the hours of the schools whose rest is longer than usual; the part that counts."""
    found = SchoolHours.objects.standing().longer()
    return {each.school.removeprefix(_SCHOOL): each.hours.kept for each in found}


def hours_of(school: str) -> SchoolHours | None:
    """What a school says; None while it has said nothing, and the usual hours hold."""
    return SchoolHours.objects.standing().filter(school=school).select_related("said_by").first()


def checklist(school: str) -> list[tuple[Item, CharterMark | None]]:
    """Each point of the charter, and what the school said of it."""
    found = CharterMark.objects.filter(school=school, withdrawn_at__isnull=True)
    known = {each.item: each for each in found}
    return [(item, known.get(item)) for item in Item]


@dataclass(frozen=True)
class Within:
    """The schools of a territory. `schools`: how many it has; `said`: how many told their hours;
    `exceptions`: those whose hours are not the usual ones; `marks`: how many schools did each."""

    schools: int
    said: int
    exceptions: Sequence[SchoolHours]
    marks: Mapping[Item, int]


def within(tree: Tree, territory: str) -> Within:
    """What the schools of a territory said."""
    standing = [each for each in SchoolHours.objects.standing().order_by("school")
                if _is_inside(tree, territory, each.school)]  # fmt: skip
    marks = CharterMark.objects.filter(withdrawn_at__isnull=True).values_list("school", "item")
    counts = Counter(item for school, item in marks
                     if _is_inside(tree, territory, school))  # fmt: skip
    schools = len(tree.descendants(territory, "school")) if territory in tree else 0
    return Within(
        schools,
        len(standing),
        [each for each in standing if each.hours != USUAL],
        {item: counts[item] for item in Item},
    )


def _is_inside(tree: Tree, territory: str, school: str) -> bool:
    """A school that no directory names yet is in the département of its number."""
    where = school
    if tree.find(school) is None:
        where = f"dep:{uai_department(school.removeprefix(_SCHOOL))}"
    return relation(tree, territory, where) in _INSIDE


def clock_words(hour: time) -> str:
    """« 20 h », « 18 h 30 »."""
    minutes = f"\u00a0{hour.minute:02}" if hour.minute else ""
    return f"{hour.hour}\u00a0h{minutes}"


def rest_words(hours: Hours) -> str:
    """« de 20 h à 7 h, et du vendredi 20 h au lundi 7 h »."""
    evening, morning = clock_words(hours.evening), clock_words(hours.morning)
    friday, monday = clock_words(hours.friday), clock_words(hours.monday)
    return f"de {evening} à {morning}, et du vendredi {friday} au lundi {monday}"


def against_usual(hours: Hours) -> str:
    """How a rest stands to the usual one, in two words."""
    longer, shorter = hours.kept != USUAL, hours != hours.kept
    if longer and shorter:
        return "tantôt plus long, tantôt plus court"
    if longer:
        return "plus long"
    return "plus court" if shorter else "par défaut"
