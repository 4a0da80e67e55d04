"""Where a person or a row belongs: the finest known node of a tree, for whole columns."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vigie.codes import COUNTED_WITH, DEPARTMENT_CODES, UnknownCode, parse_department
from vigie.facts.groups import GroupFinder

_UAI = r"^[0-9]{7}[A-Z]$"


def uai_departments() -> pl.DataFrame:
    """Every opening of a UAI (`prefix`, three digits) and the code of its `of_uai` département."""
    openings = {code if len(code) == 3 else f"0{code}": code for code in DEPARTMENT_CODES}
    openings |= {"620": "2A", "720": "2B"} | COUNTED_WITH
    return pl.DataFrame(
        {"prefix": list(openings), "of_uai": list(openings.values())},
        schema={"prefix": pl.String, "of_uai": pl.String},
    )


def _department_or_none(text: str) -> str | None:
    try:
        return parse_department(text.removeprefix("dep:"))
    except UnknownCode:
        return None


def with_departments(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `home`: the département (`25`) of a row's `uai`, else of its `department` column.

    The UAI comes first: it carries a check, the other is typed.
    """
    texts = frame["department"].drop_nulls().unique()
    declared = pl.DataFrame(
        {"department": texts, "declared": [_department_or_none(t) for t in texts]},
        schema={"department": pl.String, "declared": pl.String},
    )
    return (
        frame.with_columns(
            uai=pl.col("uai").str.strip_chars().str.to_uppercase(),
        )
        .with_columns(
            prefix=pl.when(pl.col("uai").str.contains(_UAI)).then(pl.col("uai").str.slice(0, 3))
        )
        .join(uai_departments(), on="prefix", how="left", maintain_order="left")
        .join(declared, on="department", how="left", maintain_order="left")
        .with_columns(home=pl.coalesce("of_uai", "declared"))
        .drop("prefix", "of_uai", "declared")
    )


def place(nodes: pl.DataFrame, given: Mapping[str, pl.Series | None]) -> pl.DataFrame:
    """See `Tree.place`; `nodes` is the frame of the tree, `given` its five columns by name.

    Each distinct text is read once; the rows, which may be a million, only meet integers.
    """
    columns = {name: series.cast(pl.String) for name, series in given.items() if series is not None}
    if not columns:
        return pl.DataFrame(schema={"pos": pl.Int32, "fine": pl.Boolean})
    frame = pl.DataFrame(columns)
    # A column that says nothing, and an answer that no row needs, cost nothing.
    told = {name for name in columns if frame[name].null_count() < frame.height}
    answers = ("at_school", "of_uai", "declared", "at_district", "at_basin")
    if "uai" in told:
        frame = _meet_schools(frame, nodes)
    if "department" in told:
        frame = _meet(frame, ["department"], _departments_of(nodes, frame["department"]))
    frame = frame.with_columns(
        pl.lit(None, pl.Int32).alias(name) for name in answers if name not in frame.columns
    ).with_columns(home=pl.coalesce("of_uai", "declared"))
    groups = [level for level in ("district", "basin") if level in told]
    finder = finder_of(nodes if groups else nodes.clear())
    for level in groups:
        found = _groups_of(nodes, frame, level, finder)
        frame = _meet(frame.drop(f"at_{level}"), ["home", level], found)
    group = pl.coalesce("at_district", "at_basin")
    if "profile" in told:
        # Someone of the second degree belongs to a basin even when the file also gives a district.
        secondary = pl.col("profile").str.slice(0, 2).is_in(["2D", "CP"]).fill_null(False)
        group = pl.when(secondary).then(pl.coalesce("at_basin", "at_district")).otherwise(group)
    fine = pl.coalesce(pl.col("at_school"), group)
    return frame.select(
        pos=pl.coalesce(fine, pl.col("home")).cast(pl.Int32), fine=fine.is_not_null()
    )


def _meet_schools(frame: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds `at_school`, and `of_uai` where some school is not found as it stands."""
    schools = nodes.filter(pl.col("level") == "school").select(
        pl.col("code").str.slice(4).alias("uai"), pl.col("pos").alias("at_school")
    )
    frame = _meet(frame, ["uai"], schools)
    # Nearly every UAI is found as it stands; only the others are worth a closer look.
    lost = frame["at_school"].is_null() & frame["uai"].is_not_null()
    if not lost.any():
        return frame
    texts = frame["uai"].filter(lost).unique()
    frame = _meet(frame, ["uai"], _second_look(nodes, schools, texts))
    return frame.with_columns(at_school=pl.coalesce("at_school", "cleaned"))


def _meet(frame: pl.DataFrame, on: list[str], table: pl.DataFrame) -> pl.DataFrame:
    return frame.join(table, on=on, how="left", nulls_equal=len(on) > 1, maintain_order="left")


def _department_positions(nodes: pl.DataFrame) -> dict[str, int]:
    found = nodes.filter(pl.col("level") == "department").select(pl.col("code").str.slice(4), "pos")
    return dict(found.iter_rows())


def _second_look(nodes: pl.DataFrame, schools: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """uai as given -> `cleaned`, the school once trimmed, and `of_uai`, the département."""
    at = _department_positions(nodes)
    homes = uai_departments().select(
        "prefix", of_uai=pl.col("of_uai").replace_strict(at, default=None, return_dtype=pl.Int32)
    )
    clean = texts.str.strip_chars().str.to_uppercase()
    shaped = pl.when(pl.col("clean").str.contains(_UAI)).then(pl.col("clean").str.slice(0, 3))
    return (
        pl.DataFrame({"uai": texts, "clean": clean})
        .with_columns(prefix=shaped)
        .join(schools.rename({"uai": "clean", "at_school": "cleaned"}), on="clean", how="left")
        .join(homes, on="prefix", how="left")
        .select("uai", "cleaned", "of_uai")
    )


def _departments_of(nodes: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """département as given -> `declared`, its position."""
    at = _department_positions(nodes)
    given = texts.drop_nulls().unique()
    codes = [_department_or_none(text) for text in given]
    return pl.DataFrame(
        {"department": given, "declared": [at.get(code) if code else None for code in codes]},
        schema={"department": pl.String, "declared": pl.Int32},
    )


def _groups_of(
    nodes: pl.DataFrame, frame: pl.DataFrame, level: str, finder: GroupFinder
) -> pl.DataFrame:
    """(`home`, text) -> `at_<level>`, the position of the group."""
    name = {pos: code for code, pos in _department_positions(nodes).items()}
    groups = nodes.filter(pl.col("level") == level).select("code", "pos")
    at: dict[str, int] = dict(groups.iter_rows())
    pairs = frame.filter(pl.col(level).is_not_null()).select("home", level).unique()
    found = [finder.find(level, text, name.get(home)) for home, text in pairs.iter_rows()]
    positions = [at[code] if code else None for code in found]
    return pairs.with_columns(pl.Series(f"at_{level}", positions, pl.Int32))


def finder_of(nodes: pl.DataFrame) -> GroupFinder:
    """A finder of the districts and basins of a tree."""
    codes: list[str] = nodes["code"].to_list()
    groups = nodes.filter(pl.col("level").is_in(["district", "basin"]))
    rows = groups.select("level", "code", "name", "department").iter_rows()
    return GroupFinder(
        (level, code, name, codes[department].partition(":")[2])
        for level, code, name, department in rows
    )
