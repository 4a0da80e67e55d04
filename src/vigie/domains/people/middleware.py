"""One door for every request: who asks, and whether the permission table opens the address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from vigie.codes import NATION, UnknownCode
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, permission_table, rights_of
from vigie.facts.geography import AmbiguousTerritory
from vigie.web import clock
from vigie.web.views import ask_again

AFTER = "suite"
_logger = logging.getLogger(__name__)
_UNPLACED = ":unplaced"


class RightsMiddleware:
    """Gives each request its `rights`, and refuses what the table does not open.

    Mandates are read at each request: one that ends in the middle of a visit is gone at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        person = user if isinstance(user, Person) else None
        request.rights = rights_of(person, clock.now())  # type: ignore[attr-defined]  # read by rights()
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002  # Django's signature
        args: tuple[Any, ...],  # noqa: ARG002  # idem
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        held: Rights = request.rights  # type: ignore[attr-defined]  # set above
        match = request.resolver_match
        address = match.view_name if match else ""
        method = request.method or "GET"
        found = held.answer(address, method, asked_territory(held, address, kwargs))
        if found == Answer.ALLOWED:
            return None
        if found == Answer.ROLE and request.path == "/":
            return HttpResponseRedirect(reverse("home"))
        if found == Answer.ELSEWHERE and method == "GET" and "territory" not in kwargs:
            # « Participation » in the menu: for her, that of her own territory.
            own = held.first_place(address)
            if own is not None:
                path = reverse(address, kwargs={**kwargs, "territory": own})
                query = request.GET.urlencode()
                return HttpResponseRedirect(f"{path}?{query}" if query else path)
        if found == Answer.METHOD:
            return HttpResponseNotAllowed(permission_table().methods_of(address))
        _tell(held, address, found)
        return refusal(request, found)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        match = request.resolver_match
        _tell(request.rights, match.view_name if match else "", error.answer)  # type: ignore[attr-defined]  # set above
        return refusal(request, error.answer)


def _tell(held: Rights, address: str, answer: Answer) -> None:
    """A refusal, in the log of the process: who by her number, and the name of the address."""
    if held.person is not None:
        _logger.warning("%s refused to person:%s: %s", address, held.person.pk, answer.value)


def asked_territory(held: Rights, address: str, kwargs: dict[str, Any]) -> str | None:
    """The canonical territory that an address is about, None when it is about none.

    An address that may bear a territory and does not is about the nation. A text that means
    nothing, or several places, is kept as it is: only the nation holds it, so that nobody gets
    round her own territory by a name that nothing knows yet.
    """
    text = kwargs.get("territory")
    if text is None:
        return NATION if _may_bear_a_territory(address) else None
    try:
        return held.tree.resolve(str(text).removesuffix(_UNPLACED))
    except (UnknownCode, AmbiguousTerritory):
        return str(text)


@cache
def _may_bear_a_territory(address: str) -> bool:
    """Whether an address exists with a territory and without."""
    try:
        reverse(address)
        reverse(address, kwargs={"territory": NATION})
    except NoReverseMatch:
        return False
    return True


def refusal(request: HttpRequest, answer: Answer) -> HttpResponse:
    """What the person gets when the table does not open an address."""
    if answer == Answer.UNKNOWN:
        raise Http404
    if answer == Answer.SIGN_IN:
        return _to_the_door(request)
    return render(
        request, "people/refused.html", {"elsewhere": answer == Answer.ELSEWHERE}, status=403
    )


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and back afterwards; the whole page goes there, not a fragment of it."""
    path = reverse("sign_in")
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = path
        return answer
    if request.method == "POST" and (kept := ask_again(request, door=path)):
        return kept
    if request.method in ("GET", "HEAD") and request.get_full_path() != "/":
        path = f"{path}?{urlencode({AFTER: request.get_full_path()})}"
    return HttpResponseRedirect(path)
