"""Verdicts: the drawn table, boundaries, and what holds whatever the values."""

from __future__ import annotations

import ast
import csv
import inspect
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.roadmaps.drawn_verdicts import Case, cases
from vigie.domains.roadmaps import (
    course,
    judging,
    objective_text,
    objectives,
    verdict_words,
    verdicts,
)
from vigie.domains.roadmaps.course import Forecast, NoForecast
from vigie.domains.roadmaps.objective_text import parse
from vigie.domains.roadmaps.objectives import Baseline, Direction, Kind
from vigie.domains.roadmaps.observed import Observed, of_figure, typed
from vigie.domains.roadmaps.verdicts import State, verdict
from vigie.measures.figure import Figure

CASES = cases()
ORDER = (State.MISSED, State.AT_RISK, State.ON_COURSE, State.MET)
DAY = date(2024, 1, 1)


def answer(case: Case) -> verdicts.Verdict:
    return verdict(case.objective, case.baseline, case.values, case.on, units=case.units)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_drawn_table(case: Case) -> None:
    found = answer(case)
    assert (found.state, found.rule, found.reason) == (case.state, case.rule, case.reason)
    if case.gap is not None:
        assert found.gap == case.gap
    assert found.sentence.endswith(".")


def test_the_table_draws_every_kind_state_and_reason() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.objective.kind for case in CASES} == set(Kind)
    assert {case.objective.direction for case in CASES} == set(Direction)
    assert {case.state for case in CASES} == set(State)
    assert {case.reason for case in CASES if case.reason} == set(verdicts.Reason)


def test_the_sentence_says_value_objective_and_gap() -> None:
    """A1 (seeds/000, l. 118): 3 % today, 10 % expected, a gap of 7 points."""
    found = verdict(
        parse(">= 10 %"), Baseline(Fraction(3), None, True),
        [typed(Fraction(3), DAY, percent=True)], DAY,
    )  # fmt: skip
    assert found.gap_text == "7\u00a0points"
    assert found.sentence.startswith(
        "3\u202f% le 1er\u00a0janvier\u00a02024, pour au moins 10\u202f%\u00a0: "
        "il manque 7\u00a0points."
    )


def test_a_region_is_told_that_the_scale_changed() -> None:
    """3 000 per académie in 2023 is 9 000 for the three (seeds/003, l. 185)."""
    found = verdict(
        parse(">= 3000 par académie fin 2023"), None, [typed(Fraction(4000), date(2023, 12, 20))],
        date(2024, 2, 1), units=3, unit="enseignants",
    )  # fmt: skip
    assert "soit 9\u202f000" in found.sentence
    assert any("multiplié par 3 pour 3\u00a0académies" in note for note in found.notes)


def test_a_share_of_robots_is_shown() -> None:
    """80 of 122 is 65.6 %, 80 of 117 is 68.4 % (seeds/003, l. 646-648)."""
    for total, share in ((122, "65,6"), (117, "68,4")):
        found = verdict(parse(f"80/{total}"), None, [typed(Fraction(80), DAY)], DAY)
        assert f"80 sur {total} ({share}\u202f%)" in found.sentence
        assert found.state is State.MET


def test_which_value_judges_is_said() -> None:
    computed = Observed(DAY, Fraction(9), True)
    other = typed(Fraction(12), DAY, percent=True, author="Camille Roy")
    found = verdict(parse(">= 10 %"), None, [computed, other], DAY)
    assert (found.value, found.beside) == (computed, other)
    assert any("saisie par Camille Roy" in n and "calculée juge" in n for n in found.notes)
    hidden = replace(computed, status="hidden", amount=None)
    found = verdict(parse(">= 10 %"), None, [hidden, other], DAY)
    assert (found.value, found.beside) == (other, hidden)
    assert any(
        "masquée" in note and "saisie par Camille Roy qui juge" in note for note in found.notes
    )


def test_a_partial_total_says_so() -> None:
    value = Observed(DAY, Fraction(12), present=Fraction(3), expected=Fraction(5))
    notes = verdict(parse(">= 10"), None, [value], DAY).notes
    assert notes == ("La valeur repose sur 3 des 5 parties attendues.",)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("hidden", "moins de 5 personnes"),
        ("missing", "aucune valeur"),
        ("not_applicable", "sans objet"),
        ("no_denominator", "effectif"),
    ],
)
def test_each_absence_has_its_words(status: str, words: str) -> None:
    value = Observed(DAY, status=status)  # type: ignore[arg-type]  # a parameter
    for objective in (">= 10 %", "aucun"):
        assert words in verdict(parse(objective), None, [value], DAY).sentence


def figure(**given: object) -> Figure:
    cher = Figure(
        "finished_share", "dep:18", "Cher", "department", {}, 0.5, 118, 236, "share", "ok", DAY
    )
    return replace(cher, **given)  # type: ignore[arg-type]  # drawn by hand


def test_a_figure_becomes_an_exact_percentage() -> None:
    """Cher: 118 of 236 have finished (R039); one third is no float."""
    assert of_figure(figure()).amount == 50
    third = of_figure(figure(value=1 / 3, numerator=1, denominator=3))
    assert (third.amount, third.percent) == (Fraction(100, 3), True)
    mean = of_figure(figure(value=0.25, numerator=17.5, denominator=10))
    assert mean.amount == 25
    people = of_figure(figure(value=12, numerator=None, denominator=None, unit="people"))
    assert (people.amount, people.percent) == (12, False)
    assert of_figure(figure(value=None, status="hidden")).status == "hidden"


# Forecasts ------------------------------------------------------------------------------------

END = date(2024, 12, 31)
BASE = Baseline(Fraction(0), DAY)


def ahead(low: float, high: float) -> Forecast:
    return Forecast(END, (low + high) / 2, low, high, 8)


@pytest.mark.parametrize(
    ("objective", "value", "forecast", "state", "rule"),
    [
        (">= 10", 6, ahead(10, 12), "on_course", "forecast"),
        (">= 10", 2, ahead(10, 12), "on_course", "forecast"),
        (">= 10", 6, ahead(8, 9.9), "at_risk", "forecast"),
        (">= 10", 6, ahead(9, 11), "on_course", "path"),
        (">= 10", 2, ahead(9, 11), "at_risk", "path"),
        (">= 10", 6, NoForecast("Trop peu."), "on_course", "path"),
        (">= 10", 10, ahead(1, 2), "met", "reached"),
        ("5..7", 2, ahead(5, 7), "on_course", "forecast"),
        ("5..7", 2, ahead(8, 9), "at_risk", "forecast"),
        ("<= 5", 9, ahead(2, 5), "on_course", "forecast"),
        ("<= 5", 9, ahead(5.5, 7), "at_risk", "forecast"),
    ],
)
def test_a_forecast_decides_only_when_its_whole_interval_does(
    objective: str, value: int, forecast: Forecast | NoForecast, state: str, rule: str
) -> None:
    found = verdict(
        parse(f"{objective} au plus tard le {END}"), BASE,
        [Observed(date(2024, 7, 1), Fraction(value))], date(2024, 7, 15), forecast=forecast,
    )  # fmt: skip
    assert (found.state, found.rule) == (state, rule)


def test_a_forecast_that_does_not_decide_is_told() -> None:
    asked = parse(f">= 10 au plus tard le {END}")
    value = [Observed(date(2024, 7, 1), Fraction(6))]
    for forecast, words in (
        (ahead(9, 11), "ne tranche pas"),
        (NoForecast("Trop peu."), "Trop peu"),
    ):
        found = verdict(asked, BASE, value, date(2024, 7, 15), forecast=forecast)
        assert any(words in note for note in found.notes)


def test_a_steady_rise_is_forecast() -> None:
    """Ten a month: what is left is plain, and the line passes through it."""
    days = [date(2024, month, 1) for month in range(1, 7)]
    values = [Observed(day, Fraction(10 * (day - DAY).days)) for day in days]
    forecast = course.forecast(values, date(2024, 8, 1))
    assert isinstance(forecast, Forecast)
    assert forecast.value == pytest.approx(10 * (date(2024, 8, 1) - DAY).days)
    assert forecast.low <= forecast.value <= forecast.high


def test_the_interval_is_that_of_the_textbook() -> None:
    """Five points; Student's t with 3 degrees at 80 % is 1.6377."""
    days = [DAY + timedelta(days=100 * n) for n in range(5)]
    amounts = [1, 3, 2, 5, 4]
    values = [Observed(d, Fraction(a)) for d, a in zip(days, amounts, strict=True)]
    found = course.forecast(values, DAY + timedelta(days=500))
    assert isinstance(found, Forecast)
    # slope 0.8 a step, mean 3 at step 2; residuals -0.4 0.8 -1 1.2 -0.6: sum of squares 3.6
    error = (3.6 / 3) ** 0.5 * (1 + 1 / 5 + 9 / 10) ** 0.5
    assert found.value == pytest.approx(5.4)
    assert found.high - found.value == pytest.approx(1.637744 * error, rel=1e-5)


@pytest.mark.parametrize(
    ("count", "end", "words"),
    [(4, date(2024, 6, 1), "4\u00a0dates, il en faut 5"), (5, date(2025, 6, 1), "trop loin"),
     (5, date(2024, 5, 1), "déjà")],
)  # fmt: skip
def test_no_forecast_says_why(count: int, end: date, words: str) -> None:
    values = [Observed(date(2024, month, 1), Fraction(month)) for month in range(1, count + 1)]
    found = course.forecast(values, end)
    assert isinstance(found, NoForecast)
    assert words in found.sentence


def test_a_forecast_percentage_stays_one() -> None:
    values = [Observed(date(2024, m, 1), Fraction(15 * m), True) for m in range(1, 7)]
    found = course.forecast(values, date(2024, 10, 1))
    assert isinstance(found, Forecast)
    assert found.high == 100


# Properties -----------------------------------------------------------------------------------

AMOUNTS = st.fractions(-50, 200, max_denominator=20)
DAYS = st.dates(date(2024, 1, 2), date(2025, 12, 31))
TEXTS = ("= 40", "30..60", "~ 50", ">= 40", "<= 40", "80/122", "+20 %", "-20 %", "x2", "x0,5",
         "~ 50 ou plus", "30..60 ou moins")  # fmt: skip


@given(
    text=st.sampled_from(TEXTS), start=st.fractions(1, 200, max_denominator=20), one=AMOUNTS,
    two=AMOUNTS, on=DAYS, seen=DAYS,
)  # fmt: skip
def test_a_better_value_never_gives_a_worse_verdict(
    text: str, start: Fraction, one: Fraction, two: Fraction, on: date, seen: date
) -> None:
    asked, base = parse(f"{text} au plus tard le {END}"), Baseline(start, DAY)
    bounds = asked.bounds(base)
    assert bounds
    better, worse = sorted((one, two), key=bounds.distance)
    day = min(seen, on)
    for ahead_ in (None, Forecast(END, 45, 40, 50, 8), Forecast(END, 45, 0, 100, 8)):
        first, second = (
            verdict(asked, base, [Observed(day, amount)], on, forecast=ahead_).state
            for amount in (better, worse)
        )
        if State.UNKNOWN not in (first, second):
            assert ORDER.index(first) >= ORDER.index(second)


@given(text=st.sampled_from((">= 40", "<= 40", "30..60", "~ 50", "= 40")), scale=st.integers(1, 50),
       start=AMOUNTS, amount=AMOUNTS, on=DAYS)  # fmt: skip
def test_another_unit_of_count_changes_nothing(
    text: str, scale: int, start: Fraction, amount: Fraction, on: date
) -> None:
    asked = parse(f"{text} au plus tard le {END}")
    assert asked.value is not None
    upper = asked.upper
    if upper is not None and asked.kind is not Kind.ABOUT:
        upper *= scale
    larger = replace(asked, value=asked.value * scale, upper=upper)
    plain = verdict(asked, Baseline(start, DAY), [Observed(on, amount)], on)
    scaled = verdict(larger, Baseline(start * scale, DAY), [Observed(on, amount * scale)], on)
    assert (plain.state, plain.rule) == (scaled.state, scaled.rule)
    assert plain.gap is not None
    assert scaled.gap == plain.gap * scale


@given(case=st.sampled_from(CASES), days=st.integers(0, 4000))
def test_values_of_later_days_change_nothing(case: Case, days: int) -> None:
    later = case.on + timedelta(days=1 + days)
    more = (*case.values, Observed(later, Fraction(99)), typed(Fraction(98), later, percent=True))
    assert verdict(case.objective, case.baseline, more, case.on, units=case.units) == answer(case)


PURE = (course, judging, objective_text, objectives, verdict_words, verdicts)


def test_no_verdict_reads_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class Frozen(date):
        @classmethod
        def today(cls) -> date:
            raise AssertionError("a verdict read the clock")

    for module in PURE:
        tree = ast.parse(inspect.getsource(module))
        called = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        assert not called & {"today", "now", "time", "monotonic", "localtime"}
        assert not any(name.name in ("time", "vigie.web.clock") for n in ast.walk(tree)
                       if isinstance(n, ast.Import) for name in n.names)  # fmt: skip
        monkeypatch.setattr(f"{module.__name__}.date", Frozen, raising=False)
    for case in CASES:
        assert answer(case).state == case.state


# The three roadmaps of the sources ------------------------------------------------------------

SOURCED = Path(__file__).with_name("sourced_objectives.csv")


def sourced() -> list[dict[str, str]]:
    with SOURCED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("row", sourced(), ids=lambda row: f"{row['roadmap']} {row['indicator']}")
def test_every_objective_of_the_roadmaps_gets_a_verdict(row: dict[str, str]) -> None:
    """Values are invented: below all, then above all. A known value and a date give an answer."""
    asked = parse(row["objective"])
    percent = row["unit"] == "%"
    base = Baseline(Fraction(1, 10), date(2020, 9, 1), percent)
    states = set()
    for amount in (Fraction(0), Fraction(10**6)):
        value = typed(amount, date(2021, 12, 31), percent=percent, done=amount > 0)
        if asked.kind is Kind.DONE:
            value = replace(value, amount=None)
        found = verdict(asked, base, [value], date(2040, 1, 1), units=3)
        states.add(found.state)
        assert found.sentence
    if asked.kind is Kind.NONE:
        assert states == {State.UNKNOWN}
    nothing = verdict(asked, base, [], date(2040, 1, 1), units=3)
    assert nothing.state is State.UNKNOWN
    assert nothing.sentence
