"""What is sent twice is done once: two clicks, or the button « back » and the form again.

Only the last thing that a visit sent is remembered, as a digest in its session, and only when it
led somewhere: whatever is sent in between (an undoing, above all) makes the same words new again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from vigie.web import clock

_KEPT = "last_sent"
_SECONDS = 300
_TOKEN = "csrfmiddlewaretoken"


class SentTwice(Exception):
    """The same form was just sent; `way`: where the first one led."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


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
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],  # noqa: ARG002  # Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002  # idem
    ) -> HttpResponse | None:
        # Without a visit nothing is created; asking for a second link is no mistake.
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        request.sent = ""  # type: ignore[attr-defined]  # read above
        # A file is for its view to receive first: it says how much may come, and where it goes.
        # Such a view checks the token by itself, once that is said.
        is_late = getattr(view, "csrf_exempt", False)
        if is_late or request.content_type == "multipart/form-data":
            return None
        try:
            refuse_twice(request)
        except SentTwice as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SentTwice):
            return None
        messages.info(request, "Déjà fait\u00a0: le même envoi n’est pris en compte qu’une fois.")
        return HttpResponseRedirect(error.way)


def refuse_twice(request: HttpRequest) -> None:
    """Raises SentTwice when the last form that this visit sent, not long ago, was this one. For a
    form with a file, its view asks once the file is received."""
    if not hasattr(request, "sent"):
        return
    request.sent = digest = _digest(request)
    before, way, at = request.session.get(_KEPT, ("", "", 0))
    if digest and digest == before and clock.now().timestamp() - at <= _SECONDS:
        raise SentTwice(way)


def _digest(request: HttpRequest) -> str:
    """What is sent, in one word; empty for a button alone, that may be pressed again at once."""
    sent = sorted((k, v) for k, v in request.POST.lists() if k != _TOKEN)
    files = [(name, each) for name in sorted(request.FILES) for each in request.FILES.getlist(name)]
    if not files and not any(text.strip() for _, texts in sent for text in texts):
        return ""
    contents = []
    for name, each in files:
        content = hashlib.sha256()
        for chunk in each.chunks():
            content.update(chunk)
        each.seek(0)
        contents.append((name, each.name, content.hexdigest()))
    said = repr((request.path, sent, contents))
    return salted_hmac(_KEPT, said, algorithm="sha256").hexdigest()
