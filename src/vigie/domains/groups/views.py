"""The sealed groups as their trainer sees them: seal, follow, read, choose subjects."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigie.domains.compliance.forms import fields, moment_values
from vigie.domains.compliance.policies_queries import InForce, policy_in_force
from vigie.domains.groups import actions, forms
from vigie.domains.groups.models import Group, Subject, Synthesis
from vigie.domains.groups.queries import STATES, TOO_FEW, WAITING, groups_of, state_of
from vigie.domains.groups.rules import grounds, group_of
from vigie.domains.groups.synthesis import Line, Shown
from vigie.domains.groups.words import NO_MATCH, ONLY_FOR_TRAINERS, put_aside, three_sentences
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.refusals import told_if_refused
from vigie.web.tables import Column, Link, Row, Table

LEVELS = {"domain": "domaine", "competence": "compétence"}


@never_cache
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The groups that the trainer sealed."""
    held = rights(request)
    rows = [
        Row(
            {
                "title": Link(each.group.title, reverse("group", args=[each.group.token])),
                "session": each.group.session_on,
                "lines": each.group.lines,
                "publish": formats.moment(each.group.publish_at),
                "state": each.state_name,
            }
        )
        for each in groups_of(me(request), held.at)
    ]
    table = Table(
        id="groupes",
        caption="Mes groupes scellés",
        columns=(
            Column("title", "Session", header=True),
            Column("session", "Date de la session", kind="date"),
            Column("lines", "Adresses valides", kind="count"),
            Column("publish", "Lisible à partir du", sortable=False),
            Column("state", "Où en est la synthèse"),
        ),
        rows=rows,
        exportable=False,
        empty="Vous n’avez encore scellé aucun groupe.",
    )
    context = {
        "table": table.view(request.GET),
        "sentences": three_sentences(_in_force(held, grounds(held)[0]).policy),
        "crumbs": _crumbs(Crumb("Mes groupes")),
    }
    return render(request, "groups/groups.html", context)


@never_cache
def seal(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: seals the list; the answer tells how many lines are valid, no more."""
    held = rights(request)
    places = [(code, place_name(held, code)) for code in grounds(held)]
    if request.method != "POST":
        soon = held.at + timedelta(hours=48)
        day, _ = moment_values(soon)
        return _form(request, places, {"publish_on": day, "publish_time": "08:00"}, {})
    typed, said = forms.sealing(places, request.POST.dict())
    if said is None:
        return _form(request, places, typed.values, typed.faults, 400)
    now = clock.now()
    try:
        group = actions.seal_group(
            trainer=me(request),
            territory=said.territory,
            title=said.title,
            session_on=said.session_on,
            publish_at=said.publish_at,
            addresses=said.pasted.addresses,
            in_force=_in_force(held, said.territory),
            at=now,
        )
    except actions.GroupRefused as error:
        aside = ""
        if error.field == "addresses":
            pasted = said.pasted
            aside = put_aside(pasted.repeated, pasted.blank, pasted.unreadable)
        field = "publish_on" if error.field == "publish_at" else error.field
        faults = {field: f"{error.message} {aside} {error.remedy}".replace("  ", " ")}
        return _form(request, places, typed.values, faults, 409)
    valid = formats.plural(group.lines, "adresse valide scellée", "adresses valides scellées")
    aside = put_aside(said.pasted.repeated, said.pasted.blank, said.pasted.unreadable)
    messages.success(request, f"{valid}. {aside}".strip())
    return HttpResponseRedirect(reverse("group", args=[group.token]))


@never_cache
@require_safe
def group(request: HttpRequest, token: str) -> HttpResponse:
    """A group: its date, and from then on its synthesis."""
    held = rights(request)
    found = group_of(held, token)
    state = state_of(found, held.at)
    context = {
        "group": found,
        "state": state,
        "state_name": STATES[state],
        "place_name": place_name(held, found.territory),
        "sentences": three_sentences(found.policy),
        "notice": ONLY_FOR_TRAINERS,
        "no_match": NO_MATCH,
        "rule": InForce(found.policy, found.policy_version).words,
        "crumbs": _crumbs(Crumb("Mes groupes", reverse("groups")), Crumb(found.title)),
    }
    if state in (WAITING, "cancelled"):
        return render(request, "groups/group.html", context)
    made = actions.publish_group(found, at=held.at)
    if not made.is_readable:
        context |= {"state": TOO_FEW, "state_name": STATES[TOO_FEW]}
        return render(request, "groups/group.html", context)
    return render(request, "groups/synthesis.html", context | _read(held, found, made))


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Forgets a list before it is computed."""
    found = group_of(rights(request), token)
    try:
        actions.cancel_group(found, by=me(request), at=clock.now())
    except actions.GroupRefused as error:
        messages.warning(request, error.sentence)
        return HttpResponseRedirect(reverse("group", args=[token]))
    messages.success(
        request, "Le groupe est annulé\u00a0: sa liste est oubliée, et rien n’en sera montré."
    )
    return HttpResponseRedirect(reverse("groups"))


@require_POST
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps the subjects chosen for the session."""
    found = group_of(rights(request), token)
    with told_if_refused(request):
        kept = actions.choose_subjects(
            found, request.POST.getlist("subject")[:100], by=me(request), at=clock.now()
        )
        messages.success(
            request,
            f"{formats.plural(len(kept), 'sujet')} gardé{'s' if len(kept) > 1 else ''} pour la "
            "session."
            if kept
            else "Aucun sujet n’est gardé pour la session.",
        )
    return HttpResponseRedirect(reverse("group", args=[token]))


def _crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Accueil", reverse("home")), *steps]


def _read(held: Rights, found: Group, made: Synthesis) -> dict[str, object]:
    """What the page of a synthesis shows: nothing but what is stored."""
    shown = Shown.from_json(made.shown)
    chosen = {each.item: each for each in Subject.objects.filter(group=found)}
    wholes = [line for line in shown.lines if line.level not in LEVELS]
    details = [line for line in shown.lines if line.level in LEVELS]
    beside = made.reference
    return {
        "made": made,
        "reference_name": place_name(held, beside.territory) if beside else "",
        "shown": shown,
        "wholes": wholes,
        "details": [(line, _level(line), line.key in chosen) for line in details],
        "chosen": [line for line in details if line.key in chosen],
        "chosen_at": max((each.chosen_at for each in chosen.values()), default=None),
        "has_reference": any(line.reference for line in shown.lines),
        "cut": formats.share(found.policy.mastery_cut / 10_000, 0),
    }


def _level(line: Line) -> str:
    referential = {"CRCN-EDU": "CRCN-Édu", "CRCN": "CRCN"}.get(line.referential, "")
    return f"{LEVELS[line.level]} {referential}".strip()


def _in_force(held: Rights, territory: str) -> InForce:
    return policy_in_force(held.tree, territory, held.at)


def _form(
    request: HttpRequest,
    places: list[tuple[str, str]],
    values: dict[str, str],
    faults: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    if not places:
        raise Refused(Answer.ROLE)
    in_force = _in_force(held, places[0][0])
    context = {
        "entries": fields(forms.sealing_entries(places), values, faults),
        "faults": len(faults),
        "sentences": three_sentences(in_force.policy),
        "policy": in_force.policy,
        "rule": in_force.words,
        "notice": ONLY_FOR_TRAINERS,
        "no_match": NO_MATCH,
        "crumbs": _crumbs(Crumb("Mes groupes", reverse("groups")), Crumb("Sceller un groupe")),
    }
    return render(request, "groups/seal.html", context, status=status)
