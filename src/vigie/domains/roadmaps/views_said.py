"""What is said beside the figures of a node or an indicator: weather, comments, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps import actions_telling as actions
from vigie.domains.roadmaps import forms_telling as forms
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import Comment, Indicator, Node, Roadmap
from vigie.domains.roadmaps.queries_telling import judgements_of, proposals_of, said_of
from vigie.domains.roadmaps.rules import (
    indicator_of,
    may_edit_node,
    node_of,
    node_to_edit,
    proposing_grounds,
)
from vigie.domains.roadmaps.rules_telling import (
    judgement_to_withdraw,
    may_change_said,
    may_say,
    said_to_change,
)
from vigie.domains.roadmaps.showing import told
from vigie.periods import PARIS
from vigie.web import clock
from vigie.web.components import Crumb, Field


def crumbs_of(roadmap: Roadmap, *more: Crumb) -> tuple[Crumb, ...]:
    """The way from the home to a page of a roadmap."""
    return (
        Crumb("Accueil", reverse("home")),
        Crumb("Feuilles de route", reverse("roadmaps")),
        Crumb(roadmap.name, reverse("roadmap", args=[roadmap.code])),
        *more,
    )


def shown_fields(entries: Sequence[Entry], typed: Typed | None) -> list[Field]:
    """Entries as a page shows them: empty, or with what was typed and what has to be mended."""
    return fields(entries, typed.values, typed.faults) if typed else fields(entries)


@never_cache
@require_safe
def node_said(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The weather of a node, its comments and its decisions."""
    return _node_page(request, node_of(rights(request), code, pk))


@never_cache
@require_safe
def indicator_said(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The comments and decisions on an indicator, and what territories propose of it."""
    return _indicator_page(request, indicator_of(rights(request), code, pk))


@require_POST
def node_judge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Signs a weather and a synthesis."""
    node = node_to_edit(rights(request), code, pk)
    typed = forms.judgement(node.roadmap, request.POST.dict())
    if typed.faults:
        return _node_page(request, node, judging=typed)
    values = typed.values
    actions.judge(
        node, period=values["period"], weather=values["weather"], synthesis=values["synthesis"],
        by=me(request), at=clock.now(),
    )  # fmt: skip
    told(request, node.roadmap, "L’appréciation est signée\u00a0; les précédentes restent.")
    return HttpResponseRedirect(reverse("node_said", args=[code, pk]))


@require_POST
def judgement_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a judgement back."""
    found = judgement_to_withdraw(rights(request), code, pk)
    actions.withdraw_judgement(found, by=me(request), at=clock.now())
    told(request, found.node.roadmap, "L’appréciation est retirée\u00a0; l’historique la garde.")
    return HttpResponseRedirect(reverse("node_said", args=[code, found.node_id]))


@require_POST
def node_say(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Writes a comment or a decision on a node."""
    node = node_of(rights(request), code, pk)
    typed = _say(request, node, None)
    if typed is not None:
        return _node_page(request, node, saying=typed)
    return HttpResponseRedirect(reverse("node_said", args=[code, pk]))


@require_POST
def indicator_say(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Writes a comment or a decision on an indicator."""
    indicator = indicator_of(rights(request), code, pk)
    typed = _say(request, indicator.node, indicator)
    if typed is not None:
        return _indicator_page(request, indicator, saying=typed)
    return HttpResponseRedirect(reverse("indicator_said", args=[code, pk]))


@require_POST
def said_carry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ticks a decision off, or takes the tick back: the button says which, so that two clicks do
    not undo each other."""
    said = said_to_change(rights(request), code, pk)
    if not said.is_decision:
        raise Refused(Answer.UNKNOWN)
    done = request.POST.get("done") == "1"
    actions.carry_out(said, by=me(request), at=clock.now(), done=done)
    sentence = "La décision est notée comme faite." if done else "La décision est à faire."
    told(request, said.roadmap, sentence)
    return HttpResponseRedirect(_back(request, said))


@require_POST
def said_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a comment or a decision out."""
    said = said_to_change(rights(request), code, pk)
    if said.review is not None and said.review.closed_at is not None:
        messages.warning(
            request, "Cette décision est dans un compte rendu signé\u00a0: elle reste."
        )
        return HttpResponseRedirect(_back(request, said))
    actions.remove_comment(said, by=me(request), at=clock.now())
    told(request, said.roadmap, "C’est retiré\u00a0; l’historique le garde.")
    return HttpResponseRedirect(_back(request, said))


def _say(request: HttpRequest, node: Node, indicator: Indicator | None) -> Typed | None:
    """Writes what was typed; what has to be mended when it cannot be."""
    held = rights(request)
    decided = request.POST.get("kind") == forms.DECISION
    if not (may_edit_node(held, node) if decided else may_say(held, node)):
        raise Refused(Answer.ROLE)
    typed, due_on = forms.decision(request.POST.dict()) if decided else (
        forms.comment(request.POST.dict()), None
    )  # fmt: skip
    if typed.faults:
        return typed
    text = typed.values["decision" if decided else "comment"]
    at, by = clock.now(), me(request)
    if decided:
        actions.decide(
            node.roadmap, text=text, charged=typed.values["charged"], due_on=due_on, node=node,
            indicator=indicator, by=by, at=at,
        )  # fmt: skip
        told(request, node.roadmap, "La décision est notée.")
    else:
        actions.comment(node.roadmap, text=text, node=node, indicator=indicator, by=by, at=at)
        told(request, node.roadmap, "Le commentaire est écrit.")
    return None


def _back(request: HttpRequest, said: Comment) -> str:
    """Where she came from, when that is a page of ours."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    if said.indicator_id:
        return reverse("indicator_said", args=[said.roadmap.code, said.indicator_id])
    if said.node_id:
        return reverse("node_said", args=[said.roadmap.code, said.node_id])
    return reverse("roadmap_reviews", args=[said.roadmap.code])


def _thread(held: Rights, said: list[Comment]) -> list[dict[str, object]]:
    """Comments and decisions with what she may do of them."""
    on = held.at.astimezone(PARIS).date()
    return [
        {
            "row": each,
            "state": words.decision_state(each, on) if each.is_decision else "",
            "may_change": may_change_said(held, each),
            "may_remove": may_change_said(held, each)
            and not (each.review is not None and each.review.closed_at is not None),
        }
        for each in said
    ]


def _saying(
    held: Rights, node: Node, typed: Typed | None, request: HttpRequest
) -> dict[str, object]:
    decided = request.POST.get("kind") == forms.DECISION
    comment, decision = (None, typed) if decided else (typed, None)
    return {
        "may_edit": may_edit_node(held, node),
        "may_say": may_say(held, node),
        "comment_fields": shown_fields(forms.COMMENT_ENTRIES, comment),
        "decision_fields": shown_fields(forms.DECISION_ENTRIES, decision),
        "faults": typed.faults if typed is not None else {},
    }


def _node_page(
    request: HttpRequest, node: Node, *, judging: Typed | None = None, saying: Typed | None = None
) -> HttpResponse:
    held = rights(request)
    roadmap = node.roadmap
    judgements = judgements_of(node)
    context = {
        "roadmap": roadmap,
        "node": node,
        "judgements": judgements,
        "last": judgements[0] if judgements else None,
        "not_filled": words.NOT_FILLED,
        "judgement_fields": fields(
            forms.judgement_entries(roadmap),
            judging.values if judging else {"period": roadmap.years[-1] if roadmap.years else ""},
            judging.faults if judging else {},
        ),
        "thread": _thread(held, said_of(roadmap, node=node)),
        "say_href": reverse("node_say", args=[roadmap.code, node.pk]),
        "crumbs": crumbs_of(roadmap, Crumb(f"{node.code}\u00a0: suivi")),
        **_saying(held, node, saying, request),
    }
    if judging is not None:
        context["faults"] = judging.faults
    status = 400 if context["faults"] else 200
    return render(request, "roadmaps/node_said.html", context, status=status)


def _indicator_page(
    request: HttpRequest, indicator: Indicator, *, saying: Typed | None = None
) -> HttpResponse:
    held = rights(request)
    roadmap = indicator.roadmap
    indicator.node.roadmap = roadmap
    on = held.at.astimezone(PARIS).date()
    grounds = proposing_grounds(held, roadmap)
    answers = may_edit_node(held, indicator.node)
    context = {
        "roadmap": roadmap,
        "indicator": indicator,
        "proposals": [
            replace(
                each,
                may_answer=each.waiting and answers,
                may_take_back=each.waiting and each.row.territory in grounds,
            )
            for each in proposals_of(indicator, lambda place: place_name(held, place), on)
        ],
        "grounds": grounds,
        "thread": _thread(held, said_of(roadmap, indicator=indicator)),
        "say_href": reverse("indicator_say", args=[roadmap.code, indicator.pk]),
        "crumbs": crumbs_of(roadmap, Crumb(f"{indicator.code}\u00a0: suivi")),
        **_saying(held, indicator.node, saying, request),
    }
    status = 400 if saying is not None else 200
    return render(request, "roadmaps/indicator_said.html", context, status=status)
