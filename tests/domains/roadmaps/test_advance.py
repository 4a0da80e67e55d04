"""Progress rates: drawn, and the same as a slow twin on generated files; totals beside PILOTE's."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from domains.roadmaps import naive_pilote as naive
from vigie.domains.roadmaps import advance
from vigie.domains.roadmaps.advance import (
    Aggregation,
    Comparable,
    Entry,
    Part,
    Trend,
    Zones,
    rate,
    total,
    weighted,
)
from vigie.domains.roadmaps.objective_text import parse
from vigie.domains.roadmaps.objectives import Baseline
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.verdicts import verdict
from vigie.sources import pilote

UP, DOWN, FLAT = Trend.HAUSSE, Trend.BAISSE, Trend.STABLE


@pytest.mark.parametrize(
    ("initial", "current", "target", "trend", "bounded", "unbounded"),
    [
        (0, 50, 100, UP, 50, 50),
        (50, 40, 100, UP, 0, -20),
        (50, 110, 100, UP, 100, 120),
        (100, 100, 100, UP, 100, 100),
        (120, 110, 100, UP, 100, 100),
        (120, 90, 100, UP, 0, 0),
        (100, 80, 50, DOWN, 40, 40),  # the case that PILOTE's own code gets wrong
        (100, 110, 50, DOWN, 0, -20),
        (100, 40, 50, DOWN, 100, 120),
        (40, 45, 50, DOWN, 100, 100),
        (40, 60, 50, DOWN, 0, 0),
        (0, 25, 50, FLAT, 50, 50),
        (60, 55, 50, FLAT, 100, 100),
    ],
)
def test_a_rate(
    initial: int, current: int, target: int, trend: Trend, bounded: int, unbounded: int
) -> None:
    given = Fraction(initial), Fraction(current), Fraction(target), trend
    assert rate(*given) == bounded
    assert rate(*given, bounded=False) == unbounded


def test_a_rate_needs_three_values() -> None:
    one = Fraction(1)
    assert rate(None, one, one) is rate(one, None, one) is rate(one, one, None) is None


def test_weights_are_brought_to_a_hundred() -> None:
    half, full = Fraction(50), Fraction(100)
    assert weighted([(Fraction(30), half), (Fraction(10), full)]) == Fraction(125, 2)
    assert weighted([(Fraction(30), half), (Fraction(0), None)]) == 50
    assert weighted([(Fraction(30), half), (Fraction(10), None)]) is None
    assert weighted([(Fraction(0), half)]) is weighted([]) is None
    with pytest.raises(ValueError, match="negative"):
        weighted([(Fraction(-1), half)])


def test_the_last_import_of_the_last_day_of_a_month_is_kept() -> None:
    def entry(day: int, value: int | None, rank: int) -> Entry:
        on = date(2025, 3, day)
        return Entry("I", "D34", on, "va", None if value is None else Fraction(value), rank)

    assert advance.kept([entry(1, 5, 0), entry(20, 6, 0)]) == [entry(20, 6, 0)]
    assert advance.kept([entry(20, 7, 1), entry(20, 6, 0)]) == [entry(20, 7, 1)]
    assert advance.kept([entry(1, 5, 0), entry(20, 6, 0), entry(20, None, 1)]) == [entry(1, 5, 0)]
    assert advance.kept([entry(1, 5, 0), entry(1, None, 1)]) == []


def test_the_year_is_passed_in() -> None:
    """The same values, judged for two years: nothing changes on the first of January by itself."""
    entries = [
        Entry("I", "D34", date(2023, 1, 1), "vi", Fraction(0)),
        Entry("I", "D34", date(2024, 6, 1), "va", Fraction(30)),
        Entry("I", "D34", date(2024, 12, 31), "vc", Fraction(50)),
        Entry("I", "D34", date(2025, 12, 31), "vc", Fraction(100)),
    ]
    first = advance.advance(entries, date(2025, 1, 15), 2024)
    second = advance.advance(entries, date(2025, 1, 15), 2025)
    assert (first.annual, first.overall) == (60, 30)
    assert (second.annual, second.overall) == (30, 30)
    assert advance.advance(entries, date(2024, 5, 1), 2024).annual is None


PARENT = {
    "D34": "R76", "D30": "R76", "D31": "R76", "D14": "R28", "D50": "R28",
    "R76": "FRANCE", "R28": "FRANCE",
}  # fmt: skip
MANNERS = {
    "last": Comparable(),
    "decumulated": Comparable(decumulate=True),
    "sum3": Comparable(operation="sum", months=3),
    "avg12": Comparable(operation="avg", months=12),
    "year": Comparable(operation="sum", since_year_start=True),
}


def generated(draw: random.Random) -> list[bytes]:
    """Two or three imports, which repeat, correct and erase one another."""
    files = []
    for _ in range(draw.randint(2, 3)):
        rows: dict[tuple, pilote.PiloteRow] = {}
        for _ in range(draw.randint(20, 60)):
            zone = draw.choice([*PARENT, "FRANCE"])
            on = date(draw.randint(2023, 2025), draw.randint(1, 12), draw.choice((1, 15, 28)))
            quantity = draw.choices(("vi", "va", "vc"), (1, 5, 2))[0]
            value = None if draw.random() < 0.1 else Fraction(draw.randint(-5000, 90000), 100)
            indicator = draw.choice(("IND-1", "IND-2"))
            rows[indicator, zone, on, quantity] = pilote.PiloteRow(
                0, indicator, zone, "", pilote.territory_of(zone), on, quantity, value
            )
        files.append(pilote.write_csv(rows.values()))
    return files


@pytest.mark.parametrize("seed", range(25))
def test_rates_are_those_of_the_slow_twin(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    files = generated(draw)
    cells = [(level, quantity) for level in ("reg", "nat") for quantity in ("vi", "va", "vc")]
    how = {cell: draw.choice(("sum", "avg", "typed")) for cell in cells}
    entries = []
    for rank, content in enumerate(files):
        path = tmp_path / f"{rank}.csv"
        path.write_bytes(content)
        reading = pilote.read(path)
        assert not reading.problems
        entries += [
            Entry(r.indicator, r.zone, r.on, r.quantity, r.value, rank) for r in reading.rows
        ]
    mine = advance.rolled_up(
        advance.kept(entries),
        Zones(PARENT),
        {
            key: Aggregation("user_input") if manner == "typed" else Aggregation("children", manner)
            for key, manner in how.items()
        },
    )
    theirs = naive.rolled_up(naive.kept(naive.lines_of(files)), PARENT, how)
    assert len(mine) == len(theirs)
    seen = 0
    for manner, comparable in MANNERS.items():
        trend = draw.choice(list(Trend))
        year, on = draw.choice((2023, 2024, 2025)), date(draw.choice((2024, 2025)), 10, 1)
        for zone in (*PARENT, "FRANCE"):
            per_indicator = {}
            for indicator in ("IND-1", "IND-2"):
                own = [e for e in mine if e.indicator == indicator and e.zone == zone]
                found = advance.advance(own, on, year, trend, comparable)
                expected = naive.rates(
                    theirs, indicator, zone, on.isoformat(), str(year), trend.value, manner
                )
                for name, value in expected.items():
                    got = getattr(found, name)
                    if value is None:
                        assert got is None
                    else:
                        assert float(got) == pytest.approx(value, abs=1e-9, rel=1e-9)
                        seen += 1
                per_indicator[indicator] = found.overall, expected["overall"]
            (one, twin_one), (two, twin_two) = per_indicator.values()
            both = weighted([(Fraction(3), one), (Fraction(1), two)])
            twin = naive.whole([(3, twin_one), (1, twin_two)])
            assert (both is None) == (twin is None)
            if both is not None and twin is not None:
                assert float(both) == pytest.approx(twin, abs=1e-9)
    assert seen


# Totals ---------------------------------------------------------------------------------------


def part(territory: str, value: int | None, of: int | None = None) -> Part:
    amount = None if value is None else Fraction(value)
    return Part(territory, amount, None, None if of is None else Fraction(of))


def test_a_region_is_not_the_mean_of_its_departments() -> None:
    """100 people at 50 %, 900 at 10 %: 140 of 1 000, and not 30 %."""
    found = total([part("dep:25", 50, 100), part("dep:39", 10, 900)], percent=True)
    assert (found.value, found.as_pilote) == (14, 30)
    assert (found.numerator, found.denominator) == (140, 1000)
    assert "140 sur 1\u202f000 font 14,0\u202f%" in found.sentence
    assert "30,0\u202f%" in found.sentence


def test_missing_children_are_counted() -> None:
    found = total([part("a", 4), part("b", None), part("c", 6)], percent=False, expected=5)
    assert (found.value, found.as_pilote, found.present, found.expected) == (10, 10, 2, 5)
    assert found.sentence.startswith("2 territoires sur 5")


def test_a_rate_without_its_components_has_no_total() -> None:
    found = total([part("a", 50, 100), part("b", 10)], percent=True)
    assert (found.value, found.as_pilote) == (None, 30)
    assert "ne sont pas connus" in found.sentence


def test_the_same_rate_everywhere_needs_no_explanation() -> None:
    found = total([part("a", 50, 100), part("b", 50, 10)], percent=True)
    assert (found.value, found.as_pilote, found.sentence) == (50, 50, "")


def test_a_total_in_words() -> None:
    on = date(2025, 1, 1)
    values = {
        "dep:25": Observed(on, Fraction(50), True, denominator=Fraction(100)),
        "dep:39": Observed(on, Fraction(10), True, denominator=Fraction(900)),
        "dep:70": Observed(on, status="hidden"),
        "dep:90": None,
    }
    found = advance.total_of(values, percent=True)
    assert (found.value, found.present, found.expected) == (14, 2, 4)
    told = advance.told(found, percent=True)
    assert told.startswith("Ensemble des territoires connus\u00a0: 14\u202f%. 140 sur 1\u202f000")
    assert "2 territoires sur 4" in told
    nothing = advance.total_of({"dep:25": None}, percent=False)
    assert advance.told(nothing, percent=False, unit="écoles") == nothing.sentence
    counts = advance.total_of({"dep:25": Observed(on, Fraction(4))}, percent=False)
    told = advance.told(counts, percent=False, unit="écoles")
    assert told == "Ensemble des territoires connus\u00a0: 4\u00a0écoles."


def test_nothing_at_all() -> None:
    found = total([part("a", None)], percent=True)
    assert (found.value, found.as_pilote, found.present, found.expected) == (None, None, 0, 1)
    assert found.sentence.startswith("0 territoire sur 1\u00a0: ")


@pytest.mark.parametrize(
    ("objective", "start", "value", "rate_"),
    [
        (">= 10", 0, 4, 40),
        (">= 10", 0, 15, 100),
        ("<= 10", 20, 14, 60),
        ("5..10", 0, 4, 80),
        ("5..10", 7, 12, 0),
        (">= 10", 12, 11, 100),
        (">= 10", 12, 9, 0),
        ("x2", 10, 15, 50),
        (">= 10", None, 9, None),
    ],
)
def test_the_rate_beside_a_verdict(
    objective: str, start: int | None, value: int, rate_: int | None
) -> None:
    on = date(2024, 1, 1)
    base = None if start is None else Baseline(Fraction(start))
    found = verdict(parse(objective), base, [Observed(on, Fraction(value))], on)
    assert advance.of_verdict(found, base) == rate_
