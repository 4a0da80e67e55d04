"""Exact results, for the academic Pix+ Édu team: by POST only, with a reason, each one logged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from vigie.domains.compliance.forms import Entry, fields
from vigie.domains.compliance.places import place_of_address
from vigie.domains.groups import forms
from vigie.domains.groups.exact import STATES, pathway_name, read_group, read_person
from vigie.domains.groups.synthesis import REPRESENTATIVE
from vigie.domains.groups.words import put_aside
from vigie.domains.people.rights import Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.web import clock, formats
from vigie.web.components import Crumb

_LEVELS = {"domain": "domaine", "competence": "compétence", "overall": "ensemble"}


@never_cache
def exact_group(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: asks for a list and a reason. POST: the exact figures of the group."""
    held = rights(request)
    place = place_of_address(held, territory)
    context: dict[str, object] = _context(held, place, "Résultats exacts d’un groupe")
    if request.method != "POST":
        return _shown(request, "exact_group", context, forms.GROUP_READ, {}, {})
    typed, pasted = forms.group_read(request.POST.dict())
    if typed.faults:
        return _shown(request, "exact_group", context, forms.GROUP_READ, typed.values,
                      typed.faults, 400)  # fmt: skip
    figures = read_group(
        pasted.addresses,
        territory=place,
        why=typed.values["reason"],
        by=me(request),
        at=clock.now(),
    )
    context |= {
        "figures": figures,
        "aside": put_aside(pasted.repeated, pasted.blank, pasted.unreadable),
        "sent_of_finished": _share(figures.sent, figures.finished),
        "sent_of_listed": _share(figures.sent, figures.listed),
        "is_representative": figures.sent >= REPRESENTATIVE * figures.listed,
        "details": [(each, _LEVELS[each.level]) for each in figures.details],
    }
    return _shown(request, "exact_group", context, forms.GROUP_READ, typed.values, {})


@never_cache
def exact_person(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: asks for an address and a reason. POST: the results of that person."""
    held = rights(request)
    place = place_of_address(held, territory)
    context: dict[str, object] = _context(held, place, "Résultats d’une personne")
    if request.method != "POST":
        return _shown(request, "exact_person", context, forms.PERSON_READ, {}, {})
    typed = forms.person_read(request.POST.dict())
    if typed.faults:
        return _shown(request, "exact_person", context, forms.PERSON_READ, typed.values,
                      typed.faults, 400)  # fmt: skip
    found = read_person(
        typed.values["address"],
        territory=place,
        why=typed.values["reason"],
        by=me(request),
        at=clock.now(),
    )
    context |= {
        "asked": typed.values["address"],
        "results": [
            (
                pathway_name(each.pathway),
                STATES[each.state],
                each.active_at,
                [(item.label, _LEVELS[item.level], value) for item, value in each.shares],
            )
            for each in found
        ],
    }
    return _shown(request, "exact_person", context, forms.PERSON_READ, typed.values, {})


def _share(part: int, whole: int) -> str:
    return formats.share(num=part, den=whole) if whole else "sans objet"


def _context(held: Rights, place: str, title: str) -> dict[str, object]:
    return {
        "title": title,
        "place_name": place_name(held, place),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(title)],
    }


def _shown(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    entries: tuple[Entry, ...],
    values: dict[str, str],
    faults: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    context |= {
        "entries": fields(entries, values, faults),
        "faults": len(faults),
    }
    return render(request, f"groups/{template}.html", context, status=status)
