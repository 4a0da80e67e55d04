"""The values of an indicator that takes them from what a domain counts: asked, and never kept.

One value for the end of each month since something is known, and one for the day asked. Cumulative
indicators count from the first school year of their roadmap; the others start again from zero on
each first of September.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.territories.counts import Count, Days, counts, days_of
from vigie.facts.geography import Tree
from vigie.periods import SchoolYear

Key = tuple[int, str]  # number of an indicator, territory


@dataclass(frozen=True)
class Counted:
    """What is counted of an indicator in a territory, in all its school years."""

    count: Count
    days: Days

    def since(self, on: date) -> date | None:
        """The first day of which something is known, by a day."""
        first = self.days.since
        return first if first is not None and first <= on else None


def count_of(indicator: Indicator) -> Count | None:
    """The count that an indicator takes its values from; None for a measure, and what is typed."""
    return counts().get(indicator.measure) if indicator.measure else None


def counted(
    tree: Tree, indicators: Iterable[Indicator], territories: Sequence[str]
) -> dict[Key, Counted]:
    """What is counted now of each indicator that has a count, in each territory: each count is
    asked once."""
    asked: dict[str, Mapping[str, Days]] = {}
    found: dict[Key, Counted] = {}
    for indicator in indicators:
        count = count_of(indicator)
        if count is None:
            continue
        if count.name not in asked:
            asked[count.name] = days_of(count, tree, territories)
        for territory in territories:
            found[indicator.pk, territory] = Counted(count, asked[count.name][territory])
    return found


def values_of(
    indicator: Indicator, mine: Counted | None, on: date, *, running: bool
) -> list[Observed]:
    """The values of an indicator up to a day, oldest first; none while nothing is known.

    `running`: each is the total since the first school year of the roadmap (since ever, when it
    names none), rather than since the start of its own school year.
    """
    start = mine.since(on) if mine is not None else None
    if mine is None or start is None:
        return []
    first = first_day(indicator.roadmap) if running else None
    start = start if first is None else max(start, first)
    if start > on:
        return []
    return [
        Observed(
            day,
            Fraction(mine.days.number(first if running else SchoolYear.of(day).first_day, day)),
        )
        for day in _ends_of_months(start, on)
    ]


def first_day(roadmap: Roadmap) -> date | None:
    """The first day of the first school year of a roadmap; None when it names none."""
    known = [SchoolYear.parse(year) for year in roadmap.years if "-" in year]
    return min(known).first_day if known else None


def alike(points: Sequence[Observed], on: date) -> list[Observed]:
    """Of a count that starts again each school year, the points that may be compared with the last
    one: those of its school year."""
    year = SchoolYear.of(on)
    return [point for point in points if point.on is None or point.on in year]


def _ends_of_months(start: date, on: date) -> Iterator[date]:
    year, month = start.year, start.month
    while (end := date(year, month, calendar.monthrange(year, month)[1])) < on:
        yield end
        after = end + timedelta(days=1)
        year, month = after.year, after.month
    yield on
