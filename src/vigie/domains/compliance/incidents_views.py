"""Incidents: declaring one in two minutes, and the lists of those who follow them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.codes import NATION
from vigie.domains.compliance import incidents_actions as actions
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.incidents_forms import declare_entries, first_values, told_of
from vigie.domains.compliance.incidents_queries import followed, time_to_notify
from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import Decided
from vigie.domains.compliance.places import officer_of
from vigie.domains.people.rights import Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.periods import PARIS
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.formats import moment
from vigie.web.refusals import EntriesRefused
from vigie.web.tables import Column, Link, Row, Table


@never_cache
def declare(request: HttpRequest) -> HttpResponse:
    """Declares an incident; shows where one's own stand."""
    places = _places(rights(request))
    if request.method != "POST":
        return _form(request, places, first_values(clock.now(), places[0][0]))
    typed = Typed(declare_entries(places), request.POST)
    try:
        told, place = told_of(typed), typed.one_of("territory")
        typed.done()
        assert told is not None  # a moment to give: refused above
        actions.declare_incident(told, territory=place, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _form(request, places, typed.values, error.faults, error.status)
    messages.success(
        request, "Merci, l’incident est signalé à qui doit le traiter. Vous pouvez le suivre ici."
    )
    return HttpResponseRedirect(reverse("incident_declare"))


def _places(held: Rights) -> Sequence[tuple[str, str]]:
    """Where the person may have seen it: her territories, else where she says she works."""
    codes = [str(each.territory) for each in held.mandates]
    if not codes and held.person is not None and held.person.place:
        codes = [held.person.place]
    return [(code, place_name(held, code)) for code in dict.fromkeys(codes or [NATION])]


def _form(
    request: HttpRequest,
    places: Sequence[tuple[str, str]],
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    mine = Incident.objects.declared_by_person(me(request))[:20]
    context = {
        "entries": fields(declare_entries(places), values, faults),
        "faults": faults,
        "mine": mine,
        "officer": officer_of(held.tree, places[0][0]),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Signaler un incident")],
    }
    return render(request, "compliance/incident_declare.html", context, status=status)


@never_cache
@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents of one's territories, those that are open first."""
    held, now = rights(request), clock.now()
    found = list(followed(held))
    rows = []
    for each in sorted(found, key=lambda incident: incident.closed_at is not None):
        rows.append(
            Row(
                {
                    "title": Link(each.title, reverse("incident", args=[each.pk])),
                    "place": place_name(held, each.territory),
                    "aware": each.aware_at.astimezone(PARIS).date(),
                    "state": each.state_name,
                    "risk": each.risk_name,
                    "clock": time_to_notify(each, now).words,
                }
            )
        )
    table = Table(
        id="incidents",
        caption="Incidents",
        columns=(
            Column("title", "Incident", header=True),
            Column("place", "Lieu", filter=len(rows) > 8),
            Column("aware", "Découvert le", kind="date"),
            Column("state", "État", filter=len(rows) > 8),
            Column("risk", "Risque", filter=len(rows) > 8),
            Column("clock", "72 heures", sortable=False),
        ),
        rows=rows,
        empty="Aucun incident n’a été signalé.",
    )
    view = table.view(request.GET)
    if file := export_asked(request, view):
        return file
    late = [each for each in found if time_to_notify(each, now).kind == "late"]
    context = {
        "table": view,
        "late": len(late),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Incidents de sécurité")],
    }
    return render(request, "compliance/incidents.html", context)


@never_cache
@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """The breach register: every incident that touched personal data, notified or not."""
    held = rights(request)
    found = followed(held).breaches().prefetch_related("measures")
    view = _breach_table(held, found).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "table": view,
        "crumbs": [Crumb("Incidents", reverse("incidents")), Crumb("Registre des violations")],
    }
    return render(request, "compliance/breaches.html", context)


def _breach_table(held: Rights, found: Iterable[Incident]) -> Table:
    rows = [
        Row(
            {
                "title": Link(each.title, reverse("incident", args=[each.pk])),
                "place": place_name(held, each.territory),
                "aware": moment(each.aware_at),
                "nature": _nature(each),
                "people": _people(each),
                "data": each.data,
                "consequences": each.consequences,
                "measures": " ".join(
                    f"{moment(measure.taken_at)}\u00a0: {measure.text}"
                    for measure in each.measures.all()
                ),
                "risk": each.risk_name,
                "cnil": _decision(each.notify_cnil, each.cnil_reason, each.cnil_notified_at),
                "informed": _decision(
                    each.inform_people, each.people_reason, each.people_informed_at
                ),
                "state": each.state_name,
            }
        )
        for each in found
    ]
    return Table(
        id="violations",
        caption="Registre des violations de données",
        columns=(
            Column("title", "Violation", header=True),
            Column("place", "Lieu", filter=len(rows) > 8),
            Column("aware", "Découverte", sortable=False),
            Column("nature", "Nature", sortable=False),
            Column("people", "Personnes", sortable=False),
            Column("data", "Données", sortable=False),
            Column("consequences", "Conséquences", sortable=False),
            Column("measures", "Mesures", sortable=False),
            Column("risk", "Risque"),
            Column("cnil", "Notification à la CNIL", sortable=False),
            Column("informed", "Information des personnes", sortable=False),
            Column("state", "État"),
        ),
        rows=rows,
        empty="Aucune violation de données n’a été signalée.",
    )


def _nature(incident: Incident) -> str:
    touched = {
        "confidentialité": incident.confidentiality,
        "intégrité": incident.integrity,
        "disponibilité": incident.availability,
    }
    return ", ".join(name for name, is_touched in touched.items() if is_touched)


def _people(incident: Incident) -> str:
    count = "" if incident.people_count is None else f"environ {incident.people_count}"
    return ", ".join(part for part in (incident.people, count) if part)


def _decision(decided: str, reason: str, done_at: datetime | None) -> str:
    words = str(Decided(decided).label)
    done = f", le {moment(done_at)}" if done_at else ""
    return f"{words}{done}{f'. {reason}' if reason else ''}"
