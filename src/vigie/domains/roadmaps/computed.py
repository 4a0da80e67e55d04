"""What the cube says of an indicator: read in batches, through the door of disclosure, once.

What was read of a cube is kept until another cube comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from vigie.domains.roadmaps.models import Indicator
from vigie.facts.geography import LABELS
from vigie.measures.cube import Cube
from vigie.measures.disclosure import door
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run

_KEPT = 20_000


@dataclass(frozen=True)
class Question:
    """What an indicator asks of the cube, territory and date apart."""

    measure: str
    profile: str = ""
    pathway: str = ""
    item_level: str = ""
    item: str = ""

    @classmethod
    def of(cls, indicator: Indicator) -> Question:
        return cls(
            indicator.measure,
            indicator.profile,
            indicator.pathway,
            indicator.item_level,
            indicator.item,
        )

    def query(self, territory: str, level: str | None, on: date) -> Query:
        item = (self.item_level, self.item) if self.item_level else None
        return Query(
            self.measure,
            territory=territory,
            level=level,
            profile=self.profile or None,
            pathway=self.pathway or None,
            as_of=on,
            item=item,
        )


_Batch = tuple[Question, str, str | None, date]
_lock = Lock()
_of_cube = ""
_batches: dict[_Batch, Mapping[str, Figure]] = {}


def series(
    cube: Cube, question: Question, territories: Iterable[str], on: date
) -> dict[str, tuple[Figure, ...]]:
    """The figures of an indicator in each territory, oldest first, as known on a day.

    One for each date of the data: an import that corrects a date replaces what was known of it. A
    territory of which the cube knows nothing has one figure, that says so.
    """
    found: dict[str, dict[date | None, Figure]] = {each: {} for each in territories}
    days = [day for day in cube.dates if day <= on] or [on]
    for day in days:
        for territory, known in found.items():
            figure = _batch(cube, question, *_group(cube, territory), day).get(territory)
            if figure is not None and (figure.as_of is None or figure.as_of <= on):
                known[figure.as_of] = figure
    return {territory: tuple(_dated(known)) for territory, known in found.items()}


def _dated(known: Mapping[date | None, Figure]) -> list[Figure]:
    """The figures by date; one that has none only speaks when there is no other."""
    days = sorted(day for day in known if day is not None)
    return [known[day] for day in days] or list(known.values())


def _group(cube: Cube, territory: str) -> tuple[str, str | None]:
    """Where a territory is read, and at which level: with those that stand beside it."""
    if territory in LABELS:
        return territory, None
    tree = cube.tree
    level = tree.level(territory)
    for above in reversed(tree.path(territory)[:-1]):
        if len(tree.descendants(above, level)) > 1:
            return above, level
    return territory, None


def _batch(
    cube: Cube, question: Question, territory: str, level: str | None, day: date
) -> Mapping[str, Figure]:
    global _of_cube
    key = (question, territory, level, day)
    with _lock:
        if _of_cube != cube.id or len(_batches) > _KEPT:
            _batches.clear()
            _of_cube = cube.id
        known = _batches.get(key)
    if known is not None:
        return known
    figures = _protected(cube, question.query(territory, level, day))
    with _lock:
        if _of_cube == cube.id:
            _batches[key] = figures
    return figures


def _protected(cube: Cube, query: Query) -> Mapping[str, Figure]:
    shown = door(cube).protect(run(cube, query), query.as_of)
    return {figure.territory: figure for figure in shown}
