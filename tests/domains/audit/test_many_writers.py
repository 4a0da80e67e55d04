"""Several processes write at once, in a database of their own: no gap, no fork, one witness.

Then the command line is asked, before and after a hand in the tables.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

pytestmark = [pytest.mark.database, pytest.mark.slow]
TESTS = Path(__file__).parents[2]
ACTS = 30
# Of each thirty acts, four are undone; of the twenty-six others, five bring two readings more
# (numbers 1, 6, 11, 16, 21, 26), one of which is undone.
Run = Callable[[str], None]


def written(acts: int) -> int:
    kept = [n for n in range(acts) if n % 7 != 3]
    return len(kept) + 2 * sum(n % 5 == 1 for n in kept)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[dict[str, str], Run]]:
    """The environment of an installation of its own on the engine of the tests, and how to run SQL
    in its database behind the back of the program."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "DJANGO_"))}
    environment = {**kept, "VIGIE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(TESTS)}
    server = os.environ.get("VIGIE_DATABASE_URL")
    if server is None:
        yield environment, lambda sql: on_sqlite(tmp_path / "home" / "records.sqlite3", sql)
        return
    name = f"audit_{uuid4().hex[:12]}"
    address, _, options = server.partition("?")
    own = f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
    on_postgres(server, f"CREATE DATABASE {name}")
    try:
        yield {**environment, "VIGIE_DATABASE_URL": own}, lambda sql: on_postgres(own, sql)
    finally:
        on_postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


def on_sqlite(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


def on_postgres(address: str, sql: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.encode())


def python(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def verify(environment: dict[str, str], *words: str) -> tuple[int, dict[str, object]]:
    done = python(environment, "vigie.cli.main", "audit", "verify", "--json", *words)
    assert done.returncode in (0, 1, 2), done.stderr
    return done.returncode, json.loads(done.stdout)


def test_writers_queue_and_the_command_tells(place: tuple[dict[str, str], Run]) -> None:
    environment, run = place
    code, told = verify(environment)
    assert (code, told["status"]) == (1, "unknown")
    done = python(environment, "vigie.config.prepare")
    assert done.returncode == 0, done.stderr
    code, told = verify(environment)
    assert (code, told["entries"]) == (0, 0)

    start = str(time.time() + 4)
    writers = [
        subprocess.Popen([sys.executable, "-m", "domains.audit.writing", name, str(ACTS), start],
                         env=environment)
        for name in ("1", "2", "3", "9")
    ]  # fmt: skip
    assert sorted(each.wait(timeout=120) for each in writers) == [0, 0, 0, 9]

    # The one that died did its act, and perhaps not its line in the witness.
    entries = 3 * written(ACTS) + written(ACTS // 2 + 1)
    code, told = verify(environment)
    assert (code, told["status"], told["entries"]) == (0, "intact", entries)
    witness = Path(environment["VIGIE_HOME"]) / "audit" / "heads.jsonl"
    numbers = [json.loads(line)["number"] for line in witness.read_text().splitlines()]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == entries
    head = f"{entries}:{told['hash']}"
    assert verify(environment, "--head", head, "--without-witness")[0] == 0

    run(f"DELETE FROM audit_entry WHERE number = {entries}")
    run("UPDATE audit_head SET number = number - 1, hash = "
        f"(SELECT hash FROM audit_entry WHERE number = {entries - 1})")  # fmt: skip
    assert verify(environment, "--without-witness")[0] == 0
    for words in ([], ["--without-witness", "--head", head]):
        code, told = verify(environment, *words)
        fault = told["fault"]
        assert isinstance(fault, dict)
        assert (code, fault["number"], fault["kind"]) == (2, entries, "truncated")

    run("UPDATE audit_entry SET actor = 'person:4' WHERE number = 20")
    done = python(environment, "vigie.cli.main", "audit", "verify")
    assert done.returncode == 2
    assert "Première entrée qui ne tient pas\u00a0: 20. Les 19 premières tiennent." in done.stdout

    witness.unlink()
    code, told = verify(environment)
    assert (code, told["status"]) == (1, "unknown")
    assert "heads.jsonl" in str(told["reason"])
