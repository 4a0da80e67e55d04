"""Ten times the people, at most ten times the time: `python -m benchmarks.growth`.

For the build and for the import. What does not depend on people (territories, ledger) makes
the ratio smaller; the promise is about what does.
"""

from __future__ import annotations

import sys

from benchmarks.import_ import exported, imported, new_home
from benchmarks.installation import copy_of, installation
from benchmarks.timing import Report, machine, side_by_side
from vigie.measures.build import build

SMALL, LARGE = 100_000, 1_000_000
TOLERANCE = 1.1
"""A tenth, for what a shared machine does to a ratio of two medians."""


def main() -> int:
    report = Report(f"Growth, {SMALL:,} to {LARGE:,} people")
    report.say(machine())
    limit = LARGE / SMALL * TOLERANCE
    small = copy_of(installation(SMALL), "growth-small")
    large = copy_of(installation(LARGE), "growth-large")
    found = side_by_side(
        {
            f"build of {SMALL:,}": lambda: build(small, afresh=True),
            f"build of {LARGE:,}": lambda: build(large, afresh=True),
        },
        turns=5,
    )
    report.times(found)
    one, ten = (each.median for each in found.values())
    report.promise("build, growth", ten / one, at_most=limit)
    files = {size: exported(size) for size in (SMALL, LARGE)}
    runs = {
        f"import of {SMALL:,}": lambda: imported(files[SMALL]),
        f"import of {LARGE:,}": lambda: imported(files[LARGE]),
    }
    found = side_by_side(runs, turns=3, warm_ups=0, before=dict.fromkeys(runs, new_home))
    report.times(found)
    one, ten = (each.median for each in found.values())
    report.promise("import, growth", ten / one, at_most=limit)
    return report.conclude()


if __name__ == "__main__":
    sys.exit(main())
