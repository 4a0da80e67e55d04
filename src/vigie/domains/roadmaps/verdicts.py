"""Whether an objective is met, on course, at risk or missed, or why that cannot be told.

A pure function of definition, baseline, values and a day that is passed in. The rules are told in
plain words in docs/explanation/verdicts.md, and drawn as a table in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from vigie.domains.roadmaps import verdict_words as words
from vigie.domains.roadmaps.course import Forecast, NoForecast
from vigie.domains.roadmaps.judging import Judged, cumulated, judge_of
from vigie.domains.roadmaps.objectives import Baseline, Bounds, CannotBound, Kind, Objective
from vigie.domains.roadmaps.observed import Observed

SETTLES = 31  # days around the last day within which a value concludes


class State(StrEnum):
    """The five answers."""

    MET = "met"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    MISSED = "missed"
    UNKNOWN = "unknown"


LABELS = {
    State.MET: "Atteint",
    State.ON_COURSE: "En bonne voie",
    State.AT_RISK: "À risque",
    State.MISSED: "Non atteint",
    State.UNKNOWN: "Ne peut être dit",
}


class Rule(StrEnum):
    """What decided; the value is stable, the label is for screens."""

    REACHED = "reached"
    FORECAST = "forecast"
    PATH = "path"
    DEADLINE = "deadline"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """Its French name."""
        return words.RULES[self.value]


class Reason(StrEnum):
    """Why a verdict cannot be told."""

    NO_OBJECTIVE = "no_objective"
    MISSING = "missing"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not_applicable"
    NO_DENOMINATOR = "no_denominator"
    TEXT = "text"
    UNIT = "unit"
    NO_BASELINE = "no_baseline"
    ZERO_BASELINE = "zero_baseline"
    UNITS = "units"
    NO_DEADLINE = "no_deadline"
    NO_TRAJECTORY = "no_trajectory"
    NOT_AT_DEADLINE = "not_at_deadline"
    INCOMPLETE_SUM = "incomplete_sum"


@dataclass(frozen=True)
class Verdict:
    """An answer and all that explains it.

    `value` is the one that judged, `beside` the one of the other origin. `gap`: what is wanting, in
    the unit of the objective, zero once met, None when it cannot be told. `path`: where the
    straight line from baseline to objective stood on the day of the value. `notes`: French
    sentences on what a reader should know besides.
    """

    state: State
    rule: Rule
    sentence: str
    on: date
    reason: Reason | None = None
    value: Observed | None = None
    beside: Observed | None = None
    bounds: Bounds | None = None
    gap: Fraction | None = None
    gap_text: str = ""
    path: Fraction | None = None
    deadline: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its French name."""
        return LABELS[self.state]


def verdict(
    objective: Objective | None,
    baseline: Baseline | None,
    values: Sequence[Observed],
    on: date,
    *,
    units: int | None = None,
    forecast: Forecast | NoForecast | None = None,
    settles: int = SETTLES,
    unit: str = "",
) -> Verdict:
    """The verdict on a day, from the values dated that day or before.

    `units`: how many territories of the objective's scope the one judged holds. `forecast`: of the
    deadline, from the same values. `settles`: days around the deadline within which a value
    concludes; the periodicity of the indicator, where it is longer than a month. `unit`: the word
    for what is counted.
    """
    found = judge_of(values, on)
    if objective is None or objective.kind is Kind.NONE:
        return _silent(Reason.NO_OBJECTIVE, words.no_objective(found.last, unit), on, found)
    if not found.points:
        reason = Reason(found.absence or "missing")
        return _silent(reason, words.absent(reason.value, objective, unit), on, found)
    if not _is_number(found.points[-1], objective):
        return _silent(Reason.TEXT, words.text_only(found.points[-1]), on, found)
    points = [point for point in found.points if _is_number(point, objective)]
    if objective.cumulative:
        points = cumulated(points, baseline)
    points = [_in_unit(point, objective) for point in points]
    try:
        bounds = objective.bounds(baseline, units, percent=points[-1].percent)
    except CannotBound as error:
        return _silent(Reason(error.cause), error.message, on, found)
    assert bounds is not None
    asked = _Asked(objective, bounds, objective.deadline(baseline), baseline, on, unit, settles)
    if bounds.percent != points[-1].percent:
        return _silent(Reason.UNIT, words.other_unit(bounds.percent), on, found)
    points = [point for point in points if point.percent == bounds.percent]
    given = asked.judge(points, forecast, found)
    if objective.cumulative and found.holes and given.state is not State.MET:
        return _silent(Reason.INCOMPLETE_SUM, words.incomplete(found.holes), on, found)
    return given


def path(
    objective: Objective, baseline: Baseline | None, units: int | None = None
) -> list[tuple[date, Fraction]]:
    """The two ends of the straight line from baseline to objective; empty when there is none."""
    end = objective.deadline(baseline)
    if baseline is None or baseline.on is None or end is None or baseline.on >= end:
        return []
    try:
        bounds = objective.bounds(baseline, units, percent=baseline.percent)
    except CannotBound:
        return []
    if bounds is None or bounds.percent != baseline.percent or objective.kind is Kind.DONE:
        return []
    return [(baseline.on, baseline.amount), (end, bounds.nearest(baseline.amount))]


def _is_number(value: Observed, objective: Objective) -> bool:
    """Whether a value can be compared: an answer done or not done, with the objective « fait »."""
    return value.amount is not None or (value.done is not None and objective.kind is Kind.DONE)


def _in_unit(value: Observed, objective: Objective) -> Observed:
    """The value in the unit of the objective, where its components allow it: « 20 % de cadres
    formés » is asked of a count, which knows how many there are."""
    if objective.percent and not value.percent and value.denominator and value.amount is not None:
        return replace(value, amount=value.amount * 100 / value.denominator, percent=True)
    return value


def _silent(reason: Reason, sentence: str, on: date, found: Judged) -> Verdict:
    return Verdict(
        State.UNKNOWN, Rule.SILENT, sentence, on, reason, found.last, found.beside,
        notes=words.about(found),
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """What is asked of one territory, and when."""

    objective: Objective
    bounds: Bounds
    deadline: date | None
    baseline: Baseline | None
    on: date
    unit: str
    settles: int

    def judge(
        self, points: Sequence[Observed], ahead: Forecast | NoForecast | None, found: Judged
    ) -> Verdict:
        value = points[-1]
        if self.deadline is not None and self.on > self.deadline:
            return self._after(points, found)
        if self._met(value):
            return self._tell(State.MET, Rule.REACHED, value, found)
        if self.deadline is None:
            return self._tell(State.UNKNOWN, Rule.SILENT, value, found, Reason.NO_DEADLINE)
        if value.on is not None and value.on >= self.deadline:
            return self._tell(State.MISSED, Rule.DEADLINE, value, found)
        return self._before(value, ahead, found)

    def _after(self, points: Sequence[Observed], found: Judged) -> Verdict:
        """The last day is past: the value nearest to it concludes."""
        assert self.deadline is not None
        margin = timedelta(days=self.settles)
        inside = [p for p in points if p.on is None or p.on <= self.deadline]
        later = [p for p in points if p.on is not None and p.on > self.deadline]
        if inside:
            last = inside[-1]
            if self._met(last):
                return self._tell(State.MET, Rule.REACHED, last, found)
            if last.on is not None and last.on >= self.deadline - margin:
                return self._tell(State.MISSED, Rule.DEADLINE, last, found)
        if later:
            first = later[0]
            assert first.on is not None
            if not self._met(first):
                return self._tell(State.MISSED, Rule.DEADLINE, first, found)
            if first.on <= self.deadline + margin:
                return self._tell(State.MET, Rule.REACHED, first, found)
            return self._tell(State.UNKNOWN, Rule.SILENT, first, found, Reason.NOT_AT_DEADLINE)
        return self._tell(State.UNKNOWN, Rule.SILENT, inside[-1], found, Reason.NOT_AT_DEADLINE)

    def _before(
        self, value: Observed, ahead: Forecast | NoForecast | None, found: Judged
    ) -> Verdict:
        """Not met yet: the forecast tells if it is sure, the straight line otherwise."""
        assert value.number is not None
        stood = self._stood(value)
        on_path = None
        if stood is not None:
            on_path = self.bounds.distance(value.number) <= self.bounds.distance(stood)
        if isinstance(ahead, Forecast) and ahead.at == self.deadline:
            side = ahead.against(self.bounds)
            if side != "straddling":
                state = State.ON_COURSE if side == "reaching" else State.AT_RISK
                return self._tell(state, Rule.FORECAST, value, found, None, stood, ahead)
        if on_path is None:
            return self._tell(
                State.UNKNOWN, Rule.SILENT, value, found, Reason.NO_TRAJECTORY, None, ahead
            )
        state = State.ON_COURSE if on_path else State.AT_RISK
        return self._tell(state, Rule.PATH, value, found, None, stood, ahead)

    def _stood(self, value: Observed) -> Fraction | None:
        """Where the straight line stood on the day of the value."""
        base = self.baseline
        if (
            base is None
            or base.on is None
            or value.on is None
            or self.deadline is None
            or base.on >= self.deadline
            or base.percent != value.percent
            or self.objective.kind is Kind.DONE
        ):
            return None
        total, gone = (self.deadline - base.on).days, (value.on - base.on).days
        share = Fraction(min(max(gone, 0), total), total)
        end = self.bounds.nearest(base.amount)
        return base.amount + (end - base.amount) * share

    def _met(self, value: Observed) -> bool:
        return value.number is not None and self.bounds.distance(value.number) == 0

    def _tell(
        self,
        state: State,
        rule: Rule,
        value: Observed,
        found: Judged,
        reason: Reason | None = None,
        stood: Fraction | None = None,
        ahead: Forecast | NoForecast | None = None,
    ) -> Verdict:
        assert value.number is not None
        gap = self.bounds.distance(value.number)
        tale = words.Tale(
            self.objective, self.bounds, self.deadline, self.on, self.unit, value, gap, stood, ahead
        )
        return Verdict(
            state,
            rule,
            tale.sentence(state.value, rule.value, reason.value if reason else None),
            self.on,
            reason,
            value,
            found.beside,
            self.bounds,
            gap,
            tale.gap_text,
            stood,
            self.deadline,
            (*tale.notes(rule.value), *words.about(found)),
        )
