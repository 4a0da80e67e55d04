"""Killed at any moment, an import leaves the old state or the new one, and the next one works."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from facts.given import counts_file, participation, pix_file, take
from lib.killing import Remains, at_each_change, at_moments, started
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

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


def import_all(home: Path, files: list[Path]) -> None:
    for file in files:
        take(Home(home), file)


def check_all(remains: Remains, files: list[Path], old: set[str]) -> list[int]:
    """Checks each state that was left, and at some imports the same files again. How many were
    in, in order."""
    counts = []
    for place, folder in enumerate(remains.folders):
        home = Home(folder)
        left = check(home)
        assert left >= old
        counts.append(len(left) - len(old))
        if place % 3 == 0:
            said = [take(home, file).status for file in files]
            fresh = len(files) - counts[-1]
            assert said == ["already_imported"] * counts[-1] + ["imported"] * fresh
            assert len(check(home)) == len(old) + len(files)
            check_nothing_is_left_over(home)
        shutil.rmtree(home.path)
    assert counts == sorted(counts)  # once it is in, it stays in
    return counts


@pytest.fixture
def before(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    take(home, given(tmp_path, 4))
    return home


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_killed_at_each_change_on_the_disk(before: Home, tmp_path: Path, number: int) -> None:
    old, files = check(before), [given(tmp_path, number)]
    remains = at_each_change(before.path, tmp_path, import_all, before.path, files)
    assert remains.moments > 10
    counts = check_all(remains, files, old)
    assert set(counts) == {0, 1}


@pytest.mark.slow
def test_killed_at_a_hundred_random_moments(before: Home, tmp_path: Path) -> None:
    draw = random.Random(20241122)
    gaps = iter(lambda: draw.uniform(0, 0.015), None)
    old, files = check(before), [given(tmp_path, number) for number in (5, 6)]
    moments, met = 0, set()
    while moments < 100:
        home = shutil.copytree(before.path, tmp_path / f"run-{moments}" / "home")
        aside, most = tmp_path / f"aside-{moments}", 100 - moments
        remains = at_moments(home, aside, gaps, most, import_all, home, files)
        moments += remains.moments
        met.update(check_all(remains, files, old))
    assert 2 in met  # the end of a run is always seen; before it, none or one


@pytest.mark.slow
def test_really_killed(before: Home, tmp_path: Path) -> None:
    draw, numbers = random.Random(1789), iter(range(5, 100))
    for _ in range(5):
        old, file = check(before), given(tmp_path, next(numbers))
        child = started(import_all, before.path, [file])
        time.sleep(draw.uniform(0, 0.1))
        child.kill()
        child.join()
        assert check(before) >= old
    assert take(before, given(tmp_path, next(numbers))).status == "imported"
    check(before)
    check_nothing_is_left_over(before)
