"""The subscriptions of a school: what ends when, and what is decided; those of a territory."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import Entry, Typed, fields
from vigie.domains.compliance.places import is_school, place_asked, school_asked
from vigie.domains.people.rights import me, or_unknown, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.subscriptions import actions, forms, queries, showing
from vigie.domains.subscriptions.models import Deed, Subscription
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, FormRefused, told_if_refused

_UNTIL = "until"


@never_cache
@require_safe
def subscriptions(request: HttpRequest, territory: str) -> HttpResponse:
    """Of a school: its subscriptions. Of a territory: those that end soon in its schools."""
    place = place_asked(request, territory)
    return _school(request, place) if is_school(place) else _territory(request, place)


@never_cache
def add(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: an empty form. POST: writes a subscription."""
    school = school_asked(request, territory)
    if request.method != "POST":
        return _form(request, school, None, {})
    return _save(request, school, None)


@never_cache
def edit(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """GET: the form of a subscription. POST: corrects it."""
    school = school_asked(request, territory)
    found = _found(school, number)
    if request.method != "POST":
        return _form(request, school, found, forms.start(found))
    return _save(request, school, found)


@require_POST
def renew(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Says until when it is renewed."""
    school = school_asked(request, territory)
    found = _found(school, number)
    name = f"{_UNTIL}_{number}"
    typed = Typed((Entry(name, "Renouvelé jusqu’au", "date", required=True),), request.POST)
    try:
        until = typed.day(name)
        typed.done()
        assert until is not None  # required, hence refused above
        made = actions.renew(found, until, by=me(request), at=clock.now())
    except FormRefused as error:
        return _school(request, school, typed.values, error.faults, 400)
    except actions.SubscriptionRefused as error:
        return _school(request, school, typed.values, {name: error.sentence}, 400)
    return _done(
        request, made, f"«\u00a0{made.resource}\u00a0» est renouvelé jusqu’au {formats.day(until)}."
    )


@require_POST
def drop(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Says that it will not be renewed."""
    school = school_asked(request, territory)
    made = actions.drop(_found(school, number), by=me(request), at=clock.now())
    return _done(
        request, made, f"«\u00a0{made.resource}\u00a0» ne sera pas renouvelé\u00a0: plus d’alerte."
    )


@require_POST
def withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes it off the list."""
    school = school_asked(request, territory)
    made = actions.withdraw(_found(school, number), by=me(request), at=clock.now())
    return _done(request, made, f"«\u00a0{made.resource}\u00a0» est retiré de la liste.")


@require_POST
def undo(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Undoes the last change of a subscription."""
    school = school_asked(request, territory)
    found = or_unknown(Subscription.objects.of(school).filter(pk=number).first())
    with told_if_refused(request, messages.INFO):
        deed = actions.undo(found, by=me(request), at=clock.now())
        words = "retiré" if deed == Deed.WRITTEN else "comme avant"
        messages.success(request, f"«\u00a0{found.resource}\u00a0» est {words}.")
    return _back(school)


@require_POST
def warnings(request: HttpRequest, territory: str) -> HttpResponse:
    """Says how many days before the end the school is warned."""
    school = school_asked(request, territory)
    typed = Typed(forms.DAYS, request.POST)
    try:
        first, second = typed.number("first"), typed.number("second")
        typed.done()
        actions.set_warnings(school, first or 0, second, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _school(request, school, typed.values, error.faults, error.status)
    messages.success(request, "Les délais d’alerte sont enregistrés.")
    return _back(school)


def _save(request: HttpRequest, school: str, known: Subscription | None) -> HttpResponse:
    typed, by, at = Typed(forms.ENTRIES, request.POST), me(request), clock.now()
    try:
        said = forms.parse(typed)
        if known is None:
            made = actions.add(school, said, by=by, at=at)
        else:
            made = actions.correct(known, said, by=by, at=at)
    except EntriesRefused as error:
        return _form(request, school, known, typed.values, error.faults, error.status)
    return _done(request, made, "C’est enregistré." if known is None else "C’est corrigé.")


def _school(
    request: HttpRequest,
    school: str,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held, on = rights(request), clock.today()
    lines = queries.lines_of(school, on)
    may_write = held.may_open("subscription_new", school, "POST")
    name = place_name(held, school)
    view = showing.school_table(school, name, lines, on, may_write=may_write).view(request.GET)
    if file := export_asked(request, view):
        return file
    first, second = actions.warning_days(school)
    days = {"first": str(first), "second": "" if second is None else str(second)}
    context = {
        "place": school,
        "name": name,
        "soon": queries.SOON,
        "waiting": [
            (line, showing.until_field(line, typed or {}, faults or {}))
            for line in lines
            if line.waits
        ],
        "lines": lines,
        "changes": [line for line in reversed(lines) if line.undoable] if may_write else [],
        "gone": queries.withdrawn_lately(school, on) if may_write else [],
        "table": view,
        "first": first,
        "second": second,
        "days": fields(forms.DAYS, days | dict(typed or {}), faults),
        "faults": len(faults or {}),
        "may_write": may_write,
        "may_drop": held.may_open("subscriptions_file", school, "POST"),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Abonnements, {name}")],
    }
    return render(request, "subscriptions/school.html", context, status=status)


def _territory(request: HttpRequest, place: str) -> HttpResponse:
    held, on = rights(request), clock.today()
    within = showing.horizon_asked(request.GET)
    lines = queries.ending_in(held.tree, place, on, max(queries.HORIZONS))
    shown = [line for line in lines if line.days <= within]
    name = place_name(held, place)
    view = showing.territory_table(held, name, shown, on, within).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "place": place,
        "name": name,
        "headline": showing.headline(queries.schools_by_horizon(lines), lines),
        "filters": showing.horizon_choice(within),
        "table": view,
        "may_drop": held.may_open("subscriptions_file", place, "POST"),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Abonnements, {name}")],
    }
    return render(request, "subscriptions/territory.html", context)


def _form(
    request: HttpRequest,
    school: str,
    found: Subscription | None,
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    name = place_name(rights(request), school)
    title = found.resource if found else "Ajouter un abonnement"
    context = {
        "place": school,
        "name": name,
        "found": found,
        "title": title,
        "entries": fields(forms.ENTRIES, values, faults),
        "faults": len(faults or {}),
        "crumbs": [
            Crumb("Accueil", reverse("home")),
            Crumb(f"Abonnements, {name}", reverse("subscriptions", args=[school])),
            Crumb(title),
        ],
    }
    return render(request, "subscriptions/form.html", context, status=status)


def _found(school: str, number: int) -> Subscription:
    """A standing subscription of the school. Raises Refused."""
    return or_unknown(Subscription.objects.standing().of(school).filter(pk=number).first())


def _done(request: HttpRequest, made: Subscription, sentence: str) -> HttpResponse:
    address = reverse("subscription_undo", args=[made.school, made.pk])
    messages.success(request, sentence, extra_tags=address)
    return _back(made.school)


def _back(school: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("subscriptions", args=[school]))
