"""What people's rows say at one date: values, and how many units they cover.

A Pix campaign covers a territory for one profile and pathway: there, no participant means zero;
elsewhere it means that nothing is known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from vigie.measures.extent import Coverings, Extent
from vigie.measures.printed import Part
from vigie.measures.shape import UNKNOWN_PROFILE, Shape
from vigie.measures.store import Store

FUNNEL = ("started_not_finished", "finished_not_sent", "finished_sent")
_PLACES = 4096
"""Places kept in mind: a figure reads the same one for each of its items."""


@dataclass(frozen=True)
class Export:
    """An export that counts: see `PeopleAt.snapshots`."""

    snapshot: int
    import_no: int
    campaign_no: int
    series: int
    profile: int
    pos: int
    covers: bool
    as_of: date


def _pos_of(export: Export) -> int:
    return export.pos


@dataclass(frozen=True)
class PeopleAt:
    """People's rows as known at one date.

    `snapshots`: the exports that count at that date: snapshot, campaign_no, series, profile,
    pos (territory of the campaign), covers (is that territory known), as_of.
    `blocks`: for each item column, the column of its number of sendings.
    `all_series`: the series of all pathways together; `only`: the one pathway people's rows
    have, which then stands for all of them, None when they have several.
    """

    store: Store
    shape: Shape
    snapshots: pl.DataFrame
    blocks: Mapping[str, str]
    day: int
    all_series: int
    only: int | None = None
    _laid: dict[tuple[int, int], Coverings | None] = field(default_factory=dict)
    _found: dict[tuple[int, int, int], tuple[int, Extent | None, Extent | None]] = field(
        default_factory=dict
    )

    @cached_property
    def exports(self) -> list[Export]:
        """The exports that count, one object each."""
        names = [each.name for each in fields(Export)]
        return [Export(*row) for row in self.snapshots.select(names).iter_rows()]

    @cached_property
    def by_campaign(self) -> dict[int, Export]:
        """The export that counts of each campaign, by its number."""
        return {each.campaign_no: each for each in self.exports}

    def within(self, start: int, end: int) -> list[Export]:
        """The exports of campaigns whose territory lies in [start, end)."""
        first, last = (bisect_left(self._covering, pos, key=_pos_of) for pos in (start, end))
        return self._covering[first:last]

    @cached_property
    def _covering(self) -> list[Export]:
        return sorted((each for each in self.exports if each.covers), key=_pos_of)

    @cached_property
    def _departments(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self.shape.is_department)

    def _coverings(self, series: int, profile: int) -> Coverings | None:
        """The campaigns of a pathway and profile; None when there is none."""
        key = (series, profile)
        if key not in self._laid:
            chosen = [
                each
                for each in self.exports
                if each.profile == profile and series in (each.series, self.all_series)
            ]
            self._laid[key] = (
                Coverings.of(
                    self.shape,
                    profile,
                    self._departments,
                    ((each.pos, each.covers, each.as_of.toordinal()) for each in chosen),
                )
                if chosen
                else None
            )
        return self._laid[key]

    def part(self, family: str, item: str, series: int, profile: int, pos: int) -> Part | None:
        """Additive values of people's rows at a place, None where nothing is known.

        `family`: funnel (three states), placement (three states, people placed) or coverage
        (sum of shares in 1/10000, sendings).
        """
        if pos >= self.shape.size:
            members = (
                self.part(family, item, series, profile, member)
                for member in self.shape.labels[pos]
            )
            total: Part | None = None
            for part in members:
                if part is not None:
                    total = total + part if total else part
            return total
        if series == self.all_series and self.only is not None:
            series = self.only
        row, extent, other = self._at(series, profile, pos)
        if extent is None and row < 0:
            return None
        values = self._values(family, item, row)
        if (not extent or not extent.known or family == "coverage") and not any(values):
            return None
        if not extent or not extent.newest:
            # Someone whose campaign does not say the profile: the roster does.
            extent = other
        if not extent or not extent.newest:
            return None
        return Part(values, extent.units, extent.newest, extent.oldest, people=True)

    def _at(self, series: int, profile: int, pos: int) -> tuple[int, Extent | None, Extent | None]:
        """Row of a cell, what the campaigns of its profile say of the place, and what those
        without a profile say where the former say nothing."""
        place = (series, profile, pos)
        known = self._found.get(place)
        if known is None:
            own = self._coverings(series, profile)
            extent = own.at(pos) if own else None
            other = None
            if not extent or not extent.newest:
                unknown = self._coverings(series, UNKNOWN_PROFILE)
                other = unknown.at(pos) if unknown else None
            known = self.store.row(series, profile, pos, self.day), extent, other
            if len(self._found) >= _PLACES:
                self._found.clear()
            self._found[place] = known
        return known

    def _values(self, family: str, item: str, row: int) -> tuple[int, ...]:
        names: tuple[str, ...] = FUNNEL
        if family == "placement":
            names = (*FUNNEL, "placed")
        elif family == "coverage":
            names = (item, self.blocks.get(item, ""))
        return tuple(self.store.value(name, row) for name in names)
