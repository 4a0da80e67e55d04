"""The report of a roadmap: its page, and the same as PDF, ODT, DOCX and XLSX."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps.rules import roadmap_of
from vigie.periods import PARIS, RefusedDate, parse_date
from vigie.reports.files import TEXTS, XLSX, attached, text_file
from vigie.reports.roadmap.gather import report
from vigie.reports.roadmap.sheets import workbook
from vigie.reports.roadmap.written import document
from vigie.web import clock, formats
from vigie.web.components import Crumb, Input

KINDS = (*TEXTS, "xlsx")


@never_cache
@require_safe
def roadmap_report(request: HttpRequest, code: str) -> HttpResponse:
    """The report for today, or for the day asked (`au`); a file of it (`format`)."""
    held = rights(request)
    roadmap = roadmap_of(held, code)
    now = clock.now()
    on, fault = _day(request.GET.get("au", ""), now.astimezone(PARIS).date())
    kind = request.GET.get("format", "")
    if kind and (fault or kind not in KINDS):
        return HttpResponseBadRequest("Ce format ou cette date ne se lit pas.")
    found = report(roadmap, name_of=lambda place: place_name(held, place), on=on, at=now)
    written = document(found)
    if kind:
        if kind in TEXTS:
            return attached(text_file(kind, written), kind, TEXTS[kind], written)
        return attached(workbook(found, request.path), kind, XLSX, written)
    context = {
        "roadmap": roadmap,
        "document": written,
        "on": on,
        "fault": fault,
        "files": [
            (each.upper(), f"{request.path}?au={on.isoformat()}&format={each}") for each in KINDS
        ],
        "day": [Input("au", "Situation au", on.isoformat(), "date")],
        "crumbs": (
            Crumb("Accueil", reverse("home")),
            Crumb(roadmap.name, reverse("roadmap", args=[code])),
            Crumb(f"Rapport au {formats.short_day(on)}"),
        ),
    }
    return render(request, "reports/roadmap.html", context, status=400 if fault else 200)


def _day(asked: str, today: date) -> tuple[date, str]:
    """The day asked, today when there is none; a French sentence when it cannot be taken."""
    if not asked:
        return today, ""
    try:
        found = parse_date(asked)
    except RefusedDate as error:
        return today, f"{error.message} {error.remedy}"
    if found > today:
        return today, "Cette date est à venir\u00a0: le rapport dit ce qui est connu."
    return found, ""
