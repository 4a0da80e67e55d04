"""How much is hidden of the invented académie: `python -m benchmarks.hidden`.

By level of territory, for all profiles together and profile by profile: counts of participants, of
those who finished and of those who sent, where there is someone; how many of them are of one to
four people; how many are hidden on the last day. Then the figures of coverage of the académie, page
by page: shown as they are, rounded, held at an earlier day, hidden.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.disclosure import STEERING, door
from vigie.measures.exchanges import ALL
from vigie.measures.figure import Figure
from vigie.measures.protection import FUNNEL, Protection
from vigie.measures.query import Query, run
from vigie.measures.tables import CubeCounts

EXAMPLES = Path(__file__).parents[1] / "examples"
STATES = ("ok", "rounded", "held", "hidden")
LEVELS = ("participants", "finished", "sent")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).prepare()
        now = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
        for path in sorted(
            [*(EXAMPLES / "national").glob("*"), *(EXAMPLES / "academie").glob("*")]
        ):
            import_file(home, path, by="bench", now=now)
        cube = build(home)
        counts = CubeCounts(cube)
        protection = Protection(counts, STEERING.threshold)
        start = perf_counter()
        found: dict[tuple[str, bool, int], list[int]] = {}
        for place in range(cube.shape.size):
            shown = protection.shown(FUNNEL, counts.together, place)[-1]
            people = counts.people(FUNNEL, counts.together, [place])[-1, 0]
            level = cube.tree.level(cube.tree.code(place))
            for column in range(ALL + 1):
                for rank in range(len(LEVELS)):
                    if people[column, rank]:
                        line = found.setdefault((level, column == ALL, rank), [0, 0, 0])
                        line[0] += 1
                        line[1] += int(people[column, rank] < STEERING.threshold)
                        line[2] += int(not shown[column, rank])
        print(f"decided in {perf_counter() - start:.2f} s, {cube.shape.size} places")
        for (level, whole, rank), (every, few, hidden) in found.items():
            name = "all profiles" if whole else "by profile"
            print(f"{level:11} {name:13} {LEVELS[rank]:13} {every:4} counts, "
                  f"{few:4} of 1 to 4, {hidden:4} hidden")  # fmt: skip
        coverages(cube)
    return 0


def coverages(cube: Cube) -> None:
    pages: list[tuple[str, str | None, tuple[str, ...]]] = [
        ("dep:25", None, ("subject", "profile")),
        ("dep:39", None, ("subject", "profile")),
        ("dep:25", None, ("subject",)),
        ("aca:besancon", "department", ("profile",)),
        ("aca:besancon", "district", ()),
        ("aca:besancon", "basin", ()),
        ("aca:besancon", "school", ()),
    ]
    for place, level, by in pages:
        figures = door(cube).protect(run(cube, Query("coverage", place, level=level, by=by)))
        found = Counter(_state(each) for each in figures)
        states = ", ".join(f"{found[state]} {state}" for state in STATES)
        print(f"coverage of {place} {level or ''} {' × '.join(by)}: {states}")


def _state(figure: Figure) -> str:
    if figure.status != "ok":
        return figure.status
    if figure.known_on is not None:
        return "held"
    return "rounded" if (figure.note or "").startswith("Arrondi") else "ok"


if __name__ == "__main__":
    sys.exit(main())
