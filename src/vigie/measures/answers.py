"""What people answered in one pathway, one row each: what a group or a territory is counted from.

The rows stay inside the program: who may be shown what of them is decided above.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from vigie.facts.geography import Tree
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.measures.inputs import read_inputs
from vigie.measures.participation import once_per_pathway

STARTED, FINISHED, SENT = 0, 1, 2
LEVELS = ("overall", "domain", "competence")
"""Levels of the items of a group (seeds/001, l. 620-645). Subjects are left out: each item more
says something more of each person."""


@dataclass(frozen=True, order=True)
class Item:
    """Something that may be mastered. `column`: where the share of each person is."""

    level: str
    referential: str
    label: str
    column: str

    @property
    def key(self) -> str:
        """A name that lasts from one import to the next."""
        return f"{self.level}|{self.referential}|{self.label}"


@dataclass(frozen=True)
class Answers:
    """`rows`, one per person: person, state (0 started, 1 finished, 2 sent), snapshot, pos, and
    the share of each item in 1/10000, null unless sent. `frames`: for each item, the exports that
    have it; `snapshots`: all the exports of the pathway. `as_of`: the latest export, None when
    there is none.
    """

    rows: pl.DataFrame
    items: tuple[Item, ...]
    frames: tuple[frozenset[int], ...]
    snapshots: frozenset[int]
    as_of: date | None

    def inside(self, tree: Tree, territory: str) -> Answers:
        """Only the people counted in a territory."""
        pos = tree.position(tree.aliases(territory)[0])
        rows = self.rows.filter(pl.col("pos").is_between(pos, int(tree.ends[pos]), closed="left"))
        return Answers(rows, self.items, self.frames, self.snapshots, self.as_of)


def answers(
    home: Home,
    tree: Tree,
    *,
    pathway: str,
    on: date,
    known_at: datetime,
    people: Collection[int] | None = None,
) -> Answers:
    """The answers of these people (everybody's without `people`) in a pathway.

    Only the imports that had come at `known_at` and still hold, as of the day `on`: asked again
    with the same dates, the answer is the same whatever came since, withdrawals apart.
    """
    records = [record for record in Ledger(home).active() if record.imported_at <= known_at]
    inputs = read_inputs(Lake(home), records, tree, on)
    if pathway not in inputs.pathways:
        return Answers(_nothing(), (), (), frozenset(), None)
    series = inputs.series(pathway)
    chosen = inputs.active(on).filter(pl.col("series") == series)
    wanted = None if people is None else pl.Series("person", list(people), dtype=pl.Int64)
    rows = once_per_pathway(inputs.rows(chosen, wanted))
    held = inputs.items.filter(
        pl.col("level").is_in(LEVELS) & pl.col("snapshot").is_in(chosen["snapshot"].implode())
    )
    items, frames = _items(held)
    columns = [item.column for item in items]
    return Answers(
        rows.select("person", "state", "snapshot", "pos", *columns),
        items,
        frames,
        frozenset(chosen["snapshot"]),
        chosen["as_of"].max() if chosen.height else None,  # type: ignore[arg-type]  # dates
    )


def share_of(columns: Sequence[str]) -> pl.Expr:
    """The mean share of several items for each person, null where she has none of them."""
    return pl.mean_horizontal(*columns) if columns else pl.lit(None, pl.Float64)


def _items(held: pl.DataFrame) -> tuple[tuple[Item, ...], tuple[frozenset[int], ...]]:
    grouped = (
        held.group_by("item")
        .agg(
            pl.col("level", "label", "referential", "position").sort_by("snapshot").last(),
            pl.col("snapshot"),
        )
        .sort("position", "item")
    )
    items, frames = [], []
    for row in grouped.iter_rows(named=True):
        items.append(Item(row["level"], row["referential"], row["label"], row["item"]))
        frames.append(frozenset(row["snapshot"]))
    return tuple(items), tuple(frames)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(
        schema={"person": pl.Int64, "state": pl.Int8, "snapshot": pl.Int32, "pos": pl.Int32}
    )


@dataclass(frozen=True)
class Result:
    """What one person did in one pathway. `shares`: item → share in [0, 1], empty unless sent."""

    pathway: str
    state: int
    active_at: datetime
    shares: tuple[tuple[Item, float], ...]


def results(
    home: Home, tree: Tree, *, person: int, territory: str, on: date, known_at: datetime
) -> list[Result]:
    """The results of a person in each pathway, in their order, where she is counted in a
    territory."""
    records = [record for record in Ledger(home).active() if record.imported_at <= known_at]
    inputs = read_inputs(Lake(home), records, tree, on)
    chosen = inputs.active(on)
    rows = once_per_pathway(inputs.rows(chosen, pl.Series([person], dtype=pl.Int64)))
    pos = tree.position(tree.aliases(territory)[0])
    rows = rows.filter(pl.col("pos").is_between(pos, int(tree.ends[pos]), closed="left"))
    found = []
    for row in rows.sort("series").iter_rows(named=True):
        held = inputs.items.filter(
            pl.col("level").is_in(LEVELS) & (pl.col("snapshot") == row["snapshot"])
        )
        items, _ = _items(held)
        shares = tuple(
            (item, row[item.column] / 10_000) for item in items if row[item.column] is not None
        )
        found.append(Result(inputs.pathways[row["series"]], row["state"], row["active_at"], shares))
    return found
