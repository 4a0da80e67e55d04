"""« Groupes où je figure »: what a listed person is told, and how she leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.groups import actions
from vigie.domains.groups.queries import is_computed, seats_of
from vigie.domains.groups.rules import seat_of
from vigie.domains.people.rights import me, rights
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import told_if_refused


@never_cache
@require_safe
def groups_with_me(request: HttpRequest) -> HttpResponse:
    """The groups in which the person sits: who sealed them, for what, until when she may leave."""
    context = {
        "seats": [(seat, is_computed(seat.group)) for seat in seats_of(me(request))],
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Groupes où je figure")],
    }
    return render(request, "groups/groups_with_me.html", context)


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Leaves a synthesis before it is computed."""
    seat = seat_of(rights(request), token)
    with told_if_refused(request):
        actions.withdraw_from_group(seat, person=me(request), at=clock.now())
        messages.success(
            request,
            "Vos réponses n’entreront pas dans cette synthèse. Personne d’autre ne le sait, et "
            "votre place dans la formation ne change pas.",
        )
    return HttpResponseRedirect(reverse("groups_with_me"))


@require_POST
def rejoin(request: HttpRequest, token: str) -> HttpResponse:
    """Undoes a withdrawal."""
    seat = seat_of(rights(request), token)
    with told_if_refused(request):
        actions.rejoin_group(seat, person=me(request), at=clock.now())
        messages.success(request, "Vos réponses compteront de nouveau dans cette synthèse.")
    return HttpResponseRedirect(reverse("groups_with_me"))
