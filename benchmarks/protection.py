"""What a country asks of the protection of its counts: `python -m benchmarks.protection`.

The real territories with invented schools, every pathway, an export a week: how long a page would
take to decide what it may show, and how long it takes where that was decided ahead; participation
first, then the coverages of ten subjects, each in half of the pathways. The counts are read from
memory: what is measured is the decisions.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.invented import ON, schools
from benchmarks.timing import Report, machine
from vigie.codes import PATHWAYS, PROFILES
from vigie.facts.skeleton import areas_on
from vigie.measures.decisions import Decisions
from vigie.measures.disclosure import STEERING
from vigie.measures.exchanges import ALL, Flags, Longs
from vigie.measures.protection import FUNNEL, SENDINGS, Protection

WEEKS = 30
SUBJECTS = tuple(f"{SENDINGS}/{n}" for n in range(10))
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
    read_in: float = 0.0
    """How long it took to read."""
    known: dict[tuple[str, int, tuple[int, ...]], Longs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = [[] for _ in self.around]
        for place, above in enumerate(self.around):
            if above >= 0:
                self.inside[above].append(place)

    def members(self, place: int) -> Sequence[int]:
        raise AssertionError(place)

    def days(self, table: str) -> Sequence[date]:  # noqa: ARG002  # the same for every table
        return [ON + timedelta(weeks=n) for n in range(WEEKS)]

    def leaves(self, place: int) -> list[int]:
        return [x for p in self.inside[place] for x in self.leaves(p)] or [place]

    def people(self, table: str, series: int, places: Sequence[int]) -> Longs:
        """Read once, then known."""
        key = (table, series, tuple(places))
        if key not in self.known:
            start = perf_counter()
            self.known[key] = self._read(table, series, places)
            self.read_in += perf_counter() - start
        return self.known[key]

    def _read(self, table: str, series: int, places: Sequence[int]) -> Longs:
        if table == FUNNEL:
            return self._people(series, places)
        if table == SENDINGS:
            most: Longs = np.max([self._read(each, series, places) for each in SUBJECTS], axis=0)
            most[:, :, ALL] = most[:, :, :ALL].sum(axis=2)
            return most
        asked = [series] if series < self.together else range(self.together)
        within = [each for each in asked if _holds(table, each)]
        sent = [self.people(FUNNEL, each, places)[..., [2]] for each in within]
        found: Longs = np.sum(sent, axis=0) if sent else np.zeros(
            (WEEKS, len(places), ALL + 1, 1), np.int64
        )  # fmt: skip
        return found

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


def _holds(table: str, pathway: int) -> bool:
    """Whether a subject is in a pathway."""
    return (int(table.rpartition("/")[2]) * 7 + pathway * 3) % 9 < 5


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


def _timed(counts: Country, folder: Path, places: list[int]) -> tuple[float, Flags]:
    """Seconds until what these places show is known, to a process that begins; keeps it."""
    protection = Protection(counts, STEERING.threshold, Decisions(folder, STEERING.threshold))
    series = range(counts.together, -1, -1)
    start = perf_counter()
    shown = [protection.shown(FUNNEL, each, place) for each in series for place in places]
    took = perf_counter() - start
    above = {counts.around[place] for place in _with_all_around(counts, places)}
    protection.decide_ahead([(FUNNEL, each, place) for each in series for place in sorted(above)])
    return took, np.array(shown)


def _timed_coverages(counts: Country, folder: Path, places: list[int]) -> list[tuple[float, Flags]]:
    """The same for the coverages of every subject, all pathways together: decided when a page asks,
    participation being decided already; then decided ahead."""
    above = sorted({counts.around[place] for place in _with_all_around(counts, places)})
    every = range(counts.together, -1, -1)
    funnels = [(FUNNEL, series, place) for series in every for place in above]
    tables = (SENDINGS, *SUBJECTS)
    sent = [(table, counts.together, place) for place in above for table in tables]
    found = []
    for name, families in (("now", funnels), ("ahead", funnels + sent)):
        kept = Decisions(folder / name, STEERING.threshold)
        kept.folder.mkdir()
        Protection(counts, STEERING.threshold, kept).decide_ahead(families)
        counts.read_in, start = 0.0, perf_counter()
        asked = Protection(counts, STEERING.threshold, kept)
        shown = [asked.shown(table, counts.together, place) for table in tables for place in places]
        found.append((perf_counter() - start - counts.read_in, np.array(shown)))
    return found


def _with_all_around(counts: Country, places: list[int]) -> set[int]:
    found = set(places)
    for place in places:
        above = counts.around[place]
        while above >= 0:
            found.add(above)
            above = counts.around[above]
    return found


def main() -> int:
    report = Report(f"What a country may be shown, {len(PATHWAYS)} pathways, {WEEKS} weeks")
    report.say(machine())
    counts = country()
    department = counts.names.index("dep:25")
    places = [place for place, level in enumerate(counts.levels) if level == "department"]
    for name, asked in (
        ("the départements", places),
        ("the circonscriptions and bassins of one", counts.inside[department]),
        ("the schools of one circonscription", counts.inside[counts.inside[department][0]]),
    ):
        with tempfile.TemporaryDirectory() as folder:
            counts.read_in = 0.0
            took, shown = _timed(counts, Path(folder), asked)
            decided = took - counts.read_in
            again, same = _timed(counts, Path(folder), asked)
        report.say(
            f"  {name} ({len(asked)}): decided in {decided:.2f} s, again in {again:.3f} s; "
            f"{shown[:, -1].mean():.0%} of the counts of the last day are shown"
        )
        report.check("the same is shown", np.array_equal(shown, same))
        report.promise("decided now / decided ahead", decided / again, at_least=20)
    with tempfile.TemporaryDirectory() as folder:
        now, ahead = _timed_coverages(counts, Path(folder), places)
    report.say(
        f"  the coverages of {len(SUBJECTS)} subjects in the départements: decided in "
        f"{now[0]:.2f} s, again in {ahead[0]:.3f} s; "
        f"{now[1][:, -1].mean():.0%} of the last day are shown"
    )
    report.check("the same coverages are shown", np.array_equal(now[1], ahead[1]))
    report.promise("coverages, decided now / decided ahead", now[0] / ahead[0], at_least=20)
    return report.conclude()


if __name__ == "__main__":
    sys.exit(main())
