"""How far the best attacker gets, computed exactly from the function that draws what is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attacks.attacker import (
    colluding,
    lone,
    lone_presence,
    pair,
    presence,
    three_sets,
)
from vigie.domains.compliance.policies import SHIPPED

LONE, ONE, TWO = 0.62, 0.75, 0.90
"""What the trainers are told: alone, with all the others and one synthesis, with two."""
RATES = (0.5, 0.7, 0.9, 1.0)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("listed", [8, 9, 10, 12, 14])
def test_a_lone_trainer_with_one_picture(listed: int, rate: float) -> None:
    assert lone(listed, rate).success <= LONE


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("listed", [8, 10, 12])
def test_a_lone_trainer_with_the_same_list_twice(listed: int, rate: float) -> None:
    assert lone(listed, rate, pictures=2).success <= LONE


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("listed", [8, 10, 12])
def test_two_lists_that_differ_by_her(listed: int, rate: float) -> None:
    assert pair(listed, rate).success <= LONE


def test_three_sets() -> None:
    # A, B, then both with her: more than five away from each, which a rule of distance lets pass.
    assert three_sets(10).success <= LONE


@pytest.mark.parametrize("others", range(4, 21))
def test_all_the_others_together_with_one_picture(others: int) -> None:
    # Whatever they answered: the worst case for her is the one that they would choose. The first
    # and the last (nobody masters, everybody does) are a group that is unanimous, but for her.
    attackers = [colluding(others, master) for master in range(others + 1)]
    assert max(each.success for each in attackers) <= ONE
    assert max(each.certainty for each in attackers) <= ONE + 0.01


@pytest.mark.parametrize("others", [4, 7, 12, 20])
def test_all_the_others_together_with_two_pictures(others: int) -> None:
    attackers = [colluding(others, master, pictures=2) for master in range(others + 1)]
    assert max(each.success for each in attackers) <= TWO


def test_whether_she_answered() -> None:
    # Not a yes/no answer of hers but her presence: a trainer alone learns nothing worth having;
    # four accomplices at the very threshold learn more, which is the price of a hard floor.
    assert lone_presence().success <= LONE
    assert 0.80 <= max(presence(4, master, 8).success for master in range(5)) <= 0.90
    assert max(presence(7, master, 8).success for master in range(8)) <= 0.90


def test_the_attacker_is_not_a_straw_one() -> None:
    # Against the same pictures without noise, she is right every time that bands let her.
    bare = replace(SHIPPED, noisy=False)
    assert max(colluding(9, master, policy=bare).success for master in range(10)) > 0.999
