"""People and their mandates, for whoever may give some: find, invite, end, review, explain."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.people import actions
from vigie.domains.people.delegation import person_of_address
from vigie.domains.people.explanations import NoSuchPage, explain
from vigie.domains.people.forms import Typed, role_options
from vigie.domains.people.grants import (
    mandate_for,
    may_end,
    may_give,
    overseen_people,
    oversees,
    person_for,
    roles_to_give,
)
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.notices import tell_of_mandate
from vigie.domains.people.rights import Rights, me, rights
from vigie.domains.people.roles import ROLES, Role
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb, Field, Input
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Link, Row, Table

REVIEWED_EVERY = timedelta(days=365)
_AT_ONCE = 100
"""As many mandates as someone looks at on one page of the review."""
_HOME = ("Accueil", "home")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people whom she oversees, with what they hold now."""
    held = rights(request)
    text = request.GET.get("qui", "").strip()[:100]
    found, more = overseen_people(held, text)
    view = _people_table(held, found).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "table": view,
        "more": more,
        "wanted": [Input("qui", "Nom ou adresse", text, kind="search")],
        "crumbs": _crumbs("Personnes"),
    }
    return render(request, "people/people.html", context)


@require_safe
def sheet(request: HttpRequest, person: int) -> HttpResponse:
    """One person: her mandates, past and present, and what can be done."""
    held = rights(request)
    found = person_for(held, person)
    mandates = [
        (each, place_name(held, each.territory), _state(each, held), may_end(held, each))
        for each in found.mandates.select_related("given_by", "origin__person")
    ]
    context = {
        "person": found,
        "place": place_name(held, found.place) if found.place else "",
        "mandates": mandates,
        "may_close": oversees(held, "FR"),
        "crumbs": _crumbs("Personnes", "people", found.name),
    }
    return render(request, "people/person.html", context)


def invite(request: HttpRequest) -> HttpResponse:
    """Gives a mandate to someone, known or not yet."""
    held = rights(request)
    names = ("email", "first_name", "last_name", "role", "territory", "starts_on", "ends_on")
    typed = Typed.of(request.POST if request.method == "POST" else request.GET, *names)
    if request.method != "POST":
        return _invite_page(request, typed)
    at = clock.now()
    email = typed.email()
    role = typed.role(roles_to_give(held))
    territory = typed.territory(lambda text: held.tree.canonical(held.tree.resolve(text)))
    starts_at, ends_at = typed.start("starts_on", at), typed.end("ends_on")
    if role and territory and not may_give(held, role, territory):
        typed.faults["territory"] = (
            "Ce territoire n’est pas dans le vôtre\u00a0: demandez ce mandat à "
            "l’administration de la plateforme."
        )
    if email and email == me(request).email:
        typed.faults["email"] = "On ne se donne pas un mandat à soi-même."
    if typed.faults or role is None:
        return _invite_page(request, typed, 400)
    try:
        person = _known(typed, email, territory, me(request))
        with transaction.atomic():
            given = actions.give_mandate(person, role=role, territory=territory,
                                         starts_at=starts_at, ends_at=ends_at, by=me(request),
                                         at=at)  # fmt: skip
            tell_of_mandate(given, place_name(held, territory), by=me(request), at=at)
    except actions.PeopleRefused as error:
        entry = {"ends_at": "ends_on"}.get(error.field, error.field)
        typed.faults[entry] = error.sentence
        return _invite_page(request, typed, 400)
    messages.success(
        request,
        f"{person.name} reçoit le mandat «\u00a0{ROLES[role].label}\u00a0», "
        "et un message qui le lui dit.",
    )
    return HttpResponseRedirect(reverse("person", args=[person.pk]))


@require_POST
def end(request: HttpRequest, mandate: int) -> HttpResponse:
    """Ends a mandate now."""
    found = mandate_for(rights(request), mandate)
    actions.end_mandate(found, by=me(request), at=clock.now())
    messages.success(
        request, f"Le mandat «\u00a0{found.role_name}\u00a0» de {found.person.name} a pris fin."
    )
    return HttpResponseRedirect(reverse("person", args=[found.person_id]))


@require_POST
def end_visits(request: HttpRequest, person: int) -> HttpResponse:
    """Ends every open session of a person."""
    found = person_for(rights(request), person)
    actions.end_sessions(found, by=me(request), at=clock.now())
    messages.success(request, f"Toutes les sessions de {found.name} sont fermées.")
    return HttpResponseRedirect(reverse("person", args=[found.pk]))


@require_POST
def close(request: HttpRequest, person: int) -> HttpResponse:
    """Closes, or opens again, the account of a person: the button says which, so that two clicks do
    not undo each other."""
    found = person_for(rights(request), person)
    if found.pk == me(request).pk:
        messages.warning(request, "On ne ferme pas son propre compte ici.")
    elif request.POST.get("fermer") == "1":
        actions.close_account(found, by=me(request), at=clock.now())
        messages.success(
            request, f"{found.name} ne peut plus se connecter ; ses mandats ont pris fin."
        )
    else:
        actions.open_account(found, by=me(request), at=clock.now())
        messages.success(request, f"{found.name} peut de nouveau se connecter.")
    return HttpResponseRedirect(reverse("person", args=[found.pk]))


def review(request: HttpRequest) -> HttpResponse:
    """The mandates to confirm or end once a year."""
    held = rights(request)
    due = _due(held)
    if request.method == "POST":
        chosen = {int(each) for each in request.POST.getlist("mandate") if each.isdigit()}
        ending = "finir" in request.POST
        done = [each for each in due if each.pk in chosen]
        for each in done:
            if ending:
                actions.end_mandate(each, by=me(request), at=clock.now())
            else:
                actions.confirm_mandate(each, by=me(request), at=clock.now())
        if done:
            verb = "terminés" if ending else "confirmés"
            many = formats.plural(len(done), "mandat")
            messages.success(request, f"{many} {verb if len(done) > 1 else verb[:-1]}.")
        else:
            messages.warning(request, "Cochez au moins un mandat.")
        return HttpResponseRedirect(reverse("mandates_review"))
    lines = [(each, place_name(held, each.territory)) for each in due[:_AT_ONCE]]
    context = {"lines": lines, "number": len(due), "crumbs": _crumbs("Revue des mandats")}
    return render(request, "people/review.html", context)


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Why a person can, or cannot, open a page."""
    held = rights(request)
    email, address = (request.GET.get(name, "").strip()[:500] for name in ("qui", "page"))
    fault, found = "", None
    if email and address:
        person = Person.objects.of_email(email)
        # Someone she does not oversee and someone unknown: the same answer.
        if person is None or not _overseen(held, person):
            fault = "Aucune personne que vous suivez n’a cette adresse."
        else:
            try:
                found = explain(person, _path_of(address), held)
            except NoSuchPage:
                fault = "Aucune page n’a cette adresse\u00a0: copiez celle de votre navigateur."
    context = {
        "wanted": [
            Input("qui", "Adresse de la personne", email),
            Input("page", "Adresse de la page", address),
        ],
        "fault": fault,
        "found": found,
        "crumbs": _crumbs("Pourquoi voit-elle cela\u00a0?"),
    }
    return render(request, "people/why.html", context, status=400 if fault else 200)


def _overseen(held: Rights, person: Person) -> bool:
    found, _ = overseen_people(held, person.email)
    return person in found


def _path_of(address: str) -> str:
    return "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address


def _known(typed: Typed, email: str, territory: str, by: Person) -> Person:
    at = clock.now()
    known = Person.objects.of_email(email)
    if known is not None:
        return known
    if not (typed.values["first_name"] or typed.values["last_name"]):
        return person_of_address(email, place=territory, by=by, at=at)
    return actions.register_person(
        email=email, first_name=typed.values["first_name"], last_name=typed.values["last_name"],
        place=territory, by=by, at=at,
    )  # fmt: skip


def _due(held: Rights) -> list[Mandate]:
    """Mandates in force that nobody confirmed for a year, and that are hers to give."""
    limit = held.at - REVIEWED_EVERY
    found = Mandate.objects.in_force(held.at).not_reviewed_since(limit).select_related("person")
    own = held.person.pk if held.person else 0
    return [
        each for each in found
        if each.person_id != own and may_give(held, Role(each.role), each.territory)
    ]  # fmt: skip


def _state(mandate: Mandate, held: Rights) -> str:
    if mandate.ends_at is not None and mandate.ends_at <= held.at:
        return "terminé"
    return "à venir" if mandate.starts_at > held.at else "en cours"


def _invite_page(request: HttpRequest, typed: Typed, status: int = 200) -> HttpResponse:
    values, faults = typed.values, typed.faults

    def entry(name: str, label: str, kind: str = "text", **more: object) -> Field:
        return Field(name, label, kind, values[name], error=faults.get(name, ""), **more)  # type: ignore[arg-type]  # the fields of Field

    context = {
        "entries": [
            entry("email", "Adresse électronique", required=True),
            entry("first_name", "Prénom"),
            entry("last_name", "Nom"),
            entry("role", "Rôle", "select", required=True,
                  options=role_options(roles_to_give(rights(request)))),
            entry("territory", "Territoire", required=True,
                  help="Nom ou code\u00a0: Doubs, dep:25, uai:0250001R."),
            entry("starts_on", "Du", "date", help="Vide\u00a0: tout de suite."),
            entry("ends_on", "Au", "date", help="Vide\u00a0: sans fin prévue."),
        ],
        "faults": faults,
        "crumbs": _crumbs("Personnes", "people", "Inviter"),
    }  # fmt: skip
    return render(request, "people/invite.html", context, status=status)


def _people_table(held: Rights, found: list[Person]) -> Table:
    rows = []
    for person in found:
        now = [each for each in person.mandates.all() if _state(each, held) == "en cours"]
        said = [f"{each.role_name}, {place_name(held, each.territory)}" for each in now]
        rows.append(
            Row(
                {
                    "name": Link(person.name, reverse("person", args=[person.pk])),
                    "email": person.email,
                    "mandates": " ; ".join(said) or "aucun mandat en cours",
                    "active": "oui" if person.is_active else "non",
                }
            )
        )
    columns = (
        Column("name", "Personne", header=True),
        Column("email", "Adresse"),
        Column("mandates", "Mandats en cours", sortable=False),
        Column("active", "Peut se connecter", filter=True),
    )
    return Table(
        "personnes", "Personnes", columns, rows, sort="name", searchable=False, empty="Personne."
    )


def _crumbs(label: str, address: str = "", last: str = "") -> list[Crumb]:
    start = Crumb(_HOME[0], reverse(_HOME[1]))
    if not last:
        return [start, Crumb(label)]
    return [start, Crumb(label, reverse(address)), Crumb(last)]
