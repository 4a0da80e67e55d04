"""One incident: what is known of it, what was done, what was decided, until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance import incidents_actions as actions
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.incidents_forms import (
    ASSESS,
    CLOSE,
    MEASURE,
    NOTICES,
    assess_values,
    notices_of,
    notices_values,
    told_of,
)
from vigie.domains.compliance.incidents_queries import incident_of, time_to_notify
from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import State
from vigie.domains.compliance.places import officer_of
from vigie.domains.people.rights import me, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused

Act = Callable[[], object]


@never_cache
@require_safe
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """All that is known of an incident, and the forms to follow it."""
    return _page(request, _asked(request, number))


@require_POST
def assess(request: HttpRequest, number: int) -> HttpResponse:
    """Completes what is known, and says the risk."""
    found = _asked(request, number)
    typed = Typed(ASSESS, request.POST)

    def act() -> None:
        told, risk = told_of(typed), typed.one_of("risk")
        consequences = typed.text("consequences")
        typed.done()
        assert told is not None  # a moment to give: refused above
        actions.assess_incident(
            found, told, risk=risk, consequences=consequences, by=me(request), at=clock.now()
        )

    return _done(request, found, act, "L’examen est enregistré.", typed)


@require_POST
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Writes down something that was done."""
    found = _asked(request, number)
    typed = Typed(MEASURE, request.POST)

    def act() -> None:
        text = typed.text("text")
        typed.done()
        actions.take_measure(found, text, by=me(request), at=clock.now())

    return _done(request, found, act, "La mesure est enregistrée.", typed)


@require_POST
def contain(request: HttpRequest, number: int) -> HttpResponse:
    """Says that the incident does no more harm."""
    found = _asked(request, number)

    def act() -> None:
        actions.contain_incident(found, by=me(request), at=clock.now())

    return _done(request, found, act, "L’incident est maîtrisé.")


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decides who is told, and writes down when it was done."""
    found = _asked(request, number)
    typed = Typed(NOTICES, request.POST)

    def act() -> None:
        actions.decide_notices(found, notices_of(typed), by=me(request), at=clock.now())

    return _done(request, found, act, "Les décisions sont enregistrées.", typed)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Closes the incident."""
    found = _asked(request, number)
    typed = Typed(CLOSE, request.POST)

    def act() -> None:
        conclusion = typed.text("conclusion")
        typed.done()
        actions.close_incident(found, conclusion, by=me(request), at=clock.now())

    return _done(request, found, act, "L’incident est clos.", typed)


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Opens the incident again."""
    found = _asked(request, number)

    def act() -> None:
        actions.reopen_incident(found, by=me(request), at=clock.now())

    return _done(request, found, act, "L’incident est rouvert.")


def _asked(request: HttpRequest, number: int) -> Incident:
    match = request.resolver_match
    address = match.view_name if match else ""
    return incident_of(rights(request), number, address, request.method or "GET")


def _done(
    request: HttpRequest, found: Incident, act: Act, sentence: str, typed: Typed | None = None
) -> HttpResponse:
    values = typed.values if typed else {}
    try:
        act()
    except EntriesRefused as error:
        found.refresh_from_db()
        return _page(request, found, values, error.faults, error.status)
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("incident", args=[found.pk]))


def _page(
    request: HttpRequest,
    found: Incident,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held, typed, now = rights(request), values or {}, clock.now()

    def may(address: str) -> bool:
        return held.may_open(address, found.territory, "POST")

    is_open = found.state != State.CLOSED
    context = {
        "incident": found,
        "place": place_name(held, found.territory),
        "clock": time_to_notify(found, now),
        "officer": officer_of(held.tree, found.territory),
        "measures": found.measures.select_related("taken_by"),
        "faults": faults,
        "refused": None if not faults or set(faults) & set(typed) else " ".join(faults.values()),
        "assess": fields(ASSESS, {**assess_values(found), **_of(ASSESS, typed)}, faults)
        if is_open and may("incident_assess")
        else None,
        "measure": fields(MEASURE, typed, faults) if is_open and may("incident_measure") else None,
        "may_contain": is_open and found.state != State.CONTAINED and may("incident_contain"),
        "notices": fields(NOTICES, {**notices_values(found), **_of(NOTICES, typed)}, faults)
        if is_open and found.is_breach and may("incident_decide")
        else None,
        "close": fields(CLOSE, {"conclusion": found.conclusion, **typed}, faults)
        if is_open and may("incident_close")
        else None,
        "left": actions.what_is_left(found) if is_open else (),
        "may_reopen": not is_open and may("incident_reopen"),
        "crumbs": [Crumb("Incidents", reverse("incidents")), Crumb(found.title)],
    }
    return render(request, "compliance/incident.html", context, status=status)


def _of(entries: Sequence[Entry], typed: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed, if it was in this form: the others keep what is known."""
    names = {each.name for each in entries}
    return typed if typed and set(typed) == names else {}
