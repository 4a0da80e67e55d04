"""Mandates from a file: deposited, previewed, applied whole, undone whole."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people import mandate_file, mandate_file_actions
from vigie.domains.people.actions import PeopleRefused
from vigie.domains.people.grants import roles_to_give
from vigie.domains.people.mandate_file import MandateFound, MandateLine, MandatePlan
from vigie.domains.people.mandate_models import MandateFile, MandateFileChange
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.roles import ROLES
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field
from vigie.web.exports import MIME
from vigie.web.tables import Column, Link, Row, Table

_LARGEST = 5_000_000
_SAYS = {
    "email": ("adresse", "adresse électronique"),
    "last_name": ("nom", "pour une personne qui n’est pas encore connue"),
    "first_name": ("prénom", "idem"),
    "profile": ("profil", "idem\u00a0: 1D public, 2D privé, CPE…"),
    "role": ("rôle", "un des rôles ci-dessous"),
    "territory": ("territoire", "nom ou code\u00a0: Doubs, dep:25, uai:0250001R"),
    "from": ("du", "premier jour\u00a0; vide\u00a0: tout de suite"),
    "to": ("au", "dernier jour\u00a0; vide\u00a0: sans fin prévue"),
}


@never_cache
def drop(request: HttpRequest) -> HttpResponse:
    """GET: asks for a file. POST: reads it; keeps it for its preview when it holds no error."""
    if request.method != "POST":
        return _dropped(request)
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.name:
        return _dropped(request, fault="Choisissez un fichier.", status=400)
    if (given.size or 0) > _LARGEST:
        fault = f"Le fichier dépasse {formats.weight(_LARGEST)}. Déposez-le en plusieurs fois."
        return _dropped(request, fault=fault, status=413)
    held = rights(request)
    found = _read(given, held)
    plan = mandate_file.compare(found.lines, held) if not found.problems else MandatePlan()
    if found.problems or plan.problems:
        return _dropped(request, found=found, plan=plan, status=400)
    kept = mandate_file_actions.keep_file(given.name, found.lines, by=me(request), at=clock.now())
    for notice in found.notices:
        messages.warning(request, notice.message)
    return HttpResponseRedirect(reverse("mandates_file", args=[kept.token]))


@never_cache
def one(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what the file would do, or did. POST: applies it whole."""
    kept = _kept(request, token)
    if request.method == "POST":
        return _applied(request, kept)
    return _page(request, kept)


@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Forgets a file that was not applied."""
    try:
        mandate_file_actions.give_up_file(_kept(request, token))
    except PeopleRefused as error:
        messages.info(request, f"{error.message} {error.remedy}")
    else:
        messages.success(request, "Le fichier est oublié\u00a0: rien n’a changé.")
    return HttpResponseRedirect(reverse("mandates_import"))


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a whole file back."""
    kept = _kept(request, token)
    try:
        done = mandate_file_actions.undo_file(kept, rights(request), by=me(request), at=clock.now())
    except PeopleRefused as error:
        messages.info(request, f"{error.message} {error.remedy}")
    else:
        said = (
            f"Le fichier est annulé\u00a0: {formats.plural(done.back, 'mandat')} comme avant lui."
        )
        if done.left:
            left = formats.plural(done.left, "mandat changé depuis", "mandats changés depuis")
            said += f" {left}\u00a0: à voir un par un."
        messages.success(request, said)
    return HttpResponseRedirect(reverse("mandates_file", args=[kept.token]))


@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """An example of the file, with one line."""
    role = roles_to_give(rights(request))[0]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_SAYS[column.key][0] for column in mandate_file.COLUMNS])
    writer.writerow(["prenom.nom@ac-exemple.example", "Nom", "Prénom", "", ROLES[role].label,
                     "dep:25", "01/09/2026", "31/08/2027"])  # fmt: skip
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type=MIME["csv"])
    answer["Content-Disposition"] = 'attachment; filename="vigie-modele-mandats.csv"'
    return answer


def _read(given: UploadedFile[bytes], held: Rights) -> MandateFound:
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / "mandats"
        with path.open("wb") as copy:
            for piece in given.chunks():
                copy.write(piece)
        return mandate_file.read(path, held, mandate_file.resolver(held))


def _dropped(
    request: HttpRequest,
    *,
    fault: str = "",
    found: MandateFound = MandateFound(),  # noqa: B008  # frozen
    plan: MandatePlan = MandatePlan(),  # noqa: B008  # idem
    status: int = 200,
) -> HttpResponse:
    context = {
        "entry": Field("file", "Fichier", "file", required=True, error=fault,
                       accept=".csv,.tsv,.txt,.xlsx,.ods",
                       help="CSV, XLSX ou ODS. Le fichier est appliqué en entier, ou pas du tout."),
        "columns": [(*_SAYS[each.key], each.required) for each in mandate_file.COLUMNS],
        "roles": [ROLES[role].label for role in roles_to_give(rights(request))],
        "problems": [*found.problems, *plan.problems],
        "refused": found.refused + plan.refused,
        "rows": found.rows,
        "files": MandateFile.objects.filter(made_by=me(request), applied_at__isnull=False)[:10],
        "crumbs": _crumbs("Importer des mandats"),
    }  # fmt: skip
    return render(request, "people/mandates_import.html", context, status=status)


def _applied(request: HttpRequest, kept: MandateFile) -> HttpResponse:
    try:
        plan = mandate_file_actions.apply_file(
            kept, rights(request), by=me(request), at=clock.now()
        )
    except mandate_file_actions.LinesRefused as error:
        return _page(request, kept, MandatePlan(problems=error.problems), status=409)
    except PeopleRefused as error:
        messages.info(request, f"{error.message} {error.remedy}")
    else:
        messages.success(request, f"C’est fait\u00a0: {_told(plan, done=True)}.")
    return HttpResponseRedirect(reverse("mandates_file", args=[kept.token]))


def _page(
    request: HttpRequest, kept: MandateFile, plan: MandatePlan | None = None, status: int = 200
) -> HttpResponse:
    held = rights(request)
    context: dict[str, object] = {
        "kept": kept,
        "crumbs": _crumbs("Importer des mandats", kept.name),
    }
    if kept.applied_at is None:
        lines = mandate_file.from_text(kept.content)
        plan = plan or mandate_file.compare(lines, held)
        context |= {
            "plan": plan,
            "told": _told(plan, done=False),
            "table": _preview(plan, held).view(request.GET),
        }
    else:
        changes = list(kept.done())
        context |= {"rows": len(changes), "table": _done(changes, held).view(request.GET)}
    return render(request, "people/mandates_file.html", context, status=status)


def _told(plan: MandatePlan, *, done: bool) -> str:
    """« 12 mandats à donner et 1 mandat à terminer », or what was done."""
    ended = sum(each.ends_now for each in plan.moved)
    words = (
        (len(plan.given), "donné", "donner"),
        (ended, "terminé", "terminer"),
        (len(plan.moved) - ended, "dont la fin change", "dont la fin change"),
    )
    said = [
        f"{formats.plural(number, 'mandat')} {_agreed(past, number) if done else _to(verb)}"
        for number, past, verb in words
        if number
    ]
    if plan.same:
        said.append(f"{formats.count(len(plan.same))} déjà en cours, sans changement")
    return formats.listing(said)


def _agreed(past: str, number: int) -> str:
    return f"{past}s" if number > 1 and past.endswith("é") else past


def _to(verb: str) -> str:
    return f"à {verb}" if verb.endswith("er") else verb


def _preview(plan: MandatePlan, held: Rights) -> Table:
    rows = [_line(each, "donné", _dates(each), held) for each in plan.given]
    for each in plan.moved:
        what = "terminé" if each.ends_now else "prolongé" if each.is_longer else "fin changée"
        new = "tout de suite" if each.ends_now else _last(each.line.ends_at)
        rows.append(
            _line(each.line, what, f"fin\u00a0: {_last(each.mandate.ends_at)} → {new}", held)
        )
    rows += [_line(each, "déjà en cours", "", held) for each in plan.same]
    columns = (
        Column("email", "Adresse", header=True),
        Column("name", "Nom dans le fichier"),
        Column("role", "Rôle", filter=True),
        Column("place", "Territoire"),
        Column("what", "Quoi", filter=True),
        Column("dates", "Dates", sortable=False),
        Column("line", "Ligne", kind="count"),
    )
    return Table("lignes", "Ce que le fichier fait", columns, rows, exportable=False)


def _line(line: MandateLine, what: str, dates: str, held: Rights) -> Row:
    return Row(
        {
            "email": line.email,
            "name": f"{line.first_name} {line.last_name}".strip(),
            "role": ROLES[line.role].label,
            "place": place_name(held, line.territory),
            "what": what,
            "dates": dates,
            "line": line.line,
        }
    )


def _dates(line: MandateLine) -> str:
    start = f"du {formats.day(line.first_day)}" if line.first_day else "tout de suite"
    end = f"au {formats.day(line.last_day)}" if line.last_day else "sans fin prévue"
    return f"{start}, {end}" if not (line.first_day and line.last_day) else f"{start} {end}"


def _last(moment: datetime | None) -> str:
    return formats.moment(moment) if moment else "sans fin prévue"


def _done(changes: list[MandateFileChange], held: Rights) -> Table:
    rows = []
    for change in changes:
        mandate = change.mandate
        former = "donné" if change.given else f"fin d’avant\u00a0: {_last(change.former_end)}"
        rows.append(
            Row(
                {
                    "person": Link(
                        mandate.person.name, reverse("person", args=[mandate.person_id])
                    ),
                    "role": mandate.role_name,
                    "place": place_name(held, mandate.territory),
                    "what": former,
                    "end": _last(mandate.ends_at),
                }
            )
        )
    columns = (
        Column("person", "Personne", header=True),
        Column("role", "Rôle", filter=True),
        Column("place", "Territoire"),
        Column("what", "Ce que le fichier a fait", sortable=False),
        Column("end", "Fin aujourd’hui", sortable=False),
    )
    return Table("mandats", "Ce que le fichier a fait", columns, rows, exportable=False)


def _kept(request: HttpRequest, token: str) -> MandateFile:
    """A file of the reader's own. Raises Refused."""
    found = MandateFile.objects.filter(token=token, made_by=me(request)).first()
    if found is None:
        raise Refused(Answer.UNKNOWN)
    return found


def _crumbs(label: str, last: str = "") -> list[Crumb]:
    start = [Crumb("Accueil", reverse("home")), Crumb("Personnes", reverse("people"))]
    if not last:
        return [*start, Crumb(label)]
    return [*start, Crumb(label, reverse("mandates_import")), Crumb(last)]
