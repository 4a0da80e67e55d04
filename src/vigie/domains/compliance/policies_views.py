"""The page of the policy of the sealed groups: read it, propose a version, sign one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance import policies_actions as actions
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.models import PolicyVersion
from vigie.domains.compliance.places import place_of_address
from vigie.domains.compliance.policies_forms import ENTRIES, policy_of, values_of
from vigie.domains.compliance.policies_queries import changes, in_plain_words, policy_in_force
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.rights import me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import EntriesRefused, told_if_refused


@never_cache
def group_policy(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: the policy in force, what waits, the history. POST: proposes a version."""
    place = place_of_address(rights(request), territory)
    if request.method == "POST":
        return _propose(request, place)
    held = rights(request)
    in_force = policy_in_force(held.tree, place, held.at)
    return _page(request, place, values_of(in_force.policy), {})


@require_POST
def sign(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Signs a version that waits."""
    held = rights(request)
    place = place_of_address(held, territory)
    version = _version(place, number)
    try:
        actions.sign_policy(
            version, has_read=request.POST.get("has_read") == "on", by=me(request), at=clock.now()
        )
    except ComplianceRefused as error:
        in_force = policy_in_force(held.tree, place, held.at)
        faults = {f"sign-{number}": error.sentence}
        return _page(request, place, values_of(in_force.policy), faults, 409)
    messages.success(
        request,
        f"La version {number} est signée\u00a0: elle vaut pour les groupes scellés à partir de "
        "maintenant.",
    )
    return HttpResponseRedirect(reverse("group_policy", args=[place]))


@require_POST
def set_aside(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Gives up a version that waits."""
    place = place_of_address(rights(request), territory)
    with told_if_refused(request):
        actions.set_policy_aside(_version(place, number), by=me(request), at=clock.now())
        messages.success(request, f"La version {number} est écartée\u00a0: rien n’a changé.")
    return HttpResponseRedirect(reverse("group_policy", args=[place]))


def _propose(request: HttpRequest, place: str) -> HttpResponse:
    typed = Typed(ENTRIES, request.POST.dict())
    try:
        policy, reason = policy_of(typed)
        made = actions.propose_policy(
            policy,
            territory=place,
            reason=reason,
            by=me(request),
            at=clock.now(),
        )
    except EntriesRefused as error:
        return _page(request, place, typed.values, error.faults, error.status)
    messages.success(
        request,
        f"La version {made.number} attend la signature de la délégation à la protection des "
        "données. D’ici là, rien ne change.",
    )
    return HttpResponseRedirect(reverse("group_policy", args=[place]))


def _page(
    request: HttpRequest,
    place: str,
    values: dict[str, str],
    faults: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    in_force = policy_in_force(held.tree, place, held.at)
    versions = list(PolicyVersion.objects.of(place).select_related("proposed_by", "signed_by"))
    waiting = [each for each in versions if each.signed_at is None and each.dropped_at is None]
    context = {
        "place": place,
        "place_name": place_name(held, place),
        "in_force": in_force,
        "sentences": in_plain_words(in_force.policy),
        "waiting": [
            (each, changes(each.policy, in_force.policy) or in_plain_words(each.policy),
             faults.get(f"sign-{each.number}", ""))
            for each in waiting
        ],
        "history": [each for each in versions if each not in waiting],
        "may_sign": held.may_open("group_policy_sign", place, "POST"),
        "entries": fields(ENTRIES, values, faults),
        "form_fault": faults.get("form", ""),
        "faults": len(faults),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Règle des groupes scellés")],
    }  # fmt: skip
    return render(request, "compliance/group_policy.html", context, status=status)


def _version(place: str, number: int) -> PolicyVersion:
    """A version of a territory that the table already opened. Raises Refused."""
    return or_unknown(PolicyVersion.objects.of(place).filter(number=number).first())
