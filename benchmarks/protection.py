"""What a country asks of the protection of its counts: `python -m benchmarks.protection`.

The real territories with invented schools, nine pathways, an export a week: how long it takes to
decide, the first time, what a page may show, and how long it takes to read the counts it decides
on. A decision is taken once for each cube.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter

import numpy as np

from benchmarks.invented import ON, schools
from benchmarks.timing import Report, machine
from vigie.codes import PATHWAYS, PROFILES
from vigie.facts.skeleton import areas_on
from vigie.measures.disclosure import STEERING
from vigie.measures.exchanges import ALL, Longs
from vigie.measures.protection import FUNNEL, Protection

WEEKS = 30
_STATES = (1.0, 0.5, 0.42)
"""Share of those who came that finished, and that sent."""


@dataclass
class Country:
    """Invented counts, as `protection.Counts`; all pathways together are their largest."""

    names: list[str]
    around: list[int]
    levels: list[str]
    final: Longs
    """By place, pathway and profile, on the last day."""
    together: int = len(PATHWAYS)
    unknown: bool = False
    inside: list[list[int]] = field(default_factory=list)
    seconds: float = 0.0
    """How long it took to read."""
    _read: dict[tuple[int, tuple[int, ...]], Longs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = [[] for _ in self.around]
        for place, above in enumerate(self.around):
            if above >= 0:
                self.inside[above].append(place)

    def members(self, place: int) -> Sequence[int]:
        raise AssertionError(place)

    def days(self, table: str) -> Sequence[date]:  # noqa: ARG002  # one table
        return [ON + timedelta(weeks=n) for n in range(WEEKS)]

    def leaves(self, place: int) -> list[int]:
        return [x for p in self.inside[place] for x in self.leaves(p)] or [place]

    def people(
        self,
        table: str,  # noqa: ARG002  # one table
        series: int,
        places: Sequence[int],
    ) -> Longs:
        """Read once, then known."""
        key = (series, tuple(places))
        if key not in self._read:
            start = perf_counter()
            self._read[key] = self._people(series, places)
            self.seconds += perf_counter() - start
        return self._read[key]

    def _people(self, series: int, places: Sequence[int]) -> Longs:
        found = np.zeros((WEEKS, len(places), ALL + 1, len(_STATES)), np.int64)
        for row, place in enumerate(places):
            found[:, row] = self._of(series, place)
        return found

    def _of(self, series: int, place: int) -> Longs:
        leaves = self.leaves(place)
        if series == self.together:
            final = self.final[leaves].max(axis=1)
        else:
            final = self.final[leaves, series]
        answer = np.zeros((WEEKS, ALL + 1, len(_STATES)), np.int64)
        for week in range(WEEKS):
            came = np.floor(final * ((week + 1) / WEEKS)).astype(np.int64)
            for level, share in enumerate(_STATES):
                known = np.floor(came * share).astype(np.int64).sum(axis=0)
                answer[week, : known.size, level] = known
                answer[week, ALL, level] = known.sum()
        return answer


def country() -> Country:
    """About 900,000 people in 60,000 schools; one in three takes each pathway."""
    areas = [each for each in areas_on(ON) if each.expected]
    names = [each.code for each in areas]
    around = [names.index(each.parent) if each.parent else -1 for each in areas]
    levels = [each.level for each in areas]
    of_department = {code: place for place, code in enumerate(names)}
    groups: dict[str, int] = {}
    draw = np.random.default_rng(1)
    rows = schools().to_dicts()
    for row in rows:
        group = row["district"] or row["basin"]
        if group not in groups:
            groups[group] = len(names)
            names.append(group)
            around.append(of_department[f"dep:{row['department']}"])
            levels.append("district" if row["district"] else "basin")
    for row in rows:
        names.append(row["uai"])
        around.append(groups[row["district"] or row["basin"]])
        levels.append("school")
    final = np.zeros((len(names), len(PATHWAYS), len(PROFILES)), np.int64)
    for place, row in enumerate(rows, start=len(names) - len(rows)):
        private = row["sector"] == "private"
        if row["degree"] == "1D":
            final[place, :, 1 if private else 0] = draw.poisson(3, len(PATHWAYS))
        else:
            final[place, :, 3 if private else 2] = draw.poisson(15, len(PATHWAYS))
            final[place, :, 4] = draw.poisson(0.5, len(PATHWAYS))
    return Country(names, around, levels, final)


def main() -> int:
    report = Report(f"What a country may be shown, {len(PATHWAYS)} pathways, {WEEKS} weeks")
    report.say(machine())
    counts = country()
    department = counts.names.index("dep:25")
    district = counts.inside[department][0]
    for name, place in (
        ("the départements of the country", department),
        ("the circonscriptions and bassins of one", district),
        ("the schools of one circonscription", counts.inside[district][0]),
    ):
        protection = Protection(counts, STEERING.threshold)
        places = [p for p, level in enumerate(counts.levels) if level == counts.levels[place]]
        if place != department:
            places = [p for p in places if counts.around[p] == counts.around[place]]
        counts.seconds = 0.0
        counts._read.clear()
        start = perf_counter()
        shown = [
            protection.shown(FUNNEL, series, each)
            for series in range(counts.together + 1)
            for each in places
        ]
        took = perf_counter() - start - counts.seconds
        share = np.mean([each[-1] for each in shown])
        report.say(
            f"  {name} ({len(places)}): read in {counts.seconds:.2f} s, decided in {took:.2f} s, "
            f"{share:.0%} of their counts shown on the last day"
        )
    return report.conclude()


if __name__ == "__main__":
    sys.exit(main())
