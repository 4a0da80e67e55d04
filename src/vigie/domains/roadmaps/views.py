"""The pages one reads: roadmaps, the tree with its verdicts, actions by year, the time line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import UnknownCode
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps.models.tree import Level
from vigie.domains.roadmaps.pictures import time_line
from vigie.domains.roadmaps.queries import listed, page_of, recap_of
from vigie.domains.roadmaps.rules import WRITE, may_edit, readable, roadmap_of
from vigie.domains.roadmaps.showing import crumbs_of, tabs_of, today
from vigie.domains.roadmaps.words import milestone_text
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree
from vigie.web.components import Crumb
from vigie.web.tables import Column, Link, Row, Table


@never_cache
@require_safe
def roadmaps(request: HttpRequest, territory: str = "") -> HttpResponse:
    """The roadmaps that she may read; with a territory, those of it, around it and inside."""
    held = rights(request)
    if territory:
        try:
            place = held.tree.canonical(territory)
        except UnknownCode:
            raise Refused(Answer.UNKNOWN) from None
    else:
        place = ""
    found = list(readable(held).select_related("owner").order_by("name"))
    models = [each for each in found if each.level == Level.MODEL]
    current = [
        each
        for each in found
        if each.level != Level.MODEL and (not place or _near(held.tree, place, each.territory))
    ]
    ground = place or held.first_place(WRITE) or ""
    context = {
        "listed": listed(held, current, today(held)),
        "models": models,
        "place": place_name(held, place) if place else "",
        "ground": ground if ground and held.may_open(WRITE, ground, "POST") else "",
        "ground_name": place_name(held, ground) if ground else "",
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Feuilles de route")],
    }
    return render(request, "roadmaps/roadmaps.html", context)


def _near(tree: Tree, place: str, other: str) -> bool:
    return relation(tree, place, other) in (Relation.OWN, Relation.CHILD, Relation.PARENT)


@never_cache
@require_safe
def roadmap(request: HttpRequest, code: str) -> HttpResponse:
    """The tree with its verdicts, as the filters of the address keep it."""
    held = rights(request)
    found = roadmap_of(held, code)
    page = page_of(held, found, request.GET, today(held))
    context = {
        "roadmap": found,
        "page": page,
        "on": today(held),
        "may_edit": may_edit(held, found),
        "tabs": tabs_of(found, "roadmap"),
        "crumbs": crumbs_of(found),
    }
    return render(request, "roadmaps/roadmap.html", context)


@never_cache
@require_safe
def roadmap_recap(request: HttpRequest, code: str) -> HttpResponse:
    """Actions by school year (R015)."""
    held = rights(request)
    found = roadmap_of(held, code)
    recap = recap_of(found)
    context = {
        "roadmap": found,
        "recap": recap,
        "tabs": tabs_of(found, "roadmap_recap"),
        "crumbs": crumbs_of(found, Crumb("Actions par année")),
    }
    return render(request, "roadmaps/recap.html", context)


@never_cache
@require_safe
def roadmap_timeline(request: HttpRequest, code: str) -> HttpResponse:
    """The dates to keep, drawn and in a table (R031)."""
    held = rights(request)
    found = roadmap_of(held, code)
    editing = may_edit(held, found)
    steps = list(found.milestones.filter(removed_at__isnull=True).order_by("starts_on", "pk"))
    table = Table(
        id="etapes",
        caption="Étapes du calendrier",
        columns=(
            Column("when", "Date", header=True, sortable=False),
            Column("what", "Étape", sortable=False),
            Column("season", "Phase", sortable=False),
        ),
        rows=[
            Row(
                {
                    "when": milestone_text(each),
                    "what": Link(
                        each.wording, reverse("milestone_edit", args=[found.code, each.pk])
                    )
                    if editing
                    else each.wording,
                    "season": each.season,
                }
            )
            for each in steps
        ],
        exportable=False,
        searchable=False,
        empty="Aucune date n’est écrite.",
    )
    context = {
        "roadmap": found,
        "chart": time_line(steps, today(held)),
        "table": table.view(request.GET),
        "may_edit": editing,
        "tabs": tabs_of(found, "roadmap_timeline"),
        "crumbs": crumbs_of(found, Crumb("Calendrier")),
    }
    return render(request, "roadmaps/timeline.html", context)
