"""The counts that are protected, read all at once, and read one by one."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from observatory.given import COVERAGE, FUNNEL, built, imported, table
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.shape import ALL_PROFILES, UNKNOWN_PROFILE
from vigie.measures.tables import CubeCounts

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = ("2025-01-06", "2025-02-03")


def one_by_one(cube: Cube, family: str, item: str, series: int, place: int) -> list[list[int]]:
    """Whoever came, or the sendings of an item, by day and profile, the unknown one left out."""
    found = []
    for on in cube.dates:
        columns = [*range(UNKNOWN_PROFILE), ALL_PROFILES]
        stood = [cube.standing(family, item, series, each, place, on) for each in columns]
        values = [each.part.values if each else (0,) for each in stood]
        found.append([sum(each) if family == "funnel" else each[-1] for each in values])
    return found


def read(counts: CubeCounts, table: str, series: int, place: int) -> list[list[int]]:
    people = counts.people(table, series, [0, place])[:, 1, :, 0]
    columns: list[list[int]] = people[:, [*range(UNKNOWN_PROFILE), ALL_PROFILES]].tolist()
    return columns


def test_printed_figures_are_read_from_the_day_on_which_they_stand(tmp_path: Path) -> None:
    funnels = [f"dep:2A;CPE;POSITIONING;{day};1;2;{n}" for day, n in zip(DAYS, (3, 9), strict=True)]
    later = [f"dep:2A;CPE;CRCN;Hameçonnage;50;7;{DAYS[1]}"]
    cube = built(tmp_path, {"f.csv": table(FUNNEL, *funnels), "c.csv": table(COVERAGE, *later)})
    counts, place = CubeCounts(cube), cube.shape.position("dep:2A")
    (sendings,) = counts.every_table
    assert read(counts, "funnel", counts.together, place)[0][-1] == 6
    assert [row[-1] for row in read(counts, sendings, counts.together, place)] == [0, 7]


def test_what_is_read_at_once_is_what_is_read_one_by_one(tmp_path: Path) -> None:
    files = sorted((EXAMPLES / "academie").glob("*positionnement*.csv"))[:2]
    printed = tmp_path / "printed.csv"
    printed.write_text(table(FUNNEL, "dep:25;1D_PUBLIC;POSITIONING;2024-12-02;70;80;90"))
    cube = build(imported(tmp_path, [*files, printed]))
    counts = CubeCounts(cube)
    assert counts.people("sendings", counts.together, [0]).any()
    places = [cube.shape.position(code) for code in ("FR", "aca:besancon", "dep:25", "dep:39")]
    for place, series in product(places, range(counts.together + 1)):
        assert read(counts, "funnel", series, place) == one_by_one(
            cube, "funnel", "", series, place
        )
        for item in list(cube.items)[:3]:
            for each in counts.tables_of(item)[:1]:
                found = one_by_one(cube, "coverage", item, series, place)
                assert read(counts, each, series, place) == found
