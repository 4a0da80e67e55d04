"""Sums of the territories inside, beside a slow twin; and what a change drops from memory."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.people import someone
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import values
from vigie.domains.roadmaps.actions import add_node, change_node, create_roadmap
from vigie.domains.roadmaps.actions_measuring import (
    add_indicator,
    remove_indicator,
    set_baseline,
    set_objective,
    type_value,
    withdraw_value,
)
from vigie.domains.roadmaps.changes import history, undo
from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.typed_values import MILLIONTHS, Part, rolled_up
from vigie.domains.roadmaps.values import standing_of

AT = datetime(2025, 6, 15, 9, tzinfo=UTC)
TODAY = AT.date()
DAYS = [date(2025, month, 1) for month in range(1, 7)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(DAYS), st.sampled_from("abcd"), st.integers(0, 50), st.integers(50, 90)
        ),
        max_size=25,
    ),
    st.booleans(),
    st.booleans(),
)
def test_running_sums_are_those_of_a_slow_twin(
    given_: list[tuple[date, str, int, int]], percent: bool, cumulative: bool
) -> None:
    given_ = sorted(given_, key=lambda row: row[0])
    parts = [
        Part(day.isoformat(), rank, place, over * MILLIONTHS, over * MILLIONTHS, under * MILLIONTHS)
        for rank, (day, place, over, under) in enumerate(given_)
    ]
    indicator = Indicator(unit="%" if percent else "écoles", cumulative=cumulative, kind="typed")
    found = rolled_up(indicator, parts, 4)
    assert [each.on for each in found] == sorted({row[0] for row in given_})
    for each in found:
        last = {}
        for day, place, over, under in given_:
            if day == each.on or (day < (each.on or day) and not cumulative):
                last[place] = over, under
        top, bottom = (sum(pair[n] for pair in last.values()) for n in (0, 1))
        assert (each.numerator, each.denominator) == (top, bottom)
        assert each.amount == (Fraction(top * 100, bottom) if percent else top)
        assert (each.present, each.expected) == (len(last), 4)


def test_a_rate_without_components_is_not_summed() -> None:
    parts = [Part("2025-01-01", 1, "a", 5, 1, 2), Part("2025-01-01", 2, "b", 5, None, None)]
    (found,) = rolled_up(Indicator(unit="%", kind="typed"), parts, 2)
    assert (found.status, found.amount) == ("no_denominator", None)


# In memory ------------------------------------------------------------------------------------


@pytest.fixture
def person(home: Path) -> Person:
    assert home
    values.forget()
    return someone(Role.DELEGATE, territory="reg:occitanie")


@pytest.fixture
def roadmap(person: Person) -> Roadmap:
    made = create_roadmap(
        code="occitanie", name="Occitanie", level="regional", territory="reg:occitanie",
        by=person, at=AT,
    )  # fmt: skip
    node = add_node(made, parent=None, code="A", wording="Équiper", by=person, at=AT)
    for code in ("I1", "I2", "I3"):
        add_indicator(
            node, code=code, label=code, unit="écoles", territory_level="department",
            by=person, at=AT,
        )  # fmt: skip
    return made


@pytest.mark.database
@pytest.mark.django_db
def test_a_change_drops_the_indicators_that_it_touches(
    roadmap: Roadmap, person: Person, django_assert_num_queries: object
) -> None:
    one, two, three = roadmap.indicators.order_by("code")
    who = {"by": person, "at": AT}
    first = standing_of(roadmap, TODAY)
    assert standing_of(roadmap, TODAY) is first
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        standing_of(roadmap, TODAY)

    def amount(indicator: Indicator) -> Fraction | None:
        value = standing_of(roadmap, TODAY)[indicator.pk].value
        return value.amount if value else None

    # What the départements say adds up, fresh after each change, and the others are kept as is.
    typed = type_value(one, territory="dep:34", on=DAYS[0], amount=Decimal("1.5"), **who)
    assert amount(one) == Fraction(3, 2)
    assert standing_of(roadmap, TODAY)[two.pk] is first[two.pk]
    type_value(one, territory="dep:30", on=DAYS[1], amount=Decimal(2), **who)
    assert amount(one) == Fraction(7, 2)
    withdraw_value(typed, **who)
    assert amount(one) == 2
    undo(roadmap, history(roadmap)[0].code, **who)
    assert amount(one) == Fraction(7, 2)
    objective = set_objective(two, text=">= 3", **who)
    assert standing_of(roadmap, TODAY)[two.pk].objective == objective
    assert standing_of(roadmap, TODAY)[three.pk] is first[three.pk]
    set_baseline(three, amount=Decimal(1), **who)
    assert standing_of(roadmap, TODAY)[three.pk].start is not None
    set_baseline(three, amount=None, **who)
    assert standing_of(roadmap, TODAY)[three.pk].start is None
    remove_indicator(two, **who)
    assert list(standing_of(roadmap, TODAY)) == [one.pk, three.pk]
    undo(roadmap, history(roadmap)[0].code, **who)
    assert list(standing_of(roadmap, TODAY)) == [one.pk, two.pk, three.pk]
    change_node(roadmap.nodes.get(), wording="Équiper mieux", **who)
    assert standing_of(roadmap, TODAY)[one.pk].indicator.node.wording == "Équiper mieux"


@pytest.mark.database
@pytest.mark.django_db
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(0, 10**6, places=6), min_size=1, max_size=3, unique=True))
def test_sums_are_exact_to_the_last_decimal_kept(
    roadmap: Roadmap, person: Person, amounts: list[Decimal]
) -> None:
    indicator = roadmap.indicators.order_by("code")[2]
    for place, amount in zip(("dep:34", "dep:30", "dep:31"), amounts, strict=False):
        type_value(indicator, territory=place, on=DAYS[3], amount=amount, by=person, at=AT)
    found = standing_of(roadmap, TODAY)[indicator.pk].value
    assert found
    latest = {}
    for value in indicator.values.order_by("pk"):
        latest[value.territory] = value.amount or Decimal(0)
    assert found.amount == Fraction(sum(latest.values(), Decimal(0)))
