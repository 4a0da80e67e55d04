"""Totals beside those of PILOTE, and why they differ."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.totals import Part, copied_told, total, total_of
from vigie.domains.roadmaps.totals import told as told_of


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
    found = total_of(values, percent=True)
    assert (found.value, found.present, found.expected) == (14, 2, 4)
    told = told_of(found, percent=True)
    assert told.startswith("Ensemble des territoires connus\u00a0: 14\u202f%. 140 sur 1\u202f000")
    assert "2 territoires sur 4" in told
    nothing = total_of({"dep:25": None}, percent=False)
    assert told_of(nothing, percent=False, unit="écoles") == nothing.sentence
    counts = total_of({"dep:25": Observed(on, Fraction(4))}, percent=False)
    told = told_of(counts, percent=False, unit="écoles")
    assert told == "Ensemble des territoires connus\u00a0: 4\u00a0écoles."


def test_nothing_at_all() -> None:
    found = total([part("a", None)], percent=True)
    assert (found.value, found.as_pilote, found.present, found.expected) == (None, None, 0, 1)
    assert found.sentence.startswith("0 territoire sur 1\u00a0: ")


def test_a_copy_is_told() -> None:
    count = copied_told(Fraction(120), "FRANCE", 5, percent=False, unit="écoles")
    assert "120\u00a0écoles" in count
    assert "Les 5 territoires ainsi remplis totaliseraient 600\u00a0écoles." in count
    rate = copied_told(Fraction(12), "FRANCE", 5, percent=True)
    assert rate.startswith("12\u202f%\u00a0: valeur de «\u00a0FRANCE\u00a0»")
    assert "totaliseraient" not in rate
    assert copied_told(None, "FRANCE", 5, percent=True) == ""
