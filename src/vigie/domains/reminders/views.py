"""Waves as an officer composes them, follows them and stops them."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.codes import PROFILES, pathway_label, profile_label
from vigie.domains.compliance.forms import fields
from vigie.domains.compliance.places import place_asked
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.domains.reminders import actions, forms, queries
from vigie.domains.reminders.audience import STATES
from vigie.domains.reminders.models import Wave, WaveState
from vigie.domains.reminders.offered import Offered, offered_in
from vigie.domains.reminders.preview import preview
from vigie.domains.reminders.rules import envelope_of, reads_names, wave_of
from vigie.domains.reminders.texts import originals, text_in_force, texts_in_force
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.refusals import told_if_refused
from vigie.web.tables import Column, Link, Row, Table

_WHEN = ("known_deadline", "deadline", "start", "starts_on", "days_before", "over_days")
_DONE = {
    "pause": (actions.pause_wave, "La vague est en pause\u00a0: rien ne part."),
    "resume": (actions.resume_wave, "La vague reprend."),
    "cancel": (
        actions.cancel_wave,
        "La vague est annulée. Vous pouvez la reprendre pendant un jour.",
    ),
    "restore": (
        actions.restore_wave,
        "La vague est reprise, en pause\u00a0: remettez-la en route quand vous voulez.",
    ),
}


@never_cache
@require_safe
def waves(request: HttpRequest, territory: str) -> HttpResponse:
    """The waves of a territory, what waits, and what nobody knows the fate of."""
    held = rights(request)
    place = place_asked(request, territory)
    lines = queries.waves_of(held.tree, place, held.at)
    exact = reads_names(held, place)
    rows = [
        Row(
            {
                "title": Link(each.wave.title, reverse("wave", args=[each.wave.token])),
                "pathway": pathway_label(each.wave.pathway),
                "place": place_name(held, each.wave.territory),
                "starts": each.wave.starts_on,
                "queued": queries.shown_of(each.wave, each.queued, exact=exact),
                "sent": queries.shown_of(each.wave, each.sent, exact=exact),
                "state": each.state,
            }
        )
        for each in lines
    ]
    table = Table(
        id="vagues",
        caption="Vagues de rappels",
        columns=(
            Column("title", "Vague", header=True),
            Column("pathway", "Parcours"),
            Column("place", "Territoire"),
            Column("starts", "À partir du", kind="date"),
            Column("queued", "En attente", sortable=False),
            Column("sent", "Envoyés", sortable=False),
            Column("state", "État"),
        ),
        rows=rows,
        exportable=False,
        empty="Aucune vague n’a encore été décidée ici.",
    )
    context = {
        "place": place,
        "place_name": place_name(held, place),
        "table": table.view(request.GET),
        "waiting": queries.waiting(held.tree, place, exact=exact),
        "uncertain": [
            (each, [reminder.wave.title for reminder in each.reminders.select_related("wave")])
            for each in queries.uncertain_of([line.wave for line in lines], held.at)
        ],
        "texts": texts_in_force(held.tree, place),
        "may_write": held.may_open("wave_new", place, "POST"),
        "crumbs": crumbs(Crumb("Relances")),
    }
    return render(request, "reminders/waves.html", context)


@never_cache
def wave_new(request: HttpRequest, territory: str, code: str) -> HttpResponse:
    """GET: the form, from a text of the territory. POST: a preview, then the decision."""
    held = rights(request)
    place = place_asked(request, territory)
    if code not in originals():
        raise Refused(Answer.UNKNOWN)
    text = text_in_force(held.tree, place, code)
    author = me(request)
    offered = offered_in(held.tree, place, clock.now())
    if request.method != "POST":
        values = forms.wave_values(
            text, starts_on=clock.today(), sender=place_name(held, place), reply_to=author.email
        )
        values |= forms.aimed_values(offered, request.GET.get("session", ""))
        return _form(request, place, code, values, {}, offered=offered)
    typed, said = forms.wave_decision(place, code, request.POST.dict(), offered)
    if said is None:
        return _form(request, place, code, typed.values, typed.faults, 400, offered=offered)
    at = clock.now()
    try:
        if "decide" in request.POST:
            kept = actions.decide_wave(said, by=author, at=at)
            messages.success(
                request,
                "La vague est décidée. Ses messages partiront d’eux-mêmes, aux heures permises "
                "là où se trouve chaque personne.",
            )
            return HttpResponseRedirect(reverse("wave", args=[kept.token]))
        described = actions.as_wave(said, by=author, at=at)
    except actions.ReminderRefused as error:
        return _form(
            request, place, code, typed.values, error.faults, error.status, offered=offered
        )
    seen = preview(described, by=author, at=at)
    shown = {
        "preview": seen,
        "described": described,
        "number": queries.shown(seen.number, exact=True),
        "left_out": queries.left_out_lines(seen.left_out, exact=True),
    }
    return _form(request, place, code, typed.values, {}, offered=offered, more=shown)


@never_cache
@require_safe
def wave(request: HttpRequest, token: str) -> HttpResponse:
    """A wave: where it stands, who was left out and why, its effect."""
    held = rights(request)
    found = wave_of(held, "wave", token)
    line = queries.line_of(found, held.at)
    exact = reads_names(held, found.territory)
    told = exact or not found.narrowed
    context = {
        "wave": found,
        "line": line,
        "sent": queries.shown_of(found, line.sent, exact=exact),
        "queued": queries.shown_of(found, line.queued, exact=exact),
        "place_name": place_name(held, found.territory),
        "pathway": pathway_label(found.pathway),
        "states": [STATES[state] for state in found.states],
        "profiles": [profile_label(code) for code in found.profiles],
        "is_told": told,
        "left_out": queries.left_out_lines(found.told, exact=exact) if told else [],
        "dropped": queries.dropped_lines(found, exact=exact) if told else [],
        "effect": queries.effect_of(found, held.at, exact=exact) if told else [],
        "is_exact": exact,
        "is_scheduled": found.state == WaveState.SCHEDULED,
        "is_paused": found.state == WaveState.PAUSED,
        "may_undo": queries.may_undo(found, held.at),
        "may_write": held.may_open("wave_act", found.territory, "POST"),
        "crumbs": crumbs(_home_of(found), Crumb(found.title)),
    }
    return render(request, "reminders/wave.html", context)


@require_POST
def wave_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Pauses, takes up, cancels a wave, or goes back on a cancellation."""
    found = wave_of(rights(request), "wave_act", token, "POST")
    if act not in _DONE:
        raise Refused(Answer.UNKNOWN)
    do, done = _DONE[act]
    with told_if_refused(request):
        do(found, by=me(request), at=clock.now())
        messages.success(request, done)
    return HttpResponseRedirect(reverse("wave", args=[token]))


@require_POST
def settle(request: HttpRequest, token: str) -> HttpResponse:
    """Says of an uncertain message whether it left."""
    found = envelope_of(rights(request), "reminder_settle", token)
    left = request.POST.get("left") == "yes"
    held = found.reminders.select_related("wave").first()
    with told_if_refused(request):
        actions.settle(found, left=left, by=me(request), at=clock.now())
        messages.success(
            request,
            "Le message est compté comme envoyé." if left else "Le message repartira.",
        )
    back = held.wave.territory if held else "FR"
    return HttpResponseRedirect(reverse("waves", args=[back]))


def crumbs(*steps: Crumb) -> list[Crumb]:
    """The way to a page, from the home."""
    return [Crumb("Accueil", reverse("home")), *steps]


def _home_of(found: Wave) -> Crumb:
    return Crumb("Relances", reverse("waves", args=[found.territory]))


def _form(
    request: HttpRequest,
    place: str,
    code: str,
    values: dict[str, str],
    faults: dict[str, str],
    status: int = 200,
    *,
    offered: Offered,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    held: Rights = rights(request)
    entries = {each.name: each for each in fields(forms.wave_entries(offered), values, faults)}
    whom = ["pathway", *(f"state_{each}" for each in STATES)]
    profiles = [f"profile_{each}" for each in PROFILES]
    what = ["title", "subject", "body", "reason", "sender_name", "reply_to", "link"]
    context = {
        "place_name": place_name(held, place),
        "label": originals()[code].label,
        "whom": [entries[name] for name in whom],
        "profiles": [entries[name] for name in profiles],
        "people": [entries["aim"], entries["people"]],
        "what": [entries[name] for name in what],
        "when": [entries[name] for name in _WHEN],
        "faults": len(faults),
        "back": reverse("waves", args=[place]),
        "crumbs": crumbs(
            Crumb("Relances", reverse("waves", args=[place])), Crumb("Composer une vague")
        ),
        **(more or {}),
    }
    return render(request, "reminders/wave_new.html", context, status=status)
