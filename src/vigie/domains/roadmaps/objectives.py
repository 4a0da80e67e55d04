"""What an indicator should reach: every kind of objective, exact, and the amounts it allows.

Amounts are fractions in the unit as people write it: 10 % is `Fraction(10)` with `percent`, never
one tenth. Nothing here reads a clock or a table. The kinds are those of the source roadmaps (R033:
seeds/003, l. 167-185, 357-360, 646-648, 1005-1007, 1328-1351, 1587-1590).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

TOLERANCE = Fraction(10)  # « une cinquantaine »: 50, ten percent either way


class Kind(StrEnum):
    """What an objective asks."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"
    BETWEEN = "between"
    ABOUT = "about"
    OUT_OF = "out_of"  # 80 of 122
    INCREASE = "increase"  # in percent of the baseline; a negative one is a fall
    MULTIPLY = "multiply"  # of the baseline
    DONE = "done"
    NONE = "none"


class Direction(StrEnum):
    """On which side of what is asked one is right: above, below, or only within."""

    RISE = "rise"
    FALL = "fall"
    TOWARD = "toward"


RANGES = (Kind.EXACTLY, Kind.BETWEEN, Kind.ABOUT)
RELATIVE = (Kind.INCREASE, Kind.MULTIPLY)
WITHOUT_AMOUNT = (Kind.DONE, Kind.NONE)
SCOPES = ("academie", "department", "district", "school")


@dataclass(frozen=True)
class Baseline:
    """Where an indicator started: an amount and, if it is known, its date."""

    amount: Fraction
    on: date | None = None
    percent: bool = False


@dataclass(frozen=True)
class Bounds:
    """The amounts that meet an objective, both ends included; None is « no end ».

    `scaled`: how many units the objective was multiplied by, when it is said per unit.
    """

    low: Fraction | None
    high: Fraction | None
    percent: bool = False
    scaled: int | None = None

    def distance(self, amount: Fraction) -> Fraction:
        """How far an amount is from what is asked, zero once it is met."""
        if self.low is not None and amount < self.low:
            return self.low - amount
        if self.high is not None and amount > self.high:
            return amount - self.high
        return Fraction(0)

    def nearest(self, amount: Fraction) -> Fraction:
        """The amount that meets the objective and is nearest to this one."""
        if self.low is not None and amount < self.low:
            return self.low
        if self.high is not None and amount > self.high:
            return self.high
        return amount


class CannotBound(ValueError):
    """What is asked cannot be turned into an amount. `cause`: no_baseline, zero_baseline, units."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause
        self.message = message


@dataclass(frozen=True)
class Objective:
    """One objective.

    `value`: the bound, the percentage of `increase`, the factor of `multiply`. `upper`: the top of
    `between`, the N of « n sur N », the tolerance of `about` in percent. `percent`: amounts are
    percentages. `per`: said for each territory of this level. `cumulative`: values are what each
    period adds, and are summed. `by`: the last day to meet it; `years` counts that day from the
    date of the baseline instead.
    """

    kind: Kind
    value: Fraction | None = None
    upper: Fraction | None = None
    percent: bool = False
    direction: Direction | None = None  # given by the kind when it is not said
    per: str | None = None
    cumulative: bool = False
    by: date | None = None
    years: int | None = None

    def __post_init__(self) -> None:
        if self.direction is None:
            object.__setattr__(self, "direction", self._own_direction())
        fault = self._fault()
        if fault:
            raise ValueError(fault)

    def _own_direction(self) -> Direction:
        if self.kind is Kind.AT_MOST:
            return Direction.FALL
        if self.kind in RANGES:
            return Direction.TOWARD
        if self.kind is Kind.INCREASE and self.value is not None and self.value < 0:
            return Direction.FALL
        if self.kind is Kind.MULTIPLY and self.value is not None and self.value < 1:
            return Direction.FALL
        return Direction.RISE

    def _fault(self) -> str | None:
        """What does not hold together; the parser says it better, this is the last guard."""
        value, upper = self.value, self.upper
        if (value is None) != (self.kind in WITHOUT_AMOUNT):
            return f"{self.kind}: a value is needed by the others and by them only"
        if self.kind in (Kind.BETWEEN, Kind.OUT_OF, Kind.ABOUT):
            if upper is None or value is None:
                return f"{self.kind}: two amounts are needed"
            if self.kind is not Kind.ABOUT and not value <= upper:
                return f"{self.kind}: the second amount is below the first"
            if self.kind is Kind.OUT_OF and not (value >= 0 and upper > 0):
                return "out_of: amounts are above zero"
            if self.kind is Kind.ABOUT and not 0 < upper <= 100:
                return "about: the tolerance is a percentage above zero"
        elif upper is not None:
            return f"{self.kind}: one amount"
        if self.kind is Kind.MULTIPLY and value is not None and (value <= 0 or value == 1):
            return "multiply: a factor above zero other than one"
        if self.kind is Kind.INCREASE and value is not None and (value == 0 or value < -100):
            return "increase: a percentage other than zero, not below -100"
        if self.direction is not self._own_direction() and self.kind not in (*RANGES, Kind.OUT_OF):
            return f"{self.kind}: its direction is given"
        if self.kind is Kind.OUT_OF and self.direction is Direction.TOWARD:
            return "out_of: at least or at most"
        if self.percent and self.kind in (*RELATIVE, *WITHOUT_AMOUNT, Kind.OUT_OF):
            return f"{self.kind}: percent is told by the indicator"
        if self.per is not None and self.per not in SCOPES:
            return f"per: one of {', '.join(SCOPES)}"
        if self.by is not None and self.years is not None:
            return "a date or a number of years, not both"
        if self.years is not None and self.years < 1:
            return "years: from one"
        if self.kind is Kind.NONE and (self.per or self.cumulative or self.by or self.years):
            return "none: nothing else may be said"
        return None

    def deadline(self, baseline: Baseline | None = None) -> date | None:
        """The last day on which the objective can be met; None when it has none, or when it
        counts years from a baseline whose date is not known."""
        if self.years is None:
            return self.by
        if baseline is None or baseline.on is None:
            return None
        year = baseline.on.year + self.years
        try:
            return baseline.on.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 2, 28)

    def bounds(
        self,
        baseline: Baseline | None = None,
        units: int | None = None,
        *,
        percent: bool | None = None,
    ) -> Bounds | None:
        """The amounts that meet the objective, None when it asks nothing.

        `units`: how many territories of the level `per` the one that is judged holds; 1 for one of
        them. `percent`: whether the values are percentages, for « n sur N », which says both. A
        rate is the same for one and for all, so only amounts are multiplied. Raises `CannotBound`.
        """
        if self.kind is Kind.NONE:
            return None
        if self.kind is Kind.DONE:
            return Bounds(Fraction(1), None)
        low, high, in_percent = self._plain(baseline, percent=bool(percent))
        if self.per is None or in_percent or self.kind in RELATIVE:
            return Bounds(low, high, in_percent)
        if units is None:
            raise CannotBound(
                "units",
                "L’objectif est dit par territoire et le nombre de ces territoires n’est pas "
                "connu ici.",
            )
        return Bounds(
            None if low is None else low * units,
            None if high is None else high * units,
            in_percent,
            units,
        )

    def _plain(
        self, baseline: Baseline | None, *, percent: bool
    ) -> tuple[Fraction | None, Fraction | None, bool]:
        """Low end, high end and unit, for one territory."""
        assert self.value is not None
        if self.kind in RELATIVE:
            if baseline is None:
                raise CannotBound(
                    "no_baseline",
                    "L’objectif se compte à partir d’un point de départ, qui n’est pas connu.",
                )
            if baseline.amount == 0:
                raise CannotBound(
                    "zero_baseline",
                    "Le point de départ est zéro\u00a0: une évolution relative ne dit rien.",
                )
            factor = self.value if self.kind is Kind.MULTIPLY else 1 + self.value / 100
            low = high = baseline.amount * factor
            percent = baseline.percent
        elif self.kind is Kind.OUT_OF:
            assert self.upper is not None
            low = high = self.value * 100 / self.upper if percent else self.value
        elif self.kind is Kind.ABOUT:
            assert self.upper is not None
            margin = abs(self.value) * self.upper / 100
            low, high, percent = self.value - margin, self.value + margin, self.percent
        else:
            low, percent = self.value, self.percent
            high = self.value if self.upper is None else self.upper
        return (
            None if self.direction is Direction.FALL else low,
            None if self.direction is Direction.RISE else high,
            percent,
        )


def in_force(
    objectives: Sequence[Objective], on: date, baseline: Baseline | None = None
) -> Objective | None:
    """Of the objectives of an indicator, the one that judges on a day: the first whose last day
    is not past, else the last of all. Those without a date come after the dated ones."""
    dated = [(day, o) for o in objectives if (day := o.deadline(baseline)) is not None]
    dated.sort(key=lambda pair: pair[0])
    coming = [objective for day, objective in dated if day >= on]
    if coming:
        return coming[0]
    undated = [objective for objective in objectives if objective.deadline(baseline) is None]
    if undated:
        return undated[0]
    return dated[-1][1] if dated else None
