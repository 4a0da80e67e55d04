"""The sessions of a territory, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import PROFILES
from vigie.domains.campaigns.access_queries import contact_of
from vigie.domains.compliance.forms import fields
from vigie.domains.compliance.places import is_school, place_asked
from vigie.domains.people.rights import Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.around import departments_of
from vigie.domains.trainings import actions, forms
from vigie.domains.trainings.models import Session
from vigie.domains.trainings.news import asked_words, days_of
from vigie.domains.trainings.queries import (
    Progress,
    contacts_of,
    counts_of,
    sessions_about,
    sessions_inside,
    sessions_of_school,
)
from vigie.domains.trainings.rules import session_of
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.tables import Cell, Column, Link, Row, Table

_MOST_BELOW = 20
"""More départements than that (the nation) are reached by the search of the site."""
_CONTACTS = Column("contacts", "Directions contactées", sortable=False)


@never_cache
@require_safe
def trainings(request: HttpRequest, territory: str) -> HttpResponse:
    """The sessions that concern a territory, and how many were held in each school year."""
    held = rights(request)
    place = place_asked(request, territory)
    name = place_name(held, place)
    listed = _listed(held, sessions_about(held.tree, place), place, name).view(request.GET)
    counted = None
    if not is_school(place):
        counted = _counted(held, sessions_inside(held.tree, place), name).view(request.GET)
    if file := export_asked(request, *(each for each in (listed, counted) if each)):
        return file
    coming = sessions_of_school(place, clock.today()) if is_school(place) else ()
    context = {
        "place": place,
        "name": name,
        "table": listed,
        "counted": counted,
        "below": _below(held, place),
        "coming": [(days_of(each), each, asked_words(each)) for each in coming],
        "is_school": is_school(place),
        "may_write": held.may_open("training_new", place, "POST"),
        "crumbs": crumbs(Crumb("Formations")),
    }
    return render(request, "trainings/trainings.html", context)


@never_cache
def new(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: an empty form. POST: plans a session."""
    held = rights(request)
    place = place_asked(request, territory)
    if request.method != "POST":
        service = contact_of(held.tree, place).service
        return _form(request, place, None, forms.start_values(service), {})
    typed, said = forms.session_said(held.tree, place, request.POST.dict(), clock.today())
    if said is None:
        return _form(request, place, None, typed.values, typed.faults, 400)
    made = actions.plan_session(place, said, by=me(request), at=clock.now())
    messages.success(request, "La session est planifiée. Voici ce qu’il reste à préparer.")
    return HttpResponseRedirect(reverse("training", args=[made.token]))


@never_cache
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the form of a session. POST: says it anew."""
    held = rights(request)
    session = session_of(held, "training_edit", token, request.method or "GET")
    place = session.territory
    if request.method != "POST":
        return _form(request, place, session, forms.values_of(session), {})
    typed, said = forms.session_said(held.tree, place, request.POST.dict(), clock.today())
    if said is None:
        return _form(request, place, session, typed.values, typed.faults, 400)
    actions.change_session(session, said, by=me(request), at=clock.now())
    messages.success(request, "La session est modifiée.")
    return HttpResponseRedirect(reverse("training", args=[token]))


def crumbs(*steps: Crumb) -> list[Crumb]:
    """The way to a page, from the home."""
    return [Crumb("Accueil", reverse("home")), *steps]


def list_crumb(place: str) -> Crumb:
    """The step of the sessions of a territory."""
    return Crumb("Formations", reverse("trainings", args=[place]))


def _form(
    request: HttpRequest,
    place: str,
    session: Session | None,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    entries = {each.name: each for each in fields(forms.ENTRIES, values, faults)}
    profiles = [f"profile_{code}" for code in PROFILES]
    before = ["title", "service", "place", "first_day", "last_day"]
    back = reverse("training", args=[session.token]) if session else list_crumb(place).href
    title = "Modifier la session" if session else "Planifier une session"
    step = [Crumb(session.title, back)] if session else []
    context = {
        "title": title,
        "name": place_name(held, place),
        "what": [entries[name] for name in before],
        "profiles": [entries[name] for name in profiles],
        "pathway": entries["pathway"],
        "schools": [entries["schools"], entries["contact_until"]],
        "faults": len(faults),
        "back": back,
        "crumbs": crumbs(list_crumb(place), *step, Crumb(title)),
    }
    return render(request, "trainings/form.html", context, status=status)


def _below(held: Rights, place: str) -> list[tuple[str, str]]:
    """(code, name) of the départements of a territory, where one may rather plan a session."""
    found = [code for code in departments_of(held.tree, place) if held.may_open("trainings", code)]
    others = [code for code in found if code != place]
    return [(code, held.tree.name(code)) for code in others if len(others) <= _MOST_BELOW]


def _listed(held: Rights, sessions: Sequence[Session], place: str, name: str) -> Table:
    contacts = contacts_of(sessions)
    rows = []
    for each in sessions:
        opens = held.may_open("training", each.territory)
        href = reverse("training", args=[each.token])
        cells: dict[str, Cell] = {
            "title": Link(each.title, href) if opens else each.title,
            "first": each.first_day,
            "last": each.last_day,
            "place": each.place,
            "of": place_name(held, each.territory),
            "profiles": ", ".join(each.profile_names) or "tous",
            "service": each.service,
            "pathway": each.pathway_name,
            "year": each.school_year,
            "state": each.state_name,
            "contacts": _contacts(contacts.get(each.pk)) if opens else "non montré",
        }
        rows.append(Row(cells))
    return Table(
        id="formations",
        caption=f"Sessions de formation, {name}",
        columns=(
            Column("title", "Session", header=True),
            Column("first", "Du", kind="date"),
            Column("last", "Au", kind="date"),
            Column("state", "État", filter=True),
            Column("year", "Année scolaire", filter=True),
            Column("of", "Territoire", filter=True),
            Column("place", "Lieu"),
            Column("profiles", "Profils"),
            Column("service", "Organisée par", filter=True),
            Column("pathway", "Parcours avant"),
            *([] if is_school(place) else [_CONTACTS]),
        ),
        rows=rows,
        sort="-first",
        per_page=50,
        empty="Aucune session n’est planifiée.",
    )


def _contacts(found: Progress | None) -> str:
    return f"{found.done} sur {found.all}" if found else "sans objet"


def _counted(held: Rights, sessions: Sequence[Session], name: str) -> Table:
    lines = counts_of(sessions)
    rows = [
        Row({"of": place_name(held, each.territory), "year": each.school_year, "held": each.held,
             "planned": each.planned, "cancelled": each.cancelled})
        for each in lines
    ]  # fmt: skip
    for year in dict.fromkeys(each.school_year for each in lines):
        mine = [each for each in lines if each.school_year == year]
        if len(mine) > 1:
            sums = {
                key: sum(getattr(each, key) for each in mine)
                for key in ("held", "planned", "cancelled")
            }
            rows.append(Row({"of": f"{name} et ses territoires", "year": year, **sums}, True))
    return Table(
        id="tenues",
        caption="Sessions par territoire et par année scolaire",
        columns=(
            Column("of", "Territoire", header=True),
            Column("year", "Année scolaire", filter=True),
            Column("held", "Tenues", kind="count"),
            Column("planned", "Prévues", kind="count"),
            Column("cancelled", "Annulées", kind="count"),
        ),
        rows=rows,
        note="Une session compte dans le territoire qui l’a planifiée et dans l’année de son "
        "premier jour.",
        empty="Aucune session à compter.",
    )
