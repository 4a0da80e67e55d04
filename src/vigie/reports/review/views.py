"""The minutes of a review as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.domains.roadmaps.rules_telling import review_of
from vigie.domains.roadmaps.views_review import days_of
from vigie.reports.files import TEXTS, attached, text_file
from vigie.reports.review.minutes import minutes
from vigie.web import clock


@never_cache
@require_safe
def review_minutes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The minutes as PDF, ODT or DOCX (`format`)."""
    held = rights(request)
    review = review_of(held, code, pk)
    kind = request.GET.get("format", "pdf")
    if kind not in TEXTS:
        return HttpResponseBadRequest("Ce format n’existe pas\u00a0: pdf, odt ou docx.")
    now = clock.now()
    since, on, _ = days_of(review, now)
    written = minutes(
        review, place=place_name(held, review.roadmap.territory), since=since, on=on, at=now
    )
    return attached(text_file(kind, written), kind, TEXTS[kind], written)
