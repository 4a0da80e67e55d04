"""Cells sorted by one integer key, so that any figure on any day is one binary search.

A cell is written only on the dates at which it changed; the value on day D is the row with the
greatest date not after D. The file is Arrow IPC, uncompressed and mapped into memory: opening a
cube of a million rows costs nothing, reading a figure costs microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow

Longs = npt.NDArray[np.int64]
_DATES = 1 << 16
_PROFILES = 8
_FIRST_DAY = date(2000, 1, 1).toordinal()


def day_number(on: date) -> int:
    """Days since 1 January 2000, as keys hold them; earlier days are day 0."""
    return max(on.toordinal() - _FIRST_DAY, 0)


def mapped(path: Path) -> pl.DataFrame:
    """The frame of an uncompressed Arrow file, its columns mapped and not read."""
    with pyarrow.memory_map(str(path)) as source:
        return pl.DataFrame(pyarrow.ipc.open_file(source).read_all())


@dataclass(frozen=True)
class Store:
    """`frame`: column `key` (Int64, strictly increasing) and Int64 values. `nodes`: positions."""

    frame: pl.DataFrame
    nodes: int

    @classmethod
    def empty(cls, values: Sequence[str], nodes: int) -> Store:
        schema = {"key": pl.Int64, **dict.fromkeys(values, pl.Int64)}
        return cls(pl.DataFrame(schema=schema), nodes)

    def write(self, path: Path) -> None:
        self.frame.rechunk().write_ipc(path, compression="uncompressed")

    @property
    def values(self) -> list[str]:
        return self.frame.columns[1:]

    @cached_property
    def _keys(self) -> Longs:
        return self.frame["key"].to_numpy()

    @cached_property
    def _columns(self) -> dict[str, Longs]:
        return {name: self.frame[name].to_numpy() for name in self.values}

    def base(self, series: int, profile: int, pos: npt.NDArray[np.integer]) -> Longs:
        """Key of the cells `pos` before any date."""
        place = (series * _PROFILES + profile) * self.nodes + pos.astype(np.int64)
        key: Longs = place * _DATES
        return key

    def rows(self, base: Longs, day: int | Longs) -> Longs:
        """Row of each cell as it stands on `day` (see `day_number`), -1 where there is none.

        Several days at once: as an array that broadcasts with `base`.
        """
        asked = base + day
        if not len(self._keys):
            return np.full(asked.shape, -1, dtype=np.int64)
        found = np.searchsorted(self._keys, asked, side="right") - 1
        good = (found >= 0) & (self._keys[np.maximum(found, 0)] >= base)
        answer: Longs = np.where(good, found, -1)
        return answer

    def take(self, name: str, rows: Longs) -> Longs:
        """Values of column `name` at `rows`, zero where the row is -1."""
        if name not in self._columns or not self.frame.height:
            return np.zeros(rows.shape, dtype=np.int64)
        answer: Longs = np.where(rows >= 0, self._columns[name][np.maximum(rows, 0)], 0)
        return answer

    def row(self, series: int, profile: int, pos: int, day: int) -> int:
        """Row of one cell as it stands on `day`, -1 where there is none: `rows` for one."""
        base = ((series * _PROFILES + profile) * self.nodes + pos) * _DATES
        found = int(self._keys.searchsorted(base + day, side="right")) - 1
        return found if found >= 0 and self._keys[found] >= base else -1

    def value(self, name: str, row: int) -> int:
        """Value of column `name` at `row`, zero where the row is -1."""
        column = self._columns.get(name)
        return 0 if row < 0 or column is None else int(column[row])

    def with_change(self, change: pl.DataFrame, day: int) -> Store:
        """This store plus `change` (cells to add to what stood before), known from `day` on."""
        keyed = self._keyed(change, day)
        if self.frame.is_empty():
            return Store(keyed, self.nodes)
        base = keyed["key"].to_numpy() - day
        standing = self.rows(base, day)
        keyed = keyed.with_columns(
            pl.Series(name, self.take(name, standing)) + pl.col(name) for name in self.values
        )
        kept = self.frame.filter(~pl.col("key").is_in(keyed["key"].implode()))
        return Store(kept.merge_sorted(keyed, "key"), self.nodes)

    def with_total(self, total: pl.DataFrame, day: int) -> Store:
        """This store plus `total` (whole cells), known from `day` on; other cells become zero."""
        keyed = self._keyed(total, day)
        if self.frame.is_empty():
            return Store(keyed, self.nodes)
        places = (self.frame["key"] // _DATES).unique()
        gone = places.filter(~places.is_in((keyed["key"] // _DATES).implode()))
        zeros = pl.DataFrame({"key": gone * _DATES + day}).with_columns(
            pl.lit(0, pl.Int64).alias(name) for name in self.values
        )
        return Store(pl.concat([self.frame, keyed, zeros]).sort("key"), self.nodes)

    def _keyed(self, cells: pl.DataFrame, day: int) -> pl.DataFrame:
        place = pl.col("series").cast(pl.Int64) * _PROFILES + pl.col("profile")
        key = (place * self.nodes + pl.col("pos")) * _DATES + day
        return cells.select(key.alias("key"), *self.values).sort("key")
