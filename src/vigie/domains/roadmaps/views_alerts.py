"""« Mes alertes »: everything that asks for one's attention in roadmaps, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.rights import rights
from vigie.domains.roadmaps.queries_alerts import alerts_for
from vigie.periods import PARIS
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Link, Row, Table

COLUMNS = (
    Column("label", "Alerte", header=True, filter=True),
    Column("about", "Sur"),
    Column("sentence", "Ce qui est signalé", sortable=False),
    Column("asked", "À qui demander"),
    Column("due", "Attendu le", kind="date"),
    Column("roadmap", "Feuille de route", filter=True),
)


@never_cache
@require_safe
def my_alerts(request: HttpRequest) -> HttpResponse:
    """The alerts of the person signed in, to sort, filter and export."""
    held = rights(request)
    on = held.at.astimezone(PARIS).date()
    lines = alerts_for(held, on)
    table = Table(
        id="alertes",
        caption="Mes alertes",
        columns=COLUMNS,
        rows=[
            Row(
                {
                    "label": each.label,
                    "about": Link(each.about or each.roadmap, each.href),
                    "sentence": each.sentence,
                    "asked": each.asked or "personne de désigné",
                    "due": each.due or "sans date",
                    "roadmap": each.roadmap,
                }
            )
            for each in lines
        ],
        as_of=on,
        sources=["feuilles de route de Vigie"],
        empty="Rien à signaler dans les feuilles de route dont vous répondez.",
    )
    view = table.view(request.GET)
    file = export_asked(request, view)
    if file is not None:
        return file
    context = {
        "table": view,
        "count": len(lines),
        "crumbs": (Crumb("Accueil", reverse("home")), Crumb("Mes alertes")),
    }
    return render(request, "roadmaps/my_alerts.html", context)
