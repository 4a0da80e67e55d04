"""The sampler: exact by walking all that it can draw, and true to the law in what it does draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.domains.groups.noise import geometric, probability, silence, two_sided

THIRD = Fraction(1, 3)
RATIOS = st.fractions(min_value=Fraction(1, 20), max_value=Fraction(19, 20), max_denominator=20)


class OutOfLuck(Exception):
    """The walk asks for one draw more than what is written."""


def outcomes(ratio: Fraction, depth: int) -> Iterator[tuple[int, Fraction]]:
    """Every result that at most `depth` elementary draws can lead to, with its probability: the
    source is replaced by each possible sequence of wins and losses in turn."""
    waiting: list[list[bool]] = [[]]
    while waiting:
        script = waiting.pop()
        rest = iter(script)

        def below(number: int, rest: Iterator[bool] = rest) -> int:
            assert number == ratio.denominator
            try:
                # Any number under the numerator is a win, any other a loss.
                return 0 if next(rest) else ratio.numerator
            except StopIteration:
                raise OutOfLuck from None

        try:
            z = two_sided(ratio, below)
        except OutOfLuck:
            if len(script) < depth:
                waiting += [[*script, True], [*script, False]]
            continue
        wins = sum(script)
        yield z, ratio**wins * (1 - ratio) ** (len(script) - wins)


@pytest.mark.parametrize("ratio", [THIRD, Fraction(1, 2), Fraction(1, 5), Fraction(2, 3)])
def test_each_number_comes_out_with_its_probability(ratio: Fraction) -> None:
    found: Counter[int] = Counter()
    reached = Fraction(0)
    for z, chance in outcomes(ratio, depth=18):
        found[z] += chance  # type: ignore[assignment]  # fractions, counted as exactly
        reached += chance
    # What longer runs would add is what is missing to one, no more.
    missing = 1 - reached
    for z in range(-6, 7):
        assert found[z] <= probability(ratio, z) <= found[z] + missing
    assert missing < Fraction(1, 20)


def test_the_law_is_the_one_told_to_trainers() -> None:
    assert [probability(THIRD, z) for z in (0, 1, -1, 2)] == [
        Fraction(1, 2), Fraction(1, 6), Fraction(1, 6), Fraction(1, 18)
    ]  # fmt: skip


@given(RATIOS)
def test_probabilities_add_up(ratio: Fraction) -> None:
    inside = sum(probability(ratio, z) for z in range(-30, 31))
    beyond = 2 * probability(ratio, 31) / (1 - ratio)
    assert inside + beyond == 1


@given(RATIOS, st.integers(-40, 40))
def test_one_person_more_never_changes_the_odds_by_more_than_the_ratio(
    ratio: Fraction, z: int
) -> None:
    # What bounds every suspicion: ε = ln(1 / ratio).
    assert ratio <= probability(ratio, z + 1) / probability(ratio, z) <= 1 / ratio


def test_what_the_system_draws_follows_the_law() -> None:
    # 60 000 draws in 9 classes; 8 degrees of freedom: chi-squared exceeds 42 once in a million.
    draws = 60_000
    met = Counter(max(-4, min(4, two_sided(THIRD))) for _ in range(draws))
    chi = 0.0
    for z in range(-4, 5):
        chance = probability(THIRD, z)
        if abs(z) == 4:
            chance = chance / (1 - THIRD)
        expected = float(draws * chance)
        chi += (met[z] - expected) ** 2 / expected
    assert chi < 42


def test_no_noise_moves_nothing() -> None:
    assert {silence() for _ in range(10)} == {0}


@pytest.mark.parametrize("ratio", [Fraction(0), Fraction(1), Fraction(-1, 2), Fraction(3, 2)])
def test_a_ratio_outside_its_bounds_is_refused(ratio: Fraction) -> None:
    with pytest.raises(ValueError, match="not between"):
        geometric(ratio)
