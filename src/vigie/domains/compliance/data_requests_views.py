"""« Demandes »: what people ask about their data, and the month to answer; and how long things are
kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.compliance import data_requests, retention
from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.models import DataRequest, RetentionRun
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.reads import note_reads
from vigie.domains.people.rights import me, rights
from vigie.domains.people.roles import Role
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import FormRefused
from vigie.web.tables import Column, Link, Row, Table

_OUTCOMES = ((Outcome.DONE, "C’est fait"), (Outcome.REFUSED, "C’est refusé"))
ANSWER = (
    Entry("outcome", "Issue", "select", required=True,
          options=[("", "Choisissez…"), *((o.value, label) for o, label in _OUTCOMES)]),
    Entry("answer", "Réponse à la personne", "textarea",
          "Ce qui a été fait\u00a0; en cas de refus, pourquoi, et le recours auprès de la CNIL.",
          required=True, most=2000),
)  # fmt: skip


@never_cache
@require_safe
def requests_page(request: HttpRequest) -> HttpResponse:
    """Requests that wait, the most urgent first, and those that were closed."""
    held = rights(request)
    waiting = data_requests.clocks(held)
    rows = [
        Row({
            "number": Link(f"Demande {each.request.pk}",
                           reverse("data_request", args=[each.request.pk])),
            "kind": each.request.kind_name,
            "place": place_name(held, each.request.territory) if each.request.territory else "",
            "made": each.request.made_at.date(),
            "due": each.request.due_at.date(),
            "left": _left(each.days_left),
        })
        for each in waiting
    ]  # fmt: skip
    table = Table(
        id="demandes",
        caption="Demandes en attente",
        columns=(
            Column("number", "Demande", header=True),
            Column("kind", "Quoi"),
            Column("place", "Lieu"),
            Column("made", "Faite le", kind="date"),
            Column("due", "Avant le", kind="date"),
            Column("left", "Reste"),
        ),
        rows=rows,
        exportable=False,
        empty="Aucune demande n’attend.",
    )
    context = {
        "table": table.view(request.GET),
        "late": sum(each.late for each in waiting),
        "closed": data_requests.closed(held),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Demandes sur des données")],
    }
    return render(request, "compliance/data_requests.html", context)


@never_cache
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """One request, and its answer. Opening it is a read that the person will see."""
    held = rights(request)
    asked = data_requests.followed(held, number)
    if request.method != "POST":
        note_reads(held, about=[reference(asked.person)], why="traiter une demande sur ses données",
                   where="Demandes sur des données", roles=[Role.DPO])  # fmt: skip
        return _one(request, asked)
    typed = Typed(ANSWER, request.POST.dict())
    try:
        outcome, text = typed.one_of("outcome"), typed.text("answer")
        typed.done()
        data_requests.answer(asked, outcome=Outcome(outcome), text=text, by=me(request),
                             at=clock.now())  # fmt: skip
    except FormRefused as error:
        return _one(request, asked, typed.values, error.faults, 400)
    except ComplianceRefused as error:
        messages.info(request, error.sentence)
        return HttpResponseRedirect(reverse("data_requests"))
    messages.success(
        request, "La réponse est donnée\u00a0: la personne la lit dans « Mes données »."
    )
    return HttpResponseRedirect(reverse("data_requests"))


@require_safe
def retention_page(request: HttpRequest) -> HttpResponse:
    """How long each thing is kept, and what went at the latest passage."""
    latest = RetentionRun.objects.first()
    told = json.loads(latest.told) if latest else {}
    rows = [
        Row({"what": rule.what, "long": rule.length, "since": rule.since,
             "then": rule.consequence, "last": told.get(rule.code, 0) if latest else None})
        for rule in retention.rules()
    ]  # fmt: skip
    table = Table(
        id="durees",
        caption="Durées de conservation",
        columns=(
            Column("what", "Quoi", header=True),
            Column("long", "Gardé"),
            Column("since", "À compter de"),
            Column("then", "Puis"),
            Column("last", "Au dernier passage", kind="count"),
        ),
        rows=rows,
    )
    context = {
        "table": table.view(request.GET),
        "latest": latest,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Durées de conservation")],
    }
    return render(request, "compliance/retention.html", context)


def _left(days: int) -> str:
    if days < 0:
        return f"en retard de {-days}\u00a0j"
    return f"{days}\u00a0j" if days else "aujourd’hui"


def _one(
    request: HttpRequest,
    asked: DataRequest,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    place = place_name(held, asked.territory) if asked.territory else ""
    context = {
        "asked": asked,
        "place": place,
        "waits": asked.state == Outcome.WAITING and asked.kind != Kind.ERASE,
        "entries": fields(ANSWER, values, faults),
        "faults": faults,
        "crumbs": [Crumb("Accueil", reverse("home")),
                   Crumb("Demandes sur des données", reverse("data_requests")),
                   Crumb(f"Demande {asked.pk}")],
    }  # fmt: skip
    return render(request, "compliance/data_request.html", context, status=status)
