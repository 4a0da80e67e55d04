"""A small roadmap, drawn once for the tests of pages and reports.

BFC      region   owner: whoever is given
└ A      Former               action 2024-2025, under way; a support to deliver
  ├ A1   rate %   typed       2 % from 2023-09-01, 10 % asked by 2025-08-31; 3 % on 2024-04-10
  ├ A2   count    typed       2 000 asked; 1 000 then 800 more (cumulative)
  └ A3   qualitative          done asked; nothing said
└ B      Équiper              nothing
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.test import Client

from vigie.domains.people.models import Person
from vigie.domains.roadmaps import actions, actions_doing, actions_measuring, values
from vigie.domains.roadmaps.models import Indicator, Node, Roadmap

REGION, DEPARTMENT = "reg:bourgogne-franche-comte", "dep:25"
WRITTEN = datetime(2023, 9, 1, 8, 0, tzinfo=UTC)
NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Drawn:
    """The rows of the drawing."""

    roadmap: Roadmap
    node: Node
    empty: Node
    rate: Indicator
    count: Indicator
    done: Indicator


def draw(owner: Person, *, code: str = "bfc", name: str = "Feuille de route du dessin") -> Drawn:
    """Writes the drawing, owned by a person."""
    by = {"by": owner, "at": WRITTEN}
    roadmap = actions.create_roadmap(
        code=code, name=name, level="regional", territory=REGION,
        school_years="2023-2024 2024-2025",
        level_names="Axe\nCible", responsible="DRANE", **by,
    )  # fmt: skip
    node = actions.add_node(roadmap, parent=None, code="A", wording="Former", **by)
    empty = actions.add_node(roadmap, parent=None, code="B", wording="Équiper", **by)
    actions_doing.add_action(
        node, wording="Ouvrir une campagne par département", school_year="2024-2025",
        state="under_way", ends_on=date(2024, 4, 1), **by,
    )  # fmt: skip
    actions_doing.add_deliverable(node, wording="Guide", due_on=date(2024, 3, 1), **by)
    actions_doing.add_milestone(
        roadmap, code="m1", starts_on=date(2023, 10, 1), precision="month",
        wording="Premier test", season="Automne", **by,
    )  # fmt: skip
    rate = _indicator(node, owner, "A1", "Part des enseignants positionnés", "%")
    count = _indicator(node, owner, "A2", "Enseignants positionnés", "enseignants", cumulative=True)
    done = _indicator(node, owner, "A3", "Charte signée", "fait", kind="qualitative")
    actions_measuring.set_baseline(rate, amount=Decimal(2), on=date(2023, 9, 1), **by)
    actions_measuring.set_objective(rate, text=">= 10 % au plus tard le 2025-08-31", **by)
    actions_measuring.set_objective(count, text=">= 2000 cumulé au plus tard le 2024-08-31", **by)
    actions_measuring.set_objective(done, text="fait au plus tard le 2024-12-31", **by)
    _value(rate, owner, date(2024, 4, 10), "3")
    _value(count, owner, date(2023, 12, 31), "1000")
    _value(count, owner, date(2024, 4, 10), "800")
    return Drawn(roadmap, node, empty, rate, count, done)


def _indicator(
    node: Node, owner: Person, code: str, label: str, unit: str, **fields: object
) -> Indicator:
    return actions_measuring.add_indicator(
        node, code=code, label=label, unit=unit, territory_level="region", by=owner, at=WRITTEN,
        **fields,
    )  # fmt: skip


def _value(indicator: Indicator, owner: Person, on: date, amount: str) -> None:
    actions_measuring.type_value(
        indicator, territory=REGION, on=on, amount=Decimal(amount), source="enquête de la DRANE",
        by=owner, at=NOW,
    )  # fmt: skip


def forget() -> None:
    """Forgets the standings kept in memory: the rows of another test may have the same numbers."""
    values.forget()


def text_of(client: Client, path: str) -> str:
    """A page that opens, its spaces made plain."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = answer.content.decode()
    for mark in ("\u00a0", "\u202f"):
        text = text.replace(mark, " ")
    return text


class MovedClock:
    """The clock of the site, that a test moves."""

    at: datetime = NOW

    def move(self, days: int) -> None:
        self.at = NOW + timedelta(days=days)
