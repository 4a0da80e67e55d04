"""Counts of the domains, rolled up the tree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vigie.domains.territories.counts import Count, Thing, counts, days_of
from vigie.facts.geography import build_tree
from vigie.measures.definition import definitions

TREE = build_tree(None, date(2025, 6, 1))


def drawn(*things: Thing) -> Count:
    return Count("drawn", "Choses", "choses", "chose", "", "", lambda: things, "home")


def test_things_count_in_their_territory_and_in_those_around_it() -> None:
    count = drawn(
        Thing("dep:25", date(2024, 10, 1)),
        Thing("dep:25", date(2024, 10, 1), number=2),
        Thing("dep:39", date(2025, 1, 5)),
        Thing("aca:dijon", date(2024, 9, 3), counts=False),
        Thing("uai:0390001A", date(2025, 2, 1)),  # in no directory: its code says where it is
    )
    places = ["FR", "reg:bourgogne-franche-comte", "aca:besancon", "dep:25", "dep:39", "dep:34"]
    found = days_of(count, TREE, places)
    always = date(2100, 1, 1)
    assert [found[place].number(None, always) for place in places] == [5, 5, 5, 3, 2, 0]
    assert found["FR"].since == date(2024, 9, 3), "what does not count still says « kept here »"
    assert found["dep:25"].since == date(2024, 10, 1)
    assert found["dep:34"].since is None
    both = date(2024, 10, 1), date(2025, 1, 4)
    assert found["aca:besancon"].number(*both) == 3
    assert found["aca:besancon"].number(date(2024, 10, 2), date(2025, 1, 5)) == 1


def test_an_overseas_region_is_its_only_departement() -> None:
    found = days_of(drawn(Thing("dep:972", date(2024, 1, 1))), TREE, ["reg:martinique", "dep:972"])
    assert {place: days.number(None, date(2024, 1, 1)) for place, days in found.items()} == {
        "reg:martinique": 1, "dep:972": 1,
    }  # fmt: skip


@pytest.mark.database
def test_each_count_has_a_name_of_its_own() -> None:
    assert list(counts()) == ["inspector_campaigns", "subject_campaigns", "trainings_held"]
    assert not counts().keys() & definitions().keys(), "a file names both the same way"
    page = Path("docs/reference/roadmap-file.md").read_text("utf-8")
    for count in counts().values():
        assert f"`{count.name}`" in page
        assert all((count.label, count.unit, count.one, count.meaning, count.formula, count.page))
