"""A cube continued from the one before is the cube that a build from nothing gives."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.comparing import compare
from naive.drawn_worlds import (
    DAYS,
    ITEMS,
    answers,
    directories,
    received,
    rosters,
    tables,
    worlds,
)
from naive.world import Campaign, Directory, Export, Received, Roster, Table, World
from naive.writing import write
from vigie.facts.home import Home
from vigie.measures.build import build
from vigie.measures.cube import Cube

WORLDS = settings.get_profile("worlds")
PROFILE = settings(WORLDS, max_examples=WORLDS.max_examples // 4)


def contents(cube: Cube) -> dict[str, pl.DataFrame]:
    """Every table of a cube and of its former periods, rows in one order; dead zeros left out."""
    found = {}
    for path in sorted(cube.path.rglob("*.arrow")):
        frame = pl.read_ipc(path)
        key = path.relative_to(cube.path).as_posix()
        if path.stem == "standing":
            frame = frame.sort("family", "item", "series", "profile", "pos", "day")
        elif "key" not in frame.columns and path.stem != "tree":
            frame = frame.sort(frame.columns)
        found[key] = frame
    return found


def grown(world: World, more: list[Received], taken: set[int]) -> World:
    """The world after further imports and withdrawals."""
    imports = (*world.imports, *more)
    back = {no for no in taken if no <= len(imports)} | world.withdrawn
    return replace(world, imports=imports, withdrawn=frozenset(back))


@settings(PROFILE)
@given(
    worlds(most=5),
    st.lists(st.lists(received, max_size=2), min_size=1, max_size=3),
    st.sets(st.integers(1, 9), max_size=2),
    st.integers(0, 5),
)
def test_whatever_is_imported_or_taken_back_the_cube_is_the_one_made_afresh(
    world: World, additions: list[list[Received]], taken: set[int], seed: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="vigie-twin-") as folder:
        home = write(Home(Path(folder)), world)
        if world.standing():
            build(home)
        for more in additions:
            after = grown(world, more, taken if more is additions[-1] else set())
            write(home, after, since=len(world.imports))
            world = after
            if world.standing():
                build(home)
        if world.standing():
            check(home, world, seed)


CONTEXTS = (
    ("C0", "dep:25", "1D_PUBLIC", "POSITIONING"),
    ("C1", "dep:25", "2D_PUBLIC", "DIGITAL_CULTURE"),
    ("C2", "dep:76", "1D_PUBLIC", "POSITIONING"),
)


@st.composite
def weekly(draw: st.DrawFn) -> Export:
    """An export of the same few campaigns, on one of the days of a season."""
    on = draw(st.sampled_from(DAYS[3:]))
    chosen = draw(st.lists(st.sampled_from(CONTEXTS), unique=True, min_size=1))
    return Export(
        on,
        tuple(
            Campaign(*context, items=ITEMS[:3], answers=draw(answers(ITEMS[:3], on)))
            for context in sorted(chosen)
        ),
    )


@settings(PROFILE)
@given(
    directories(),
    rosters(),
    st.lists(weekly(), min_size=2, max_size=6),
    st.lists(tables(), max_size=2),
    st.integers(0, 5),
)
def test_week_after_week_the_cube_grows_into_the_one_made_afresh(
    directory: Directory, roster: Roster, exports: list[Export], printed: list[Table], seed: int
) -> None:
    """The usual life: one directory, one roster, and exports of the same campaigns."""
    # A pathway and an item that come later would count everyone again: they are there at once.
    everything = Export(DAYS[0], tuple(Campaign(*c, items=ITEMS[:3], answers=()) for c in CONTEXTS))
    world = World((directory, roster, everything, *printed))
    with tempfile.TemporaryDirectory(prefix="vigie-twin-") as folder:
        home = write(Home(Path(folder)), world)
        build(home)
        for export in sorted(exports, key=lambda each: each.as_of):
            after = replace(world, imports=(*world.imports, export))
            write(home, after, since=len(world.imports))
            world = after
            build(home)
        check(home, world, seed)


def check(home: Home, world: World, seed: int) -> None:
    """The current cube agrees with the twin, and with the cube made from nothing."""
    continued = Cube.open(home)
    compare(continued, world, questions=30, seed=seed)
    before = contents(continued)
    again = contents(build(home, afresh=True))
    assert before.keys() == again.keys()
    for name in before:
        assert same(before[name], again[name]), name


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Equal tables; in a store, a cell that is zero from its first day may be absent."""
    if "key" in one.columns:
        return alive(one).equals(alive(other))
    return one.equals(other)


def alive(store: pl.DataFrame) -> pl.DataFrame:
    """The rows of a store that change something: not those equal to what stood before."""
    values = [name for name in store.columns if name != "key"]
    place = pl.col("key") // (1 << 16)
    changed = pl.any_horizontal(
        pl.col(name) != pl.col(name).shift(1).over(place).fill_null(0) for name in values
    )
    return store.filter(changed)
