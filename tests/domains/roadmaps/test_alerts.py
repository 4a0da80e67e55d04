"""When a value is due, and what should be looked at."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from vigie.domains.roadmaps import alerts
from vigie.domains.roadmaps.alerts import AlertKind
from vigie.domains.roadmaps.freshness import freshness
from vigie.domains.roadmaps.objective_text import parse
from vigie.domains.roadmaps.observed import Observed, typed
from vigie.domains.roadmaps.verdicts import verdict

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("last", "frequency", "delay", "next_value", "due"),
    [
        ("2025-01-31", "month", 0, "2025-02-28", "2025-02-28"),
        ("2025-01-15", "month", 0, "2025-02-15", "2025-02-28"),
        ("2025-01-15", "month", 20, "2025-02-15", "2025-03-31"),
        ("2024-11-30", "quarter", 0, "2025-02-28", "2025-02-28"),
        ("2024-12-31", "half", 30, "2025-06-30", "2025-07-31"),
        ("2024-02-29", "year", 0, "2025-02-28", "2025-02-28"),
        ("2025-01-15", "week", 3, "2025-01-22", "2025-01-25"),
    ],
)
def test_when_the_next_value_is_due(
    last: str, frequency: str, delay: int, next_value: str, due: str
) -> None:
    given = date.fromisoformat(last), frequency
    end = date.fromisoformat(due)
    found = freshness(*given, end, delay_days=delay)
    assert found.next_value == date.fromisoformat(next_value)
    assert found.due == end
    assert not found.late
    assert freshness(*given, date.fromordinal(end.toordinal() + 1), delay_days=delay).late


def test_who_is_asked_is_said_once_it_is_late() -> None:
    late = freshness(date(2025, 1, 1), "month", DAY, asked="Camille Roy")
    assert late.sentence == (
        "Dernière valeur\u00a0: 1er\u00a0janvier\u00a02025\u00a0; la suivante était attendue le "
        "28\u00a0février\u00a02025 au plus tard. À demander à Camille Roy."
    )
    assert "Personne n’est chargé" in freshness(None, "month", DAY).sentence
    assert "Camille" not in freshness(DAY, "month", DAY, asked="Camille Roy").sentence
    never = freshness(date(2020, 1, 1), "", DAY)
    assert (never.due, never.late) == (None, False)


def kind(alert: alerts.Alert | None) -> AlertKind | None:
    if alert is not None:
        assert alert.label
        assert alert.sentence.endswith((".", ").")), alert.sentence
    return alert.kind if alert else None


def point(amount: int, month: int = 1, origin: str = "computed") -> Observed:
    return Observed(date(2025, month, 1), Fraction(amount), True, origin=origin)  # type: ignore[arg-type]  # a parameter


def test_late_and_no_value() -> None:
    nothing = verdict(parse(">= 10 %"), None, [], DAY)
    assert kind(alerts.no_value(nothing, freshness(None, "month", DAY))) is AlertKind.NO_VALUE
    assert kind(alerts.late(freshness(None, "month", DAY))) is None
    assert kind(alerts.late(freshness(date(2024, 1, 1), "month", DAY))) is AlertKind.LATE
    hidden = verdict(parse(">= 10 %"), None, [Observed(DAY, status="hidden")], DAY)
    assert alerts.no_value(hidden, freshness(None, "month", DAY)) is None
    known = verdict(parse(">= 10 %"), None, [point(3)], DAY)
    assert alerts.no_value(known, freshness(DAY, "month", DAY)) is None


@pytest.mark.parametrize(
    ("objective", "before", "last", "falls"),
    [
        (">= 50 %", 30, 29, True),
        (">= 50 %", 30, 30, False),
        (">= 50 %", 30, 31, False),
        (">= 50 %", 70, 60, False),  # still met
        (">= 50 %", 70, 40, True),
        ("<= 10 %", 20, 21, True),
        ("<= 10 %", 20, 15, False),
        ("5..10 %", 8, 12, True),
        ("5..10 %", 12, 11, False),
    ],
)
def test_falling_is_going_away_from_the_objective(
    objective: str, before: int, last: int, falls: bool
) -> None:
    found = alerts.falling([point(before), point(last, 2)], parse(objective).bounds())
    assert (found is not None) == falls
    assert kind(found) in (None, AlertKind.FALLING)


def test_falling_needs_two_values_and_an_objective() -> None:
    assert alerts.falling([point(5)], parse(">= 50 %").bounds()) is None
    assert alerts.falling([point(5), point(4, 2)], None) is None


@pytest.mark.parametrize(
    ("rate", "peers", "far"),
    [
        (39, (50, 50, 50), True),
        (40, (50, 50, 50), False),  # ten points exactly
        (60, (50, 50, 50), False),
        (39, (50, 50), False),  # too few
        (39, (50, 50, None), False),
        (39, (0, 50, 100), True),
        (39, (0, 0, 100), False),
        (None, (50, 50, 50), False),
    ],
)
def test_far_from_the_median_of_the_peers(
    rate: int | None, peers: tuple[int | None, ...], far: bool
) -> None:
    mine = None if rate is None else Fraction(rate)
    found = alerts.far_from_peers(mine, [None if p is None else Fraction(p) for p in peers])
    assert (found is not None) == far
    assert kind(found) in (None, AlertKind.FAR_FROM_PEERS)
    turned = alerts.far_from_peers(
        None if mine is None else 100 - mine,
        [None if p is None else Fraction(100 - p) for p in peers],
        falls=True,
    )
    assert (turned is not None) == far


@pytest.mark.parametrize(
    ("computed", "other", "told"),
    [
        (20, 20, False),
        (20, 22, False),  # a tenth exactly
        (20, 23, True),
        (10, 9, True),  # one meets the objective, the other does not
        (0, 1, True),
        (0, 0, False),
    ],
)
def test_contradictory_values(computed: int, other: int, told: bool) -> None:
    both = [
        point(computed),
        typed(Fraction(other), date(2025, 2, 1), percent=True, author="C. Roy"),
    ]
    found = alerts.contradictory(verdict(parse(">= 10 %"), None, both, DAY))
    assert (found is not None) == told
    assert kind(found) in (None, AlertKind.CONTRADICTORY)


def test_nothing_contradicts_what_is_alone_or_in_another_unit() -> None:
    assert alerts.contradictory(verdict(parse(">= 10 %"), None, [point(1)], DAY)) is None
    both = [point(1), typed(Fraction(500), DAY)]
    assert alerts.contradictory(verdict(parse(">= 10 %"), None, both, DAY)) is None


def test_weather() -> None:
    assert alerts.weather_missing(True, "2024-2025") is None
    assert kind(alerts.weather_missing(False, "2024-2025")) is AlertKind.WEATHER_MISSING
