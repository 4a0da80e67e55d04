"""One figure from the cube: `python -m benchmarks.figure`.

Random territories of every level, random profiles, the measures that a page shows most; the cube
is open, as it is in a server, and each question is asked once.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from benchmarks.installation import copy_of, installation
from benchmarks.timing import Report, machine
from vigie.codes import PROFILES
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.query import Query, run

MEASURES = ("participants", "sent", "finished_share", "sent_share", "coverage", "senders")
QUESTIONS = 2_000


def main(people: int = 1_000_000) -> int:
    report = Report(f"One figure, {people:,} people")
    home = copy_of(installation(people), "figure")
    build(home)
    cube = Cube.open(home)
    report.say(machine())
    draw = random.Random(1)
    by_level = {
        level: rows["code"].to_list()
        for (level,), rows in cube.tree.frame.group_by("level", maintain_order=True)
    }
    run(cube, Query("participants"))
    taken: dict[str, list[float]] = {}
    processor: list[float] = []
    for _ in range(QUESTIONS):
        measure = draw.choice(MEASURES)
        query = Query(
            measure,
            territory=draw.choice(by_level[draw.choice(list(by_level))]),
            profile=draw.choice((*PROFILES, None)),
        )
        started, busy = time.perf_counter(), time.thread_time()
        (figure,) = run(cube, query)
        taken.setdefault(measure, []).append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.thread_time() - busy))
        assert figure.status in ("ok", "missing", "no_denominator"), figure
    for measure, times in taken.items():
        report.say(
            f"  {measure:16} median {statistics.median(times):6.3f} ms, 95 % under "
            f"{_p95(times):6.3f} ms"
        )
    report.say(f"  on the processor alone, 95 % under {_p95(processor):.3f} ms")
    every = [each for times in taken.values() for each in times]
    report.promise("one figure, 95th percentile", _p95(every), at_most=2, unit="ms")
    return report.conclude()


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
