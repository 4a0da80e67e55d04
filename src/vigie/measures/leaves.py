"""People who have one row in all, summed by school before anyone's place is looked for.

They are nearly everybody where there is one pathway, and need no choice between rows: a million
rows become a hundred thousand sums, and the tree is asked once per school of a campaign instead of
once per person. The others go through `participation`, row by row.
"""

from __future__ import annotations

import polars as pl

from vigie.measures.inputs import ROSTER, Inputs
from vigie.measures.participation import STATES, is_state
from vigie.measures.shape import CELL


def met_once(
    inputs: Inputs, found: pl.DataFrame, snapshots: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sums of the people who have one row among `found`, and the rows of the others.

    Sums: snapshot, series, profile, pos, the counts and the items (Int64), several rows a cell
    allowed.
    """
    alone, others = found, found.clear()
    if found["person"].n_unique() < found.height:  # four times cheaper than the next line
        several = pl.col("person").is_duplicated()
        alone, others = found.filter(~several), found.filter(several)
    return _placed(inputs, _summed(inputs, alone, snapshots), snapshots), others


def _summed(inputs: Inputs, alone: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
    """One row per snapshot (by its key) and distinct saying of the place."""
    rows = alone.lazy()
    where = [*inputs.key(snapshots), "uai"]
    if not inputs.placements.is_empty():
        rows = inputs.with_roster(rows)
        where += ROSTER
    states = [is_state(rank).sum().cast(pl.Int64).alias(name) for rank, name in enumerate(STATES)]
    counts = rows.group_by(where).agg(states)
    # Shares are null unless they were sent: the other rows would only cost time.
    shares = rows.filter(is_state(2)).group_by(where).agg(pl.col(inputs.item_columns).sum())
    funnel, results = pl.collect_all([counts, shares], engine="streaming")
    return funnel.join(results, on=where, how="left", nulls_equal=True).with_columns(
        pl.col(inputs.item_columns).fill_null(0).cast(pl.Int64)
    )


def _placed(inputs: Inputs, sums: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in ROSTER if name not in sums.columns]
    rows = sums.join(inputs.context(snapshots), on=inputs.key(snapshots)).with_columns(
        pl.lit(None, pl.String).alias(name) for name in missing
    )
    placed = pl.when("fine").then(pl.sum_horizontal(STATES)).otherwise(0).alias("placed")
    return inputs.located_rows(rows).select(
        "snapshot", *CELL, *STATES, placed, *inputs.item_columns
    )
