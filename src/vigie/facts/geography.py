"""The territories: trees built from the national skeleton, the schools and the roster.

A tree is that of a day. *As now* is the tree of the latest schools directory; *as then* is that
of the directory known on the day of a figure, so that a school that moved or académies that
merged read as they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from vigie.facts.authorities import LocalAuthority, authorities_of, local_authority
from vigie.facts.names import AmbiguousTerritory
from vigie.facts.planting import build_tree
from vigie.facts.skeleton import LABELS, Area, Label, areas, areas_on
from vigie.facts.tree import Tree

__all__ = [
    "LABELS",
    "AmbiguousTerritory",
    "Area",
    "Label",
    "LocalAuthority",
    "Tree",
    "Trees",
    "areas",
    "areas_on",
    "authorities_of",
    "build_tree",
    "changes_of_skeleton",
    "local_authority",
    "tree_on",
]


def tree_on(
    schools: pl.DataFrame | None,
    placements: pl.DataFrame | None,
    on: date,
    named: Iterable[str] = (),
) -> Tree:
    """The tree *as then*: schools as the directories received up to a day describe them.

    `schools` carries `as_of`, the date of its directory; before the first directory, the first
    is used. Placements may carry `as_of` too and are then read the same way.
    """
    return build_tree(_known_on(schools, on), on, _known_on(placements, on), named)


def changes_of_skeleton() -> set[date]:
    """Days on which a région, académie or département of the skeleton begins or ends."""
    bounds = {day for area in areas() for day in (area.valid_from, area.valid_to)}
    return {day for day in bounds if day is not None}


class Trees:
    """The trees of many days, each built once, when first asked for.

    `schools` and `placements` are rows of these families; `as_of` gives the date of each import
    number. Rows of an import that is not in `as_of` are left out.
    """

    def __init__(
        self,
        schools: pl.DataFrame | pl.LazyFrame,
        placements: pl.DataFrame | pl.LazyFrame,
        as_of: Mapping[int, date],
        named: Iterable[str] = (),
    ) -> None:
        dates = pl.LazyFrame(
            {"import_no": list(as_of), "as_of": list(as_of.values())},
            schema={"import_no": pl.Int32, "as_of": pl.Date},
        )
        self._schools = schools.lazy().join(dates, on="import_no").collect()
        self._placements = placements.lazy().join(dates, on="import_no").collect()
        self._named = tuple(named)
        self._built: dict[date, Tree] = {}

    def then(self, on: date) -> Tree:
        """The tree as it was known on a day."""
        if on not in self._built:
            self._built[on] = tree_on(self._schools, self._placements, on, self._named)
        return self._built[on]

    def now(self, latest: date) -> Tree:
        """The tree of the latest directory; `latest` is the date of the latest fact of all."""
        dates = [self._schools["as_of"].max(), self._placements["as_of"].max()]
        return self.then(max([latest, *(d for d in dates if isinstance(d, date))]))


def _known_on(rows: pl.DataFrame | None, on: date) -> pl.DataFrame | None:
    if rows is None or rows.is_empty() or "as_of" not in rows.columns:
        return rows
    known = rows.filter(pl.col("as_of") <= on)
    if known.is_empty():
        known = rows.filter(pl.col("as_of") == pl.col("as_of").min())
    order = [c for c in ("as_of", "import_no", "line") if c in rows.columns]
    return known.sort(order, maintain_order=True)
