"""The page where files are dropped, and the drop itself."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from vigie.facts.home import Home
from vigie.observatory import imports_rebuild
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_drafts import Draft, Drafts, NoDraft
from vigie.observatory.imports_history import history_table
from vigie.observatory.imports_home import now
from vigie.observatory.imports_rehearsal import start_rehearsal
from vigie.observatory.imports_rights import author
from vigie.observatory.imports_sweeper import keep_sweeping
from vigie.observatory.imports_upload import Quarantine
from vigie.sources.registry import SOURCES
from vigie.web import formats
from vigie.web.components import Field
from vigie.web.exports import export_asked

COOKIE = "depots"
_KEPT = 20
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ods"


def imports(request: HttpRequest) -> HttpResponse:
    """Where to drop files, what waits for a decision, and the history."""
    return _page(request)


@csrf_exempt
def drop(request: HttpRequest) -> HttpResponse:
    """Receives files into a new draft, reads them, and leads to what was read.

    The upload handler must be set before anything looks at the form, hence the check of the
    token inside (the way Django's documentation gives).
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("imports"))
    home, moment = current_home(), now()
    drafts = Drafts(home)
    drafts.purge(moment)
    limit = settings.VIGIE_MAX_UPLOAD_BYTES
    receiver = Quarantine(request, drafts, limit, moment, author(request))
    request.upload_handlers = [receiver]
    answer: HttpResponse | None = None
    try:
        answer = _received(request, receiver, home)
        return answer
    except TooManyFilesSent:
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return _page(request, f"Déposez au plus {most} fichiers à la fois.", 400)
    except UnreadablePostError:
        return _page(request, "L’envoi s’est interrompu. Déposez de nouveau les fichiers.", 400)
    finally:
        kept = isinstance(answer, HttpResponseRedirect)
        if receiver.draft is not None and not kept:
            receiver.draft.discard()


@csrf_protect
def _received(request: HttpRequest, receiver: Quarantine, home: Home) -> HttpResponse:
    request.FILES.keys()  # the form is read here, when the check of the token has not read it yet
    limit = _megabytes(receiver.limit)
    draft = receiver.draft
    items = draft.items() if draft else []
    if receiver.too_big and not items:
        return _page(request, f"Le fichier dépasse {limit}, la taille acceptée.", 413)
    if draft is None or not items:
        return _page(request, "Choisissez au moins un fichier.", 400)
    if receiver.too_big:
        names = formats.listing(receiver.too_big)
        draft.note_left_out(f"Au-delà de {limit}, non reçu\u00a0: {names}.")
    start_rehearsal(home, draft)
    keep_sweeping(home, now)
    answer = HttpResponseRedirect(reverse("imports_draft", args=[draft.token]))
    tokens = [draft.token, *_tokens(request)][:_KEPT]
    answer.set_cookie(
        COOKIE,
        signing.dumps(tokens, compress=True),
        max_age=24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("imports"),
    )
    return answer


def _page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    home, moment = current_home(), now()
    Drafts(home).purge(moment)
    keep_sweeping(home, now)
    table = history_table(request, home).view(request.GET)
    if file := export_asked(request, table):
        return file
    limit = settings.VIGIE_MAX_UPLOAD_BYTES
    entry = Field(
        "files",
        "Fichiers",
        "file",
        required=True,
        multiple=True,
        accept=ACCEPTED,
        error=fault,
        help="Exports Pix Orga, effectifs, participation, couverture, annuaire, personnels, "
        f"campagnes\u00a0: CSV, XLSX ou ODS, {_megabytes(limit)} au plus par fichier. "
        "Glissez-les ici ou choisissez-les.",
    )
    context = {
        "entry": entry,
        "limit": limit,
        "most": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "table": table,
        "waiting": waiting(request, home),
        "sources": SOURCES,
        **imports_rebuild.context(home),
    }
    return render(request, "observatory/imports.html", context, status=status)


def waiting(request: HttpRequest, home: Home) -> list[tuple[Draft, int]]:
    """The drops of this browser that still wait for a decision, with how many files."""
    found = []
    for token in _tokens(request):
        try:
            draft = Drafts(home).open(token, now())
        except NoDraft:
            continue
        if draft.owner != author(request):
            continue
        count = sum(1 for item in draft.items() if item.waits)
        if count:
            found.append((draft, count))
    return found


def _tokens(request: HttpRequest) -> list[str]:
    try:
        tokens = signing.loads(request.COOKIES.get(COOKIE, ""), max_age=24 * 3600)
    except signing.BadSignature:
        return []
    return [token for token in tokens if isinstance(token, str)]


def _megabytes(size: int) -> str:
    return f"{formats.decimal(size / 1_000_000)}{formats.NBSP}Mo"
