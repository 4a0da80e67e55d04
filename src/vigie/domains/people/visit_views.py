"""The visits of a person: where she is signed in, and ending those she left open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people.door_models import Visit
from vigie.domains.people.rights import me, rights
from vigie.domains.people.signing import close_visit
from vigie.domains.people.views import signed_out
from vigie.domains.people.visits import end_other_visits, end_visit, my_visit, open_visits
from vigie.web import clock
from vigie.web.components import Crumb


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    here = _mine(request)
    context = {
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Mes sessions")],
        "here": here,
        "others": [each for each in open_visits(rights(request)) if here is None or each != here],
    }
    return render(request, "people/visits.html", context)


@require_POST
def visit_end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends one visit; this very one is a sign-out."""
    visit = my_visit(rights(request), number)
    if visit == _mine(request):
        close_visit(request, me(request), at=clock.now())
        return signed_out(request)
    end_visit(visit, by=me(request), at=clock.now())
    messages.success(request, "La session est fermée.")
    return HttpResponseRedirect(reverse("visits"))


@require_POST
def visits_end_others(request: HttpRequest) -> HttpResponse:
    """Ends all the visits but this one."""
    end_other_visits(me(request), _mine(request), at=clock.now())
    messages.success(request, "Toutes vos autres sessions sont fermées.")
    return HttpResponseRedirect(reverse("visits"))


def _mine(request: HttpRequest) -> Visit | None:
    found: Visit | None = request.visit  # type: ignore[attr-defined]  # set by DoorMiddleware
    return found
