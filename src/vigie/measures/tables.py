"""The counts of people that a cube holds, as the tables that are protected.

A table is a chain of counts inside one another: participants, those who finished, those who sent.
The sendings that carry a coverage have tables of their own, one for the subjects that always come
together, and one (`SENDINGS`) for the subject most sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from vigie.measures.cube import COUNTED_APART, Cube
from vigie.measures.decisions import Key
from vigie.measures.exchanges import Longs
from vigie.measures.people import FUNNEL as STATES
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
_LAST_DAY = (1 << 16) - 1
_KEPT = 2048
"""Readings kept; then they start anew."""
Printed = dict[int, list[tuple[int, list[tuple[int, tuple[int, ...]]]]]]
"""Position -> profile, and the values from each day on."""


@dataclass
class CubeCounts:
    """A cube as `protection.Counts`."""

    cube: Cube
    _kept: dict[tuple[str, int, tuple[int, ...]], Longs] = field(default_factory=dict)

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
        """The families of participation down to the départements, all pathways first: every page
        of a wide territory asks for them. Those of coverage are many, one for each subject, and
        a page asks for few."""
        level, code = self.cube.tree.level, self.cube.tree.code
        wide = [each for each in range(self.cube.shape.size) if level(code(each)) in _WIDE]
        single = range(self.together if self.together > 1 else 0)  # the only one is all of them
        series = (self.together, *single)
        return [(FUNNEL, every, place) for every in series for place in (-1, *wide)]

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
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _read(self, table: str, series: int, places: list[int]) -> Longs:
        if table == SENDINGS:
            return self._most_sent(series, places)
        if places[0] >= self.cube.shape.size:
            return self._of_label(table, series, places[0])
        family, _, item = table.partition("/")
        chain = _CHAINS.get(family) or ((self.cube.meta["blocks"].get(item, item),),)
        days = self.days(table)
        store = self._store(table)
        found = np.zeros((len(days), len(places), ALL_PROFILES + 1, len(chain)), np.int64)
        number = self._number(table, series)
        keys = np.concatenate(
            [store.base(number, each, np.array(places)) for each in range(ALL_PROFILES)]
        )
        for rank, on in enumerate(days):
            rows = store.rows(keys, day_number(on))
            for level, names in enumerate(chain):
                for name in names:
                    taken = store.take(name, rows).reshape(ALL_PROFILES, -1)
                    found[rank, :, :ALL_PROFILES, level] += taken.T
        found[:, :, ALL_PROFILES] = found[:, :, :ALL_PROFILES].sum(axis=2)
        self._lay_all(found, table, series, places)
        return _with_rest_of_profiles(found)

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
        for key, written in self.cube.written():
            values = [(since, standing.part.values) for since, standing in written]
            of = found.setdefault((key.family, key.item, key.series), {})
            of.setdefault(key.pos, []).append((key.profile, values))
        return found

    def _lay_all(self, found: Longs, table: str, series: int, places: list[int]) -> None:
        family, _, item = table.partition("/")
        if family == FUNNEL:
            self._lay(found, self._printed.get((FUNNEL, "", series), {}), places)
        elif family == SENDINGS:
            self._lay(found, self._printed.get(("coverage", item, series), {}), places)

    def _lay(self, found: Longs, printed: Printed, places: list[int]) -> None:
        """Puts what stands for printed figures in place of the counts of people's rows."""
        numbers = [day_number(on) for on in self.cube.dates]
        for row, place in enumerate(places):
            for profile, written in printed.get(place, ()):
                for rank, day in enumerate(numbers):
                    values = next((v for since, v in reversed(written) if since <= day), None)
                    if values is not None:
                        found[rank, row, profile] = list(_levels(values))


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
