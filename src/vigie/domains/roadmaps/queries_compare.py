"""One indicator over territories: how it is spread, on a map, and who stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from vigie.codes import UnknownCode
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import Indicator
from vigie.domains.roadmaps.rules import READ
from vigie.domains.roadmaps.values import Standing, standings
from vigie.web import formats
from vigie.web.charts.bars import Bar, bars
from vigie.web.charts.dots import Dot, dots
from vigie.web.charts.drawing import Chart, Reference
from vigie.web.maps import MapArea, MapView, has_geometry, map_view

MOST, FEW = 500, 6


@dataclass(frozen=True)
class Place:
    """A territory and where it stands."""

    code: str
    name: str
    standing: Standing
    value: str
    aim: str

    @property
    def number(self) -> float | None:
        return words.number_of(self.standing.value)

    @property
    def label(self) -> str:
        return self.standing.verdict.label

    @property
    def state(self) -> str:
        return self.standing.verdict.state.value

    @property
    def coverage(self) -> str:
        return words.coverage_text(self.standing.value)


def children_of(held: Rights, indicator: Indicator, on: date, level: str = "") -> list[Place]:
    """The territories inside that of the roadmap, at a level (that of the indicator by default),
    whose figures she may see; by name. Levels where everything is one territory give nothing."""
    wanted = level or indicator.territory_level
    try:
        codes = held.tree.descendants(indicator.roadmap.territory, wanted)[:MOST]
    except (UnknownCode, ValueError):
        return []
    codes = [each for each in codes if held.sees(READ, each)]
    if len(codes) < 2:
        return []
    found = [
        Place(code, place_name(held, code), each, words.value_text(each.value, indicator),
              words.aim_text(each))
        for code, each in standings(indicator, codes, on).items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: formats.sort_text(each.name))


def children_picture(
    held: Rights, indicator: Indicator, places: Sequence[Place], level: str = ""
) -> MapView | None:
    """Territories on a map, where their level has outlines and something is known."""
    wanted = level or indicator.territory_level
    if not has_geometry(wanted) or not any(each.number is not None for each in places):
        return None
    divider = 100 if indicator.is_percent else 1
    return map_view(
        id="carte",
        title=indicator.label,
        level=wanted,
        values={
            each.code: MapArea(
                each.name, each.value, None if each.number is None else each.number / divider
            )
            for each in places
        },
        tree=held.tree,
        focus=indicator.roadmap.territory,
        unit="share" if indicator.is_percent else "count",
        legend="Valeur" if indicator.is_percent else indicator.unit.capitalize(),
    )


@dataclass(frozen=True)
class Spread:
    """How values are spread: median and the two quartiles, in words; None with fewer than four."""

    median: str
    low: str
    high: str
    middle: float


def spread_of(indicator: Indicator, places: Sequence[Place]) -> Spread | None:
    """The spread of the values known."""
    known = sorted(number for each in places if (number := each.number) is not None)
    if len(known) < 4:
        return None
    low, middle, high = quantiles(known, n=4, method="inclusive")
    return Spread(_text(indicator, middle), _text(indicator, low), _text(indicator, high), middle)


def _text(indicator: Indicator, value: float) -> str:
    number = formats.decimal(value, 0 if value == int(value) else 1)
    return f"{number}\u00a0%" if indicator.is_percent else f"{number} {indicator.unit}"


def spread_picture(
    indicator: Indicator, places: Sequence[Place], spread: Spread | None, mine: set[str]
) -> Chart | None:
    """Each territory as a dot on one axis, hers named, the median as a line; a few as bars."""
    if not any(each.number is not None for each in places):
        return None
    divider = 100 if indicator.is_percent else 1
    unit = "share" if indicator.is_percent else "count"
    title = f"{indicator.label}\u00a0: où se situe chaque territoire"
    if len(places) <= FEW:
        # Side by side and by name: so few dots would only hide each other's names.
        return bars(
            id="repartition",
            title=title,
            items=[
                Bar(each.name, None if each.number is None else each.number / divider,
                    text=each.value)
                for each in places
            ],
            unit=unit,
        )  # fmt: skip
    return dots(
        id="repartition",
        title=title,
        items=[
            Dot(
                each.name,
                None if each.number is None else each.number / divider,
                each.value,
                emphasis=each.code in mine,
            )
            for each in places
        ],
        reference=Reference(f"médiane {spread.median}", spread.middle / divider)
        if spread is not None
        else None,
        unit=unit,
    )
