"""The report of a roadmap: its page, and the same as PDF, ODT, DOCX and XLSX."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps.rules import roadmap_of
from vigie.periods import PARIS, RefusedDate, parse_date
from vigie.reports import docx, odt
from vigie.reports.blocks import Document
from vigie.reports.roadmap.content import Report
from vigie.reports.roadmap.gather import report
from vigie.reports.roadmap.sheets import workbook
from vigie.reports.roadmap.written import document
from vigie.web import clock, formats
from vigie.web.components import Crumb, Input
from vigie.web.pdf import pdf

PAPER = Path(__file__).parents[1] / "report.typ"
KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "odt": ("ODT", "application/vnd.oasis.opendocument.text"),
    "docx": (
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


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
        answer = HttpResponse(_file(kind, found, written, request), content_type=KINDS[kind][1])
        answer["Content-Disposition"] = f'attachment; filename="{written.name}.{kind}"'
        return answer
    context = {
        "roadmap": roadmap,
        "document": written,
        "on": on,
        "fault": fault,
        "files": [
            (label, f"{request.path}?au={on.isoformat()}&format={each}")
            for each, (label, _) in KINDS.items()
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


def _file(kind: str, found: Report, written: Document, request: HttpRequest) -> bytes:
    match kind:
        case "pdf":
            return pdf(PAPER, written.as_data(), at=written.made_at)
        case "odt":
            return odt.to_odt(written)
        case "docx":
            return docx.to_docx(written)
    return workbook(found, request.path)
