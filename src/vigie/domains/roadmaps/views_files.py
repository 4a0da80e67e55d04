"""A roadmap in a file: what reading one would change, told first; and both forms out."""

from __future__ import annotations

import base64
import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.roadmaps import loading
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import may_create, may_edit, roadmap_of
from vigie.domains.roadmaps.showing import today, told
from vigie.domains.roadmaps.writing import as_file
from vigie.sources.problems import Problem
from vigie.sources.problems import Refused as FileRefused
from vigie.sources.roadmap_sheet import write_sheet
from vigie.sources.roadmap_yaml import write_yaml
from vigie.web import clock
from vigie.web.components import Crumb, Field

HEAVIEST = 1_000_000
"""Bytes of a file: what is shown comes back inside a form, a third longer, under the limit of
forms (`DATA_UPLOAD_MAX_MEMORY_SIZE`)."""
ELSEWHERE = (
    "Ce fichier est celui d’un territoire où vous n’écrivez pas de feuille de route. Corrigez la "
    "ligne «\u00a0territoire\u00a0», ou confiez-le à qui écrit pour ce territoire."
)
MOST_SHOWN = 300
_KINDS = {
    "yaml": ("application/yaml; charset=utf-8", write_yaml),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_sheet),
}


@never_cache
@require_safe
def roadmap_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A roadmap as one file; reading it back loses nothing."""
    found = roadmap_of(rights(request), code)
    if kind not in _KINDS:
        raise Refused(Answer.UNKNOWN)
    content_type, write = _KINDS[kind]
    answer = HttpResponse(write(as_file(found)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.{kind}"'
    return answer


@never_cache
def roadmap_import(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: the form. POST of a file: what it would change, errors by line. POST of what was shown,
    accepted: it is loaded."""
    held = rights(request)
    if request.method != "POST":
        return _page(request, territory)
    data, fault = _data(request)
    if fault or data is None:
        return _page(request, territory, fault=fault, status=400)
    try:
        file = loading.read(data)
        shown = loading.preview(file, today(held))
        if not _may_load(held, shown):
            return _page(request, territory, fault=ELSEWHERE, status=403)
        if "accept" not in request.POST:
            return _page(request, territory, preview=shown, data=data)
        made = loading.load(file, by=me(request), at=clock.now())
    except FileRefused as error:
        return _page(request, territory, problems=error.problems, status=400)
    except RoadmapRefused as error:
        return _page(request, territory, fault=error.sentence, status=400)
    if shown.roadmap is None:
        messages.success(request, "La feuille de route est créée d’après le fichier.")
    else:
        told(request, made, "La feuille de route dit maintenant ce que dit le fichier.")
    return HttpResponseRedirect(reverse("roadmap", args=[made.code]))


def _may_load(held: Rights, shown: loading.Preview) -> bool:
    """A file names its territory: she writes there, and what it changes is hers to change. A
    roadmap that she may not read is refused in the same words as one that is elsewhere."""
    place = shown.plan.fields["territory"]
    if shown.roadmap is None:
        return may_create(held, place)
    return may_edit(held, shown.roadmap) and (
        may_create(held, place) or shown.roadmap.territory == place
    )


def _data(request: HttpRequest) -> tuple[bytes | None, str]:
    """The bytes of the file, or of the one that was shown; the sentence of what is wrong."""
    kept = request.POST.get("kept", "")
    if kept:
        try:
            data = base64.b64decode(kept, validate=True)
        except ValueError:
            return None, "Choisissez le fichier à nouveau."
        if hashlib.sha256(data).hexdigest() != request.POST.get("seal", ""):
            return None, "Choisissez le fichier à nouveau."
        return data, ""
    file = request.FILES.get("file")
    if file is None:
        return None, "Choisissez un fichier."
    if (file.size or 0) > HEAVIEST:
        return None, "Ce fichier dépasse 1\u00a0Mo\u00a0: une feuille de route tient en bien moins."
    return file.read(), ""


def _page(
    request: HttpRequest,
    territory: str,
    *,
    fault: str = "",
    problems: tuple[Problem, ...] = (),
    preview: loading.Preview | None = None,
    data: bytes = b"",
    status: int = 200,
) -> HttpResponse:
    context = {
        "territory": territory,
        "field": Field("file", "Fichier YAML ou classeur XLSX", "file", error=fault, required=True,
                       help="Celui que Vigie exporte, ou écrit sur le même modèle.",
                       accept=".yaml,.yml,.xlsx"),
        "problems": problems,
        "preview": preview,
        "differences": preview.differences[:MOST_SHOWN] if preview is not None else (),
        "more": max(0, len(preview.differences) - MOST_SHOWN) if preview is not None else 0,
        "kept": base64.b64encode(data).decode() if data else "",
        "seal": hashlib.sha256(data).hexdigest() if data else "",
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb("Feuilles de route", reverse("roadmaps")),
            Crumb("Lire un fichier"),
        ],
    }  # fmt: skip
    return render(request, "roadmaps/import.html", context, status=status)
