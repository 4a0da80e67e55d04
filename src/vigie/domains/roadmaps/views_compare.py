"""One indicator over territories: its spread first, never a ranking by default."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.rights import rights
from vigie.domains.roadmaps.checks import LEVEL_NAMES
from vigie.domains.roadmaps.models import Indicator
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
    level = _level(chosen, request.GET.get("maille", ""))
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
            Choice("maille", "Par", [(key, LEVEL_NAMES[key]) for key in _LEVELS], level),
        ],
    }  # fmt: skip
    return render(request, "roadmaps/compare.html", context)


_LEVELS = ("region", "academie", "department", "district", "basin")


def _chosen(indicators: list[Indicator], asked: str) -> Indicator | None:
    by_number = {str(each.pk): each for each in indicators}
    return by_number.get(asked) or (indicators[0] if indicators else None)


def _level(chosen: Indicator | None, asked: str) -> str:
    if asked in _LEVELS:
        return asked
    if chosen is not None and chosen.territory_level in _LEVELS:
        return chosen.territory_level
    return "department"


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
