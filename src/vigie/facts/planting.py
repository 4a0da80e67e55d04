"""Building the tree of a day: skeleton, then groups, then schools, numbered depth first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.codes import NATION
from vigie.facts.groups import PREFIX, Group, GroupFinder, coded, natural, raw_code
from vigie.facts.placing import with_departments
from vigie.facts.skeleton import Area, areas_on
from vigie.facts.tree import DEPTHS, SCHEMA, Tree

_SCHOOL_COLUMNS = (
    "uai",
    "name",
    "degree",
    "department",
    "district",
    "district_name",
    "basin",
    "basin_name",
    "state",
)
_PLACEMENT_COLUMNS = ("uai", "department", "district", "basin")
_GROUP_ORDER = ("group_level", "raw", "department", "group_name", "len")
_ROWS = {
    "code": pl.String,
    "name": pl.String,
    "level": pl.String,
    "degree": pl.String,
    "expected": pl.Boolean,
    "area": pl.Int32,
    "rank": pl.Int32,
}


def build_tree(
    schools: pl.DataFrame | None,
    on: date,
    placements: pl.DataFrame | None = None,
    named: Iterable[str] = (),
) -> Tree:
    """The tree of a day.

    `schools`: rows of the family of that name; the last row of a UAI wins. A school is in the
    tree from its day of opening to the eve of its day of closing. `placements`: rows of the
    roster; districts and basins that no school names become nodes. `named`: codes that facts
    bear, so that each keeps a node: a place outside the national programme (`dep:986`) enters
    the tree only if it has a school or is named here, and a closed school or an abolished
    district that is named here stays in it.
    """
    wanted = {*named}
    known = _described(_open_schools(schools, on, wanted))
    roster = _roster(placements)
    homes = {f"dep:{c}" for c in {*known["department"].unique(), *roster["home"].unique()}}
    areas = _skeleton(on, wanted | homes)
    valid = [a.code.removeprefix("dep:") for a in areas if a.level == "department"]
    known = known.filter(pl.col("department").is_in(valid))
    groups = _groups(known, roster.filter(pl.col("home").is_in(valid)))
    abolished = _described(_rows_of_groups(schools, wanted - {g.code for g in groups}))
    if not abolished.is_empty():
        former = _counted_groups(abolished.filter(pl.col("department").is_in(valid)))
        present = {(g.level, g.raw, g.department) for g in groups}
        again = (g for g in former if (g.level, g.raw, g.department) not in present)
        groups = coded([*groups, *(replace(g, weight=-1) for g in again)])
    return Tree(_number(areas, groups, known), on)


def _with_columns(frame: pl.DataFrame | None, columns: Iterable[str]) -> pl.DataFrame:
    if frame is None:
        frame = pl.DataFrame()
    return frame.with_columns(
        pl.lit(None, pl.String).alias(c) for c in columns if c not in frame.columns
    )


def _text(column: str) -> pl.Expr:
    """Trimmed text, null when empty."""
    trimmed = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(trimmed != "").then(trimmed).alias(column)


def _open_schools(schools: pl.DataFrame | None, on: date, wanted: set[str]) -> pl.DataFrame:
    """The last row of each school that is open on the day or wanted all the same."""
    frame = _with_columns(schools, _SCHOOL_COLUMNS)
    frame = frame.with_columns(
        pl.lit(None, pl.Date).alias(c) for c in ("opened", "closed") if c not in frame.columns
    )
    open_on = (
        (pl.col("opened").is_null() | (pl.col("opened") <= on))
        & (pl.col("closed").is_null() | (pl.col("closed") > on))
        # Closed without a date: closed since we do not know when, hence always.
        & ~(
            pl.col("closed").is_null()
            & pl.col("state").str.to_lowercase().str.contains(r"^(ferm|clos)").fill_null(False)
        )
    )
    kept = [code.removeprefix("uai:") for code in wanted if code.startswith("uai:")]
    return frame.unique("uai", keep="last", maintain_order=True).filter(
        open_on | pl.col("uai").is_in(kept)
    )


def _rows_of_groups(schools: pl.DataFrame | None, codes: set[str]) -> pl.DataFrame:
    """The rows, of whatever directory, that name one of the districts or basins."""
    raws = {
        level: [c.partition(":")[2].partition("@")[0] for c in codes if c.startswith(f"{prefix}:")]
        for level, prefix in PREFIX.items()
    }
    return _with_columns(schools, _SCHOOL_COLUMNS).filter(
        pl.col("district").is_in(raws["district"]) | pl.col("basin").is_in(raws["basin"])
    )


def _described(schools: pl.DataFrame) -> pl.DataFrame:
    """Clean rows, with `department` a known code and the group that suits the degree."""
    frame = schools.select(_text(c) for c in _SCHOOL_COLUMNS).filter(pl.col("uai").is_not_null())
    # A directory may leave the département out: the UAI then tells it.
    typed = with_departments(frame.with_columns(uai=pl.lit(None, pl.String)))["home"]
    frame = with_departments(frame).with_columns(department=pl.coalesce(typed, pl.col("home")))
    # Directories print the degree in the words of the ministry.
    frame = frame.with_columns(
        degree=pl.col("degree").replace({"1D": "primary", "2D": "secondary"}),
    )
    primary, secondary = pl.col("degree") == "primary", pl.col("degree") == "secondary"
    return frame.with_columns(
        group_level=pl.when(primary & pl.col("district").is_not_null())
        .then(pl.lit("district"))
        .when(secondary & pl.col("basin").is_not_null())
        .then(pl.lit("basin")),
    ).with_columns(
        raw=pl.when(pl.col("group_level") == "district")
        .then("district")
        .when(pl.col("group_level") == "basin")
        .then("basin"),
        group_name=pl.when(pl.col("group_level") == "district")
        .then("district_name")
        .when(pl.col("group_level") == "basin")
        .then("basin_name"),
    )


def _roster(placements: pl.DataFrame | None) -> pl.DataFrame:
    frame = _with_columns(placements, _PLACEMENT_COLUMNS)
    return with_departments(frame.select(_text(c) for c in _PLACEMENT_COLUMNS).unique())


def _skeleton(on: date, wanted: set[str]) -> list[Area]:
    """The areas of the day, depth first, siblings in the order of their codes."""
    valid = {area.code: area for area in areas_on(on)}

    def line(code: str) -> list[str]:
        up = valid[code].parent
        return [code, *line(up)] if up else [code]

    # A place outside the programme comes with the whole of its line, up and down.
    optional = [line(code) for code, area in valid.items() if not area.expected]
    counted = {code for code, area in valid.items() if area.expected}
    asked = wanted - counted
    kept = counted.union(*(codes for codes in optional if asked & {*codes}))
    below: dict[str, list[Area]] = {}
    for code in sorted(kept):
        below.setdefault(valid[code].parent, []).append(valid[code])

    def walk(area: Area) -> list[Area]:
        return [area, *(node for child in below.get(area.code, []) for node in walk(child))]

    return walk(valid[NATION])


def _counted_groups(schools: pl.DataFrame) -> list[Group]:
    """The districts and basins of schools, each weighing the number of its schools."""
    counted = (
        schools.filter(pl.col("group_level").is_not_null())
        .group_by("group_level", "raw", "department")
        .agg(pl.col("group_name").drop_nulls().last(), pl.len().cast(pl.Int64))
        .sort("group_level", "raw", "department")
    )
    return [Group(*row) for row in counted.select(*_GROUP_ORDER).iter_rows()]


def _groups(schools: pl.DataFrame, roster: pl.DataFrame) -> list[Group]:
    """The districts and basins that schools name, then those that only the roster names."""
    seen = _counted_groups(schools)
    elsewhere = roster.join(schools.select("uai"), on="uai", how="anti")
    if elsewhere.is_empty():
        return coded(seen)
    finder = GroupFinder((g.level, g.code, g.name or g.raw, g.department) for g in coded(seen))
    extra: dict[tuple[str, str, str], Group] = {}
    for level in ("district", "basin"):
        texts = elsewhere.filter(pl.col(level).is_not_null() & pl.col("home").is_not_null())
        for home, text in texts.select("home", level).unique().sort("home", level).iter_rows():
            if finder.find(level, text, home) is None:
                raw = raw_code(text, home)
                name = None if raw == text else text
                extra.setdefault((level, raw, home), Group(level, raw, home, name, 0))
    return coded([*seen, *extra.values()])


def _number(areas: list[Area], groups: list[Group], schools: pl.DataFrame) -> pl.DataFrame:
    """The frame of the tree: rows sorted depth first, then ranges and ancestors.

    Sorting by (rank of the area, rank of the group, UAI), with -1 where a row has no group or no
    UAI, puts each node before what it contains and the schools without a group before groups.
    """
    rank = {area.code: n for n, area in enumerate(areas)}
    groups = sorted(groups, key=lambda g: (g.level, natural(g.title), g.code))
    upper = pl.DataFrame(
        {
            "code": [a.code for a in areas],
            "name": [a.name for a in areas],
            "level": [a.level for a in areas],
            "degree": [None] * len(areas),
            "expected": [a.expected for a in areas],
            "area": list(range(len(areas))),
            "rank": [-1] * len(areas),
        },
        schema=_ROWS,
    )
    middle = pl.DataFrame(
        {
            "code": [g.code for g in groups],
            "name": [g.title for g in groups],
            "level": [g.level for g in groups],
            "degree": [None] * len(groups),
            "expected": [True] * len(groups),
            "area": [rank[f"dep:{g.department}"] for g in groups],
            "rank": list(range(len(groups))),
        },
        schema=_ROWS,
    )
    ranks = pl.DataFrame(
        {
            "group_level": [g.level for g in groups],
            "raw": [g.raw for g in groups],
            "department": [g.department for g in groups],
            "rank": list(range(len(groups))),
        },
        schema={"group_level": pl.String, "raw": pl.String, "department": pl.String}
        | {"rank": pl.Int32},
    )
    homes = pl.DataFrame(
        {
            "department": [a.code.removeprefix("dep:") for a in areas],
            "area": list(range(len(areas))),
        },
        schema={"department": pl.String, "area": pl.Int32},
    )
    lower = (
        schools.join(ranks, on=["group_level", "raw", "department"], how="left")
        .join(homes, on="department")
        .select(
            code=pl.concat_str(pl.lit("uai:"), "uai"),
            name=pl.coalesce("name", "uai"),
            level=pl.lit("school"),
            degree="degree",
            expected=pl.lit(True),
            area="area",
            rank=pl.col("rank").fill_null(-1),
        )
    )
    frame = pl.concat([upper, middle, lower]).with_columns(
        uai=pl.when(pl.col("level") == "school").then("code").otherwise(pl.lit(""))
    )
    frame = frame.sort("area", "rank", "uai")
    depth = frame["level"].replace_strict(DEPTHS, return_dtype=pl.Int8).to_numpy()
    grouped = frame["rank"].to_numpy() >= 0
    ancestors, ends = _ranges(depth, grouped)
    parent = np.full(len(depth), -1, dtype=np.int32)
    for level in range(5):
        below = depth > level
        parent[below] = np.where(ancestors[level] >= 0, ancestors[level], parent)[below]
    positions = np.arange(len(depth), dtype=np.int32)

    def nullable(values: NDArray[np.int32]) -> pl.Series:
        return pl.Series(values).replace(-1, None)

    return frame.select(
        pos=pl.Series(positions),
        code="code",
        name="name",
        level="level",
        parent=nullable(parent),
        end=pl.Series(ends),
        region=nullable(ancestors[1]),
        academie=nullable(ancestors[2]),
        department=nullable(ancestors[3]),
        group=nullable(ancestors[4]),
        degree="degree",
        expected="expected",
    ).cast(SCHEMA)


def _ranges(
    depth: NDArray[np.int8], grouped: NDArray[np.bool_]
) -> tuple[list[NDArray[np.int32]], NDArray[np.int32]]:
    """For rows in depth-first order: per level the ancestor or self (-1: none); and the ends."""
    size = len(depth)
    positions = np.arange(size, dtype=np.int32)
    ends = positions + np.int32(1)
    ancestors = []
    for level in range(5):
        here = depth == level
        last = np.maximum.accumulate(np.where(here, positions, np.int32(-1)))
        inside = depth >= level
        if level == DEPTHS["district"]:
            inside = inside & grouped
        ancestors.append(np.where(inside, last, np.int32(-1)))
        limits = np.append(np.flatnonzero(depth <= level), size)
        mine = np.flatnonzero(here)
        ends[mine] = limits[np.searchsorted(limits, mine, side="right")]
    return ancestors, ends
