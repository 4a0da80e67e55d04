"""The door and the home."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people import personas
from vigie.domains.people.doorway import door_context
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.signing import close_visit, open_visit, where_next
from vigie.domains.people.tasks import desks, news
from vigie.web import clock


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Who are you? By a link, by the provider, or as an invented person of a demonstration."""
    held = rights(request)
    if held.person is not None:
        return HttpResponseRedirect(where_next(request))
    return render(request, "people/sign_in.html", door_context(request))


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the invented persons; never in production."""
    if not personas.allowed():
        raise Refused(Answer.UNKNOWN)
    asked = request.POST.get("person", "")
    chosen = next((each for each in personas.present() if str(each.pk) == asked), None)
    if chosen is None:
        messages.warning(request, "Choisissez une personne de la liste.")
        return HttpResponseRedirect(reverse("sign_in"))
    open_visit(request, chosen, way="persona", at=clock.now())
    return HttpResponseRedirect(where_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the visit."""
    close_visit(request, me(request), at=clock.now())
    return signed_out(request)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Back to the door; the browser forgets what it kept of the site."""
    messages.success(request, "Vous êtes déconnecté·e.")
    answer = HttpResponseRedirect(reverse("sign_in"))
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the person may come for, mandate by mandate."""
    held = rights(request)
    context = {"person": me(request), "desks": desks(held), "news": news(held)}
    return render(request, "people/home.html", context)
