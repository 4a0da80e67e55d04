"""Subscriptions from a file: deposited, previewed, taken whole, undone whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.places import is_school, place_asked
from vigie.domains.people.actions import reference
from vigie.domains.people.rights import Rights, me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.subscriptions import file_actions, queries, reading
from vigie.domains.subscriptions.actions import SubscriptionRefused
from vigie.domains.subscriptions.models import (
    Public,
    Subscription,
    SubscriptionChange,
    SubscriptionFile,
)
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field
from vigie.web.exports import csv_file
from vigie.web.refusals import told_if_refused
from vigie.web.tables import Column, Row, Table

_LARGEST = 10_000_000
_TOO_BIG = "Ce fichier dépasse 10\u00a0Mo. Déposez-le en plusieurs fois."
_NAMES = {
    "uai": "numéro UAI de l’établissement", "resource": "nom de la ressource",
    "publisher": "éditeur", "public": "élèves, enseignants, ou les deux",
    "licences": "nombre de licences", "starts_on": "premier jour", "ends_on": "dernier jour",
    "dropped_at": "ne sera pas renouvelé",
}  # fmt: skip
_CELLS = {
    "uai": "celui de l’établissement", "resource": "son nom", "publisher": "son nom",
    "public": "élèves, enseignants, ou les deux", "licences": "un nombre entier, ou illimité",
    "starts_on": "par exemple 01/09/2026", "ends_on": "par exemple 31/08/2027",
}  # fmt: skip


@never_cache
def drop(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: asks for a file. POST: reads it; keeps it for its preview when it holds no error."""
    place = place_asked(request, territory)
    if request.method != "POST":
        return _dropped(request, place)
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.name:
        return _dropped(request, place, fault="Choisissez un fichier.", status=400)
    if (given.size or 0) > _LARGEST:
        return _dropped(request, place, fault=_TOO_BIG, status=413)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / f"depot{Path(given.name).suffix[:10]}"
        path.write_bytes(b"".join(given.chunks()))
        lines, read = reading.read(path, place if is_school(place) else "")
    plan = read if read.problems else reading.compare(lines, _hers(rights(request), place))
    if plan.problems:
        return _dropped(request, place, plan=plan, status=400)
    kept = file_actions.keep_file(place, given.name, lines, by=me(request), at=clock.now())
    for notice in read.notices:
        messages.warning(request, notice.message)
    return HttpResponseRedirect(reverse("subscriptions_file_one", args=[place, kept.token]))


@never_cache
def one(request: HttpRequest, territory: str, token: str) -> HttpResponse:
    """GET: what the file would change, or changed. POST: takes it whole."""
    place = place_asked(request, territory)
    kept = _kept(request, place, token)
    if request.method == "POST":
        return _taken(request, place, kept)
    return _page(request, place, kept)


@require_POST
def give_up(request: HttpRequest, territory: str, token: str) -> HttpResponse:
    """Forgets a file that was not taken."""
    place = place_asked(request, territory)
    with told_if_refused(request, messages.INFO):
        file_actions.give_up_file(_kept(request, place, token))
        messages.success(request, "Le fichier est oublié\u00a0: rien n’a changé.")
    return HttpResponseRedirect(reverse("subscriptions", args=[place]))


@require_POST
def undo(request: HttpRequest, territory: str, token: str) -> HttpResponse:
    """Takes a whole file back."""
    place = place_asked(request, territory)
    kept = _kept(request, place, token)
    with told_if_refused(request):
        count = file_actions.undo_file(kept, by=me(request), at=clock.now())
        messages.success(
            request,
            f"Le fichier est annulé\u00a0: {formats.plural(count, 'abonnement')} comme avant lui.",
        )
    return HttpResponseRedirect(reverse("subscriptions_file_one", args=[place, kept.token]))


@require_safe
def model(_request: HttpRequest) -> HttpResponse:
    """An example of the file, with one line."""
    example = (
        "0259109R", "Encyclopédie en ligne", "Éditions d’exemple", "élèves et enseignants", "450",
        "01/09/2026", "31/08/2027",
    )  # fmt: skip
    header = [column.heading for column in reading.COLUMNS]
    return csv_file("vigie-modele-abonnements", header, [example])


def _taken(request: HttpRequest, place: str, kept: SubscriptionFile) -> HttpResponse:
    try:
        plan = file_actions.take_file(
            kept, holds=_hers(rights(request), place), by=me(request), at=clock.now()
        )
    except file_actions.LinesRefused as error:
        return _page(request, place, kept, reading.Plan(problems=error.problems), error.sentence)
    except SubscriptionRefused as error:
        messages.info(request, error.sentence)
    else:
        messages.success(request, f"C’est fait\u00a0: {_told(plan)}.")
    return HttpResponseRedirect(reverse("subscriptions_file_one", args=[place, kept.token]))


def _told(plan: reading.Plan) -> str:
    renewed = sum("ends_on" in change.after for change in plan.changes)
    return ", ".join(
        [
            formats.plural(len(plan.new), "abonnement nouveau", "abonnements nouveaux"),
            formats.plural(renewed, "renouvelé"),
            formats.plural(len(plan.changes) - renewed, "corrigé"),
            f"{plan.same} sans changement",
        ]
    )


def _page(
    request: HttpRequest,
    place: str,
    kept: SubscriptionFile,
    plan: reading.Plan | None = None,
    fault: str = "",
) -> HttpResponse:
    held = rights(request)
    context: dict[str, object] = {
        "place": place, "kept": kept, "fault": fault, "crumbs": _crumbs(held, place, kept.name),
    }  # fmt: skip
    if kept.applied_at is None:
        plan = plan or reading.compare(reading.from_text(kept.content), _hers(held, place))
        context |= {
            "plan": plan,
            "told": _told(plan),
            "table": _preview(plan, held).view(request.GET),
        }
    else:
        context["rows"] = SubscriptionChange.objects.filter(file=kept).count()
    status = 409 if fault else 200
    return render(request, "subscriptions/file_one.html", context, status=status)


def _dropped(
    request: HttpRequest,
    place: str,
    *,
    fault: str = "",
    plan: reading.Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    needed = {"uai"} if not is_school(place) else set()
    mine = SubscriptionFile.objects.filter(
        made_by=reference(me(request)), place=place, applied_at__isnull=False
    )
    context = {
        "place": place,
        "name": place_name(held, place),
        "is_school": is_school(place),
        "entry": Field(
            "file", "Fichier des abonnements", "file", required=True, accept=".csv,.xlsx,.ods,.txt",
            help="CSV, XLSX ou ODS. Rien n’est pris avant votre accord.", error=fault,
        ),
        "plan": plan,
        "columns": [
            (column.heading, _CELLS[column.key], column.required or column.key in needed)
            for column in reading.COLUMNS
        ],
        "files": mine[:10],
        "crumbs": _crumbs(held, place, "Déposer un fichier"),
    }  # fmt: skip
    return render(request, "subscriptions/file.html", context, status=status)


def _preview(plan: reading.Plan, held: Rights) -> Table:
    rows = [
        Row({"what": "nouveau", **_identity(each, held),
             "changes": f"du {formats.day(each.starts_on)} au {formats.day(each.ends_on)}"})
        for each in plan.new
    ] + [
        Row(
            {
                "what": str(change.deed.label),
                **_identity(change.subscription, held),
                "changes": " ; ".join(
                    f"{_NAMES[name]}\u00a0: {_words(before)} → {_words(after)}"
                    for name, (before, after) in change.after.items()
                ),
            }
        )
        for change in plan.changes
    ]  # fmt: skip
    return Table(
        "lignes",
        "Ce que le fichier change",
        (
            Column("resource", "Ressource", header=True),
            Column("school", "Établissement", filter=len(rows) > 8),
            Column("what", "Quoi", filter=True),
            Column("changes", "Dates, ou avant → après", sortable=False),
        ),
        rows,
        exportable=False,
        empty="Rien ne change\u00a0: tout est déjà écrit ainsi.",
    )


def _identity(subscription: Subscription, held: Rights) -> dict[str, str]:
    return {
        "resource": subscription.resource,
        "school": place_name(held, subscription.school),
    }


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    text = "" if value is None else str(value)
    if text in Public.values:
        return str(Public(text).label)
    return text or "vide"


def _hers(held: Rights, place: str) -> Callable[[str], bool]:
    """Whether a school is the place asked, or in it, and hers to write in."""

    def hers(school: str) -> bool:
        if is_school(place):
            return school == place
        return held.may_open("subscriptions_file", school, "POST") and bool(
            queries.schools_inside(held.tree, place, [school])
        )

    return hers


def _kept(request: HttpRequest, place: str, token: str) -> SubscriptionFile:
    """A file of the reader's own, for this place. Raises Refused."""
    who = reference(me(request))
    return or_unknown(
        SubscriptionFile.objects.filter(token=token, made_by=who, place=place).first()
    )


def _crumbs(held: Rights, place: str, last: str) -> list[Crumb]:
    return [
        Crumb("Accueil", reverse("home")),
        Crumb(f"Abonnements, {place_name(held, place)}", reverse("subscriptions", args=[place])),
        Crumb(last),
    ]
