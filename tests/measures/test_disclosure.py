"""Nothing about fewer than five people is shown, nor can be worked out from what is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.attack import Cell, Equation, worked_out
from vigie.codes import PROFILES
from vigie.facts.geography import build_tree
from vigie.measures.definition import definition, definitions
from vigie.measures.disclosure import STEERING, Policy, protect
from vigie.measures.figure import Alternative, Figure

TREE = build_tree(None, date(2024, 4, 10))
DAY = date(2024, 4, 10)
CORSE = ("dep:2A", "dep:2B")
STATES = ("started_not_finished", "finished_not_sent", "sent")
TOTALS = {"finished": STATES[1:], "participants": STATES}


def figure(
    measure: str,
    territory: str,
    value: int | None,
    *,
    of: tuple[int, int] | None = None,
    profile: str = "",
    **rest: object,
) -> Figure:
    """A figure of people, or a rate over `of` (numerator, denominator)."""
    numerator, denominator = of or (value, None)
    return Figure(
        measure=measure,
        territory=territory,
        territory_name=territory,
        level=TREE.level(territory.removesuffix(":unplaced")),
        dimensions={"profile": profile} if profile else {},
        value=numerator / denominator if of and numerator and denominator else value,
        numerator=numerator,
        denominator=denominator,
        unit="share" if of else "people",
        status=str(rest.pop("status", "ok")),  # type: ignore[arg-type]  # drawn by hand
        as_of=DAY,
        people=numerator,
        **rest,  # type: ignore[arg-type]  # drawn by hand
    )


def shown(figures: Sequence[Figure]) -> list[int | float | str | None]:
    return [f.value if f.status == "ok" else f.status for f in figures]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_fewer_than_five_are_hidden(count: int) -> None:
    (hidden,) = protect([figure("participants", "dep:25", count)], tree=TREE)
    assert hidden.status == "hidden"
    assert (hidden.value, hidden.numerator, hidden.denominator) == (None, None, None)
    assert hidden.note is not None


@pytest.mark.parametrize("count", [0, 5, 100])
def test_nobody_and_five_are_shown(count: int) -> None:
    (seen,) = protect([figure("participants", "dep:25", count)], tree=TREE)
    assert seen.value == count


def test_a_headcount_is_public() -> None:
    (seen,) = protect([figure("headcount", "dep:25", 3)], tree=TREE)
    assert seen.value == 3


def test_the_threshold_is_that_of_the_policy() -> None:
    figures = [figure("participants", "dep:25", 7)]
    assert shown(protect(figures, Policy(threshold=11), tree=TREE)) == ["hidden"]
    assert STEERING.threshold == 5


def test_the_other_half_of_a_region_is_hidden_too() -> None:
    """Otherwise the région, shown here or on another page, gives the small one back."""
    figures = [figure("sent", "dep:2A", 3), figure("sent", "dep:2B", 40)]
    assert shown(protect(figures, tree=TREE)) == ["hidden", "hidden"]


def test_each_region_is_protected_on_its_own() -> None:
    """Two small départements of two régions do not protect each other."""
    figures = [
        figure("sent", "reg:corse", 43),
        figure("sent", "reg:bretagne", 1_504),
        *(figure("sent", code, n) for code, n in zip(CORSE, (3, 40), strict=True)),
        figure("sent", "dep:22", 4),
        *(figure("sent", code, 500) for code in ("dep:29", "dep:35", "dep:56")),
    ]
    seen = dict(zip([f.territory for f in figures], protect(figures, tree=TREE), strict=True))
    assert seen["dep:2B"].status == "hidden"
    assert [seen[c].status for c in ("dep:29", "dep:35", "dep:56")].count("hidden") == 1


def test_a_place_alone_does_not_hide_the_nation() -> None:
    figures = [figure("sent", "FR", 15_047), figure("sent", "dep:25", 3)]
    assert shown(protect(figures, tree=TREE)) == [15_047, "hidden"]


def test_rates_are_protected_like_the_counts_they_carry() -> None:
    """Numerators travel with rates: their sum over a région gives the small one back."""
    figures = [
        figure("participation_rate", "reg:corse", None, of=(43, 3_935)),
        figure("participation_rate", "dep:2A", None, of=(3, 1_900)),
        figure("participation_rate", "dep:2B", None, of=(40, 2_035)),
    ]
    assert shown(protect(figures, tree=TREE))[1:] == ["hidden", "hidden"]


def test_a_rate_without_denominator_still_carries_a_count() -> None:
    bare = figure("participation_rate", "dep:25", None, status="no_denominator")
    (seen,) = protect([Figure(**{**vars_of(bare), "numerator": 3})], tree=TREE)
    assert (seen.status, seen.numerator) == ("hidden", None)


def vars_of(each: Figure) -> dict[str, object]:
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def test_the_other_end_of_a_rate_is_a_count_too() -> None:
    """All but two finished: showing the share shows the two."""
    (seen,) = protect([figure("finished_share", "dep:25", None, of=(98, 100))], tree=TREE)
    assert seen.status == "hidden"


def test_two_shown_steps_do_not_give_the_third() -> None:
    figures = [figure("participants", "dep:25", 100), figure("finished", "dep:25", 98)]
    assert "hidden" in shown(protect(figures, tree=TREE))


def test_ones_that_fill_their_total_are_not_left_alone() -> None:
    """Two hidden places that add up to two: each is one."""
    figures = [
        figure("sent", "reg:bretagne", 902),
        figure("sent", "dep:22", 1),
        figure("sent", "dep:29", 1),
        figure("sent", "dep:35", 400),
        figure("sent", "dep:56", 500),
    ]
    assert shown(protect(figures, tree=TREE)).count("hidden") >= 3


def test_a_count_shown_under_another_name_is_the_same_count() -> None:
    figures = [
        figure("finished", "dep:2A", 3),
        figure("finished", "dep:2B", 40),
        figure("completed_one_pathway", "dep:2B", 40),
    ]
    assert shown(protect(figures, tree=TREE)) == ["hidden"] * 3


def test_a_value_set_aside_is_a_count_too() -> None:
    other = Alternative("sum", 3, DAY, 1.0)
    (seen,) = protect([figure("sent", "dep:25", 601, alternatives=(other,))], tree=TREE)
    assert (seen.value, seen.alternatives) == (601, ())


def test_order_and_what_may_be_shown_are_kept() -> None:
    figures = [figure("sent", f"dep:{n}", 10 + n) for n in range(21, 26)]
    assert protect(figures, tree=TREE) == figures


# -- tiny tables, attacked

Counts = dict[tuple[str, str, str], int]
"""Département, profile, state -> people."""


@st.composite
def small_tables(draw: st.DrawFn) -> Counts:
    """Two départements of one région, two profiles of five (nobody in the others)."""
    people = st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 30))
    return {key: draw(people) for key in product(CORSE, PROFILES[:2], STATES)}


def cells_of(counts: Counts) -> dict[Cell, int]:
    """Every count of people of the table: places, profiles and steps."""
    found: dict[Cell, int] = {}
    for place, profile, measure in product(
        (*CORSE, "reg:corse"), (*PROFILES, ""), (*STATES, *TOTALS)
    ):
        found[measure, place, profile] = sum(
            n
            for (at, who, state), n in counts.items()
            if place in (at, "reg:corse")
            and profile in (who, "")
            and state in TOTALS.get(measure, (measure,))
        )
    return found


def equations(cells: dict[Cell, int]) -> Iterator[Equation]:
    """How the counts add up."""
    for measure, place, profile in cells:
        if place == "reg:corse":
            yield (measure, place, profile), tuple((measure, at, profile) for at in CORSE)
        if not profile:
            yield (measure, place, profile), tuple((measure, place, p) for p in PROFILES)
        if measure in TOTALS:
            parts = ("started_not_finished", "finished") if measure == "participants" else (
                TOTALS[measure]
            )  # fmt: skip
            yield (measure, place, profile), tuple((part, place, profile) for part in parts)


LISTS = {  # the measures of a list, and those that a reader gets from them
    ("sent",): ("sent",),
    ("participants", "finished"): ("participants", "finished", "started_not_finished"),
    (*STATES, *TOTALS): (*STATES, *TOTALS),
}


@settings(max_examples=60, deadline=None)
@given(small_tables(), st.sampled_from(list(LISTS)), st.booleans(), st.booleans())
def test_nothing_small_is_shown_nor_can_be_worked_out(
    counts: Counts, measures: tuple[str, ...], by_profile: bool, with_region: bool
) -> None:
    truth = cells_of(counts)
    places = (*CORSE, "reg:corse") if with_region else CORSE
    profiles = (*PROFILES, "") if by_profile else ("",)
    asked = list(product(measures, places, profiles))
    figures = [figure(m, at, truth[m, at, p], profile=p) for m, at, p in asked]
    seen = protect(figures, tree=TREE)
    visible = {cell for cell, f in zip(asked, seen, strict=True) if f.status == "ok"}
    assert not [cell for cell in visible if 0 < truth[cell] < STEERING.threshold]
    # Cells that no figure of the list is about are unknown to the reader, and may be zero.
    within = {
        cell: n
        for cell, n in truth.items()
        if cell[0] in LISTS[measures] and cell[1] in places and cell[2] in profiles
    }
    known = [
        (total, parts) for total, parts in equations(truth) if {total, *parts} <= within.keys()
    ]
    small = {cell for cell in within if 0 < truth[cell] < STEERING.threshold}
    assert not worked_out(within, visible, set(asked) - visible, known, small)


def test_every_measure_can_be_protected() -> None:
    """A measure that disclosure control does not know would be shown as it is."""
    for name in definitions():
        wanted = definition(name)
        of = None if wanted.kind == "sum" else (3, 8)
        (seen,) = protect([figure(name, "dep:25", 3, of=of)], tree=TREE)
        assert seen.status == ("ok" if name == "headcount" else "hidden"), name
