"""The registers of processing: that of a school, those of a territory, and that of Vigie."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.codes import NATION
from vigie.domains.compliance import register_actions as actions
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.models import Processing
from vigie.domains.compliance.models.register import Hosting, LegalBasis
from vigie.domains.compliance.places import controller_of, is_school, officer_of, place_asked
from vigie.domains.compliance.register_forms import ENTRY, models, said_of, values_of
from vigie.domains.compliance.register_own import OWN_PROCESSINGS, fields_held
from vigie.domains.compliance.register_rules import editable_school, entry_of, may_edit, may_read
from vigie.domains.compliance.register_tables import own_table, school_table, schools_table
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.around import academy_of
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, told_if_refused


@never_cache
@require_safe
def register(request: HttpRequest, territory: str = NATION) -> HttpResponse:
    """The register of a school; of another territory, the list of those of its schools."""
    place = place_asked(request, territory)
    if is_school(place):
        return _school(request, place)
    held = rights(request)
    view = schools_table(held, place, clock.now()).view(request.GET)
    if file := export_asked(request, view):
        return file
    name = place_name(held, place)
    context = {
        "table": view,
        "name": name,
        "officer": officer_of(held.tree, place),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Registres, {name}")],
    }
    return render(request, "compliance/registers.html", context)


def _school(request: HttpRequest, school: str) -> HttpResponse:
    held, now = rights(request), clock.now()
    if not may_read(held, school):
        raise Refused(Answer.ELSEWHERE)
    name = place_name(held, school)
    entries = list(Processing.objects.in_use().of_school(school).select_related("changed_by"))
    controller, officer = controller_of(held.tree, school, now), officer_of(held.tree, school)
    view = school_table(entries, controller, officer, name).view(request.GET)
    if file := export_asked(request, view):
        return file
    editable = may_edit(held, school)
    withdrawn = Processing.objects.of_school(school).filter(withdrawn_at__isnull=False)
    context = {
        "place": school,
        "name": name,
        "entries": entries,
        "controller": controller,
        "officer": officer,
        "exports": view.export_links,
        "editable": editable,
        "withdrawn": withdrawn.order_by("-withdrawn_at")[:20] if editable else (),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Registre, {name}")],
    }
    return render(request, "compliance/register.html", context)


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The register of what Vigie itself does, with the fields that each entry covers."""
    held = rights(request)
    place = _place_of(me(request), held)
    academy = academy_of(held.tree, place)
    controller = (
        f"Rectorat de l’académie de {place_name(held, academy)}"
        if academy
        else "L’autorité qui exploite cette installation de Vigie"
    )
    officer = officer_of(held.tree, place)
    view = own_table(controller, officer).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "entries": [(each, fields_held(each.code)) for each in OWN_PROCESSINGS.values()],
        "controller": controller,
        "officer": officer,
        "exports": view.export_links,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Registre des traitements de Vigie")],
    }
    return render(request, "compliance/register_own.html", context)


def _place_of(person: Person, held: Rights) -> str:
    """Where a person works, for the académie she writes to: her first mandate, else her place."""
    return str(held.mandates[0].territory) if held.mandates else person.place


@never_cache
def add(request: HttpRequest, territory: str) -> HttpResponse:
    """A new entry of the register of a school."""
    school = editable_school(request, territory)
    if request.method != "POST":
        first = {
            "legal_basis": LegalBasis.PUBLIC_INTEREST.value,
            "hosting": Hosting.UNKNOWN.value,
            **models().get(request.GET.get("modele", ""), {}),
        }
        return _form(request, school, None, first, {})
    return _save(request, school, None)


@never_cache
def edit(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """An entry of the register, to correct."""
    school = editable_school(request, territory)
    entry = entry_of(school, number)
    if request.method != "POST":
        return _form(request, school, entry, values_of(entry), {})
    return _save(request, school, entry)


@require_POST
def withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes an entry out; it can be put back."""
    school = editable_school(request, territory)
    entry = entry_of(school, number)
    with told_if_refused(request, messages.INFO):
        actions.withdraw_entry(entry, by=me(request), at=clock.now())
        messages.success(
            request,
            f"«\u00a0{entry.name}\u00a0» est retiré du registre\u00a0; vous pouvez le rétablir.",
        )
    return _back(school)


@require_POST
def restore(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts an entry back."""
    school = editable_school(request, territory)
    entry = entry_of(school, number)
    with told_if_refused(request):
        actions.restore_entry(entry, by=me(request), at=clock.now())
        messages.success(request, f"«\u00a0{entry.name}\u00a0» est de nouveau au registre.")
    return _back(school)


def _save(request: HttpRequest, school: str, entry: Processing | None) -> HttpResponse:
    typed = Typed(ENTRY, request.POST)
    try:
        said = said_of(typed)
        if entry is None:
            saved = actions.add_entry(school, said, by=me(request), at=clock.now())
        else:
            saved = actions.revise_entry(entry, said, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _form(request, school, entry, typed.values, error.faults, error.status)
    messages.success(request, f"«\u00a0{saved.name}\u00a0» est au registre.")
    return _back(school)


def _back(school: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("register", args=[school]))


def _form(
    request: HttpRequest,
    school: str,
    entry: Processing | None,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    name = place_name(rights(request), school)
    title = f"Modifier « {entry.name}\u00a0»" if entry else "Inscrire un traitement"
    context = {
        "title": title,
        "entries": fields(ENTRY, values, faults),
        "faults": faults,
        "entry": entry,
        "models": None if entry else models(),
        "place": school,
        "crumbs": [Crumb(f"Registre, {name}", reverse("register", args=[school])), Crumb(title)],
    }
    return render(request, "compliance/register_form.html", context, status=status)
