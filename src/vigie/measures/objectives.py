"""The national objectives, and whether a figure meets one: decided on integers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vigie.measures.figure import Figure


@dataclass(frozen=True)
class Objective:
    """`measure` should reach `at_least`, a share in [0, 1], by `by`."""

    code: str
    measure: str
    at_least: Fraction
    label: str
    by: str
    source: str


OBJECTIVES = (
    Objective(
        "participation",
        "participation_rate",
        Fraction(10, 100),
        "Au moins 10\u00a0% des personnels ont commencé",
        "décembre 2024",
        "seeds/001, l. 53",
    ),
    Objective(
        "completion",
        "finished_share",
        Fraction(50, 100),
        "Au moins la moitié des participants ont terminé un parcours",
        "décembre 2024",
        "seeds/001, l. 54",
    ),
)


def met(objective: Objective, figure: Figure) -> bool | None:
    """Whether a figure meets an objective; None when it has no value.

    118 of 236 meets one half exactly: components are compared, never the rounded rate.
    """
    if figure.status != "ok" or not figure.denominator or figure.numerator is None:
        return None
    return Fraction(figure.numerator) >= objective.at_least * Fraction(figure.denominator)
