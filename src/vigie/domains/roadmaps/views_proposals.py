"""What a territory proposes of an indicator, and what the level above answers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance.forms import Entry, Typed
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import actions_telling as actions
from vigie.domains.roadmaps import forms_telling as forms
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import Indicator, Proposal
from vigie.domains.roadmaps.queries_telling import shown
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import indicator_of, proposal_to_answer, proposing_grounds
from vigie.domains.roadmaps.rules_telling import proposal_to_take_back
from vigie.domains.roadmaps.showing import told
from vigie.domains.roadmaps.values import standings
from vigie.domains.roadmaps.views_said import crumbs_of, shown_fields
from vigie.periods import PARIS
from vigie.web import clock, formats
from vigie.web.components import Crumb

# Where the fault of an action stands in the form.
_ENTRY = {"amount": "value", "done": "value", "text": "value"}


@never_cache
def proposal_new(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """GET: the form. POST: the proposal goes to the level above, with the day it must answer by."""
    held = rights(request)
    indicator = indicator_of(held, code, pk)
    roadmap = indicator.roadmap
    grounds = proposing_grounds(held, roadmap)
    if not grounds:
        raise Refused(Answer.ROLE)
    places = [(place, place_name(held, place)) for place in grounds]
    entries = forms.proposal_entries(indicator, places, roadmap)
    if request.method != "POST":
        first = {"territory": grounds[0], "what": forms.VALUE, "period": _last(roadmap.years)}
        return _form(request, indicator, entries, Typed(entries, first), grounds)
    typed, given = forms.proposal(entries, request.POST.dict())
    if typed.faults:
        return _form(request, indicator, entries, typed, grounds, 400)
    now = clock.now()
    due_by = now.astimezone(PARIS).date() + timedelta(days=settings.VIGIE_DAYS_TO_ANSWER)
    try:
        actions.propose(
            indicator, territory=typed.values["territory"], reason=typed.values["reason"],
            due_by=due_by, by=me(request), at=now, **given,  # type: ignore[arg-type]  # read by the form
        )  # fmt: skip
    except RoadmapRefused as error:
        entry = _ENTRY.get(error.field, error.field)
        typed.refuse(entry if entry in typed.entries else "reason", error.sentence)
        return _form(request, indicator, entries, typed, grounds, 400)
    messages.success(
        request,
        f"La proposition est transmise\u00a0: une réponse est attendue le {formats.day(due_by)}. "
        "Vous pouvez la reprendre jusque-là.",
    )
    return HttpResponseRedirect(reverse("indicator_said", args=[code, pk]))


@never_cache
def proposal_answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """GET: the proposal and the form of the answer. POST: the answer."""
    held = rights(request)
    proposal = proposal_to_answer(held, code, pk)
    indicator = proposal.indicator
    if request.method != "POST":
        return _answering(request, proposal, None)
    typed = forms.answer(request.POST.dict())
    if typed.faults:
        return _answering(request, proposal, typed)
    accepted = typed.values["reply"] == "accepted"
    try:
        actions.answer_proposal(
            proposal, accepted=accepted, answer=typed.values["answer"], by=me(request),
            at=clock.now(),
        )  # fmt: skip
    except RoadmapRefused as error:
        entry = error.field if error.field in typed.entries else "reply"
        typed.refuse(entry, error.sentence)
        return _answering(request, proposal, typed)
    messages.success(
        request,
        "La proposition est acceptée\u00a0: elle s’affiche avec son auteur, à côté du reste."
        if accepted
        else "La proposition est refusée\u00a0; elle reste lisible, avec votre motif.",
    )
    return HttpResponseRedirect(reverse("indicator_said", args=[code, indicator.pk]))


@require_POST
def proposal_take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a proposal back before it is answered."""
    proposal = proposal_to_take_back(rights(request), code, pk)
    where = reverse("indicator_said", args=[code, proposal.indicator_id])
    try:
        actions.take_proposal_back(proposal, by=me(request), at=clock.now())
    except RoadmapRefused as error:
        messages.warning(request, error.sentence)
        return HttpResponseRedirect(where)
    told(request, proposal.indicator.roadmap, "La proposition est reprise.")
    return HttpResponseRedirect(where)


def _last(years: list[str]) -> str:
    return years[-1] if years else ""


def _form(
    request: HttpRequest, indicator: Indicator, entries: tuple[Entry, ...], typed: Typed,
    grounds: list[str], status: int = 200,
) -> HttpResponse:  # fmt: skip
    held = rights(request)
    on = held.at.astimezone(PARIS).date()
    known = standings(indicator, grounds, on)
    context = {
        "roadmap": indicator.roadmap,
        "indicator": indicator,
        "known": [
            (
                place_name(held, place),
                _dated(words.value_text(each.value, indicator), each.value and each.value.on),
                words.aim_text(each),
            )
            for place, each in known.items()
        ],
        "fields": shown_fields(entries, typed),
        "faults": typed.faults,
        "days": settings.VIGIE_DAYS_TO_ANSWER,
        "crumbs": crumbs_of(
            indicator.roadmap,
            Crumb(
                indicator.code,
                reverse("indicator_said", args=[indicator.roadmap.code, indicator.pk]),
            ),
            Crumb("Proposer"),
        ),
    }
    return render(request, "roadmaps/proposal_new.html", context, status=status)


def _dated(text: str, on: object) -> str:
    return f"{text} (au {formats.day(on)})" if on else text  # type: ignore[arg-type]  # a day


def _answering(request: HttpRequest, proposal: Proposal, typed: Typed | None) -> HttpResponse:
    held = rights(request)
    indicator = proposal.indicator
    on = held.at.astimezone(PARIS).date()
    found = standings(indicator, [proposal.territory], on)[proposal.territory]
    context = {
        "roadmap": indicator.roadmap,
        "indicator": indicator,
        "proposal": shown(proposal, lambda place: place_name(held, place), on),
        "value": _dated(words.value_text(found.value, indicator), found.value and found.value.on),
        "aim": words.aim_text(found),
        "source": words.source_text(found),
        "fields": shown_fields(forms.ANSWER_ENTRIES, typed),
        "faults": typed.faults if typed else {},
        "crumbs": crumbs_of(
            indicator.roadmap,
            Crumb(
                indicator.code,
                reverse("indicator_said", args=[indicator.roadmap.code, indicator.pk]),
            ),
            Crumb("Répondre"),
        ),
    }
    status = 400 if typed is not None else 200
    return render(request, "roadmaps/proposal_answer.html", context, status=status)
