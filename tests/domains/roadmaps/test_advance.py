"""Progress rates: drawn, and the same as a slow twin on generated files."""

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
    Trend,
    Zones,
    rate,
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
    "from": Comparable(decumulate=True, decumulate_from=date(2024, 3, 15)),
    "since": Comparable(operation="avg", since=date(2024, 3, 15)),
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


COPIES: list[advance.Copy] = [("nat", "reg"), ("nat", "dept"), ("reg", "dept")]


def test_values_are_copied_down_after_the_roll_up() -> None:
    day = date(2025, 3, 31)
    typed = [
        Entry("I", "FRANCE", day, "va", Fraction(120)),
        Entry("I", "R76", day, "va", Fraction(40)),
        Entry("I", "D34", day, "va", Fraction(7)),
    ]
    found = advance.copied_down(typed, Zones(PARENT), [("reg", "dept"), ("nat", "reg")])
    assert {each.zone: (each.value, each.copied_from) for each in found} == {
        "FRANCE": (120, ""), "R76": (40, ""), "R28": (120, "FRANCE"),
        "D34": (7, ""), "D30": (40, "R76"), "D31": (40, "R76"),
    }, "D14 and D50: what was copied to their region is not copied further"  # fmt: skip
    whole = advance.copied_down(typed, Zones(PARENT), [("nat", "dept")])
    assert {each.zone for each in whole if each.copied_from == "FRANCE"} == {
        "D30", "D31", "D14", "D50",
    }  # fmt: skip
    copied = advance.advance([e for e in whole if e.zone == "D14"], day, 2025)
    assert (copied.current, copied.copied_from) == (120, "FRANCE")
    with pytest.raises(ValueError, match="downwards"):
        advance.copied_down(typed, Zones(PARENT), [("dept", "reg")])


def test_what_a_territory_proposes_has_its_own_rates() -> None:
    entries = [
        Entry("I", "D34", date(2023, 1, 1), "vi", Fraction(100)),
        Entry("I", "D34", date(2024, 6, 1), "va", Fraction(80)),
        Entry("I", "D34", date(2024, 12, 31), "vc", Fraction(60)),
        Entry("I", "D34", date(2025, 12, 31), "vc", Fraction(50)),
    ]
    found = advance.advance(entries, date(2024, 7, 1), 2024, DOWN, proposed=Fraction(55))
    assert (found.annual, found.overall) == (50, 40)
    assert (found.annual_proposed, found.overall_proposed) == (100, 90)
    assert found.annual_proposed_unbounded == Fraction(225, 2)
    alone = advance.advance(entries[:1], date(2024, 7, 1), 2024, DOWN, proposed=Fraction(55))
    assert (alone.proposed, alone.overall_proposed) == (55, None), "no target, no rate"
    assert advance.advance(entries, date(2024, 7, 1), 2024, DOWN).annual_proposed is None


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
    copies = draw.sample(COPIES, draw.randint(0, 3))
    mine = advance.copied_down(mine, Zones(PARENT), copies)
    theirs = naive.copied_down(theirs, PARENT, copies)
    assert len(mine) == len(theirs)
    seen = 0
    for manner, comparable in MANNERS.items():
        trend = draw.choice(list(Trend))
        year, on = draw.choice((2023, 2024, 2025)), date(draw.choice((2024, 2025)), 10, 1)
        for zone in (*PARENT, "FRANCE"):
            per_indicator = {}
            for indicator in ("IND-1", "IND-2"):
                own = [e for e in mine if e.indicator == indicator and e.zone == zone]
                hers = draw.choice((None, Fraction(draw.randint(-5000, 90000), 100)))
                found = advance.advance(own, on, year, trend, comparable, hers)
                expected = naive.rates(
                    theirs, indicator, zone, on.isoformat(), str(year), trend.value, manner,
                    None if hers is None else float(hers),
                )  # fmt: skip
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
