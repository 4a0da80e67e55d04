"""Questions of a page, answered and protected: what leaves this module may be shown.

What is hidden does not depend on the page (see `measures.disclosure`): the same figure is hidden,
or held at an older date, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vigie.facts.geography import LABELS
from vigie.measures.cube import Cube
from vigie.measures.disclosure import door
from vigie.measures.figure import Alternative, Figure
from vigie.measures.query import Query, run

DATE, LEVEL, UNPLACED = "date", "niveau", ":unplaced"
_ENOUGH = 1e-9


@dataclass(frozen=True)
class Answers:
    """The figures of each question, in the order of the cube."""

    figures: Mapping[str, tuple[Figure, ...]]
    _found: dict[tuple[str, ...], dict[tuple[str | None, ...], Figure]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def all(self, key: str) -> tuple[Figure, ...]:
        return self.figures.get(key, ())

    def one(self, key: str) -> Figure:
        """The figure of a question that has one answer."""
        return self.figures[key][0]

    def at(self, key: str, **wanted: str) -> Figure | None:
        """The figure of a question for a `territory` or dimensions; None when there is none."""
        names = (key, *wanted)
        if names not in self._found:
            # A long table asks for each of its figures: searched one by one, their number would
            # be paid squared.
            index: dict[tuple[str | None, ...], Figure] = {}
            for figure in self.all(key):
                where = tuple(
                    figure.territory if name == "territory" else figure.dimensions.get(name)
                    for name in wanted
                )
                index.setdefault(where, figure)
            self._found[names] = index
        return self._found[names].get(tuple(wanted.values()))

    def by_territory(self, key: str) -> dict[str, Figure]:
        return {figure.territory: figure for figure in self.all(key)}

    @property
    def newest(self) -> date | None:
        """The date of the most recent figure."""
        return max((f.as_of for every in self.figures.values() for f in every if f.as_of),
                   default=None)  # fmt: skip

    @property
    def imports(self) -> tuple[str, ...]:
        found = {name for every in self.figures.values() for f in every for name in f.imports}
        return tuple(sorted(found))


def answer(
    cube: Cube, questions: Mapping[str, Query], *, every_alternative: bool = False
) -> Answers:
    """Runs the questions; one asked under two names is run and protected once.

    `every_alternative` keeps the values set aside that contradict nothing (older, incomplete).
    """
    shown = {
        query: door(cube).protect(run(cube, query), query.as_of)
        for query in dict.fromkeys(questions.values())
    }
    return Answers(
        {
            key: tuple(_for_pages(f, query.as_of, every_alternative) for f in shown[query])
            for key, query in questions.items()
        }
    )


def parent_with_siblings(cube: Cube, code: str) -> str | None:
    """The lowest territory above that holds others of the same level; None for the nation."""
    tree = cube.tree
    if code in LABELS:
        return None
    level = tree.level(code)
    for above in reversed(tree.path(code)[:-1]):
        if len(tree.descendants(above, level)) > 1:
            return above
    return None


def _for_pages(figure: Figure, on: date | None, every_alternative: bool) -> Figure:
    """The figure as the shell shows it: whole units, points as shares, and what leads back to it.

    The date filter, and the level of an unknown line, go with the figure so that the link to its
    provenance keeps them.
    """
    value = figure.value
    if figure.unit == "points" and value is not None:
        value = value / 100
    dimensions = dict(figure.dimensions)
    if on is not None:
        dimensions[DATE] = on.isoformat()
    if figure.territory.endswith(UNPLACED):
        dimensions[LEVEL] = figure.level
    return replace(
        figure,
        value=value,
        dimensions=dimensions,
        present=_whole(figure.present),
        expected=_whole(figure.expected),
        alternatives=tuple(
            other
            for other in figure.alternatives
            if every_alternative or _contradicts(figure, other)
        ),
    )


def _contradicts(figure: Figure, other: Alternative) -> bool:
    """Whether the value set aside says something else of the same thing on the same day.

    A sum that lacks some of its parts, or an older value, differs without contradicting; the page
    of provenance shows those too.
    """
    complete = not figure.expected or other.present + _ENOUGH >= figure.expected
    recent = figure.as_of is None or other.as_of >= figure.as_of
    return complete and recent and other.value != figure.value


def _whole(units: float | None) -> float | int | None:
    return int(units) if units is not None and float(units).is_integer() else units
