"""The cube by hand in DuckDB, in the best plan known to us: the referee of what a build costs.

One wide row per person, read from the very parquet files of the lake, joined to the territory
order, summed by school, then rolled up level by level and written to a table of a DuckDB file.
The territory order is given as a table: making it from the directory is not timed.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from benchmarks.invented import ITEMS, SECOND_DEGREE_ONLY

COUNTS = ("started_not_finished", "finished_not_sent", "finished_sent", "placed")
SENDERS = ("senders", "senders_second_degree")
WITNESSES = (ITEMS[0], SECOND_DEGREE_ONLY[0])
"""One item of each block: whoever has it has the others of the block."""
VALUES = (*COUNTS, *SENDERS, *ITEMS)


def prepare(file: Path, places: pl.DataFrame, contexts: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """A new file with the territories (pos, parent, depth, uai) and the campaigns
    (import_no, profile, pos)."""
    for old in (file, file.with_suffix(".duckdb.wal")):
        old.unlink(missing_ok=True)
    connection = duckdb.connect(str(file))
    connection.register("places", places.to_arrow())
    connection.register("contexts", contexts.to_arrow())
    connection.execute(
        "create table territory as select pos, parent, depth, uai from places order by pos"
    )
    connection.execute("create table campaign as select * from contexts")
    connection.execute("checkpoint")
    return connection


def build(connection: duckdb.DuckDBPyConnection, whole: list[str], partial: list[str]) -> None:
    """Fills the table `cube`: profile, pos and VALUES.

    `whole` and `partial`: files with all the ITEMS, files without those of the second degree.
    Read apart they cost a third less than `union_by_name`, which opens every file twice.
    """
    (deepest,) = connection.execute("select max(depth) from territory").fetchone() or (0,)
    connection.execute("begin")
    connection.execute(
        f"create temp table leaves as {_leaves()}", {"whole": whole, "partial": partial}
    )
    sums = ", ".join(f"sum({name})::bigint as {name}" for name in VALUES)
    for level in range(deepest, -1, -1):
        rising = f"select * exclude (depth) from leaves where depth = {level}"
        if level < deepest:
            rising += (
                f" union all by name select r.* exclude (pos), t.parent as pos"
                f" from level_{level + 1} r join territory t on t.pos = r.pos"
            )
        connection.execute(
            f"create temp table level_{level} as select profile, pos, {sums} from ({rising})"
            " group by profile, pos"
        )
    every = [f"level_{level}" for level in range(deepest + 1)]
    connection.execute("drop table if exists cube")
    connection.execute(
        "create table cube as " + " union all ".join(f"select * from {name}" for name in every)
    )
    for name in ("leaves", *every):
        connection.execute(f"drop table {name}")
    connection.execute("commit")


def cells(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The table `cube`."""
    found = pl.from_arrow(connection.execute("from cube").to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return found


def _leaves() -> str:
    counts = [f"count(*) filter (state = {n}) as {name}" for n, name in enumerate(COUNTS[:3])]
    counts += [
        "count(t.pos) as placed",
        *(f"count({item}) as {name}" for name, item in zip(SENDERS, WITNESSES, strict=True)),
    ]
    sums = [f"coalesce(sum({item}), 0)::bigint as {item}" for item in ITEMS]
    absent = [f"null as {item}" if item in SECOND_DEGREE_ONLY else item for item in ITEMS]
    fixed = "import_no, uai, state"
    return f"""
        select g.*, d.depth from (
            select c.profile, coalesce(t.pos, c.pos) as pos, {", ".join([*counts, *sums])}
            from (
                select {fixed}, {", ".join(ITEMS)}
                from read_parquet($whole, hive_partitioning = true)
                union all by name
                select {fixed}, {", ".join(absent)}
                from read_parquet($partial, hive_partitioning = true)
            ) p
            join campaign c on c.import_no = p.import_no
            left join territory t on t.uai = p.uai
            group by all
        ) g join territory d on d.pos = g.pos
    """
