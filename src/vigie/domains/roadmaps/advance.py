"""The progress rate as the State's tool PILOTE works it out.

Everything is exact; the day and the year are passed in. What PILOTE does differently is done as it
does it, and our own total stands beside, in `totals`. Its documented pipeline: last value by
import, an empty one erases, last of each month, départements to regions to the nation, copies
downwards, comparable values, rates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from vigie.domains.roadmaps.objectives import Baseline, Bounds
from vigie.domains.roadmaps.verdicts import Verdict

WeightedRate = tuple[Fraction, Fraction | None]  # weight, rate
Quantity = Literal["vi", "va", "vc"]  # initial, current, target value
Operation = Literal["sum", "avg"]
Level = Literal["dept", "reg", "nat"]
_DEPTH: Mapping[Level, int] = {"nat": 0, "reg": 1, "dept": 2}


class Trend(StrEnum):
    """Which way an indicator should go, in PILOTE's words."""

    HAUSSE = "HAUSSE"
    BAISSE = "BAISSE"
    STABLE = "STABLE"


def rate(
    initial: Fraction | None,
    current: Fraction | None,
    target: Fraction | None,
    trend: Trend = Trend.HAUSSE,
    *,
    bounded: bool = True,
) -> Fraction | None:
    """PILOTE's « taux d’avancement », in percent; None when one of the three is not known.

    A target that was reached at the start gives 100 as long as it still is, and 0 otherwise. The
    falling side is mirrored for the unbounded rate too, which PILOTE's own code forgets.
    """
    if initial is None or current is None or target is None:
        return None
    falling = trend is Trend.BAISSE
    if initial <= target if falling else initial >= target:
        reached = current <= target if falling else current >= target
        return Fraction(100 if reached else 0)
    found = 100 * (current - initial) / (target - initial)
    return min(max(found, Fraction(0)), Fraction(100)) if bounded else found


def weighted(rates: Iterable[WeightedRate]) -> Fraction | None:
    """The rate of a whole from those of its indicators: weights brought to a sum of 100, bounded.

    None unless every indicator with a weight has a rate, and when none has a weight. Raises
    ValueError for a negative weight.
    """
    counted = [(weight, found) for weight, found in rates if weight]
    if any(weight < 0 for weight, _ in counted):
        raise ValueError("a weight is not negative")
    if not counted or any(found is None for _, found in counted):
        return None
    whole = sum((weight for weight, _ in counted), Fraction(0))
    total = sum((found * weight for weight, found in counted if found is not None), Fraction(0))
    return min(max(total / whole, Fraction(0)), Fraction(100))


# Values, in the order in which PILOTE prepares them -------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One line of PILOTE's file, with the rank of its import; `value` None erases. `copied_from`:
    the zone above whose value this is, where it was copied downwards."""

    indicator: str
    zone: str
    on: date
    quantity: Quantity
    value: Fraction | None
    rank: int = 0
    copied_from: str = ""


@dataclass(frozen=True)
class Aggregation:
    """How the values of an upper level come: typed there, or the children's sum or mean."""

    source: Literal["user_input", "children"] = "children"
    operation: Operation = "sum"


@dataclass(frozen=True)
class Zones:
    """Which zone stands under which: `parent["D34"] == "R76"`, `parent["R76"] == "FRANCE"`."""

    parent: Mapping[str, str]

    def children(self, zone: str) -> list[str]:
        """The zones right below one, in order."""
        return sorted(child for child, above in self.parent.items() if above == zone)

    def inside(self, zone: str, level: Level) -> list[str]:
        """The zones of a level under one, in order."""
        found = self.children(zone)
        for child in list(found):
            found += self.inside(child, level)
        return sorted(child for child in found if self.level(child) == level)

    @staticmethod
    def level(zone: str) -> Level:
        """The level that a code says."""
        return "nat" if zone == "FRANCE" else "reg" if zone.startswith("R") else "dept"


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """The last import of each (indicator, quantity, day, zone), erased ones left out, then the last
    day of each month."""
    latest: dict[tuple[str, Quantity, date, str], Entry] = {}
    for entry in sorted(entries, key=lambda e: e.rank):
        latest[entry.indicator, entry.quantity, entry.on, entry.zone] = entry
    monthly: dict[tuple[str, Quantity, str, int, int], Entry] = {}
    for entry in sorted(latest.values(), key=lambda e: e.on):
        if entry.value is not None:
            month = (entry.on.year, entry.on.month)
            monthly[(entry.indicator, entry.quantity, entry.zone, *month)] = entry
    return list(monthly.values())


def rolled_up(
    entries: Sequence[Entry], zones: Zones, how: Mapping[tuple[Level, Quantity], Aggregation]
) -> list[Entry]:
    """The values of every level, as PILOTE makes them: children that are missing are forgotten, and
    a mean weighs them all the same. `how` defaults to the children's sum."""
    found = [e for e in entries if zones.level(e.zone) == "dept"]
    for level in ("reg", "nat"):
        grouped: dict[tuple[str, str, Quantity, int, int], list[Entry]] = {}
        for entry in found:
            above = zones.parent.get(entry.zone)
            if above is not None and zones.level(above) == level:
                month = (entry.on.year, entry.on.month)
                key = (entry.indicator, above, entry.quantity, *month)
                grouped.setdefault(key, []).append(entry)
        for (indicator, above, quantity, *_), parts in grouped.items():
            manner = how.get((level, quantity), Aggregation())
            if manner.source == "children":
                values = [part.value for part in parts if part.value is not None]
                total = sum(values, Fraction(0))
                if manner.operation == "avg":
                    total /= len(values)
                found.append(Entry(indicator, above, max(p.on for p in parts), quantity, total))
        found += [
            entry
            for entry in entries
            if zones.level(entry.zone) == level
            and how.get((level, entry.quantity), Aggregation()).source == "user_input"
        ]
    return found


Copy = tuple[Level, Level]  # from, to: ("nat", "reg"), ("nat", "dept"), ("reg", "dept")


def copied_down(entries: Sequence[Entry], zones: Zones, copies: Iterable[Copy]) -> list[Entry]:
    """The values of every level, those of upper ones copied to lower ones as PILOTE does where it
    is set so: after the roll-up, so that a copy is never summed up, nor copied further.

    What a zone says itself of a month stands. Raises ValueError for a copy that does not go down.
    """
    found = list(entries)
    said = {(e.indicator, e.zone, e.quantity, e.on.year, e.on.month) for e in entries}
    for above, below in copies:
        if _DEPTH[above] >= _DEPTH[below]:
            raise ValueError(f"a value is copied downwards, not from {above} to {below}")
        for entry in entries:
            if zones.level(entry.zone) != above:
                continue
            for zone in zones.inside(entry.zone, below):
                key = (entry.indicator, zone, entry.quantity, entry.on.year, entry.on.month)
                if key not in said:
                    said.add(key)
                    found.append(replace(entry, zone=zone, copied_from=entry.zone))
    return found


@dataclass(frozen=True)
class Comparable:
    """How a current value is made comparable to a target.

    `decumulate`: values run on since the start of the year (since `decumulate_from`, when it is
    given), and each month is what it adds. `operation` over the last `months` (`current` takes the
    last value alone); `since_year_start` takes the months of the year instead, `since` those from
    a day on.
    """

    decumulate: bool = False
    operation: Literal["current", "sum", "avg"] = "current"
    months: int | None = None
    since_year_start: bool = False
    decumulate_from: date | None = None
    since: date | None = None


def comparable(
    series: Sequence[tuple[date, Fraction]], on: date, how: Comparable
) -> Fraction | None:
    """The value to compare on a day, from one a month; None when nothing is known."""
    known = [(day, value) for day, value in sorted(series) if day <= on]
    if how.decumulate:
        known = decumulated(known, how.decumulate_from)
    if not known:
        return None
    if how.operation == "current":
        return known[-1][1]
    last = known[-1][0]
    if how.since is not None:
        window = [value for day, value in known if day >= how.since]
    elif how.since_year_start:
        window = [value for day, value in known if day.year == last.year]
    else:
        span = how.months or 1
        window = [value for day, value in known if _months(day, last) < span]
    if not window:
        return None
    total = sum(window, Fraction(0))
    return total / len(window) if how.operation == "avg" else total


def decumulated(
    series: Sequence[tuple[date, Fraction]], since: date | None = None
) -> list[tuple[date, Fraction]]:
    """Of a running total that starts again each calendar year, what each month adds; of one that
    starts on a day, the same from that day on, values before it being left as they are."""
    found: list[tuple[date, Fraction]] = []
    before: tuple[date, Fraction] | None = None
    for day, value in sorted(series):
        runs_on = before is not None and (
            before[0].year == day.year if since is None else before[0] >= since
        )
        found.append((day, value - before[1] if before and runs_on else value))
        before = (day, value)
    return found


def _months(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@dataclass(frozen=True)
class Advance:
    """The rates of one indicator in one zone, in percent: of the year's target and of the last one;
    the same two of the value that the territory proposes.

    `copied_from`: the zone above whose current value this is, empty for one of its own.
    """

    initial: Fraction | None
    current: Fraction | None
    annual_target: Fraction | None
    last_target: Fraction | None
    annual: Fraction | None
    overall: Fraction | None
    annual_unbounded: Fraction | None
    overall_unbounded: Fraction | None
    on: date | None
    proposed: Fraction | None = None
    annual_proposed: Fraction | None = None
    overall_proposed: Fraction | None = None
    annual_proposed_unbounded: Fraction | None = None
    overall_proposed_unbounded: Fraction | None = None
    copied_from: str = ""


def advance(
    entries: Sequence[Entry],
    on: date,
    year: int,
    trend: Trend = Trend.HAUSSE,
    how: Comparable | None = None,
    proposed: Fraction | None = None,
) -> Advance:
    """The rates of one indicator and zone on a day, from its entries already kept.

    `year`: the calendar year whose target makes the annual rate. PILOTE reads it from its clock, so
    that its past rates change on the first of January; here it is passed in. `proposed`: the value
    that the territory proposes, compared as it is.
    """
    of: dict[Quantity, list[tuple[date, Fraction]]] = {"vi": [], "va": [], "vc": []}
    for entry in sorted(entries, key=lambda e: e.on):
        if entry.value is not None:
            of[entry.quantity].append((entry.on, entry.value))
    initial = of["vi"][-1][1] if of["vi"] else None
    known = [day for day, _ in of["va"] if day <= on]
    current = comparable(of["va"], on, how or Comparable())
    annual = [value for day, value in of["vc"] if day.year == year]
    annual_target = annual[-1] if annual else None
    last_target = of["vc"][-1][1] if of["vc"] else None

    def both(value: Fraction | None, target: Fraction | None) -> tuple[Fraction | None, ...]:
        return tuple(rate(initial, value, target, trend, bounded=each) for each in (True, False))

    year_rate, year_plain = both(current, annual_target)
    last_rate, last_plain = both(current, last_target)
    year_hers, year_hers_plain = both(proposed, annual_target)
    last_hers, last_hers_plain = both(proposed, last_target)
    return Advance(
        initial, current, annual_target, last_target, year_rate, last_rate, year_plain, last_plain,
        known[-1] if known else None, proposed, year_hers, last_hers, year_hers_plain,
        last_hers_plain, _copied_from(entries, on),
    )  # fmt: skip


def _copied_from(entries: Sequence[Entry], on: date) -> str:
    current = [e for e in entries if e.quantity == "va" and e.value is not None and e.on <= on]
    return max(current, key=lambda e: e.on).copied_from if current else ""


def of_verdict(found: Verdict, baseline: Baseline | None) -> Fraction | None:
    """The progress rate of what a verdict was given on: from the baseline to the nearest amount
    that meets the objective. None without a baseline, and for what is only done or not."""
    value = found.value
    if value is None or value.number is None or found.gap is None:
        return None
    return of_value(value.number, found.bounds, baseline, percent=value.percent)


def of_value(
    current: Fraction, bounds: Bounds | None, baseline: Baseline | None, *, percent: bool
) -> Fraction | None:
    """The same, of any value: that which a territory proposes, for one."""
    if baseline is None or bounds is None:
        return None
    if percent != bounds.percent or baseline.percent != bounds.percent:
        return None
    target = bounds.nearest(baseline.amount)
    if target == baseline.amount:  # met at the start: it still is, or it no longer is
        return Fraction(100 if bounds.distance(current) == 0 else 0)
    # Beyond the far end of a range the objective is no longer met; the rate says 100 all the same,
    # for PILOTE has no ranges: the verdict beside it says what is wrong.
    return rate(
        baseline.amount, current, target, Trend.BAISSE if target < baseline.amount else Trend.HAUSSE
    )
