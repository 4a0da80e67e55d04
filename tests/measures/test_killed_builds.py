"""Killed at any moment, a build leaves the old cube or the new one, and the next build works."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from facts.given import counts_file, participation, pix_file, take
from measures.killing import build_now, build_until
from vigie.facts.home import Home
from vigie.measures.build import build
from vigie.measures.cube import CURRENT, Cube
from vigie.measures.query import Query, run

# A server that has imported everything and run nothing: no thread is cut in two by a fork.
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["vigie.measures.build"])
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


def killed_at(home: Home, fatal: int | None, count: Path) -> bool:
    child = SERVER.Process(target=build_until, args=(home.path, fatal, count))
    child.start()
    child.join(120)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def copy(home: Home, name: str) -> Home:
    return Home(Path(shutil.copytree(home.path, home.path.with_name(name))))


@pytest.mark.slow
def test_killed_at_changes_on_the_disk(ready: Home, tmp_path: Path) -> None:
    count = tmp_path / "count"
    whole = copy(ready, "whole")
    assert seen(whole) == OLD
    assert not killed_at(whole, None, count)
    assert seen(whole) == NEW
    changes = int(count.read_text())
    assert changes > 10
    # The last changes are the swap and what follows it: all of them; of the others, some.
    fatal = [*random.Random(1789).sample(range(changes - 8), 5), *range(changes - 8, changes)]
    outcomes = []
    for number in sorted(fatal):
        home = copy(ready, f"killed-{number}")
        assert killed_at(home, number, count)
        outcomes.append(seen(home))
        assert outcomes[-1] in (OLD, NEW)
        if number % 4 == 0:
            build(home)
            assert seen(home) == NEW
        shutil.rmtree(home.path)
    assert outcomes == sorted(outcomes)  # once the new one is there, it stays
    assert {OLD, NEW} == set(outcomes)


def seconds_of_a_build(ready: Home) -> float:
    """How long a build takes here and now, in a process like those that are killed."""
    home = copy(ready, "whole")
    started = SERVER.Event()
    child = SERVER.Process(target=build_now, args=(home.path, started))
    child.start()
    assert started.wait(60)
    begun = time.perf_counter()
    child.join()
    shutil.rmtree(home.path)
    return time.perf_counter() - begun


@pytest.mark.slow
def test_killed_at_random_moments(ready: Home) -> None:
    draw = random.Random(2024)
    killed = 0
    whole = seconds_of_a_build(ready)
    for number in range(12):
        home = copy(ready, f"random-{number}")
        started = SERVER.Event()
        child = SERVER.Process(target=build_now, args=(home.path, started))
        child.start()
        assert started.wait(60)
        time.sleep(draw.uniform(0, whole))
        child.kill()
        child.join()
        killed += child.exitcode != 0
        assert seen(home) in (OLD, NEW)
        shutil.rmtree(home.path)
    assert killed > 2


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
