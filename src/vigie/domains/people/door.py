"""What stands between a session and the pages: the bounds of visits, limits that are spent, and
nothing kept by the browser of what a person saw."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from vigie.domains.people.limits import TooMany
from vigie.domains.people.rights import rights, rights_of
from vigie.domains.people.visits import current_visit

_logger = logging.getLogger(__name__)


class DoorMiddleware:
    """Stands inside RightsMiddleware: a session without a visit in force is signed out before the
    permission table is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        held = rights(request)
        request.visit = current_visit(request, held)  # type: ignore[attr-defined]  # read by the views of visits
        if held.person is not None and request.visit is None:  # type: ignore[attr-defined]  # idem
            logout(request)
            request.rights = rights_of(None, held.at)  # type: ignore[attr-defined]  # read by rights()
            messages.info(request, "Votre session a pris fin. Connectez-vous de nouveau.")
        response = self.get_response(request)
        # Pages of figures say themselves how they may be kept (private, asked for again each time).
        if held.person is not None and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TooMany):
            return None
        _logger.warning("limit reached: %s", error.limit.kind)
        return too_many(request, error.seconds)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, with the time to wait."""
    context = {"minutes": math.ceil(seconds / 60)}
    answer = render(request, "people/too_many.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    add_never_cache_headers(answer)
    return answer
