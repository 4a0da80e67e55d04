"""Facts to a whole cube, beside DuckDB, pandas and PostgreSQL: `python -m benchmarks.build`.

Everyone counts the same cells, every territory × profile: the funnel, the senders, and the sum of
shares of 22 subjects. They are compared, all of them, before anything is timed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from deltalake import DeltaTable

from benchmarks import in_duckdb, in_pandas, in_postgres
from benchmarks.in_duckdb import SENDERS, VALUES, WITNESSES
from benchmarks.installation import DATA, copy_of, installation
from benchmarks.timing import Report, machine, side_by_side
from vigie.measures.build import build
from vigie.measures.cube import Cube

_KEY = ["profile", "pos"]


def main(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> int:
    return sum(_at(people) for people in sizes)


def _at(people: int) -> int:
    report = Report(f"Build, {people:,} people")
    home = copy_of(installation(people), "build")
    cube = build(home, afresh=True)
    places = _places(cube)
    contexts = cube.snapshots.select("import_no", pl.col("profile").cast(pl.Int64), "pos")
    whole, partial = _files(cube)
    ours = _cells(cube)
    report.say(
        f"{machine()}; {len(whole) + len(partial)} exports, {places.height:,} territories, "
        f"{ours.height:,} cells of {len(VALUES)} values"
    )
    file = DATA / "peer.duckdb"
    duck = in_duckdb.prepare(file, places, contexts)
    in_duckdb.build(duck, whole, partial)
    _same(report, "DuckDB", ours, in_duckdb.cells(duck))

    frame, known = places.to_pandas(), contexts.to_pandas()
    out = DATA / "peer.parquet"
    in_pandas.build([*whole, *partial], frame, known, out)
    _same(report, "pandas", ours, pl.read_parquet(out))

    turns = 7 if people <= 100_000 else 5
    fast = side_by_side(
        {
            "vigie": lambda: build(home, afresh=True),
            "DuckDB": lambda: in_duckdb.build(duck, whole, partial),
        },
        turns=2 * turns,
    )
    slow = side_by_side(
        {
            "vigie": lambda: build(home, afresh=True),
            "pandas": lambda: in_pandas.build([*whole, *partial], frame, known, out),
        },
        turns=turns,
    )
    report.times(fast)
    report.times(slow)
    duck.close()
    with in_postgres.server(DATA / "postgres") as base:
        in_postgres.load(base, _people(whole, partial, places, contexts), places)
        in_postgres.build_from_rows(base)
        _same(report, "PostgreSQL", ours, in_postgres.cells_from_rows(base))
        in_postgres.build_from_wide(base)
        _same(report, "PostgreSQL, wide", ours, in_postgres.cells_from_wide(base))
        relational = side_by_side(
            {
                "vigie": lambda: build(home, afresh=True),
                "PostgreSQL": lambda: in_postgres.build_from_rows(base),
                "PostgreSQL, wide": lambda: in_postgres.build_from_wide(base),
            },
            turns=2,
            warm_ups=0,
        )
    report.times(relational)
    report.promise("build / DuckDB", fast["vigie"].median / fast["DuckDB"].median, at_most=1.3)
    report.promise("pandas / build", slow["pandas"].median / slow["vigie"].median, at_least=6)
    ours_then = relational["vigie"].median
    report.promise("PostgreSQL / build", relational["PostgreSQL"].median / ours_then, at_least=30)
    wide = relational["PostgreSQL, wide"].median / ours_then
    report.say(f"for information: PostgreSQL on one wide row per person / build: {wide:.1f} x")
    return report.conclude()


def _places(cube: Cube) -> pl.DataFrame:
    """The territory order: pos, parent, depth, uai, and the ancestor or self at each level."""
    school = pl.col("level") == "school"
    return cube.tree.frame.select(
        "pos",
        "parent",
        pl.Series("depth", cube.shape.depth),
        pl.lit(0, pl.Int32).alias("nation"),
        "region",
        "academie",
        "department",
        grp="group",
        school=pl.when(school).then("pos"),
        uai=pl.when(school).then(pl.col("code").str.slice(4)),
    )


def _files(cube: Cube) -> tuple[list[str], list[str]]:
    """The parquet files of the lake: those with every item, those without the second degree's."""
    second = {
        str(each) for each in cube.snapshots.filter(pl.col("profile").is_in([2, 3]))["import_no"]
    }
    files = DeltaTable(cube.path.parents[1] / "lake" / "participations").file_uris()
    number = {file: Path(file).parent.name.partition("=")[2] for file in files}
    return [f for f in files if number[f] in second], [f for f in files if number[f] not in second]


def _people(
    whole: list[str], partial: list[str], places: pl.DataFrame, contexts: pl.DataFrame
) -> pl.DataFrame:
    """One wide placed row per person, what PostgreSQL is loaded with."""
    frames = [pl.read_parquet(files, hive_partitioning=True) for files in (whole, partial)]
    rows = pl.concat(frames, how="diagonal").with_columns(pl.col("import_no").cast(pl.Int32))
    schools = places.filter(pl.col("uai").is_not_null()).select("uai", at="pos")
    return (
        rows.join(contexts, on="import_no")
        .join(schools, on="uai", how="left")
        .with_columns(pos=pl.coalesce("at", "pos"), placed=pl.col("at").is_not_null().cast(pl.Int8))
    )


def _cells(cube: Cube) -> pl.DataFrame:
    """The cells of a cube of one day and one pathway, under the names the peers use."""
    blocks = cube.meta["blocks"]
    names = {blocks[item]: name for item, name in zip(WITNESSES, SENDERS, strict=True)}
    place = pl.col("key") // (1 << 16)
    return cube.store.frame.rename(names).select(
        ((place // cube.store.nodes) % 8).alias("profile"),
        (place % cube.store.nodes).alias("pos"),
        *VALUES,
    )


def _same(report: Report, peer: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Checks every cell of a peer against ours; stops the run when one differs."""
    names = [name for name in ours.columns if name in theirs.columns]
    one, other = (frame.select(pl.col(names).cast(pl.Int64)).sort(_KEY) for frame in (ours, theirs))
    # Blocks of items that a profile does not have: nothing here, zero there.
    if not one.equals(other):
        sys.exit(f"{peer} does not count the same cells")
    report.say(f"{peer}: the same {one.height:,} cells of {len(names) - len(_KEY)} values")


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or (100_000, 1_000_000)))
