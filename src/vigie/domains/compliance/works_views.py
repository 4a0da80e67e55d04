"""The works of pupils of a school, and whether they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance import works_actions as actions
from vigie.domains.compliance.forms import Entry, Typed, fields, options_of
from vigie.domains.compliance.models import PupilWork
from vigie.domains.compliance.models.space import Permission
from vigie.domains.compliance.places import school_asked
from vigie.domains.compliance.works_actions import Work
from vigie.domains.people.rights import me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Link, Row, Table

FORM = (
    Entry(
        "title",
        "Œuvre",
        help="Sans nom d’élève. Par exemple\u00a0: podcast de la 5e B, fresque du hall.",
        required=True,
    ),
    Entry(
        "purpose",
        "Usage prévu",
        "textarea",
        "Où et pour qui elle sera montrée\u00a0: ENT, site de l’établissement, exposition…",
        required=True,
        most=1000,
    ),
    Entry("starts_on", "À partir du", "date", required=True, most=10),
    Entry("ends_on", "Jusqu’au", "date", required=True, most=10),
    Entry(
        "permission",
        "Autorisation des responsables légaux",
        "select",
        "Accordée seulement si toutes les familles concernées ont dit oui.",
        options=options_of(Permission),
        required=True,
        most=20,
    ),
    Entry("answered_on", "Réponse reçue le", "date", most=10),
    Entry(
        "reference",
        "Où sont les autorisations signées",
        help="Par exemple\u00a0: classeur 12 de la vie scolaire. Ne recopiez pas les noms.",
    ),
)


@never_cache
@require_safe
def works(request: HttpRequest, territory: str) -> HttpResponse:
    """The works recorded, and whether each may be used today."""
    school = school_asked(request, territory)
    held, today = rights(request), clock.today()
    name = place_name(held, school)
    editable = held.may_open("work_add", school)
    view = _table(school, today, editable).view(request.GET)
    if file := export_asked(request, view):
        return file
    removed = PupilWork.objects.filter(territory=school, removed_at__isnull=False)
    context = {
        "place": school,
        "name": name,
        "table": view,
        "editable": editable,
        "removed": removed.order_by("-removed_at")[:20] if editable else (),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Œuvres d’élèves, {name}")],
    }
    return render(request, "compliance/works.html", context)


@never_cache
def add(request: HttpRequest, territory: str) -> HttpResponse:
    """A new record."""
    school = school_asked(request, territory)
    if request.method != "POST":
        return _form(request, school, None, {"permission": Permission.ASKED.value}, {})
    return _save(request, school, None)


@never_cache
def edit(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """A record, to correct or to complete."""
    school = school_asked(request, territory)
    work = _work(school, number)
    if request.method != "POST":
        return _form(request, school, work, _values(work), {})
    return _save(request, school, work)


@require_POST
def remove(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a record away; it can be put back."""
    school = school_asked(request, territory)
    with told_if_refused(request, messages.INFO):
        work = actions.remove_work(_work(school, number), by=me(request), at=clock.now())
        messages.success(
            request, f"«\u00a0{work.title}\u00a0» est retirée\u00a0; vous pouvez la rétablir."
        )
    return _to_works(school)


@require_POST
def restore(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a record back."""
    school = school_asked(request, territory)
    with told_if_refused(request, messages.INFO):
        work = actions.restore_work(_work(school, number), by=me(request), at=clock.now())
        messages.success(request, f"«\u00a0{work.title}\u00a0» est rétablie.")
    return _to_works(school)


def _work(school: str, number: int) -> PupilWork:
    return or_unknown(PupilWork.objects.filter(territory=school, pk=number).first())


def _to_works(school: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("works", args=[school]))


def _table(school: str, today: date, editable: bool) -> Table:
    rows = [
        Row(
            {
                "title": Link(each.title, reverse("work_edit", args=[school, each.pk]))
                if editable
                else each.title,
                "purpose": each.purpose,
                "from": each.starts_on,
                "to": each.ends_on,
                "permission": each.permission_name,
                "answered": each.answered_on or "",
                "use": "oui" if each.may_be_used(today) else "non",
                "reference": each.reference,
            }
        )
        for each in PupilWork.objects.filter(territory=school, removed_at__isnull=True)
    ]
    return Table(
        id="oeuvres",
        caption="Œuvres d’élèves",
        columns=(
            Column("title", "Œuvre", header=True),
            Column("purpose", "Usage prévu", sortable=False),
            Column("from", "À partir du", kind="date"),
            Column("to", "Jusqu’au", kind="date"),
            Column("permission", "Autorisation", filter=len(rows) > 8),
            Column("answered", "Réponse du", kind="date"),
            Column("use", "Utilisable aujourd’hui"),
            Column("reference", "Où sont les autorisations", sortable=False),
        ),
        rows=rows,
        as_of=today,
        empty="Aucune œuvre n’est enregistrée.",
    )


def _values(work: PupilWork) -> dict[str, str]:
    return {each.name: str(getattr(work, each.name) or "") for each in FORM}


def work_of(typed: Typed) -> Work:
    """What the form says. Raises FormRefused with every fault at once."""
    title, purpose = typed.text("title"), typed.text("purpose")
    starts_on, ends_on = typed.day("starts_on"), typed.day("ends_on")
    permission, answered_on = typed.one_of("permission"), typed.day("answered_on")
    reference = typed.text("reference")
    typed.done()
    assert starts_on is not None  # entries to fill: refused above
    assert ends_on is not None
    return Work(title, purpose, starts_on, ends_on, permission, answered_on, reference)


def _save(request: HttpRequest, school: str, work: PupilWork | None) -> HttpResponse:
    typed = Typed(FORM, request.POST)
    try:
        said = work_of(typed)
        if work is None:
            saved = actions.record_work(school, said, by=me(request), at=clock.now())
        else:
            saved = actions.revise_work(work, said, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _form(request, school, work, typed.values, error.faults, error.status)
    messages.success(request, f"«\u00a0{saved.title}\u00a0» est enregistrée.")
    return _to_works(school)


def _form(
    request: HttpRequest,
    school: str,
    work: PupilWork | None,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    name = place_name(rights(request), school)
    title = f"Modifier «\u00a0{work.title}\u00a0»" if work else "Enregistrer une œuvre"
    context = {
        "title": title,
        "place": school,
        "work": work,
        "entries": fields(FORM, values, faults),
        "faults": faults,
        "crumbs": [
            Crumb(f"Œuvres d’élèves, {name}", reverse("works", args=[school])),
            Crumb(title),
        ],
    }
    return render(request, "compliance/work_form.html", context, status=status)
