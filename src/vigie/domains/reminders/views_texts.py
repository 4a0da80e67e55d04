"""The texts of a territory, and the days that it opens or closes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance.forms import EMPTY, Typed, fields
from vigie.domains.compliance.places import place_asked
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.reminders import forms, texts_actions
from vigie.domains.reminders.actions import ReminderRefused
from vigie.domains.reminders.models import LocalDays
from vigie.domains.reminders.rules import days_of
from vigie.domains.reminders.texts import originals, text_in_force
from vigie.domains.reminders.views import crumbs
from vigie.web import clock
from vigie.web.components import Crumb


@never_cache
def text(request: HttpRequest, territory: str, code: str) -> HttpResponse:
    """GET: the text in force. POST: the territory writes its own, or goes back to the one above."""
    held = rights(request)
    place = place_asked(request, territory)
    if code not in originals():
        raise Refused(Answer.UNKNOWN)
    known = text_in_force(held.tree, place, code)
    values, faults, status = {"subject": known.subject, "body": known.body}, {}, 200
    if request.method == "POST":
        typed = Typed(forms.TEXT_ENTRIES, request.POST.dict())
        typed.text("subject")
        typed.text("body")
        values, faults, status = typed.values, typed.faults, 400
        if "drop" in request.POST:
            texts_actions.drop_text(place, code, by=me(request), at=clock.now())
            messages.success(request, "Le texte d’origine sert de nouveau.")
            return HttpResponseRedirect(reverse("waves", args=[place]))
        if not faults:
            try:
                texts_actions.write_text(
                    held.tree, place, code, subject=values["subject"], body=values["body"],
                    by=me(request), at=clock.now(),
                )  # fmt: skip
            except ReminderRefused as error:
                faults = error.faults
            else:
                messages.success(request, "Le texte est gardé pour ce territoire.")
                return HttpResponseRedirect(reverse("waves", args=[place]))
    context = {
        "text": known,
        "own": known.written == place,
        "origin": place_name(held, known.parent) if known.parent else "Vigie",
        "place_name": place_name(held, place),
        "entries": fields(forms.TEXT_ENTRIES, values, faults),
        "faults": len(faults),
        "back": reverse("waves", args=[place]),
        "crumbs": crumbs(
            Crumb("Relances", reverse("waves", args=[place])), Crumb(known.original.label)
        ),
    }
    return render(request, "reminders/text.html", context, status=status)


@never_cache
def days(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: what the territory says otherwise than the school calendar. POST: says it."""
    held = rights(request)
    place = place_asked(request, territory)
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        typed = Typed(forms.DAYS_ENTRIES, request.POST.dict())
        first, last = typed.day("first_day"), typed.day("last_day")
        kind, reason = typed.one_of("opened"), typed.text("reason")
        for name in ("first_day", "last_day"):
            if not typed.values[name]:
                typed.refuse(name, EMPTY)
        values, faults, status = typed.values, typed.faults, 400
        if not faults and first is not None and last is not None:
            try:
                texts_actions.say_days(
                    place, first=first, last=last, opened=kind == "opened", reason=reason,
                    by=me(request), at=clock.now(),
                )  # fmt: skip
            except ReminderRefused as error:
                faults = error.faults
            else:
                messages.success(request, "C’est noté\u00a0: les messages en tiendront compte.")
                return HttpResponseRedirect(reverse("reminder_days", args=[place]))
    context = {
        "place_name": place_name(held, place),
        "known": LocalDays.objects.filter(territory=place, withdrawn_at__isnull=True),
        "entries": fields(forms.DAYS_ENTRIES, values, faults),
        "faults": len(faults),
        "crumbs": crumbs(Crumb("Relances", reverse("waves", args=[place])), Crumb("Jours d’envoi")),
    }
    return render(request, "reminders/days.html", context, status=status)


@require_POST
def withdraw_days(request: HttpRequest, number: int) -> HttpResponse:
    """The school calendar holds again."""
    found = days_of(rights(request), "reminder_days_withdraw", number)
    texts_actions.withdraw_days(found, by=me(request), at=clock.now())
    messages.success(request, "Le calendrier scolaire s’applique de nouveau ces jours-là.")
    return HttpResponseRedirect(reverse("reminder_days", args=[found.territory]))
