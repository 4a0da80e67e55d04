"""What the engine reads: the agreed facts, with every code turned into a number once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from vigie.codes import ALL, PATHWAYS, PROFILES
from vigie.facts import geography
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord
from vigie.facts.snapshots import KEYS, active_on, campaign_contexts, dated, latest
from vigie.measures.shape import ALL_PROFILES, UNKNOWN_PROFILE, Shape

UNKNOWN_PATHWAY = "UNKNOWN"
PROFILE_INDEX = {code: rank for rank, code in enumerate(PROFILES)} | {ALL: ALL_PROFILES}
ASSESSMENT = "pix-assessment"
_PLACING = ("uai", "district", "basin", "department")
"""What may say the place of a person: her own school, and what the roster says."""


@dataclass(frozen=True)
class Inputs:
    """Facts of the active imports, seen through one tree.

    `shape`: the tree; `placements`: the roster in force; `pathways`: the codes of the series,
    in order (the series after the last is all pathways together); `erasures`: how many acts of
    erasure the facts went through, each of which changes them without any import.
    """

    lake: Lake
    records: tuple[ImportRecord, ...]
    shape: Shape
    placements: pl.DataFrame
    contexts: pl.DataFrame
    pathways: tuple[str, ...]
    erasures: int = 0

    @property
    def all_series(self) -> int:
        return len(self.pathways)

    def series(self, pathway: str | None) -> int:
        """Index of a pathway code, of all pathways for None; KeyError for one never seen."""
        if pathway is None:
            return self.all_series
        return {code: rank for rank, code in enumerate(self.pathways)}[pathway]

    def located(self, code: str, on: date) -> tuple[int, tuple[float, ...] | None] | None:
        """Position of a territory named by a fact of that day, and the units it brings.

        Units are those of the position (None), except for an académie that merged since: it
        brings its own départements to the one that took its place. None for a place that
        nothing describes any more: its directory was taken back.
        """
        pos = self._place_of(code)
        if pos is not None:
            return pos, None
        for area in geography.areas():
            if area.code == code and area.successor:
                inside = [a for a in geography.areas_on(on) if a.parent == code]
                successor = self.shape.position(self.shape.tree.canonical(area.successor))
                return successor, (float(len(inside)),) * len(PROFILES)
        return None

    def within(self, code: str | None, on: date) -> int | None:
        """Position of the territory of a campaign, None where it is not known.

        A label is no part of the tree: its campaigns may have people anywhere.
        """
        found = self.located(code, on) if code else None
        return found[0] if found and found[0] < self.shape.size else None

    def _place_of(self, code: str) -> int | None:
        if code in geography.LABELS:
            return self.shape.position(code)
        return self.shape.tree.find(code)

    @cached_property
    def snapshots(self) -> pl.DataFrame:
        """Every export of every campaign: snapshot, import_no, campaign, campaign_no,
        as_of, series, profile, pos and covers (see `PeopleAt`)."""
        rows = []
        for row in self.contexts.filter(source=ASSESSMENT).iter_rows(named=True):
            within = self.within(row["territory"], row["as_of"])
            rows.append(
                {
                    **{name: row[name] for name in ("import_no", "campaign", "as_of")},
                    "series": self.series(row["pathway"] or UNKNOWN_PATHWAY),
                    "profile": PROFILE_INDEX.get(row["profile"] or "", UNKNOWN_PROFILE),
                    "pos": within or 0,
                    "covers": within is not None,
                }
            )
        schema = {
            "import_no": pl.Int32,
            "campaign": pl.String,
            "as_of": pl.Date,
            "series": pl.Int16,
            "profile": pl.Int8,
            "pos": pl.Int32,
            "covers": pl.Boolean,
        }
        frame = pl.DataFrame(rows, schema=schema).sort("import_no", "campaign")
        # A campaign without a profile says "unknown", one for all profiles says it of nobody.
        frame = frame.with_columns(
            profile=pl.when(pl.col("profile") == ALL_PROFILES)
            .then(pl.lit(UNKNOWN_PROFILE, pl.Int8))
            .otherwise("profile"),
        )
        frame = frame.with_row_index("snapshot").with_columns(pl.col("snapshot").cast(pl.Int32))
        # A campaign is numbered by its first export: a number that later imports leave alone.
        return frame.with_columns(campaign_no=pl.col("snapshot").min().over("campaign"))

    def active(self, on: date) -> pl.DataFrame:
        """The snapshots that count on a day: one per campaign."""
        chosen = active_on(self.records, on, ASSESSMENT)
        keys = pl.DataFrame(
            list(chosen.items()),
            schema={"campaign": pl.String, "import_no": pl.Int32},
            orient="row",
        )
        return self.snapshots.join(keys, on=["campaign", "import_no"], how="semi").sort("snapshot")

    @cached_property
    def items(self) -> pl.DataFrame:
        """Frames of the campaigns: snapshot, item, level, label, referential, position."""
        frame = self.lake.scan("items", [record.no for record in self.records]).collect()
        return frame.join(
            self.snapshots.select("snapshot", "import_no", "campaign"),
            on=["import_no", "campaign"],
        ).sort("snapshot", "position")

    @cached_property
    def item_columns(self) -> list[str]:
        return sorted(self.items["item"].unique().to_list())

    @cached_property
    def blocks(self) -> dict[str, str]:
        """Column of sendings of each item; items that always come together share one."""
        held = (
            self.items.group_by("item")
            .agg(pl.col("snapshot").unique().sort())
            .sort("item")
            .iter_rows()
        )
        names: dict[tuple[int, ...], str] = {}
        return {
            item: names.setdefault(tuple(snapshots), f"n_{len(names)}") for item, snapshots in held
        }

    @cached_property
    def block_flags(self) -> pl.DataFrame:
        """For each snapshot, whether its campaign has each block of items."""
        flags = self.snapshots.select("snapshot")
        for name in dict.fromkeys(self.blocks.values()):
            item = next(item for item, block in self.blocks.items() if block == name)
            having = self.items.filter(pl.col("item") == item)["snapshot"]
            flags = flags.with_columns(pl.col("snapshot").is_in(having.implode()).alias(name))
        return flags

    def people(self, snapshots: pl.DataFrame) -> pl.Series:
        """Pseudonyms met in these snapshots."""
        key = self.key(snapshots)
        imports = snapshots["import_no"].unique().to_list()
        found = self.lake.scan("participations", imports).select("person", *key)
        if len(key) > 1:
            found = found.join(snapshots.lazy().select(key), on=key, how="semi")
        return found.select("person").unique().collect()["person"]

    def key(self, snapshots: pl.DataFrame) -> list[str]:
        """The columns that tell these snapshots apart: the campaign too if a file has several."""
        imports = set(snapshots["import_no"])
        several = any(len(r.campaigns) > 1 for r in self.records if r.no in imports)
        return ["import_no", "campaign"] if several else ["import_no"]

    def context(self, snapshots: pl.DataFrame) -> pl.DataFrame:
        """What a row gets from its snapshot, by `key`: snapshot, series, profile and within."""
        names = (*self.key(snapshots), "snapshot", "series", "profile")
        return snapshots.select(*names, pl.col("pos").alias("within"))

    def read(
        self, snapshots: pl.DataFrame, people: pl.Series | None = None, *, lines: bool = False
    ) -> pl.DataFrame:
        """Rows of the imports of these snapshots (of these people only), as they lie in the lake.

        `key`, person, state, active_at, uai and all the item columns; `lines` adds `line`, the
        line of the file each row came from.
        """
        found = self.lake.scan("participations", snapshots["import_no"].unique().to_list())
        known = set(found.collect_schema().names())
        items = [
            pl.col(item) if item in known else pl.lit(None, pl.UInt16).alias(item)
            for item in self.item_columns
        ]
        added = ["line"] if lines else []
        found = found.select(
            *self.key(snapshots), "person", "state", "active_at", "uai", *items, *added
        )
        if people is not None:
            found = found.filter(pl.col("person").is_in(people.implode()))
        return found.collect(engine="streaming")

    def rows(
        self, snapshots: pl.DataFrame, people: pl.Series | None = None, *, lines: bool = False
    ) -> pl.DataFrame:
        """Rows of these snapshots (of these people only), placed: see `participation.cells`."""
        return self.rows_among(self.read(snapshots, people, lines=lines), snapshots)

    def rows_among(self, found: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
        """Those of these snapshots among rows that were read, placed."""
        key = self.key(snapshots)
        rows = _beside(found, self.context(snapshots), key)
        if rows["snapshot"].null_count():
            rows = rows.filter(pl.col("snapshot").is_not_null())
        return self.placed(rows).select(
            "person", "series", "profile", "pos", "fine", "state", "active_at", "snapshot",
            *self.item_columns, *(["line"] if "line" in found.columns else []),
        )  # fmt: skip

    def placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Adds `pos` and `fine`: the school typed, else the roster, else the campaign's territory.

        `rows` has person, uai, profile (Int8) and within (position of the campaign's territory).
        A place outside that territory does not count: the campaign says where. A profile that
        the campaign does not say is the roster's.
        """
        rows = self._with_roster(rows)
        given = {name: rows[name] for name in _PLACING if name in rows.columns}
        if "basin" in given:
            profiles = pl.Series([*PROFILES, None], dtype=pl.String)
            given["profile"] = profiles.gather(rows["profile"])
        place = self.shape.tree.place(**given)
        within, end = rows["within"].to_numpy(), self.shape.end
        found = place["pos"].fill_null(-1).to_numpy()
        inside = (found >= within) & (found < end[within])
        return rows.with_columns(
            pos=pl.Series(np.where(inside, found, within), dtype=pl.Int32),
            fine=place["fine"] & pl.Series(inside),
        )

    def _with_roster(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with what the roster in force adds: school, group, département, profile."""
        if self.placements.is_empty():
            return rows
        known = self.placements.select(
            "person",
            pl.col("uai").alias("roster_uai"),
            pl.col("profile")
            .replace_strict(PROFILE_INDEX, default=UNKNOWN_PROFILE, return_dtype=pl.Int8)
            .alias("roster_profile"),
            *_PLACING[1:],
        )
        unknown = pl.col("profile") == UNKNOWN_PROFILE
        theirs = pl.col("roster_profile").fill_null(UNKNOWN_PROFILE)
        return _beside(rows, known, ["person"]).with_columns(
            uai=pl.coalesce("uai", "roster_uai"),
            profile=pl.when(unknown).then(theirs).otherwise("profile"),
        )

    def printed(self, family: str, on: date) -> pl.DataFrame:
        """Rows of a printed family as they stand on a day: the latest of each key."""
        return latest(self.dated(family), KEYS[family], on)

    def dated(self, family: str) -> pl.DataFrame:
        frame = self.lake.scan(family, [record.no for record in self.records]).collect()
        return dated(frame, self.records)

    def dates(self) -> list[date]:
        """Every day at which something becomes known, ascending."""
        days = set(self.snapshots["as_of"])
        for family in ("funnels", "headcounts", "coverages"):
            days |= set(self.dated(family)["as_of"])
        return sorted(days)


def read_inputs(
    lake: Lake, records: Sequence[ImportRecord], tree: geography.Tree, on: date
) -> Inputs:
    """The facts of `records` seen through `tree`, with the roster as of `on`.

    Before the first roster, the first is used, as for the directories. A campaign is declared
    for good: its newest declaration holds whatever the day.
    """
    numbers = [record.no for record in records]

    def whole(family: str) -> pl.DataFrame:
        return dated(lake.scan(family, numbers).collect(), records)

    declared = whole("campaigns")
    contexts = campaign_contexts(records, declared, max([on, *declared["as_of"]]))
    as_of = {record.no: record.as_of for record in records}
    sources = {record.no: record.source for record in records}
    context_rows = [
        (no, code, sources[no], as_of[no], context.territory, context.profile, context.pathway)
        for (no, code), context in contexts.items()
    ]
    frame = pl.DataFrame(
        context_rows,
        schema={
            "import_no": pl.Int32,
            "campaign": pl.String,
            "source": pl.String,
            "as_of": pl.Date,
            "territory": pl.String,
            "profile": pl.String,
            "pathway": pl.String,
        },
        orient="row",
    )
    seen = set(frame.filter(source=ASSESSMENT)["pathway"].fill_null(UNKNOWN_PATHWAY))
    for family in ("funnels", "coverages"):
        seen |= set(whole(family)["pathway"].drop_nulls())
    order = [pathway.code for pathway in PATHWAYS] + [UNKNOWN_PATHWAY]
    placements = whole("placements")
    first = min(placements["as_of"], default=on)
    return Inputs(
        lake=lake,
        records=tuple(records),
        shape=Shape.of(tree),
        placements=latest(placements, KEYS["placements"], max(on, first)),
        contexts=frame,
        pathways=tuple(code for code in order if code in seen),
        erasures=lake.erasures(),
    )


def _beside(rows: pl.DataFrame, table: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows with the columns of `table` (one row a key) beside them, null where it has none.

    The columns that are there already stay as they are: a join would copy them all.
    """
    met = rows.select(key).join(table, on=key, how="left", maintain_order="left")
    return rows.hstack(met.drop(key))
