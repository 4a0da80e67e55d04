"""From people's rows to additive cells: who counts where, once.

A person counts once per pathway and once over all pathways together. Where several campaigns
know her, the furthest state wins, her results are those of the latest sending, and her place
and profile those of the latest activity.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vigie.measures.shape import CELL, Shape, roll_up

STATES = ("started_not_finished", "finished_not_sent", "finished_sent")
COUNTS = (*STATES, "placed")


def item_columns(frame: pl.DataFrame) -> list[str]:
    """The columns that hold an item's share, in 1/10000, in their order."""
    return [name for name in frame.columns if name.startswith("c_")]


def once_per_pathway(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per (person, series): see the module's rule. Rows that are alone pass as they are."""
    if rows["person"].n_unique() == rows.height:
        return rows
    twice = pl.struct("person", "series").is_duplicated()
    several = rows.filter(twice)
    if several.is_empty():
        return rows
    last_sending = pl.col("state") == 2
    items = item_columns(rows)
    merged = (
        several.sort("active_at", "snapshot")
        .group_by("person", "series", maintain_order=True)
        .agg(
            pl.col("state").max(),
            pl.col("active_at", "pos", "fine", "profile").last(),
            pl.coalesce(pl.col("snapshot").filter(last_sending).last(), pl.col("snapshot").last()),
            pl.col(items).filter(last_sending).last(),
        )
        .select(rows.columns)
    )
    return pl.concat([rows.filter(~twice), merged])


def once_over_pathways(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per person over all her pathways: furthest state, latest place and profile.

    Of two activities at one instant, that of the later pathway is the latest.
    """
    single = rows.select("person", "series", "state", "active_at", "pos", "fine", "profile")
    if rows["person"].n_unique() == rows.height:
        return single.drop("series")
    several = single.filter(pl.col("person").is_duplicated())
    merged = (
        several.sort("active_at", "series")
        .group_by("person", maintain_order=True)
        .agg(pl.col("state").max(), pl.col("active_at", "pos", "fine", "profile").last())
    )
    alone = single.filter(~pl.col("person").is_duplicated()).drop("series")
    return pl.concat([alone, merged])


def is_state(rank: int) -> pl.Expr:
    """Whether a row is in the state of that rank in STATES."""
    return pl.col("state") == rank


def counts() -> list[pl.Expr]:
    """The funnel and the people placed more finely than the département, as sums."""
    return [
        *(is_state(rank).sum().cast(pl.Int64).alias(name) for rank, name in enumerate(STATES)),
        pl.col("fine").sum().cast(pl.Int64).alias("placed"),
    ]


def cells(
    rows: pl.DataFrame,
    alone: pl.DataFrame,
    blocks: pl.DataFrame,
    shape: Shape,
    all_series: int | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every territory's sums from the rows of people, for each series (pathway) and profile.

    `rows`: person, series, profile, pos, fine, state, active_at, snapshot, and one column per
    item. `alone`: people who have one row in all, summed already (snapshot, CELL, the counts and
    the items). `blocks`: snapshot, then one Boolean column `n_<k>` per block of items that always
    come together: whether that campaign has it. `all_series` is the series that stands for all
    pathways together, None where there is only one pathway.

    Answers the cells (series, profile, pos, the counts, `n_<k>` (sendings) and `c_…` (sum of
    shares, 1/10000), all Int64) and the origins (series, profile, pos, snapshot): which exports
    have people at which place.
    """
    items = item_columns(rows)
    names = [name for name in blocks.columns if name != "snapshot"]
    people = once_per_pathway(rows)
    leaves = (
        people.lazy()
        .group_by("snapshot", *CELL)
        .agg(*counts(), pl.col(items).cast(pl.Int64).sum())
        .collect(engine="streaming")
    )
    order = ["snapshot", *CELL, *COUNTS, *names, *items]
    leaves, alone = (_with_sendings(part, blocks).select(order) for part in (leaves, alone))
    parts = [leaves, alone]
    origins = pl.concat([part.select("snapshot", *CELL) for part in parts])
    if all_series is not None:
        parts += _over_pathways(people, leaves, names, items, all_series)
        # Who has one row counts over all pathways as in hers.
        parts.append(alone.with_columns(pl.lit(all_series, pl.Int16).alias("series")))
    values = [*COUNTS, *names, *items]
    return roll_up(
        pl.concat([part.select(*CELL, *values) for part in parts]), shape, values
    ), origins


def _with_sendings(leaves: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds the sendings of each block of items: those of the campaigns that have it."""
    names = [name for name in blocks.columns if name != "snapshot"]
    return leaves.join(blocks, on="snapshot", how="left").with_columns(
        pl.when(pl.col(name)).then(pl.col("finished_sent")).otherwise(0).alias(name)
        for name in names
    )


def _over_pathways(
    people: pl.DataFrame,
    leaves: pl.DataFrame,
    names: Sequence[str],
    items: Sequence[str],
    series: int,
) -> list[pl.DataFrame]:
    """Cells of all pathways together: people once, sendings of every pathway added."""
    zero = pl.lit(0, pl.Int64)
    as_series = pl.lit(series, pl.Int16).alias("series")
    funnel = (
        once_over_pathways(people)
        .group_by("profile", "pos")
        .agg(counts())
        .with_columns(as_series, *(zero.alias(name) for name in (*names, *items)))
    )
    results = leaves.with_columns(as_series, *(zero.alias(name) for name in COUNTS))
    return [frame.select(*CELL, *COUNTS, *names, *items) for frame in (funnel, results)]
