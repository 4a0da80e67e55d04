"""The private space of a school: its documents, for its head and its GDPR relay only."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance import documents_actions as actions
from vigie.domains.compliance.documents_actions import KEPT_AFTER_DELETION
from vigie.domains.compliance.documents_storage import PRIVATE, Limited
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.models import Document, DocumentVersion
from vigie.domains.compliance.places import school_asked
from vigie.domains.compliance.uploads import CUT, file_field, limited, status_of, uploaded
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.periods import PARIS
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Link, Row, Table

TITLE = (Entry("title", "Titre", help="Par exemple\u00a0: charte d’usage 2025.", required=True),)


@never_cache
@require_safe
def documents(request: HttpRequest, territory: str) -> HttpResponse:
    """What the space holds, and a form to add to it."""
    return _page(request, school_asked(request, territory))


@never_cache
@csrf_exempt
@require_POST
def deposit(request: HttpRequest, territory: str) -> HttpResponse:
    """Adds a document. The limit of size must be set before anything looks at the form, hence the
    check of the token inside (the way Django's documentation gives)."""
    school = school_asked(request, territory)
    try:
        answer: HttpResponse = _deposited(request, school, limited(request))
    except UnreadablePostError:
        return _page(request, school, {}, {"file": CUT}, 400)
    return answer


@csrf_protect
def _deposited(request: HttpRequest, school: str, limit: Limited) -> HttpResponse:
    typed = Typed(TITLE, request.POST)
    try:
        title, upload = typed.text("title"), uploaded(request, limit, typed)
        typed.done()
        assert upload is not None  # refused above
        document = actions.deposit_document(
            school, title=title, upload=upload, by=me(request), at=clock.now()
        )
    except EntriesRefused as error:
        return _page(request, school, typed.values, error.faults, status_of(limit))
    messages.success(request, f"«\u00a0{document.title}\u00a0» est dans l’espace privé.")
    return _to_space(school)


@never_cache
@require_safe
def document(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """A document: its versions, and a form to replace it."""
    school = school_asked(request, territory)
    return _one(request, school, _document(school, number))


@never_cache
@csrf_exempt
@require_POST
def replace(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Adds a version. The token is checked inside: see `deposit`."""
    school = school_asked(request, territory)
    try:
        answer: HttpResponse = _replaced(request, school, number, limited(request))
    except UnreadablePostError:
        return _one(request, school, _document(school, number), CUT, 400)
    return answer


@csrf_protect
def _replaced(request: HttpRequest, school: str, number: int, limit: Limited) -> HttpResponse:
    found = _document(school, number)
    typed = Typed((), {})
    try:
        upload = uploaded(request, limit, typed)
        typed.done()
        assert upload is not None  # refused above
        version = actions.replace_document(found, upload=upload, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _one(request, school, found, " ".join(error.faults.values()), status_of(limit))
    messages.success(request, f"La version {version.number} est ajoutée.")
    return HttpResponseRedirect(reverse("document", args=[school, number]))


@never_cache
@require_safe
def download(request: HttpRequest, territory: str, number: int, version: int) -> HttpResponseBase:
    """A file of a document, always as a file to save; the copy is written down."""
    school = school_asked(request, territory)
    found = or_unknown(_document(school, number).versions.filter(number=version).first())
    try:
        handle = PRIVATE.opened(found.stored)
    except FileNotFoundError:
        raise Refused(Answer.UNKNOWN) from None
    actions.write_down_download(found, by=me(request), at=clock.now())
    answer = FileResponse(
        handle, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def delete(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Deletes a document; it can be put back for some time."""
    school = school_asked(request, territory)
    found = _document(school, number)
    with told_if_refused(request, messages.INFO):
        actions.delete_document(found, by=me(request), at=clock.now())
        messages.success(
            request,
            f"«\u00a0{found.title}\u00a0» est supprimé\u00a0; vous pouvez le rétablir pendant "
            f"{KEPT_AFTER_DELETION.days}\u00a0jours.",
        )
    return _to_space(school)


@require_POST
def restore(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a deleted document back."""
    school = school_asked(request, territory)
    found = or_unknown(Document.objects.of_school(school).filter(pk=number).first())
    with told_if_refused(request):
        actions.restore_document(found, by=me(request), at=clock.now())
        messages.success(request, f"«\u00a0{found.title}\u00a0» est rétabli.")
    return _to_space(school)


def _document(school: str, number: int) -> Document:
    return or_unknown(Document.objects.kept().of_school(school).filter(pk=number).first())


def _to_space(school: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("documents", args=[school]))


def _page(
    request: HttpRequest,
    school: str,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    name, now = place_name(rights(request), school), clock.now()
    rows = []
    for each in Document.objects.kept().of_school(school).prefetch_related("versions"):
        latest = max(each.versions.all(), key=lambda version: version.number)
        rows.append(
            Row(
                {
                    "title": Link(each.title, reverse("document", args=[school, each.pk])),
                    "file": Link(latest.name, _href(school, latest)),
                    "version": latest.number,
                    "on": latest.added_at.astimezone(PARIS).date(),
                    "size": formats.weight(latest.size),
                }
            )
        )
    table = Table(
        id="documents",
        caption="Documents",
        columns=(
            Column("title", "Titre", header=True),
            Column("file", "Dernière version"),
            Column("version", "Version", kind="count"),
            Column("on", "Le", kind="date"),
            Column("size", "Taille", sortable=False),
        ),
        rows=rows,
        exportable=False,
        empty="L’espace est vide.",
    )
    deleted = Document.objects.of_school(school).deleted()
    context = {
        "place": school,
        "name": name,
        "table": table.view(request.GET),
        "entries": [*fields(TITLE, values, faults), file_field((faults or {}).get("file", ""))],
        "faults": faults,
        "deleted": deleted.filter(deleted_at__gte=now - KEPT_AFTER_DELETION).order_by(
            "-deleted_at"
        ),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Espace privé, {name}")],
    }
    return render(request, "compliance/documents.html", context, status=status)


def _one(
    request: HttpRequest, school: str, found: Document, fault: str = "", status: int = 200
) -> HttpResponse:
    name = place_name(rights(request), school)
    context = {
        "place": school,
        "document": found,
        "versions": [
            (each, _href(school, each)) for each in found.versions.select_related("added_by")
        ],
        "entry": file_field(fault),
        "crumbs": [
            Crumb(f"Espace privé, {name}", reverse("documents", args=[school])),
            Crumb(found.title),
        ],
    }
    return render(request, "compliance/document.html", context, status=status)


def _href(school: str, version: DocumentVersion) -> str:
    return reverse("document_download", args=[school, version.document_id, version.number])
