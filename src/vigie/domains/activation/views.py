"""The accounts of families: progress of a school, the list of whom to remind, shares by school."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.activation import actions, queries, reading, showing
from vigie.domains.activation.bands import FEWEST
from vigie.domains.activation.models import ActivationCount
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.places import place_asked, school_asked
from vigie.domains.compliance.uploads import CUT
from vigie.domains.people.rights import me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field
from vigie.web.exports import export_asked
from vigie.web.refusals import FormRefused, told_if_refused

LARGEST = 2_000_000
"""Bytes: what the memory of a request takes. Past it, nothing is read."""
_TOO_BIG = "Ce fichier dépasse 2\u00a0Mo\u00a0: exportez un seul établissement, en CSV."
_ENTRIES = (Entry("counted_on", "Date de l’export", "date", help="Vide\u00a0: aujourd’hui."),)


@never_cache
@require_safe
def activation(request: HttpRequest, territory: str) -> HttpResponse:
    """Where a school stands, and a form for a new export."""
    return _page(request, school_asked(request, territory))


@never_cache
@csrf_exempt
def families(request: HttpRequest, territory: str) -> HttpResponse:
    """POST: the list of whom to remind, in this answer only; the numbers are kept. The file must
    not touch a disk: what receives it is set before anything looks at the form, hence the check of
    the token inside (the way Django's documentation gives)."""
    school = school_asked(request, territory)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("activation", args=[school]))
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    try:
        answer: HttpResponse = _read(request, school)
    except UnreadablePostError:
        return _page(request, school, {}, {"file": CUT}, 400)
    return answer


@csrf_protect
def _read(request: HttpRequest, school: str) -> HttpResponse:
    typed = Typed(_ENTRIES, request.POST)
    on = clock.today()
    try:
        counted_on = typed.day("counted_on") or on
        if counted_on > on:
            typed.refuse("counted_on", "Cette date n’est pas encore venue.")
        content = _content(request, typed)
        typed.done()
    except FormRefused as error:
        status = 413 if error.faults.get("file") == _TOO_BIG else 400
        return _page(request, school, typed.values, error.faults, status)
    told = reading.read(content)
    if told.problems:
        return _page(request, school, typed.values, {}, 400, told)
    count = actions.keep_count(school, counted_on, told, by=me(request), at=clock.now())
    return _list(request, school, told, count)


def _content(request: HttpRequest, typed: Typed) -> bytes:
    """The bytes of the file, or none when `typed` refuses it."""
    too_big = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
    given = request.FILES.get("file")
    if too_big or (isinstance(given, UploadedFile) and (given.size or 0) > LARGEST):
        typed.refuse("file", _TOO_BIG)
    elif not isinstance(given, UploadedFile):
        typed.refuse("file", "Choisissez un fichier.")
    else:
        return bytes(given.read())
    return b""


def _list(
    request: HttpRequest, school: str, told: reading.Reading, count: ActivationCount
) -> HttpResponse:
    name = place_name(rights(request), school)
    context = {
        "place": school,
        "name": name,
        "told": told,
        "waiting": told.accounts - told.activated,
        "share": formats.share(num=told.activated, den=told.accounts),
        "count": count,
        "sheets": showing.sheets(told, request.GET),
        "files": showing.files(told, name, count.counted_on),
        "crumbs": _crumbs(request, school, "Familles à relancer"),
    }
    return render(request, "activation/list.html", context)


@require_POST
def withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a count back."""
    school = school_asked(request, territory)
    found = _count(school, number)
    actions.withdraw_count(found, by=me(request), at=clock.now())
    address = reverse("activation_restore", args=[school, number])
    messages.success(
        request,
        f"Le décompte du {formats.day(found.counted_on)} est retiré.",
        extra_tags=address,
    )
    return _back(school)


@require_POST
def restore(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a count back."""
    school = school_asked(request, territory)
    found = _count(school, number)
    with told_if_refused(request, messages.INFO):
        actions.restore_count(found, by=me(request), at=clock.now())
        messages.success(request, f"Le décompte du {formats.day(found.counted_on)} est rétabli.")
    return _back(school)


@require_safe
def letter(request: HttpRequest, territory: str) -> HttpResponse:
    """A word for the correspondence book, to print."""
    school = school_asked(request, territory)
    context = {
        "place": school,
        "name": place_name(rights(request), school),
        "crumbs": _crumbs(request, school, "Mot aux familles"),
    }
    return render(request, "activation/letter.html", context)


@never_cache
@require_safe
def schools(request: HttpRequest, territory: str) -> HttpResponse:
    """The schools of a territory, each with about which share of its accounts is activated."""
    held = rights(request)
    place = place_asked(request, territory)
    found = queries.bands_in(held.tree, place)
    name = place_name(held, place)
    view = showing.schools_table(held, name, found).view(request.GET)
    if file := export_asked(request, view):
        return file
    known = held.tree.descendants(place, "school")
    context = {
        "name": name,
        "given": len(found),
        "known": len(known),
        "fewest": FEWEST,
        "table": view,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Comptes des familles, {name}")],
    }
    return render(request, "activation/schools.html", context)


def _page(
    request: HttpRequest,
    school: str,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    told: reading.Reading | None = None,
) -> HttpResponse:
    held = rights(request)
    name = place_name(held, school)
    counts = queries.counts_of(school)
    tables = showing.progress(counts, name)
    views = [table.view(request.GET) for table in tables]
    if file := export_asked(request, *views):
        return file
    faults = faults or {}
    context = {
        "place": school,
        "name": name,
        "told": told,
        "faults": len(faults),
        "entries": [
            Field("file", "Export des comptes des responsables", "file", required=True,
                  accept=".csv,.xlsx,.ods,.txt", error=faults.get("file", ""),
                  help="CSV, XLSX ou ODS, 2\u00a0Mo au plus."),
            *fields(_ENTRIES, typed, faults),
        ],
        "columns": [(column.names[0], column.required) for column in reading.COLUMNS],
        "counts": list(reversed(counts)),
        "latest": counts[-1] if counts else None,
        "headline": showing.headline(counts),
        "chart": showing.chart(counts, name),
        "tables": views,
        "crumbs": _crumbs(request, school),
    }  # fmt: skip
    return render(request, "activation/school.html", context, status=status)


def _count(school: str, number: int) -> ActivationCount:
    """A count of the school. Raises Refused."""
    return or_unknown(ActivationCount.objects.of(school).filter(pk=number).first())


def _crumbs(request: HttpRequest, school: str, last: str = "") -> list[Crumb]:
    name = place_name(rights(request), school)
    first = Crumb("Accueil", reverse("home"))
    here = f"Comptes des familles, {name}"
    if not last:
        return [first, Crumb(here)]
    return [first, Crumb(here, reverse("activation", args=[school])), Crumb(last)]


def _back(school: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("activation", args=[school]))
