"""The engine agrees with its slow twin on every figure of drawn worlds."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.comparing import check, compare, interesting
from naive.drawn_worlds import ITEMS, worlds
from naive.twin import COVERAGES, Twin
from naive.world import Answer, Campaign, Export, Item, Printed, Table, World
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


def test_a_table_and_exports_of_one_place_are_the_twins() -> None:
    """Subjects printed for a whole département, competences that more people sent there."""
    subject, other, competence = ITEMS[:3]
    at = datetime(2024, 1, 5, 8, tzinfo=UTC)
    day = date(2024, 1, 10)

    def sent(*people: int) -> tuple[Answer, ...]:
        return tuple(Answer(n, 2, at, shares=(1_000 * n,)) for n in people)

    def line(place: str, item: Item, *values: int) -> Printed:
        return Printed(place, "1D_PUBLIC", day, values, item=item)

    campaigns = [
        Campaign(f"C{n}", place, "1D_PUBLIC", "POSITIONING", (competence,), sent(*people))
        for n, (place, people) in enumerate({"dep:25": (1, 2, 3, 4), "dep:39": (5, 6)}.items())
    ]
    tabled = line("dep:25", subject, 40, 3), line("dep:25", other, 66, 2)
    world = World((Export(day, tuple(campaigns)), Table("coverages", tabled)))
    twin = Twin(world, day)
    assert twin.reply("coverage_subject_mean", "dep:25", "1D_PUBLIC").value == pytest.approx(0.53)
    assert twin.reply("coverage", "aca:besancon", "1D_PUBLIC").value == pytest.approx(0.35)
    with tempfile.TemporaryDirectory(prefix="vigie-twin-") as folder:
        cube = build(write(Home(Path(folder)), world))
        for place in interesting(twin):
            for profile in ("1D_PUBLIC", "ALL"):
                for measure in (*COVERAGES, "senders", "gap_to_reference"):
                    for item in (None, "CRCN", competence, subject):
                        check(cube, twin, day, measure, place, profile, None, item)
