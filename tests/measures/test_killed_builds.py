"""Killed at any moment, a build leaves the old cube or the new one, and the next build works."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from facts.given import counts_file, participation, pix_file, take
from lib.killing import Remains, at_each_change, at_moments, started
from vigie.facts.home import Home
from vigie.measures.build import build
from vigie.measures.cube import CURRENT, Cube
from vigie.measures.query import Query, run

OLD, NEW = (926, 7609), (1000, 8000)


@pytest.fixture
def ready(tmp_path: Path) -> Home:
    """A home whose cube lags behind: it holds OLD, the facts say NEW."""
    home = Home(tmp_path / "home")
    people = pix_file(tmp_path, participation("abadie", 7, shared=9), participation("benali", 8))
    take(home, people, territory="Jura", profile="CPE", pathway="Auto-positionnement")
    take(home, counts_file(tmp_path, "dep:25;ALL;;2024-03-15;262;63;601;7609", name="1.csv"))
    build(home)
    take(home, counts_file(tmp_path, "dep:25;ALL;;2024-04-15;300;50;650;8000", name="2.csv"))
    return home


def seen(home: Home) -> tuple[object, ...]:
    """What the current cube says of the Doubs, after every one of its tables was read whole."""
    cube = Cube.open(home)
    for frame in cube.tables.values():
        assert frame.clone().height >= 0
    (jura,) = run(cube, Query("participants", "Jura", profile="CPE"))
    assert jura.value == 2
    found = [run(cube, Query(name, "Doubs"))[0].value for name in ("participants", "headcount")]
    return tuple(found)


def check_nothing_is_left_over(home: Home) -> None:
    names = {path.name for path in home.cube.iterdir() if not path.name.startswith(".")}
    assert len(names - {CURRENT}) <= 2  # the current one, and the one before it
    assert not [path for path in home.cube.iterdir() if path.name.startswith(".")]


def build_in(home: Path) -> None:
    build(Home(home))


def check_all(remains: Remains) -> list[tuple[object, ...]]:
    """Checks each state that was left, and at some builds again. What was seen, in order."""
    outcomes = []
    for place, folder in enumerate(remains.folders):
        home = Home(folder)
        outcomes.append(seen(home))
        assert outcomes[-1] in (OLD, NEW)
        if place % 4 == 0:
            build(home)
            assert seen(home) == NEW
            check_nothing_is_left_over(home)
        shutil.rmtree(home.path)
    assert outcomes == sorted(outcomes)  # once the new one is there, it stays
    return outcomes


@pytest.mark.slow
def test_killed_at_each_change_on_the_disk(ready: Home, tmp_path: Path) -> None:
    remains = at_each_change(ready.path, tmp_path / "aside", build_in, ready.path)
    assert remains.moments > 10
    assert set(check_all(remains)) == {OLD, NEW}


@pytest.mark.slow
def test_killed_at_a_hundred_random_moments(ready: Home, tmp_path: Path) -> None:
    draw = random.Random(2024)
    gaps = iter(lambda: draw.uniform(0, 0.01), None)
    moments, met = 0, set()
    while moments < 100:
        home = shutil.copytree(ready.path, tmp_path / f"run-{moments}" / "home")
        aside, most = tmp_path / f"aside-{moments}", 100 - moments
        remains = at_moments(home, aside, gaps, most, build_in, home)
        moments += remains.moments
        met.update(check_all(remains))
    assert OLD in met


@pytest.mark.slow
def test_really_killed(ready: Home) -> None:
    draw = random.Random(1789)
    for _ in range(4):
        child = started(build_in, ready.path)
        time.sleep(draw.uniform(0, 0.2))
        child.kill()
        child.join()
        assert seen(ready) in (OLD, NEW)
    build(ready)
    assert seen(ready) == NEW
    check_nothing_is_left_over(ready)


def test_what_a_killed_build_left_is_swept_by_the_next(ready: Home) -> None:
    (ready.cube / ".0123456789abcdef.part").mkdir()
    (ready.cube / ".0123456789abcdef.part" / "people.arrow").write_bytes(b"half")
    build(ready)
    assert seen(ready) == NEW
    check_nothing_is_left_over(ready)


def test_a_reader_keeps_the_cube_it_opened(ready: Home) -> None:
    """Two builds later the files have lost their name; what was opened reads on."""
    opened = Cube.open(ready)
    build(ready)
    build(ready, afresh=True)
    assert run(opened, Query("participants", "Doubs"))[0].value == OLD[0]
    assert seen(ready) == NEW


def test_nothing_new_builds_nothing(ready: Home) -> None:
    first = build(ready)
    before = sorted(path.name for path in ready.cube.iterdir())
    assert build(ready).id == first.id
    assert sorted(path.name for path in ready.cube.iterdir()) == before
