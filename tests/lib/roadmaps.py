"""Roadmaps of the tests, drawn by the verbs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.actions import add_node, create_roadmap
from vigie.domains.roadmaps.actions_measuring import add_indicator
from vigie.domains.roadmaps.models import Indicator, Node, Roadmap

EXAMPLES = Path(__file__).parents[2] / "examples" / "roadmaps"
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
_numbers = count(1)


def a_roadmap(
    territory: str = "aca:besancon", *, by: Person | None = None, code: str = "", at: datetime = NOW
) -> Roadmap:
    """A roadmap with the levels « Axe » and « Action », and one node of each: A and A/A1."""
    made = create_roadmap(
        code=code or f"essai-{next(_numbers)}",
        name="Un essai",
        level="academie",
        territory=territory,
        level_names="Axe\nAction",
        school_years="2025-2026 2026-2027",
        by=by,
        at=at,
    )
    axis = add_node(made, code="A", wording="Former", by=by, at=at)
    add_node(made, code="A1", wording="Des stages", parent=axis, by=by, at=at)
    return made


def the_action(roadmap: Roadmap) -> Node:
    """Its node A/A1."""
    return roadmap.nodes.get(path="A/A1")


def an_indicator(
    roadmap: Roadmap, *, unit: str = "stages", by: Person | None = None, at: datetime = NOW,
    **fields: object,
) -> Indicator:  # fmt: skip
    """An indicator of its node A/A1, typed by hand unless a measure is given."""
    given: dict[str, object] = {"territory_level": "department", **fields}
    return add_indicator(
        the_action(roadmap),
        code=f"I{next(_numbers)}",
        label="Un indicateur",
        unit=unit,
        by=by,
        at=at,
        **given,  # type: ignore[arg-type]  # fields of an indicator
    )
