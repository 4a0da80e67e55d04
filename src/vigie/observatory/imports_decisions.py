"""One drop: what was read of each file, and what the person decides."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from vigie.facts.home import Home
from vigie.facts.import_report import ALREADY_IMPORTED, DRY_RUN, IMPORTED, REFUSED
from vigie.facts.ledger import Ledger
from vigie.observatory import imports_jobs as jobs
from vigie.observatory import imports_rebuild
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_drafts import Draft, Drafts, Item, NoDraft, Options
from vigie.observatory.imports_home import now, today
from vigie.observatory.imports_lines import NotLines, lines_from_value
from vigie.observatory.imports_places import boards
from vigie.observatory.imports_rehearsal import (
    must_read,
    read_stale,
    start_rehearsal,
    told,
)
from vigie.observatory.imports_rights import author
from vigie.observatory.imports_shown import form_of, shown
from vigie.observatory.imports_steps import (
    GIVEN_UP,
    admit,
    in_order,
    is_fresh,
)
from vigie.periods import RefusedDate, parse_date
from vigie.web import formats
from vigie.web.components import Crumb
from vigie.web.exports import to_csv
from vigie.web.tables import Column, Row, Table

_STOP_POLLING = 286  # htmx's own status: the answer is shown, and nothing is asked again


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view its draft; a drop that is not there any more is told in plain words."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            found = Drafts(current_home()).open(token, now())
            if found.owner != author(request):
                raise NoDraft
            return view(request, found, **kwargs)
        except NoDraft:
            return render(request, "observatory/imports_gone.html", status=410)

    return opened


@of_draft
def draft(request: HttpRequest, asked: Draft) -> HttpResponse:
    """The files of a drop: verdicts, errors, warnings, forms."""
    return _shown(request, asked)


@of_draft
def state(request: HttpRequest, asked: Draft) -> HttpResponse:
    """How far the reading or the import of a drop is, asked again every second."""
    known = jobs.status(asked.folder)
    answer = render(request, "observatory/imports__work.html", {"work": known, "draft": asked})
    if not known.running:
        answer.status_code = _STOP_POLLING
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@of_draft
def complete(request: HttpRequest, asked: Draft, no: int) -> HttpResponse:
    """Keeps what the person says of a file, and reads it again."""
    item = asked.item(no)
    home = current_home()
    if not item.waits:
        return _decided(request, asked, item)
    if jobs.is_running(asked.folder):
        return _busy(request, asked)
    typed = {
        entry.name.split("-", 1)[1]: _typed(request.POST, entry.name) for entry in form_of(item)
    }
    values = {**vars(item.options), **typed}
    try:
        values["as_of"] = parse_date(values["as_of"]).isoformat() if values["as_of"] else ""
    except RefusedDate as error:
        faults = {"as_of": f"{error.message} {error.remedy}"}
        return _shown(request, asked, {no: (values, faults)}, status=400)
    item.with_options(Options(**values))
    start_rehearsal(home, asked)
    return _back(asked, item)


@require_POST
@of_draft
def accept(request: HttpRequest, asked: Draft, no: int) -> HttpResponse:
    """Imports one file, without the refused lines when the person named them."""
    item = asked.item(no)
    home = current_home()
    if not item.waits:
        return _decided(request, asked, item)
    if not is_fresh(home, item):
        start_rehearsal(home, asked)
        messages.warning(
            request,
            f"{item.name}\u00a0: les données ont changé depuis la lecture. "
            "Relisez ce qui suit avant d’importer.",
        )
        return _back(asked, item)
    preview = item.preview or {}
    lines: set[int] | None = None
    if preview["status"] == REFUSED:
        with suppress(NotLines):
            lines = lines_from_value(request.POST.get(f"{no}-accept", ""))
        if not preview.get("acceptable") or lines != set(preview["refused_lines"]):
            fault = {"accept": "Cochez cette case pour importer le fichier sans ces lignes."}
            return _shown(request, asked, {no: (vars(item.options), fault)}, status=400)
    elif preview["status"] not in (DRY_RUN, ALREADY_IMPORTED):
        return _back(asked, item)
    return _admit(request, asked, [(item, lines)])


@require_POST
@of_draft
def accept_all(request: HttpRequest, asked: Draft) -> HttpResponse:
    """Imports every file that is whole and ready; the others stay."""
    home = current_home()
    ready = [
        item
        for item in in_order(asked.items())
        if item.waits
        and is_fresh(home, item)
        and (item.preview or {}).get("status") in (DRY_RUN, ALREADY_IMPORTED)
    ]
    if not ready:
        messages.warning(request, "Aucun fichier n’est prêt à importer.")
        return _back(asked)
    return _admit(request, asked, [(item, None) for item in ready])


@require_POST
@of_draft
def give_up(request: HttpRequest, asked: Draft, no: int) -> HttpResponse:
    """Lets a file go without importing it."""
    item = asked.item(no)
    if not item.waits:
        return _decided(request, asked, item)
    if jobs.is_running(asked.folder):
        return _busy(request, asked)
    item.decide({"status": GIVEN_UP, "file": item.name})
    messages.info(request, f"{item.name} n’est pas importé\u00a0; le fichier déposé est effacé.")
    if any(
        other.waits or (other.outcome or {}).get("status") != GIVEN_UP for other in asked.items()
    ):
        return _back(asked)
    asked.discard()
    return HttpResponseRedirect(reverse("imports"))


@require_POST
@of_draft
def give_up_all(request: HttpRequest, asked: Draft) -> HttpResponse:
    """Lets go every file that is not decided."""
    if jobs.is_running(asked.folder):
        return _busy(request, asked)
    waiting = [item for item in asked.items() if item.waits]
    for item in waiting:
        item.decide({"status": GIVEN_UP, "file": item.name})
    left = formats.plural(len(waiting), "fichier")
    messages.info(request, f"Abandon de {left}\u00a0: rien n’en est importé.")
    return HttpResponseRedirect(reverse("imports"))


@require_POST
@of_draft
def read_again(_request: HttpRequest, asked: Draft) -> HttpResponse:
    """Reads again the files whose reading failed."""
    for item in asked.items():
        if item.waits and (item.preview or {}).get("status") not in (DRY_RUN, REFUSED):
            item.with_options(item.options)
    start_rehearsal(current_home(), asked)
    return _back(asked)


@of_draft
def errors_file(_request: HttpRequest, asked: Draft, no: int) -> HttpResponse:
    """All the errors of a file as CSV, identities masked like on the page."""
    item = asked.item(no)
    errors = (item.preview or {}).get("errors", [])
    columns = (
        Column("line", "Ligne"),
        Column("column", "Colonne"),
        Column("value", "Valeur"),
        Column("message", "Ce qui ne va pas"),
        Column("remedy", "Que faire"),
    )
    rows = [
        Row(
            {
                "line": str(e["line"] or "fichier"),
                "column": e["column"] or "",
                "value": e["value"] or "",
                "message": e["message"],
                "remedy": e["remedy"] or "",
            }
        )
        for e in errors
    ]
    table = Table("erreurs", f"Erreurs de {item.name}", columns, rows)
    answer = HttpResponse(to_csv(table.view(QueryDict())), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="vigie-erreurs-{no}.csv"'
    return answer


def rebuilding(request: HttpRequest) -> HttpResponse:
    """GET: how far the figures are, asked again every second. POST: starts counting."""
    home = current_home()
    if request.method == "POST":
        imports_rebuild.start_rebuild(home, patience=1.5)
        back = request.POST.get("retour", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return HttpResponseRedirect(back if back and safe else reverse("imports"))
    known = imports_rebuild.context(home)
    context = known | {"boards": _boards(home, request.GET.getlist("import"))}
    answer = render(request, "observatory/imports__count.html", context)
    # What stops the asking is what the answer says: read twice, they may differ.
    if not known["count"].running:
        answer.status_code = _STOP_POLLING
        if "actualiser" in request.GET:
            answer["HX-Refresh"] = "true"
    return answer


def _admit(
    request: HttpRequest, asked: Draft, wanted: list[tuple[Item, set[int] | None]]
) -> HttpResponse:
    home = current_home()

    def work(tell: jobs.Tell) -> None:
        for rank, (item, lines) in enumerate(wanted):
            progress = told(tell, f"import de {item.name}", rank, len(wanted))
            if asked.item(item.no).waits:
                admit(home, item, lines, by=asked.owner, progress=progress)
        if not imports_rebuild.is_current(home):
            imports_rebuild.start_rebuild(home)
        # What just came in may change what is said of the files that wait.
        read_stale(home, asked, tell)

    try:
        jobs.start(asked.folder, work)
    except jobs.Busy:
        return _busy(request, asked)
    return _back(asked)


def _shown(
    request: HttpRequest,
    asked: Draft,
    wrong: dict[int, tuple[dict[str, str], dict[str, str]]] | None = None,
    status: int = 200,
) -> HttpResponse:
    home = current_home()
    if not jobs.is_running(asked.folder) and must_read(home, asked):
        start_rehearsal(home, asked)
    work = jobs.status(asked.folder)
    views = [shown(item, *(wrong or {}).get(item.no, ())) for item in asked.items()]
    imported = [
        name
        for view in views
        if (view.item.outcome or {}).get("status") in (IMPORTED, ALREADY_IMPORTED)
        and (name := view.report.get("import_id"))
    ]
    context: dict[str, Any] = {
        "draft": asked,
        "work": work,
        "views": views,
        "ready": [view for view in views if view.item.waits and view.ready],
        "waiting": [view for view in views if view.item.waits],
        "troubled": [
            view
            for view in views
            if view.item.waits and not view.ready and view.status != ALREADY_IMPORTED
        ],
        "imported": imported,
        "boards": _boards(home, imported),
        "crumbs": [Crumb("Imports", reverse("imports")), Crumb("Fichiers déposés")],
        **imports_rebuild.context(home),
    }
    return render(request, "observatory/imports_draft.html", context, status=status)


def _boards(home: Home, names: list[str]) -> list[Any]:
    wanted = set(names[:100])
    records = [r for r in Ledger(home).active() if r.import_id in wanted] if wanted else []
    return boards(home, records, today())


def _typed(form: QueryDict, name: str) -> str:
    return (form.get(name) or "").strip()[:200]


def _back(asked: Draft, item: Item | None = None) -> HttpResponse:
    anchor = f"#fichier-{item.no}" if item else ""
    return HttpResponseRedirect(reverse("imports_draft", args=[asked.token]) + anchor)


def _decided(request: HttpRequest, asked: Draft, item: Item) -> HttpResponse:
    words = {
        IMPORTED: "est déjà importé",
        ALREADY_IMPORTED: "était déjà importé",
        GIVEN_UP: "a été abandonné",
    }
    status = (item.outcome or {})["status"]
    messages.info(request, f"{item.name} {words[status]}\u00a0: rien n’a été fait de plus.")
    return _back(asked)


def _busy(request: HttpRequest, asked: Draft) -> HttpResponse:
    messages.info(request, "Un travail est déjà en cours sur ces fichiers\u00a0: attendez sa fin.")
    return _back(asked)
