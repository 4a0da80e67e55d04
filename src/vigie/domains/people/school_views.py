"""The digital roles of a school: who holds them, delegating, taking back, handing over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people.actions import PeopleRefused, end_mandate, give_mandate
from vigie.domains.people.delegation import delegate, hand_over, person_of_address
from vigie.domains.people.duties import DUTIES
from vigie.domains.people.forms import Typed
from vigie.domains.people.grants import mandate_for, may_give
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.roles import ROLES, SERVICE_ROLES, Role
from vigie.domains.people.school_roles import KEY_ROLES, beside, head_mandate, school_roles
from vigie.domains.people.schools_page import schools_page
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field


@require_safe
def roles(request: HttpRequest, territory: str) -> HttpResponse:
    """The five services, who manages them, and whom the head designated."""
    held = rights(request)
    code = held.tree.resolve(territory) if territory in held.tree else territory
    if not code.startswith("uai:"):
        return schools_page(request, held, code)
    shown = school_roles(code, clock.now())
    context = {
        "territory": code,
        "name": place_name(held, code),
        "shown": shown,
        "beside": beside(held, code),
        "may_change": held.may_open("school_role", code, "POST"),
        "may_hand_over": held.may_open("hand_over", code, "POST"),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Rôles numériques")],
    }
    return render(request, "people/school_roles.html", context)


def role(request: HttpRequest, territory: str, role: str) -> HttpResponse:
    """Delegates a service, or designates someone for a key role."""
    held, wanted = rights(request), _role(role)
    typed = Typed.of(request.POST, "email", "starts_on", "ends_on")
    if request.method != "POST":
        return _role_page(request, territory, wanted, typed)
    at = clock.now()
    email = typed.email()
    starts_at, ends_at = typed.start("starts_on", at), typed.end("ends_on")
    origin = head_mandate(held, territory) if wanted in SERVICE_ROLES else None
    if origin is None and not may_give(held, wanted, territory):
        raise Refused(Answer.ROLE)
    if typed.faults:
        return _role_page(request, territory, wanted, typed, 400)
    try:
        to = person_of_address(email, place=territory, by=me(request), at=at)
        if origin is not None:
            given = delegate(origin, role=wanted, to=to, starts_at=starts_at, ends_at=ends_at,
                             by=me(request), at=at)  # fmt: skip
        else:
            given = give_mandate(to, role=wanted, territory=territory, starts_at=starts_at,
                                 ends_at=ends_at, by=me(request), at=at)  # fmt: skip
    except PeopleRefused as error:
        name = {"ends_at": "ends_on"}.get(error.field, error.field)
        typed.faults[name if name in typed.values else "email"] = error.sentence
        return _role_page(request, territory, wanted, typed, 400)
    when = "" if given.starts_at <= at else f", à partir du {formats.moment(given.starts_at)}"
    messages.success(request, f"{ROLES[wanted].label}\u00a0: confié à {to.name}{when}.")
    return _back(territory)


@require_POST
def take_back(request: HttpRequest, territory: str, mandate: int) -> HttpResponse:
    """Ends a delegation or a designation; the head holds the service again."""
    found = mandate_for(rights(request), mandate)
    if found.territory != territory or found.role not in (*SERVICE_ROLES, *KEY_ROLES):
        raise Refused(Answer.UNKNOWN)
    end_mandate(found, by=me(request), at=clock.now())
    messages.success(
        request, f"{found.role_name}\u00a0: {found.person.name} ne tient plus ce rôle."
    )
    return _back(territory)


def leave(request: HttpRequest, territory: str) -> HttpResponse:
    """The head leaves: who comes next, when, and whether delegations go on."""
    mandate = head_mandate(rights(request), territory)
    typed = Typed.of(request.POST, "email", "on")
    keep = request.method != "POST" or "keep" in request.POST
    if request.method == "POST":
        at = clock.now()
        email, on = typed.email(), typed.start("on", at)
        if not typed.faults:
            try:
                to = person_of_address(email, place=territory, by=me(request), at=at)
                hand_over(mandate, to=to, on=on, keep_delegations=keep, by=me(request), at=at)
            except PeopleRefused as error:
                typed.faults["email"] = error.sentence
            else:
                messages.success(
                    request, f"La direction passe à {to.name} le {formats.moment(on)}."
                )
                done = HttpResponseRedirect(reverse("home"))
                return _back(territory) if mandate.person_id != me(request).pk else done
    entries = [
        Field("email", "Adresse de la personne qui prend la suite", value=typed.values["email"],
              required=True, error=typed.faults.get("email", "")),
        Field("on", "À partir du", "date", typed.values["on"], error=typed.faults.get("on", ""),
              help="Vide\u00a0: tout de suite."),
    ]  # fmt: skip
    return _form(request, territory, "Passer la main", entries, typed, mandate=mandate,
                 keep=keep, status=400 if typed.faults else 200)  # fmt: skip


def _role_page(
    request: HttpRequest, territory: str, wanted: Role, typed: Typed, status: int = 200
) -> HttpResponse:
    entries = [
        Field("email", "Adresse de la personne", value=typed.values["email"], required=True,
              error=typed.faults.get("email", ""),
              help="Une personne qui n’est pas encore connue est ajoutée."),
        Field("starts_on", "Du", "date", typed.values["starts_on"],
              error=typed.faults.get("starts_on", ""), help=_delay(wanted)),
        Field("ends_on", "Au", "date", typed.values["ends_on"],
              error=typed.faults.get("ends_on", ""),
              help="Vide\u00a0: jusqu’à ce que vous le repreniez."),
    ]  # fmt: skip
    verb = "Déléguer" if wanted in SERVICE_ROLES else "Désigner"
    return _form(request, territory, f"{verb}\u00a0: {ROLES[wanted].label}", entries, typed,
                 duty=DUTIES.get(wanted), status=status)  # fmt: skip


def _form(
    request: HttpRequest,
    territory: str,
    title: str,
    entries: list[Field],
    typed: Typed,
    *,
    status: int,
    **more: object,
) -> HttpResponse:
    where = reverse("school_roles", args=[territory])
    context = {
        "territory": territory,
        "name": place_name(rights(request), territory),
        "title": title,
        "entries": entries,
        "faults": typed.faults,
        "crumbs": [
            Crumb("Accueil", reverse("home")), Crumb("Rôles numériques", where), Crumb(title)
        ],
        **more,
    }  # fmt: skip
    return render(request, "people/school_role_form.html", context, status=status)


def _role(text: str) -> Role:
    try:
        found = Role(text)
    except ValueError:
        found = None
    if found not in (*SERVICE_ROLES, *KEY_ROLES):
        raise Http404("Ce rôle ne se confie pas ici.")
    return Role(text)


def _delay(wanted: Role) -> str:
    duty = DUTIES.get(wanted)
    if duty is None or not duty.delay:
        return "Vide\u00a0: tout de suite."
    hours = int(duty.delay.total_seconds() // 3600)
    return f"Au plus tôt dans {hours} heures\u00a0: {duty.delay_reason}."


def _back(territory: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("school_roles", args=[territory]))
