"""Which of the values known on a day judges, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from vigie.domains.roadmaps.objectives import Baseline
from vigie.domains.roadmaps.observed import Observed, Origin


@dataclass(frozen=True)
class Judged:
    """The values of the origin that judges, by date, and what stands beside.

    `points` is empty when nothing can be said; `absence` is then the status that says why.
    `last`: the value to show. `beside`: the last value of the other origin. `holes`: the dates at
    which a value of that origin was expected and is missing.
    """

    points: list[Observed]
    last: Observed | None
    beside: Observed | None
    absence: str | None
    holes: tuple[date, ...] = ()


def judge_of(values: Sequence[Observed], on: date) -> Judged:
    """A computed value judges, because it can say where it comes from, even when a typed one is
    more recent; a typed one judges when nothing is computed. A value of a later day is not known.
    """
    known = sorted(
        (value for value in values if value.on is None or value.on <= on),
        key=lambda value: value.on or date.min,
    )
    computed = _of("computed", known)
    typed = _of("typed", known)
    for mine, other in ((computed, typed), (typed, computed)):
        if mine.points:
            return replace(mine, beside=other.last)
    first, second = (computed, typed) if computed.last is not None else (typed, computed)
    return replace(first, beside=second.last)


def _of(origin: Origin, known: Sequence[Observed]) -> Judged:
    """What one origin says. Hidden, not applicable and without a denominator are answers of their
    day; missing is the absence of one, and leaves the former value standing."""
    mine = [value for value in known if value.origin == origin]
    said = [value for value in mine if value.status != "missing"]
    holes = tuple(v.on for v in mine if v.status == "missing" and v.on is not None)
    if not said:
        return Judged([], mine[-1] if mine else None, None, "missing" if mine else None, holes)
    if said[-1].status != "ok":
        return Judged([], said[-1], None, said[-1].status, holes)
    # A second value of the same day corrects the first; it is not added to it.
    by_day = {value.on: value for value in said if value.status == "ok"}
    return Judged(list(by_day.values()), said[-1], None, None, holes)


def cumulated(points: Sequence[Observed], baseline: Baseline | None = None) -> list[Observed]:
    """Each value plus all those before it: 1 000 then 800 is 1 800 (R035). A baseline counts as
    what was there before; values that are not numbers are left out."""
    total = baseline.amount if baseline is not None else Fraction(0)
    found: list[Observed] = []
    for point in points:
        if point.number is None:
            continue
        total += point.number
        found.append(replace(point, amount=total, numerator=None, denominator=None))
    return found
