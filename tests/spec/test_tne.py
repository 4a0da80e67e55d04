"""The TNE programme: twelve départements, their printed total, and the nation beside it."""

from __future__ import annotations

from spec import printed
from spec.conftest import Received
from spec.rounding import percent
from vigie.facts.geography import LABELS


def test_the_programme_has_twelve_departements_and_the_three_that_are_starred(
    nation: Received,
) -> None:
    """Twelve: seeds/001, l. 1087. Stars: l. 1073, 1076 and 1080."""
    members = LABELS["label:tne"].members
    assert len(members) == 12
    starred = {name for name, row in printed.TOP.items() if row[5]}
    named = {nation.cube.tree.name(code) for code in members}
    assert {name for name in printed.TOP if name in named} == starred


def test_the_printed_total_comes_back(nation: Received) -> None:
    names = ("started_not_finished", "finished_not_sent", "sent", "headcount")
    assert tuple(nation.one(name, "TNE").value for name in names) == printed.TNE[:4]
    assert percent(nation.one("participation_rate", "TNE")) == printed.TNE[4]


def test_the_printed_total_stands_while_only_some_members_are_known(nation: Received) -> None:
    figure = nation.one("participants", "TNE")
    (other,) = figure.alternatives
    # The three that are starred, and Guadeloupe, printed among the régions.
    known = [row[:3] for row in printed.TOP.values() if row[5]]
    known.append(printed.REGIONS["Guadeloupe"][:3])
    assert (other.kind, other.value) == ("sum", sum(sum(row) for row in known))


def test_some_members_over_all_the_people_are_no_other_rate(nation: Received) -> None:
    """2 809 participants of four départements, over the 129 098 people of twelve."""
    assert nation.one("participation_rate", "TNE").alternatives == ()


def test_the_programme_is_above_the_nation(nation: Received) -> None:
    """5,0 % against 4,5 % (seeds/001, l. 1087)."""
    figure = nation.one("participation_gap", "TNE")
    assert figure.unit == "points"
    assert round(figure.value or 0, 1) == 0.6
    exact = 100 * (6493 / 129_098 - 40_545 / 906_607)
    assert abs((figure.value or 0) - exact) < 1e-9


def test_the_programme_adds_nothing_to_the_nation(nation: Received) -> None:
    assert nation.one("participants").value == 40_545
