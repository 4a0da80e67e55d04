"""Gaps in words (seeds/001, l. 123-124: « plus de 20 points », « près de 10 points »)."""

import pytest

from vigie.measures.figure import Figure
from vigie.observatory.sentences import against, amount, between


def share(value: float) -> Figure:
    return Figure("coverage", "FR", "France", "nation", {}, value, value, 1, "share", "ok")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (22, "plus de 20\u00a0points"),
        (9, "près de 10\u00a0points"),
        (8, "près de 10\u00a0points"),
        (20, "20\u00a0points"),
        (12, "plus de 10\u00a0points"),
        (13, "près de 15\u00a0points"),
        (3, "près de 5\u00a0points"),
        (2, "2\u00a0points"),
        (1.5, "1,5\u00a0point"),
        (-22, "plus de 20\u00a0points"),
        (20.04, "20\u00a0points"),
    ],
)
def test_a_gap_as_people_say_it(points: float, words: str) -> None:
    assert amount(points) == words


def test_between_says_both_values_and_the_higher_first() -> None:
    said = between("le CRCN-Édu", share(0.56), "le CRCN", share(0.78))
    assert said == ("Plus de 20\u00a0points séparent le CRCN (78\u202f%) du CRCN-Édu (56\u202f%).")


def test_nothing_is_said_of_no_gap() -> None:
    assert between("le CRCN", share(0.5), "le CRCN-Édu", share(0.5)) == ""


def test_against_a_reference() -> None:
    assert against("Doubs", share(0.67), "la France", share(0.69)) == (
        "Doubs\u00a0: 2\u00a0points au-dessous de la France (67\u202f% contre 69\u202f%)."
    )
    assert "au niveau de" in against("Doubs", share(0.69), "la France", share(0.69))
