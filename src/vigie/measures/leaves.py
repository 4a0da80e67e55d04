"""People who have one row in all, summed by place without looking at one another.

They are nearly everybody where there is one pathway, and need no choice between rows: a million
rows become a hundred thousand sums. The others go through `participation`, row by row.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from vigie.measures.inputs import Inputs
from vigie.measures.participation import STATES
from vigie.measures.shape import CELL, UNKNOWN_PROFILE

Longs = npt.NDArray[np.int64]
_ROOM = 8
"""Places a table of keys may have for each row: a larger one would cost more than sorting."""


def met_once(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of people who have one row in all, and those of the others."""
    if rows["person"].n_unique() == rows.height:  # four times cheaper than the next line
        return rows, rows.clear()
    several = rows["person"].is_duplicated()
    return rows.filter(~several), rows.filter(several)


def summed(inputs: Inputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Sums of rows that each count once, by snapshot and place.

    `rows`: see `participation.cells`. Answers snapshot, CELL, the counts and the items (Int64).
    """
    group, number = _numbered(*_places(inputs, rows))
    size = len(number)
    state, fine = rows["state"].to_numpy(), rows["fine"].to_numpy()
    counts = {
        name: np.bincount(group[state == rank], minlength=size) for rank, name in enumerate(STATES)
    } | {"placed": np.bincount(group[fine], minlength=size)}
    # Shares are null unless they were sent: the other rows would only cost time.
    sent = rows.filter(pl.Series(state == 2)).select(inputs.item_columns).fill_null(0)
    total = partial(_total, group[state == 2], size)
    with ThreadPoolExecutor() as threads:
        shares = dict(zip(sent.columns, threads.map(total, sent), strict=True))
    one_of_each = pl.Series(_one_of_each(group, size))
    where = rows.select(pl.col("snapshot", *CELL).gather(one_of_each))
    return where.with_columns(
        pl.Series(name, values, pl.Int64) for name, values in (counts | shares).items()
    )


def _places(inputs: Inputs, rows: pl.DataFrame) -> tuple[Longs, int]:
    """A number for each row that tells its snapshot, profile and place, and a bound of them.

    A snapshot only has people inside its territory: a range of positions for its profile, or one
    for each profile where it does not say which.
    """
    known = inputs.snapshots
    within, own = known["pos"].to_numpy(), known["profile"].to_numpy().astype(np.int64)
    extent = (inputs.shape.end[within] - within).astype(np.int64)
    says = own != UNKNOWN_PROFILE
    present = np.zeros(len(own), np.bool_)
    snapshot = rows["snapshot"].to_numpy()
    present[snapshot] = True
    room = present * extent * np.where(says, 1, UNKNOWN_PROFILE + 1)
    start = np.cumsum(room) - room - within - np.where(says, own, 0) * extent
    place = start[snapshot] + rows["profile"].to_numpy() * extent[snapshot] + rows["pos"].to_numpy()
    return place, int(room.sum())


def _numbered(keys: Longs, bound: int) -> tuple[Longs, Longs]:
    """The number of each key among the distinct ones, and the distinct ones, ascending.

    Keys lie in [0, bound).
    """
    if bound > _ROOM * len(keys):
        distinct, number = np.unique(keys, return_inverse=True)
        return number, distinct
    seen = np.zeros(bound, np.bool_)
    seen[keys] = True
    return (np.cumsum(seen) - 1)[keys], np.flatnonzero(seen)


def _one_of_each(group: Longs, size: int) -> Longs:
    """The index of a row of each group."""
    index = np.empty(size, np.int64)
    index[group] = np.arange(len(group))
    return index


def _total(group: Longs, size: int, values: pl.Series) -> Longs:
    """Sums of whole numbers by group; exact, as doubles hold them up to 2 to the 53."""
    sums = np.bincount(group, weights=values.to_numpy(), minlength=size)
    whole: Longs = sums.astype(np.int64)
    return whole
