"""How pages speak of a territory."""

from datetime import date

import pytest

from vigie.facts.geography import build_tree
from vigie.observatory.places import place, shown_name

ON = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("dep:25", "académie de Besançon, région académique Bourgogne-Franche-Comté"),
        ("dep:80", "académie d’Amiens, région académique Hauts-de-France"),
        ("aca:besancon", "région académique Bourgogne-Franche-Comté"),
        ("reg:normandie", ""),
    ],
)
def test_what_stands_above_is_told_in_french(code: str, above: str) -> None:
    assert place(build_tree(None, ON), code).above == above


def test_the_unknown_line_has_a_name() -> None:
    tree = build_tree(None, ON)
    assert shown_name(tree, "dep:25:unplaced", "district") == "Hors circonscription ou non situés"
    assert shown_name(tree, "dep:25", "department") == "Doubs"
