"""Killed at any moment, an import leaves the old state or the new one, and the next one works."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from facts.given import counts_file, participation, pix_file, take
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

# Children come from a server that has imported everything and run nothing: starting one costs
# milliseconds, and no thread of the data engine is cut in two by a fork.
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["vigie.facts.imports"])

WRITES = {"open", "os.mkdir", "os.rename", "os.remove", "os.link", "os.truncate", "os.chmod"}
FAMILIES = ("funnels", "headcounts", "participations", "items")


def given(folder: Path, number: int) -> Path:
    """A file that says its number in every figure: even ones are tables, odd ones exports."""
    if number % 2:
        rows = (participation(f"nom{number}", 7, shared=9), participation("castel", 8))
        return pix_file(folder, *rows, on=f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}")
    return counts_file(
        folder, f"dep:25;ALL;;2024-03-15;{number};0;0;{10_000 + number}", name=f"{number}.csv"
    )


def check(home: Home) -> set[str]:
    """Each committed import is whole, nothing else shows; gives the hashes that are in."""
    lake, records = Lake(home), Ledger(home).records()
    for family in FAMILIES:
        shown = set(lake.scan(family).collect()["import_no"])
        assert shown == {r.no for r in records if family in r.families}
    for record in records:
        assert (home.archive / record.sha256[:2] / record.sha256).stat().st_size == record.size
        if record.source == "participation-counts":
            (funnel,) = lake.scan("funnels", [record.no]).collect().iter_rows(named=True)
            (count,) = lake.scan("headcounts", [record.no]).collect().iter_rows(named=True)
            assert count["headcount"] == 10_000 + funnel["started_not_finished"]
        else:
            assert lake.scan("participations", [record.no]).collect().height == record.rows_kept
            assert lake.scan("items", [record.no]).collect().height > 0
    return {record.sha256 for record in records}


def check_nothing_is_left_over(home: Home) -> None:
    """After a whole import, no trace remains of those that were killed before it."""
    records = Ledger(home).records()
    numbers = {f"import_no={record.no}" for record in records}
    assert {path.name for path in home.lake.glob("*/import_no=*")} <= numbers
    assert {path.name for path in home.archive.glob("??/*")} == {r.sha256 for r in records}
    assert not list(home.archive.glob("incoming/*"))
    assert not list(home.ledger.glob("*.reserved"))
    assert not list(home.path.rglob("*.part"))


def _import_until(home: Path, file: Path, fatal: int | None, count: Path) -> None:
    """Imports a file and kills itself at its `fatal`-th change on the disk."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in WRITES or str(home) not in str(arguments[0]):
            return
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

    sys.addaudithook(watch)
    take(Home(home), file)
    count.write_text(str(seen))


def _killed_at(home: Path, file: Path, fatal: int | None, count: Path) -> bool:
    child = SERVER.Process(target=_import_until, args=(home, file, fatal, count))
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_killed_at_each_change_on_the_disk(tmp_path: Path, number: int) -> None:
    before = Home(tmp_path / "before")
    take(before, given(tmp_path, 4))
    old = check(before)
    file, count = given(tmp_path, number), tmp_path / "count"

    def fresh(name: str) -> Home:
        shutil.copytree(before.path, tmp_path / name)
        return Home(tmp_path / name)

    assert not _killed_at(fresh("whole").path, file, None, count)
    changes = int(count.read_text())
    assert changes > 10
    outcomes = []
    for fatal in range(changes):
        home = fresh(f"killed-{fatal}")
        assert _killed_at(home.path, file, fatal, count)
        left = check(home)
        assert len(left) in (len(old), len(old) + 1)
        assert left >= old
        outcomes.append(len(left) > len(old))
        if fatal % 3 == 0:
            assert take(home, file).status == ("already_imported" if outcomes[-1] else "imported")
            assert len(check(home)) == len(old) + 1
            check_nothing_is_left_over(home)
        shutil.rmtree(home.path)
    assert outcomes == sorted(outcomes)  # once it is in, it stays in


def _import_all(home: Path, files: list[Path], ready: Event) -> None:
    ready.set()
    for file in files:
        take(Home(home), file)


@pytest.fixture
def numbers() -> Iterator[int]:
    return iter(range(1, 10_000))


@pytest.mark.slow
def test_killed_at_a_hundred_random_moments(tmp_path: Path, numbers: Iterator[int]) -> None:
    draw = random.Random(20241122)
    home = Home(tmp_path / "home")
    killed = 0
    for round_no in range(100):
        if round_no % 5 == 0:  # the ledger grows: start again from nothing now and then
            home = Home(tmp_path / f"home-{round_no}")
            old: set[str] = set()
        files = [given(tmp_path, next(numbers)) for _ in range(3)]
        ready = SERVER.Event()
        child = SERVER.Process(target=_import_all, args=(home.path, files, ready))
        child.start()
        assert ready.wait(60)
        time.sleep(draw.uniform(0, 0.3))
        child.kill()
        child.join()
        killed += child.exitcode != 0
        left = check(home)
        assert left >= old
        if round_no % 5 == 4:
            file = given(tmp_path, next(numbers))
            assert take(home, file).status == "imported"
            check_nothing_is_left_over(home)
            left = check(home)
        old = left
    assert killed > 30
