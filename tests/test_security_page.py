"""The page of security is under test: nothing is forgotten, and each test it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
DECISIONS = {"met", "departs", "not yet", "host", "no object"}

# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 holds. Within a section they
# come first, those of level 3 apart, of which the numbers are given.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5,
    "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11,
    "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1,
    "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
REQUIREMENTS = [f"{section}.{n}" for section, many in SECTIONS.items() for n in range(1, many + 1)]


def rows() -> list[tuple[list[str], str, str, list[tuple[str, str]]]]:
    """(requirements, decision, why, tests) of each row."""
    found = []
    for line in re.findall(r"^\| (\d+\.\d+\.\d+.*) \|$", PAGE, flags=re.MULTILINE):
        asked, decision, why, tests = (part.strip() for part in line.split(" | "))
        first, _, last = asked.partition(" to ")
        section, _, start = first.rpartition(".")
        end = (last or first).rpartition(".")[2]
        numbers = [f"{section}.{n}" for n in range(int(start), int(end) + 1)]
        found.append((numbers, decision, why, re.findall(r"`([\w/]+)::(test_\w+)`", tests)))
    return found


@cache
def names_in(name: str) -> frozenset[str]:
    """The tests of a file, by their names."""
    tree = ast.parse((ROOT / "tests" / f"{name}.py").read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_each_requirement_is_decided_once() -> None:
    decided = Counter(number for numbers, *_ in rows() for number in numbers)
    assert len(REQUIREMENTS) == 253
    assert set(REQUIREMENTS) - set(decided) == set()
    assert set(decided) - set(REQUIREMENTS) == set()
    assert {number for number, times in decided.items() if times > 1} == set()


def test_decisions_are_of_the_known_kinds_and_say_why() -> None:
    for numbers, decision, why, tests in rows():
        assert decision in DECISIONS, numbers
        assert why or tests, numbers
        assert why or decision == "met", numbers


NAMED = sorted({named for *_, tests in rows() for named in tests})


@pytest.mark.parametrize("named", NAMED, ids="::".join)
def test_each_test_named_exists(named: tuple[str, str]) -> None:
    assert named[1] in names_in(named[0])


def test_most_of_what_is_met_points_to_a_test() -> None:
    met = [tests for _, decision, _, tests in rows() if decision == "met"]
    assert sum(bool(tests) for tests in met) > 0.9 * len(met)
    assert len(NAMED) > 100
