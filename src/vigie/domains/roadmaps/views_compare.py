"""One indicator over territories: its spread first, never a ranking by default."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import UnknownCode
from vigie.domains.people.rights import Rights, rights
from vigie.domains.roadmaps.checks import LEVEL_NAMES
from vigie.domains.roadmaps.models import Indicator, Roadmap
from vigie.domains.roadmaps.queries_compare import (
    Place,
    children_of,
    children_picture,
    spread_of,
    spread_picture,
)
from vigie.domains.roadmaps.rules import roadmap_of
from vigie.domains.roadmaps.showing import crumbs_of, tabs_of, today
from vigie.web.components import Choice, Crumb
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Row, Table


@never_cache
@require_safe
def roadmap_compare(request: HttpRequest, code: str) -> HttpResponse:
    """Where each territory stands for one indicator of a roadmap."""
    held = rights(request)
    roadmap = roadmap_of(held, code)
    rows = roadmap.indicators.standing().select_related("node")
    indicators = list(rows.order_by("node__order", "order", "pk"))
    for each in indicators:
        each.roadmap = roadmap
    chosen = _chosen(indicators, request.GET.get("indicateur", ""))
    levels = _levels(held, roadmap)
    level = _level(chosen, request.GET.get("maille", ""), levels)
    context: dict[str, object] = {
        "roadmap": roadmap,
        "tabs": tabs_of(roadmap, "roadmap_compare"),
        "crumbs": crumbs_of(roadmap, Crumb("Comparer")),
        "indicator": chosen,
    }
    if chosen is None:
        return render(request, "roadmaps/compare.html", context)
    places = children_of(held, chosen, today(held), level)
    spread = spread_of(chosen, places)
    mine = {mandate.territory for mandate in held.mandates}
    view = _table(chosen, places).view(request.GET)
    exported = export_asked(request, view)
    if exported is not None:
        return exported
    context |= {
        "places": places,
        "spread": spread,
        "chart": spread_picture(chosen, places, spread, mine),
        "map": children_picture(held, chosen, places, level),
        "table": view,
        "fields": [
            Choice("indicateur", "Indicateur",
                   [(str(each.pk), f"{each.code} · {each.label}"[:60]) for each in indicators],
                   str(chosen.pk)),
            Choice("maille", "Par", [(key, LEVEL_NAMES[key]) for key in levels], level),
        ],
    }  # fmt: skip
    return render(request, "roadmaps/compare.html", context)


_LEVELS = ("region", "academie", "department", "district", "basin")


def _chosen(indicators: list[Indicator], asked: str) -> Indicator | None:
    by_number = {str(each.pk): each for each in indicators}
    return by_number.get(asked) or (indicators[0] if indicators else None)


def _levels(held: Rights, roadmap: Roadmap) -> tuple[str, ...]:
    """The levels at which the territory of a roadmap has parts to compare; all of them when it has
    none, so that the page says so."""
    found = []
    for level in _LEVELS:
        try:
            parts = held.tree.descendants(roadmap.territory, level)
        except (UnknownCode, ValueError):
            continue
        if len(parts) > 1:
            found.append(level)
    return tuple(found) or _LEVELS


def _level(chosen: Indicator | None, asked: str, levels: Sequence[str]) -> str:
    """The level asked for, else that of the indicator, else the département or what is nearest."""
    if asked in _LEVELS:
        return asked
    if chosen is not None and chosen.territory_level in levels:
        return chosen.territory_level
    return "department" if "department" in levels else levels[0]


def _table(indicator: Indicator, places: Sequence[Place]) -> Table:
    divider = 100 if indicator.is_percent else 1
    return Table(
        id="territoires",
        caption=f"{indicator.label}, par territoire",
        columns=(
            Column("place", "Territoire", header=True),
            Column(
                "value", "Valeur", kind="share" if indicator.is_percent else "count", decimals=2
            ),
            Column("coverage", "Unités connues", sortable=False),
            Column("aim", "Objectif", sortable=False),
            Column("verdict", "Verdict", filter=True),
            Column("why", "Pourquoi", sortable=False),
        ),
        rows=[
            Row(
                {
                    "place": each.name,
                    "value": None if each.number is None else each.number / divider,
                    "coverage": each.coverage,
                    "aim": each.aim,
                    "verdict": each.label,
                    "why": each.standing.verdict.sentence,
                }
            )
            for each in places
        ],
        sort="place",
        empty="Aucun territoire de cette maille à l’intérieur de celui de la feuille de route.",
    )
