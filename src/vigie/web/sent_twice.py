"""What is sent twice is done once: two clicks, or the button « back » and the form again.

Only the last thing that a visit sent is remembered, as a digest in its session, and only when it
led somewhere: whatever is sent in between (an undoing, above all) makes the same words new again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from vigie.web import clock

_KEPT = "last_sent"
_SECONDS = 300
_TOKEN = "csrfmiddlewaretoken"


class SentTwiceMiddleware:
    """Leads whoever sends the same form again to where the first one led, and says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        digest = getattr(request, "sent", None)
        if digest is None:
            return response
        if isinstance(response, HttpResponseRedirect) and digest:
            request.session[_KEPT] = [digest, response.url, clock.now().timestamp()]
        elif _KEPT in request.session:
            del request.session[_KEPT]
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002  # Django's signature
        args: tuple[Any, ...],  # noqa: ARG002  # idem
        kwargs: dict[str, Any],  # noqa: ARG002  # idem
    ) -> HttpResponse | None:
        # Without a visit nothing is created; asking for a second link is no mistake.
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        # A file is for its view to receive, that says how much of it may come, and where it goes.
        has_file = request.content_type == "multipart/form-data"
        request.sent = digest = "" if has_file else _digest(request)  # type: ignore[attr-defined]  # read above
        before, way, at = request.session.get(_KEPT, ("", "", 0))
        if not digest or digest != before or clock.now().timestamp() - at > _SECONDS:
            return None
        messages.info(request, "Déjà fait\u00a0: le même envoi n’est pris en compte qu’une fois.")
        return HttpResponseRedirect(way)


def _digest(request: HttpRequest) -> str:
    """What is sent, in one word; empty for a button alone, that may be pressed again at once."""
    sent = sorted((k, v) for k, v in request.POST.lists() if k != _TOKEN)
    if not any(text.strip() for _, texts in sent for text in texts):
        return ""
    return salted_hmac(_KEPT, repr((request.path, sent)), algorithm="sha256").hexdigest()
