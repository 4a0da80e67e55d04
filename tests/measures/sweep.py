"""`python tests/measures/sweep.py FIRST LAST [PATHWAYS]`: attacks one invented world per seed.

Prints the worlds where a reader of everything finds out few people; then how many there were, in
how many of them she has the number itself, and how many counts of five people or more are shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from measures.worlds import World, invented
from vigie.measures.protection import FUNNEL, Protection

SIZES = (6, 12, 30, 60)


def main(first: int, last: int, pathways: int = 1) -> None:
    from measures.test_protection import told

    counted, leaks, exact = np.zeros(2, np.int64), 0, 0
    for seed in range(first, last):
        given = {
            "days": 1 + seed % (3 if pathways == 1 else 2),
            "pathways": pathways,
            "crowd": SIZES[seed // 3 % len(SIZES)],
            "deep": bool(seed // 12 % 2),
        }
        world = invented(seed, **given)  # type: ignore[arg-type]  # as drawn above
        counted += shown(world)
        found = told(world)
        if found:
            number = told(world, exactly=True)
            leaks, exact = leaks + 1, exact + bool(number)
            print(seed, given, number or found, "exactly" if number else "from 1 to 4", flush=True)
    print(f"{last - first} worlds, {leaks} where few people are told, {exact} with their number; "
          f"{counted[0]} counts shown of {counted[1]}")  # fmt: skip


def shown(world: World) -> tuple[int, int]:
    """How many counts of enough people are shown, and how many there are."""
    protection = Protection(world, 5)
    seen = every = 0
    for series in range(world.together + 1):
        for place in range(len(world.around)):
            enough = world.counted[series, :, place] >= protection.threshold
            seen += int((protection.shown(FUNNEL, series, place) & enough).sum())
            every += int(enough.sum())
    return seen, every


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
