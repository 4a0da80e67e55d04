"""The meeting on a roadmap: what changed, what alerts, what is decided, and its minutes."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Typed
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.roadmaps import actions_telling as actions
from vigie.domains.roadmaps import forms_telling as forms
from vigie.domains.roadmaps import words
from vigie.domains.roadmaps.models import Review
from vigie.domains.roadmaps.models.telling import Judgement
from vigie.domains.roadmaps.queries import NO_VALUE
from vigie.domains.roadmaps.queries_telling import (
    before_that,
    decisions_of,
    done_since,
    judgements_of,
    moved,
    reviews_of,
    signer_of,
)
from vigie.domains.roadmaps.refusals import RoadmapRefused
from vigie.domains.roadmaps.rules import may_edit, roadmap_of, roadmap_to_edit
from vigie.domains.roadmaps.rules_telling import answers_to_give, review_of, review_to_write
from vigie.domains.roadmaps.showing import tabs_of, told
from vigie.domains.roadmaps.values import standing_of
from vigie.domains.roadmaps.verdicts import LABELS, State
from vigie.domains.roadmaps.views_said import crumbs_of, shown_fields
from vigie.domains.roadmaps.watching import gathered, watched
from vigie.periods import PARIS
from vigie.web import clock, formats
from vigie.web.components import Crumb

SCREENS = (
    ("changements", "Ce qui a changé"),
    ("bilan", "Où en sont les indicateurs"),
    ("alertes", "Alertes"),
    ("meteo", "Météo"),
    ("decisions", "Décisions"),
)
"""The screens of the projector, in the order of the meeting."""


@never_cache
def roadmap_reviews(request: HttpRequest, code: str) -> HttpResponse:
    """GET: the reviews of a roadmap. POST: opens one."""
    held = rights(request)
    roadmap = roadmap_of(held, code)
    typed = None
    if request.method == "POST":
        roadmap = roadmap_to_edit(held, code)
        typed, held_on = forms.review(request.POST.dict())
        if not typed.faults and held_on is not None:
            made = actions.open_review(roadmap, held_on=held_on, by=me(request), at=clock.now())
            messages.success(request, "La revue est ouverte.")
            return HttpResponseRedirect(reverse("roadmap_review", args=[code, made.pk]))
    today = held.at.astimezone(PARIS).date()
    first = Typed(forms.REVIEW_ENTRIES, {"held_on": today.isoformat()})
    context = {
        "roadmap": roadmap,
        "reviews": reviews_of(roadmap),
        "decisions": [(each, words.decision_state(each, today)) for each in decisions_of(roadmap)],
        "may_edit": may_edit(held, roadmap),
        "fields": shown_fields(forms.REVIEW_ENTRIES, typed or first),
        "faults": typed.faults if typed else {},
        "tabs": tabs_of(roadmap, "roadmap_reviews"),
        "crumbs": crumbs_of(roadmap, Crumb("Revues")),
    }
    return render(request, "roadmaps/reviews.html", context, status=400 if typed else 200)


@never_cache
@require_safe
def roadmap_review(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A review: its page, or one screen of it for a projector (`ecran`)."""
    found = review_of(rights(request), code, pk)
    names = [name for name, _ in SCREENS]
    screen = request.GET.get("ecran", "")
    if screen and screen not in names:
        screen = names[0]
    if not screen:
        return _page(request, found)
    at = names.index(screen)
    context = {
        **_seen(request, found),
        "screen": screen,
        "screen_title": SCREENS[at][1],
        "number": at + 1,
        "total": len(names),
        "before": names[at - 1] if at else "",
        "after": names[at + 1] if at + 1 < len(names) else "",
        "screens": SCREENS,
    }
    return render(request, "roadmaps/review_screen.html", context)


@require_POST
def review_write(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Writes the minutes; with `close`, signs them: they are not changed any more."""
    found = review_to_write(rights(request), code, pk)
    typed = forms.minutes(request.POST.dict())
    if typed.faults:
        return _page(request, found, minutes=typed)
    closing = "close" in request.POST
    if closing and not typed.values["minutes"]:
        typed.refuse("minutes", "Un compte rendu ne se signe pas vide.")
        return _page(request, found, minutes=typed)
    by, at = me(request), clock.now()
    try:
        actions.write_minutes(
            found, minutes=typed.values["minutes"], present=typed.values["present"], by=by, at=at
        )
        if closing:
            actions.close_review(found, by=by, at=at)
    except RoadmapRefused as error:
        messages.warning(request, error.sentence)
        return HttpResponseRedirect(reverse("roadmap_review", args=[code, pk]))
    messages.success(
        request,
        "Le compte rendu est signé et clos." if closing else "Le compte rendu est enregistré.",
    )
    return HttpResponseRedirect(reverse("roadmap_review", args=[code, pk]))


@require_POST
def review_decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Writes a decision of the meeting."""
    found = review_to_write(rights(request), code, pk)
    if found.closed_at is not None:
        raise Refused(Answer.ROLE)
    typed, due_on = forms.decision(request.POST.dict())
    if typed.faults:
        return _page(request, found, deciding=typed)
    actions.decide(
        found.roadmap, text=typed.values["decision"], charged=typed.values["charged"],
        due_on=due_on, review=found, by=me(request), at=clock.now(),
    )  # fmt: skip
    told(request, found.roadmap, "La décision est notée.")
    return HttpResponseRedirect(reverse("roadmap_review", args=[code, pk]) + "#decisions")


def days_of(review: Review, at: datetime) -> tuple[date, date, Review | None]:
    """The day from which a review looks at what changed, the day of its figures, and the review
    before it, if any. The first looks from the day the roadmap was made."""
    on = min(review.held_on, at.astimezone(PARIS).date())
    before = before_that(review)
    made = review.roadmap.created_at.astimezone(PARIS).date()
    return min(before.held_on if before else made, on), on, before


def _seen(request: HttpRequest, review: Review) -> dict[str, object]:
    """What the page and the screens show."""
    held = rights(request)
    roadmap = review.roadmap
    since, on, before = days_of(review, held.at)
    standings = list(standing_of(roadmap, on).values())
    states = [each.verdict.state for each in standings]
    tops = roadmap.nodes.standing().filter(parent__isnull=True)
    weather: list[tuple[object, Judgement | None]] = []
    for node in tops:
        judged = judgements_of(node)
        weather.append((node, judged[0] if judged else None))
    old = [each for each in decisions_of(roadmap) if each.review_id != review.pk]
    return {
        "roadmap": roadmap,
        "review": review,
        "on": on,
        "since": since,
        "before_review": before,
        "signer": signer_of(review) if review.closed_at else "",
        "counts": [(state.value, label, states.count(state)) for state, label in LABELS.items()],
        "total_indicators": len(states),
        "troubled": [
            (each.indicator, each.verdict)
            for each in standings
            if each.verdict.state in (State.MISSED, State.AT_RISK)
        ],
        "moved": moved(roadmap, since, on),
        "done": done_since(roadmap, since, on),
        "alerts": gathered(watched(roadmap, on)),
        "no_value": NO_VALUE,
        "first_screen": SCREENS[0][0],
        "waiting": answers_to_give(held, roadmap),
        "weather": weather,
        "not_filled": words.NOT_FILLED,
        "pending": [(each, words.decision_state(each, on)) for each in old if not each.done_at],
        "taken": [(each, words.decision_state(each, on)) for each in decisions_of(roadmap, review)],
        "may_edit": may_edit(held, roadmap),
    }


def _page(
    request: HttpRequest, review: Review, *, minutes: Typed | None = None,
    deciding: Typed | None = None,
) -> HttpResponse:  # fmt: skip
    faults = (minutes or deciding or Typed((), {})).faults
    kept = Typed(forms.MINUTES_ENTRIES, {"present": review.present, "minutes": review.minutes})
    context = {
        **_seen(request, review),
        "minutes_fields": shown_fields(forms.MINUTES_ENTRIES, minutes or kept),
        "decision_fields": shown_fields(forms.DECISION_ENTRIES, deciding),
        "faults": faults,
        "files": ("pdf", "odt", "docx"),
        "crumbs": crumbs_of(
            review.roadmap,
            Crumb("Revues", reverse("roadmap_reviews", args=[review.roadmap.code])),
            Crumb(f"Revue du {formats.day(review.held_on)}"),
        ),
    }
    return render(request, "roadmaps/review.html", context, status=400 if faults else 200)
