"""The two national objectives: who meets them, decided on whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spec.conftest import Received
from vigie.measures.figure import Figure
from vigie.measures.objectives import OBJECTIVES, met

PARTICIPATION, COMPLETION = OBJECTIVES


def both(received: Received, level: str) -> set[str]:
    answers = []
    for objective in OBJECTIVES:
        figures = received.ask(objective.measure, level=level)
        answers.append({f.territory_name for f in figures if met(objective, f)})
    return answers[0] & answers[1]


def test_the_objectives_are_the_printed_ones() -> None:
    """10 % of staff, 50 % of participants (seeds/001, l. 53, 54 and 83)."""
    assert [(o.measure, o.at_least) for o in OBJECTIVES] == [
        ("participation_rate", Fraction(1, 10)),
        ("finished_share", Fraction(1, 2)),
    ]


def test_only_two_regions_meet_both(nation: Received) -> None:
    assert both(nation, "region") == {"Martinique", "Saint-Pierre et Miquelon"}


def test_only_the_doubs_meets_both_among_the_departements_that_are_no_region(
    nation: Received,
) -> None:
    assert both(nation, "department") == {"Doubs", "Martinique", "Saint-Pierre et Miquelon"}


def test_one_half_exactly_is_met(nation: Received) -> None:
    """Cher: 118 of 236 (seeds/001, l. 1080)."""
    figure = nation.one("finished_share", "Cher")
    assert (figure.numerator, figure.denominator) == (118, 236)
    assert met(COMPLETION, figure) is True
    assert met(PARTICIPATION, nation.one("participation_rate", "Cher")) is False


@pytest.mark.parametrize("territory", ["FR", "reg:bourgogne-franche-comte", "reg:normandie"])
def test_the_nation_meets_neither(nation: Received, territory: str) -> None:
    assert met(PARTICIPATION, nation.one("participation_rate", territory)) is False


def share(numerator: int | None, denominator: int | None, status: str = "ok") -> Figure:
    value = numerator / denominator if numerator is not None and denominator else None
    return Figure(
        "finished_share", "dep:18", "Cher", "department", {}, value, numerator, denominator,
        "share", status,  # type: ignore[arg-type]  # drawn by hand
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(118, 236, True), (117, 236, False), (10**15, 2 * 10**15 + 1, False), (0, 4, False)],
)
def test_components_decide(numerator: int, denominator: int, expected: bool) -> None:
    assert met(COMPLETION, share(numerator, denominator)) is expected


@pytest.mark.parametrize(
    "figure",
    [share(None, None, "missing"), share(3, 0, "no_denominator"), share(None, None, "hidden")],
)
def test_no_value_is_neither_met_nor_missed(figure: Figure) -> None:
    assert met(COMPLETION, figure) is None
