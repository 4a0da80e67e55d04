"""The progress rate as the State's tool PILOTE works it out, and totals worked out rightly.

Everything is exact; the day and the year are passed in. What PILOTE does differently is done as it
does it, under its own name, and our own total stands beside (its documented pipeline: last value by
import, an empty one erases, last of each month, départements to regions to the nation, comparable
values, rates).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from vigie.domains.roadmaps.objective_text import shown_amount
from vigie.domains.roadmaps.objectives import Baseline
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.verdicts import Verdict
from vigie.web.formats import NBSP, decimal, share

WeightedRate = tuple[Fraction, Fraction | None]  # weight, rate
Quantity = Literal["vi", "va", "vc"]  # initial, current, target value
Operation = Literal["sum", "avg"]
Level = Literal["dept", "reg", "nat"]


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
    """One line of PILOTE's file, with the rank of its import; `value` None erases."""

    indicator: str
    zone: str
    on: date
    quantity: Quantity
    value: Fraction | None
    rank: int = 0


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


@dataclass(frozen=True)
class Comparable:
    """How a current value is made comparable to a target.

    `decumulate`: values run on since the start of the year, and each month is what it adds.
    `operation` over the last `months` (`current` takes the last value alone); `since_year_start`
    takes the months of the year instead.
    """

    decumulate: bool = False
    operation: Literal["current", "sum", "avg"] = "current"
    months: int | None = None
    since_year_start: bool = False


def comparable(
    series: Sequence[tuple[date, Fraction]], on: date, how: Comparable
) -> Fraction | None:
    """The value to compare on a day, from one a month; None when nothing is known."""
    known = [(day, value) for day, value in sorted(series) if day <= on]
    if how.decumulate:
        known = decumulated(known)
    if not known:
        return None
    if how.operation == "current":
        return known[-1][1]
    last = known[-1][0]
    if how.since_year_start:
        window = [value for day, value in known if day.year == last.year]
    else:
        span = how.months or 1
        window = [value for day, value in known if _months(day, last) < span]
    total = sum(window, Fraction(0))
    return total / len(window) if how.operation == "avg" else total


def decumulated(series: Sequence[tuple[date, Fraction]]) -> list[tuple[date, Fraction]]:
    """Of a running total that starts again each calendar year, what each month adds."""
    found: list[tuple[date, Fraction]] = []
    before: tuple[date, Fraction] | None = None
    for day, value in sorted(series):
        same_year = before is not None and before[0].year == day.year
        found.append((day, value - before[1] if before and same_year else value))
        before = (day, value)
    return found


def _months(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@dataclass(frozen=True)
class Advance:
    """The rates of one indicator in one zone, in percent: of the year's target, of the last one."""

    initial: Fraction | None
    current: Fraction | None
    annual_target: Fraction | None
    last_target: Fraction | None
    annual: Fraction | None
    overall: Fraction | None
    annual_unbounded: Fraction | None
    overall_unbounded: Fraction | None
    on: date | None


def advance(
    entries: Sequence[Entry],
    on: date,
    year: int,
    trend: Trend = Trend.HAUSSE,
    how: Comparable | None = None,
) -> Advance:
    """The rates of one indicator and zone on a day, from its entries already kept.

    `year`: the calendar year whose target makes the annual rate. PILOTE reads it from its clock, so
    that its past rates change on the first of January; here it is passed in.
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

    def both(target: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        plain = rate(initial, current, target, trend, bounded=False)
        return rate(initial, current, target, trend), plain

    year_rate, year_plain = both(annual_target)
    last_rate, last_plain = both(last_target)
    return Advance(
        initial, current, annual_target, last_target, year_rate, last_rate, year_plain, last_plain,
        known[-1] if known else None,
    )  # fmt: skip


# Totals ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What a child brings to a total: a count, or a share with what it is a share of.

    `value` is in the unit as written; for a percentage, `numerator` and `denominator` say of what.
    """

    territory: str
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True)
class Total:
    """A parent's value, worked out twice.

    `value`: from numerators and denominators (or the sum of counts), None when no child is present
    or a share comes without its components. `as_pilote`: the plain mean (or the sum) of the
    children that are there. `sentence`: why they differ, empty when they do not.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    as_pilote: Fraction | None
    present: int
    expected: int
    sentence: str


def total(parts: Sequence[Part], *, percent: bool, expected: int | None = None) -> Total:
    """The value of a parent. `expected`: how many children there should be, if not those given.

    A rate is a numerator over a denominator at every level; a count is added up.
    """
    present = [part for part in parts if part.value is not None]
    wanted = len(parts) if expected is None else expected
    values = [part.value for part in present if part.value is not None]
    numerator = denominator = None
    if not percent:
        mine = theirs = sum(values, Fraction(0)) if values else None
        return Total(mine, None, None, theirs, len(present), wanted,
                     _missing(len(present), wanted))  # fmt: skip
    theirs = sum(values, Fraction(0)) / len(values) if values else None
    mine = None
    if present and all(part.denominator for part in present):
        denominator = sum((p.denominator or Fraction(0) for p in present), Fraction(0))
        numerator = sum((_numerator(p) for p in present), Fraction(0))
        mine = numerator * 100 / denominator
    said = _difference(mine, theirs, numerator, denominator, known=bool(present))
    said = f"{said} {_missing(len(present), wanted)}".strip()
    return Total(mine, numerator, denominator, theirs, len(present), wanted, said)


def total_of(values: Mapping[str, Observed | None], *, percent: bool) -> Total:
    """The total of what the territories inside say: each counts as expected, and as present when
    its value is known."""
    parts = []
    for territory, value in values.items():
        known = value is not None and value.status == "ok" and value.percent == percent
        if value is None or not known:
            parts.append(Part(territory))
        else:
            parts.append(Part(territory, value.amount, value.numerator, value.denominator))
    return total(parts, percent=percent)


def told(found: Total, *, percent: bool, unit: str = "") -> str:
    """A total in one French sentence, PILOTE's own beside it where they differ, and why."""
    if found.value is None:
        return found.sentence
    mine = shown_amount(found.value, percent=percent, unit="" if percent else unit)
    return f"Ensemble des territoires connus\u00a0: {mine}. {found.sentence}".strip()


def _numerator(part: Part) -> Fraction:
    if part.numerator is not None:
        return part.numerator
    return (part.value or Fraction(0)) * (part.denominator or Fraction(0)) / 100


def _difference(
    mine: Fraction | None, theirs: Fraction | None, numerator: Fraction | None,
    denominator: Fraction | None, *, known: bool,
) -> str:  # fmt: skip
    if mine is None or theirs is None or numerator is None or denominator is None:
        if not known:
            return ""
        return (
            "Les effectifs de certains territoires ne sont pas connus\u00a0: le taux de "
            "l’ensemble ne peut pas être recalculé, et la moyenne simple ne le remplace pas."
        )
    if mine == theirs:
        return ""
    return (
        f"{decimal(numerator)} sur {decimal(denominator)} font {share(mine / 100)}. La moyenne "
        f"simple des territoires, que montre PILOTE, donne {share(theirs / 100)}\u00a0: elle "
        "compte un petit territoire autant qu’un grand."
    )


def _missing(present: int, expected: int) -> str:
    if present >= expected:
        return ""
    return (
        f"{present} territoire{'s' if present > 1 else ''} sur {expected}{NBSP}: les autres ne "
        "sont pas connus, et PILOTE montre le même total sans le dire."
    )


def of_verdict(found: Verdict, baseline: Baseline | None) -> Fraction | None:
    """The progress rate of what a verdict was given on: from the baseline to the nearest amount
    that meets the objective. None without a baseline, and for what is only done or not."""
    value, bounds = found.value, found.bounds
    if baseline is None or value is None or bounds is None or found.gap is None:
        return None
    current = value.number
    if current is None or value.percent != bounds.percent or baseline.percent != bounds.percent:
        return None
    target = bounds.nearest(baseline.amount)
    if target == baseline.amount:  # met at the start: it still is, or it no longer is
        return Fraction(100 if found.gap == 0 else 0)
    # Beyond the far end of a range the objective is no longer met; the rate says 100 all the same,
    # for PILOTE has no ranges: the verdict beside it says what is wrong.
    return rate(
        baseline.amount, current, target, Trend.BAISSE if target < baseline.amount else Trend.HAUSSE
    )
