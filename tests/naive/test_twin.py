"""The engine agrees with its slow twin on every figure of drawn worlds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from naive.comparing import compare
from naive.drawn_worlds import worlds
from naive.world import World
from naive.writing import write
from vigie.facts.home import Home
from vigie.measures.build import NothingToBuild, build

PROFILE = settings.get_profile("worlds")


@settings(PROFILE)
@given(worlds(), st.integers(0, 5))
def test_every_figure_is_the_twins(world: World, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="vigie-twin-") as folder:
        home = write(Home(Path(folder)), world)
        if world.standing():
            compare(build(home), world, questions=150, seed=seed)
        else:
            assert nothing_to_build(home)


def nothing_to_build(home: Home) -> bool:
    try:
        build(home)
    except NothingToBuild:
        return True
    return False
