"""What the pages of a roadmap share: the way to them, their tabs, their day, how to undo."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.people.rights import Rights, me
from vigie.domains.roadmaps.models import Change, Node, Roadmap
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.periods import PARIS
from vigie.web.components import Crumb, Tab

_TABS = (
    ("Arbre et verdicts", "roadmap"),
    ("Actions par année", "roadmap_recap"),
    ("Calendrier", "roadmap_timeline"),
    ("Comparer", "roadmap_compare"),
    ("Revues", "roadmap_reviews"),
    ("Historique", "roadmap_history"),
)


def today(held: Rights) -> date:
    """The day of the request, in Paris."""
    return held.at.astimezone(PARIS).date()


def tabs_of(roadmap: Roadmap, current: str) -> list[Tab]:
    """The views of a roadmap, each at its own address."""
    return [Tab(label, reverse(name, args=[roadmap.code]), name == current)
            for label, name in _TABS]  # fmt: skip


def crumbs_of(roadmap: Roadmap, *more: Crumb) -> list[Crumb]:
    """The way from the home to a page of a roadmap."""
    return [
        Crumb("Accueil", reverse("home")),
        Crumb("Feuilles de route", reverse("roadmaps")),
        Crumb(roadmap.name, reverse("roadmap", args=[roadmap.code]) if more else ""),
        *more,
    ]


def node_crumb(node: Node) -> Crumb:
    """The step that leads to a node."""
    return Crumb(node.code, reverse("node", args=[node.roadmap.code, node.pk]))


def told(request: HttpRequest, roadmap: Roadmap, sentence: str) -> None:
    """Says that it is done, with what takes it back."""
    act = (
        Change.objects.filter(roadmap=roadmap, by=me(request))
        .order_by("-pk")
        .values_list("act", flat=True)
        .first()
    )
    undo = reverse("roadmap_undo", args=[roadmap.code, act]) if act else ""
    messages.success(request, sentence, extra_tags=undo)


def refuse(typed: Typed, error: RoadmapRefused, otherwise: str) -> None:
    """Ties a refusal to its entry, or to another where the form does not have it."""
    name = error.field if error.field in typed.entries else otherwise
    typed.refuse(name, error.sentence)


def form_page(
    request: HttpRequest,
    roadmap: Roadmap,
    typed: Typed,
    *,
    title: str,
    lead: str,
    submit: str,
    back: str,
    crumbs: list[Crumb],
    **more: object,
) -> HttpResponse:
    """A form of a roadmap, with what was typed; 400 when something has to be mended."""
    context = {
        "roadmap": roadmap,
        "title": title,
        "lead": lead,
        "submit": submit,
        "back": back,
        "crumbs": crumbs,
        "fields": fields(list(typed.entries.values()), typed.values, typed.faults),
        "faults": len(typed.faults),
        **more,
    }
    return render(request, "roadmaps/form.html", context, status=400 if typed.faults else 200)
