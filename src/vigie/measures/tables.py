"""The counts of people that a cube holds, as the tables that are protected.

A table is a chain of counts inside one another: participants, those who finished, those who sent.
The sendings that carry a coverage have tables of their own, one for the subjects that always come
together, and one (`SENDINGS`) for the subject most sent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from vigie.measures.cube import COUNTED_APART, Cube
from vigie.measures.decisions import Key
from vigie.measures.exchanges import Longs
from vigie.measures.people import FUNNEL as STATES
from vigie.measures.printed import Standing
from vigie.measures.shape import ALL_PROFILES, UNKNOWN_PROFILE
from vigie.measures.store import Store, day_number

FUNNEL, PLACEMENT, SENDINGS = "funnel", "placement", "sendings"
CERTIFICATION, PROFILE = COUNTED_APART
_CHAINS: dict[str, tuple[tuple[str, ...], ...]] = {
    FUNNEL: (STATES, STATES[1:], STATES[2:]),
    PLACEMENT: (STATES, ("placed",)),
    CERTIFICATION: (("taken",), ("validated",)),
    PROFILE: (("sent",), ("certifiable",)),
}
_WIDE = frozenset({"nation", "region", "academie", "department"})
MOST_AHEAD = 30_000
"""Families of coverage decided ahead: about half a minute of them."""
_LAST_DAY = (1 << 16) - 1
Reading = tuple[str, int, tuple[int, ...]]
"""A table, a series and places."""
_KEPT = 2048
"""Readings kept; then the oldest goes."""
Printed = dict[int, list[tuple[int, int, Longs]]]
"""Position -> profile, the rank of the first day with values, and these by day and level."""


@dataclass
class CubeCounts:
    """A cube as `protection.Counts`."""

    cube: Cube
    _kept: dict[Reading, Longs] = field(default_factory=dict)
    _found: dict[Reading, Longs] = field(default_factory=dict)
    """Rows of a store by day, profile and place: every table of a cube reads the same ones."""

    @property
    def together(self) -> int:
        return len(self.cube.pathways)

    @cached_property
    def unknown(self) -> bool:
        """Whether some people are of no known profile, at any time."""
        stores = [self.cube.store, *(self.cube.apart(name) for name in COUNTED_APART)]
        found = False
        for store in stores:
            for series in range(self.together + 1):
                first = np.arange(self.cube.shape.size)
                last = store.rows(store.base(series, UNKNOWN_PROFILE, first), _LAST_DAY)
                found = found or bool((last >= 0).any())
        return found

    @cached_property
    def around(self) -> Sequence[int]:
        return [int(each) for each in self.cube.shape.parent]

    @cached_property
    def inside(self) -> Sequence[Sequence[int]]:
        found: list[list[int]] = [[] for _ in self.around]
        for place, above in enumerate(self.around):
            if above >= 0:
                found[above].append(place)
        return found

    def members(self, place: int) -> Sequence[int]:
        return self.cube.shape.labels[place]

    def days(self, table: str) -> Sequence[date]:
        if table in COUNTED_APART:
            return [date.fromisoformat(text) for text in self.cube.meta["counted_apart"][table]]
        return self.cube.dates

    def wide_families(self) -> list[Key]:
        """The families that every page of a wide territory asks for, down to the départements.

        Those of participation, all pathways first, then those of coverage where someone sent: they
        are many, one for each subject, and only the first MOST_AHEAD of them are given.
        """
        level, code = self.cube.tree.level, self.cube.tree.code
        wide = [each for each in range(self.cube.shape.size) if level(code(each)) in _WIDE]
        single = range(self.together if self.together > 1 else 0)  # the only one is all of them
        funnels = [
            (FUNNEL, series, place)
            for series in (self.together, *single)
            for place in (-1, *wide)
        ]  # fmt: skip
        # Series by series, place by place: what the tables of one place share is read once.
        sent = [
            (table, series, place)
            for series in (self.together, *range(self.together))
            for place, tables in self._sent_in(series, wide).items()
            for table in tables
        ]
        return funnels + sent[:MOST_AHEAD]

    def _sent_in(self, series: int, places: list[int]) -> dict[int, list[str]]:
        """The tables of sendings that hold someone, by place, the nation's own line first."""
        found: dict[int, list[str]] = {each: [] for each in (-1, *places)}
        for table in (SENDINGS, *self.every_table):
            someone = self.people(table, series, places).any(axis=(0, 2, 3))
            for place in np.array(places)[someone].tolist():
                found[place].append(table)
        found[-1] = found[0]
        return found

    # -- items

    def tables_of(self, item: str) -> tuple[str, ...]:
        """The tables of sendings that tell of an item: those of what always comes with it."""
        return self._by_item.get(item, ())

    @cached_property
    def every_table(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in self._by_item.values() for name in names))

    @cached_property
    def _by_item(self) -> dict[str, tuple[str, ...]]:
        blocks = self.cube.meta["blocks"]
        printed = {item for family, item, _ in self._printed if family == "coverage"}
        together: dict[str, list[str]] = {}
        for item in self.cube.items:
            names = together.setdefault(blocks.get(item, item), [])
            if item in blocks and not names:
                names.append(f"{SENDINGS}/{blocks[item]}")
            if item in printed:
                names.append(f"{SENDINGS}/{item}")
        return {item: tuple(together[blocks.get(item, item)]) for item in self.cube.items}

    # -- reading

    def people(self, table: str, series: int, places: Sequence[int]) -> Longs:
        key = (table, series, tuple(places))
        found = self._kept.get(key)
        if found is None:
            found = self._read(table, series, list(places))
            _keep(self._kept, key, found)
        return found

    def _read(self, table: str, series: int, places: list[int]) -> Longs:
        if table == SENDINGS:
            return self._most_sent(series, places)
        if places[0] >= self.cube.shape.size:
            return self._of_label(table, series, places[0])
        family, _, item = table.partition("/")
        chain = _CHAINS.get(family) or ((self.cube.meta["blocks"].get(item, item),),)
        store, rows = self._store(table), self._rows(table, series, places)
        found = np.zeros((len(rows), len(places), ALL_PROFILES + 1, len(chain)), np.int64)
        for level, names in enumerate(chain):
            for name in names:
                found[:, :, :ALL_PROFILES, level] += store.take(name, rows).swapaxes(1, 2)
        found[:, :, ALL_PROFILES] = found[:, :, :ALL_PROFILES].sum(axis=2)
        self._lay_all(found, table, series, places)
        return _with_rest_of_profiles(found)

    def _rows(self, table: str, series: int, places: list[int]) -> Longs:
        """Where the counts of places stand in the store of a table: by day, profile and place."""
        store, number = self._store(table), self._number(table, series)
        key = (table if table in COUNTED_APART else "", number, tuple(places))
        found = self._found.get(key)
        if found is None:
            at = np.array(places)
            cells = np.stack([store.base(number, each, at) for each in range(ALL_PROFILES)])
            days = np.array([day_number(on) for on in self.days(table)], np.int64)
            found = store.rows(cells[None], days[:, None, None])
            _keep(self._found, key, found)
        return found

    def _of_label(self, table: str, series: int, place: int) -> Longs:
        members = list(self.members(place))
        found: Longs = self.people(table, series, members).sum(axis=1, keepdims=True)
        self._lay_all(found, table, series, [place])
        return _with_rest_of_profiles(found)

    def _store(self, table: str) -> Store:
        return self.cube.apart(table) if table in COUNTED_APART else self.cube.store

    def _number(self, table: str, series: int) -> int:
        if table in COUNTED_APART:
            return 0
        only = self.cube.meta["only"]
        return int(only) if series == self.together and only is not None else series

    def _most_sent(self, series: int, places: list[int]) -> Longs:
        each = [self.people(table, series, places) for table in self.every_table]
        if not each:
            return np.zeros((len(self.cube.dates), len(places), ALL_PROFILES + 1, 1), np.int64)
        found: Longs = np.max(each, axis=0)
        known = found[:, :, :ALL_PROFILES].sum(axis=2)
        found[:, :, ALL_PROFILES] = np.maximum(found[:, :, ALL_PROFILES], known)
        return _with_rest_of_profiles(found)

    # -- printed figures

    @cached_property
    def _printed(self) -> dict[tuple[str, str, int], Printed]:
        found: dict[tuple[str, str, int], Printed] = {}
        days = [day_number(on) for on in self.cube.dates]
        for key, written in self.cube.written():
            if key.family not in (FUNNEL, "coverage"):
                continue
            first = bisect_left(days, written[0][0])
            laid = [list(_levels(_known(written, day).part.values)) for day in days[first:]]
            of = found.setdefault((key.family, key.item, key.series), {})
            of.setdefault(key.pos, []).append((key.profile, first, np.array(laid, np.int64)))
        return found

    def _lay_all(self, found: Longs, table: str, series: int, places: list[int]) -> None:
        """Puts what stands for printed figures in place of the counts of people's rows."""
        family, _, item = table.partition("/")
        if family == FUNNEL:
            printed = self._printed.get((FUNNEL, "", series), {})
        elif family == SENDINGS:
            printed = self._printed.get(("coverage", item, series), {})
        else:
            return
        for row, place in enumerate(places):
            for profile, first, values in printed.get(place, ()):
                if len(values):
                    found[first:, row, profile] = values


def _known(written: Sequence[tuple[int, Standing]], day: int) -> Standing:
    """What stands on a day that is not before the first."""
    return next(standing for since, standing in reversed(written) if since <= day)


def _keep(kept: dict[Reading, Longs], key: Reading, found: Longs) -> None:
    while len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[key] = found


def _levels(values: tuple[int, ...]) -> Iterator[int]:
    """The counts inside one another of a funnel; the sendings of a coverage."""
    if len(values) == len(STATES):
        yield from (sum(values), sum(values[1:]), values[2])
    else:
        yield values[-1]


def _with_rest_of_profiles(found: Longs) -> Longs:
    """What all profiles have beyond the five is of no known profile."""
    known = found[:, :, : ALL_PROFILES - 1].sum(axis=2)
    found[:, :, ALL_PROFILES - 1] = np.maximum(found[:, :, ALL_PROFILES] - known, 0)
    return found
