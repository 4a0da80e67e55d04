"""Objectives: their short form, what is refused of it, their line, which one is in force."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.domains.roadmaps import objective_text, objectives
from vigie.domains.roadmaps.objective_text import parse, written
from vigie.domains.roadmaps.objectives import Baseline, Direction, Kind, Objective
from vigie.domains.roadmaps.verdicts import path

DAY, END = date(2024, 1, 1), date(2024, 12, 31)
BASE = Baseline(Fraction(0), DAY)

DECIMALS = st.decimals(0, 10**6, places=3, allow_nan=False).map(Fraction)


@st.composite
def any_objective(draw: st.DrawFn) -> Objective:
    kind = draw(st.sampled_from(Kind))
    if kind is Kind.NONE:
        return Objective(kind)
    value: Fraction | None = draw(DECIMALS)
    upper: Fraction | None = None
    side = None
    assert value is not None
    if kind is Kind.DONE:
        value = None
    elif kind is Kind.BETWEEN:
        upper = value + draw(DECIMALS)
    elif kind is Kind.OUT_OF:
        upper = value + draw(DECIMALS) + 1
        side = draw(st.sampled_from((None, Direction.FALL)))
    elif kind is Kind.ABOUT:
        upper = draw(st.sampled_from((Fraction(10), Fraction(20), Fraction(1, 2))))
    elif kind is Kind.INCREASE:
        value = draw(st.sampled_from((value + 1, -Fraction(1, 8), Fraction(-100))))
    elif kind is Kind.MULTIPLY:
        value = draw(st.sampled_from((value + 2, Fraction(1, 2))))
    ranged = kind in objectives.RANGES
    if ranged:
        side = draw(st.sampled_from(Direction))
    percent = draw(st.booleans()) if ranged or kind in (Kind.AT_LEAST, Kind.AT_MOST) else False
    by = draw(st.none() | st.dates(date(1900, 1, 1)))
    years = None if by else draw(st.none() | st.integers(1, 20))
    return Objective(
        kind, value, upper, percent, side, draw(st.sampled_from((None, *objectives.SCOPES))),
        draw(st.booleans()), by, years,
    )  # fmt: skip


@given(any_objective())
def test_the_short_form_says_it_all(objective: Objective) -> None:
    assert parse(written(objective)) == objective
    assert objective_text.sentence(objective, "écoles")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("≥10%", ">= 10 %"), (">=  10\u00a0000", ">= 10000"), ("×2 en 3 ans", "x2 en 3 ans"),
        ("5 .. 10", "5..10"), ("~50 ± 10 %", "~ 50"),
        (">= 1 fin 2021", ">= 1 au plus tard le 31/12/2021"),
        (">= 1 fin 2024-2025", ">= 1 au plus tard le 2025-08-31"), ("80 / 122", "80/122"),
        ("−20 %", "-20 %"), (">= 2.5", ">= 2,5"), ("Fait", "fait"),
    ],
)  # fmt: skip
def test_what_people_write_is_read(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "Écrivez par exemple"), ("10 %", ">= 10 %"), ("+20", "+20 %"), ("> 5", ">="),
        ("x1", "x2"), ("10..5", "plus petit d’abord"), ("130/122", "80/122"), ("80/0", "80/122"),
        (">= 10 par ville", "par académie"), (">= 10 au plus tard le 2024-02-30", "Corrigez"),
        ("aucun fin 2021", "seulement aucun"), (">= 10 ou plus", "Retirez"), ("~ 5 ± 0 %", "± 20"),
        ("-120 %", "-20"), ("+0 %", "+20"), (">= 1 fin 2021-2023", "deux années"),
        ("x2 en 0 ans", "1 an"),
        ("une cinquantaine", "~ 50"), ("2e5", "Écrivez"), (">= 1/3", "Écrivez"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(objective_text.RefusedObjective) as caught:
        parse(text)
    assert remedy in caught.value.remedy
    assert text in caught.value.message or not text or "date" in caught.value.message \
        or "année" in caught.value.message  # fmt: skip


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(objective_text.RefusedObjective):
        assert parse(written(parse(text))) == parse(text)


def test_the_line_to_the_objective() -> None:
    asked = parse(f"5..10 au plus tard le {END}")
    assert path(asked, Baseline(Fraction(0), DAY)) == [(DAY, 0), (END, 5)]
    assert path(asked, Baseline(Fraction(20), DAY)) == [(DAY, 20), (END, 10)]
    assert (
        path(asked, None) == path(parse("5..10"), BASE) == path(parse("fait fin 2024"), BASE) == []
    )


def test_which_objective_is_in_force() -> None:
    """Martinique (seeds/001, l. 840): 1 000, 2 000 and 4 000 by the end of three school years."""
    years = [
        parse(f">= {n} fin {y}-{y + 1}") for n, y in ((1000, 2023), (2000, 2024), (4000, 2025))
    ]
    at = lambda day: objectives.in_force(years, day)  # noqa: E731 — read once, on one line
    assert at(date(2023, 1, 1)) is years[0]
    assert at(date(2024, 8, 31)) is years[0]
    assert at(date(2024, 9, 1)) is years[1]
    assert at(date(2030, 1, 1)) is years[2]
    assert objectives.in_force([], DAY) is None
    assert objectives.in_force([parse(">= 1"), years[0]], date(2025, 1, 1)) == parse(">= 1")
