"""The small signs after a figure, in words."""

import pytest
from django.template import Context, Template

from vigie.measures.figure import Figure

PART = Template("{% load vigie %}{% figure f link=False %}")


def shown(present: float | None, expected: float | None) -> str:
    figure = Figure(
        measure="participants", territory="dep:25", territory_name="Doubs", level="department",
        dimensions={}, value=12, numerator=None, denominator=None, unit="people", status="ok",
        as_of=None, imports=(), present=present, expected=expected,
    )  # fmt: skip
    return PART.render(Context({"f": figure}))


@pytest.mark.parametrize(
    ("present", "expected", "words"),
    [
        (1.0, 5.0, "données partielles\u00a0: 1 sur 5\u00a0attendues"),
        (0.0, 1.0, "données partielles\u00a0: 0 sur 1\u00a0attendue"),
        # A circonscription holds a part of the unit of its département.
        (0.167, 0.333, "données partielles\u00a0: 50\u202f% de ce qui est attendu"),
    ],
)
def test_what_is_missing_behind_a_figure(present: float, expected: float, words: str) -> None:
    assert words in shown(present, expected)


@pytest.mark.parametrize(("present", "expected"), [(5.0, 5.0), (None, None), (0.2, 0.2)])
def test_nothing_is_said_of_a_whole(present: float | None, expected: float | None) -> None:
    assert "◐" not in shown(present, expected)
