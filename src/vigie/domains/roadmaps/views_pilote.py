"""PILOTE's file of a roadmap: shown before it is taken in, and given back."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from vigie.domains.people.rights import me, rights
from vigie.domains.roadmaps.models import Roadmap
from vigie.domains.roadmaps.pilote_exchange import Intake, given_out, taken_in
from vigie.domains.roadmaps.rules import may_edit, roadmap_of, roadmap_to_edit
from vigie.domains.roadmaps.views_said import crumbs_of
from vigie.periods import PARIS
from vigie.sources import pilote
from vigie.sources.problems import Problem, Refused
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field

MOST_BYTES = 1_000_000
WRITERS = {
    "csv": (pilote.write_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        pilote.write_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@never_cache
def roadmap_pilote(request: HttpRequest, code: str) -> HttpResponse:
    """GET: the page, or the file of the roadmap (`format`). POST: says what a file would change,
    then takes it in once it is confirmed."""
    held = rights(request)
    if request.method == "POST":
        return _take(request, roadmap_to_edit(held, code))
    roadmap = roadmap_of(held, code)
    kind = request.GET.get("format", "")
    if not kind:
        return _page(request, roadmap)
    if kind not in WRITERS:
        return HttpResponseBadRequest("Ce format n’existe pas\u00a0: csv ou xlsx.")
    on = held.at.astimezone(PARIS).date()
    write, mime = WRITERS[kind]
    answer = HttpResponse(write(given_out(roadmap, on).rows), content_type=mime)
    name = f"pilote-{roadmap.code}-{on.isoformat()}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _take(request: HttpRequest, roadmap: Roadmap) -> HttpResponse:
    content, fault = _given(request)
    if content is None:
        return _page(request, roadmap, fault=fault)
    sure = "confirm" in request.POST
    try:
        rows = _rows(content)
        done = taken_in(roadmap, rows, by=me(request), at=clock.now(), dry_run=not sure)
    except Refused as error:
        return _page(request, roadmap, problems=error.problems)
    if not sure:
        return _page(request, roadmap, would=_words(done), content=content)
    messages.success(request, f"Le fichier est pris en compte\u00a0: {_words(done)}.")
    return HttpResponseRedirect(reverse("roadmap_pilote", args=[roadmap.code]))


def _given(request: HttpRequest) -> tuple[bytes | None, str]:
    """The content of the file, or that of the one just shown; else what is wrong."""
    kept = request.POST.get("kept", "")
    if kept:
        try:
            return base64.b64decode(kept, validate=True), ""
        except ValueError:
            return None, "Choisissez le fichier à nouveau."
    file = request.FILES.get("file")
    if file is None:
        return None, "Choisissez un fichier."
    if (file.size or 0) > MOST_BYTES:
        return None, f"Ce fichier dépasse {formats.weight(MOST_BYTES)}."
    return file.read(), ""


def _rows(content: bytes) -> Sequence[pilote.PiloteRow]:
    """The lines of a file. Raises Refused with every mistake at once."""
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / "pilote"
        path.write_bytes(content)
        found = pilote.read(path)
    if found.problems:
        raise Refused(found.problems)
    if not found.rows:
        raise Refused(
            [Problem(None, None, None, "Le fichier n’a aucune ligne.", "Ajoutez une ligne.")]
        )
    return found.rows


def _words(done: Intake) -> str:
    """« 3 valeurs saisies, 1 objectif écrit »."""
    said = [
        formats.plural(number, *words)
        for number, words in (
            (done.values, ("valeur saisie", "valeurs saisies")),
            (done.withdrawn, ("valeur retirée", "valeurs retirées")),
            (done.baselines, ("point de départ écrit", "points de départ écrits")),
            (done.objectives, ("objectif écrit", "objectifs écrits")),
            (done.unchanged, ("ligne déjà connue", "lignes déjà connues")),
        )
        if number
    ]
    return formats.listing(said) or "rien ne change"


def _page(
    request: HttpRequest, roadmap: Roadmap, *, fault: str = "",
    problems: Sequence[Problem] = (), would: str = "", content: bytes = b"",
) -> HttpResponse:  # fmt: skip
    held = rights(request)
    context = {
        "roadmap": roadmap,
        "may_edit": may_edit(held, roadmap),
        "entry": Field(
            "file", "Fichier", "file", required=True, error=fault, accept=".csv,.txt,.xlsx,.ods",
            help="CSV, XLSX ou ODS. Le fichier est pris en entier, ou pas du tout.",
        ),
        "columns": pilote.HEADER,
        "problems": problems,
        "would": would,
        "kept": base64.b64encode(content).decode() if would else "",
        "left_out": given_out(roadmap, held.at.astimezone(PARIS).date()).left_out,
        "crumbs": crumbs_of(roadmap, Crumb("PILOTE")),
    }  # fmt: skip
    status = 400 if fault or problems else 200
    return render(request, "roadmaps/pilote.html", context, status=status)
