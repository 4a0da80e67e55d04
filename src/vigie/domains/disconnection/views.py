"""« Droit à la déconnexion »: what a school says, and how many schools of a territory."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vigie.calendar.hours import USUAL
from vigie.domains.compliance.forms import Typed, fields
from vigie.domains.compliance.places import is_school, place_asked, school_asked
from vigie.domains.disconnection import actions
from vigie.domains.disconnection.actions import NothingToUndo
from vigie.domains.disconnection.forms import HOURS, MARK, hours_said, hours_values
from vigie.domains.disconnection.models import Item, SchoolHours
from vigie.domains.disconnection.queries import (
    Within,
    against_usual,
    checklist,
    hours_of,
    rest_words,
    within,
)
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, or_unknown, rights
from vigie.domains.people.school_roles import Beside
from vigie.domains.people.tasks import place_name
from vigie.periods import PARIS
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.refusals import EntriesRefused, told_if_refused
from vigie.web.tables import Column, Link, Row, Table

DOSSIER = "https://drne.region-academique-bourgogne-franche-comte.fr/droit-a-la-deconnexion/"
"""The dossier of a région, June 2025 (seeds/002, l. 182)."""


def disconnection(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: what a school says, or the schools of a territory. POST: the hours of a school."""
    place = place_asked(request, territory)
    if not is_school(place):
        if request.method == "POST":
            raise Refused(Answer.UNKNOWN)
        return _territory(request, place)
    if request.method != "POST":
        return _school(request, place)
    typed = Typed(HOURS, request.POST)
    try:
        hours, reason = hours_said(typed)
        actions.say_hours(place, hours, reason=reason, by=me(request), at=clock.now())
    except EntriesRefused as error:
        return _school(request, place, typed.values, error.faults, error.status)
    if hours != hours.kept:
        messages.warning(
            request,
            "C’est noté. Une partie de ce repos est plus courte que celui par défaut\u00a0: pour "
            "ses rappels, Vigie garde au moins celui-là. Un établissement peut allonger le repos "
            "de ses équipes, jamais le raccourcir.",
        )
    else:
        messages.success(
            request,
            f"C’est noté. Aucun rappel de Vigie n’arrive à l’établissement {rest_words(hours)}.",
        )
    return _back(place)


@require_POST
def undo(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes the last saying of a school back."""
    place = school_asked(request, territory)
    said = or_unknown(SchoolHours.objects.filter(school=place, pk=number).first())
    with told_if_refused(request, messages.INFO):
        before = actions.withdraw_hours(said, by=me(request), at=clock.now())
        words = rest_words(before.hours if before else USUAL)
        messages.success(request, f"C’est annulé\u00a0: le repos va de nouveau {words}.")
    return _back(place)


@require_POST
def mark(request: HttpRequest, territory: str, item: str) -> HttpResponse:
    """Says that a point of the charter is done, or takes it back."""
    place = school_asked(request, territory)
    if item not in Item:
        raise Refused(Answer.UNKNOWN)
    typed = Typed(MARK, request.POST)
    try:
        if "annuler" in request.POST:
            actions.unmark(place, Item(item), by=me(request), at=clock.now())
            messages.success(request, "C’est annulé\u00a0: ce point n’est plus noté comme fait.")
        else:
            day = typed.day("done_on")
            typed.done()
            assert day is not None
            actions.mark(place, Item(item), day, by=me(request), at=clock.now())
            messages.success(request, "C’est noté.")
    except NothingToUndo as error:
        messages.info(request, error.sentence)
    except EntriesRefused as error:
        marks = {item: (typed.values, error.faults)}
        return _school(request, place, None, None, error.status, marks)
    return _back(place, "#charte")


def beside_roles(held: Rights, place: str) -> list[Beside]:
    """What the page of the roles of a school says of its rest."""
    if not (is_school(place) and held.may_open("disconnection", place)):
        return []
    said = hours_of(place)
    words = rest_words(said.hours if said else USUAL)
    done = sum(mark is not None for _, mark in checklist(place))
    sentences = [
        f"Heures de repos\u00a0: {words}.",
        f"Charte\u00a0: {formats.plural(done, 'point fait', 'points faits')} sur {len(Item)}.",
    ]
    href = reverse("disconnection", args=[place])
    return [Beside("Droit à la déconnexion", sentences, "Voir le détail", href)]


def _school(
    request: HttpRequest,
    place: str,
    values: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
    marks: dict[str, tuple[dict[str, str], dict[str, str]]] | None = None,
) -> HttpResponse:
    held = rights(request)
    said = hours_of(place)
    hours = said.hours if said else USUAL
    today = clock.today().isoformat()
    context = {
        "place": place,
        "name": place_name(held, place),
        "said": said,
        "words": rest_words(hours),
        "against": against_usual(hours),
        "kept": rest_words(hours.kept),
        "shorter": hours != hours.kept,
        "entries": fields(
            HOURS, values or hours_values(hours, said.reason if said else ""), faults
        ),
        "faults": len(faults or {}) + len(marks or {}),
        "checklist": [
            (item, done, fields(MARK, *(marks or {}).get(item, ({"done_on": today}, {}))))
            for item, done in checklist(place)
        ],
        "may_write": held.may_open("disconnection", place, "POST"),
        "dossier": DOSSIER,
        "crumbs": _crumbs(),
    }
    return render(request, "disconnection/school.html", context, status=status)


def _territory(request: HttpRequest, place: str) -> HttpResponse:
    held = rights(request)
    found = within(held.tree, place)
    view = _table(held, found).view(request.GET)
    if file := export_asked(request, view):
        return file
    context = {
        "name": place_name(held, place),
        "table": view,
        "found": found,
        "told": _told(found),
        "usual": rest_words(USUAL),
        "marks": [(item.label, count) for item, count in found.marks.items()],
        "dossier": DOSSIER,
        "crumbs": _crumbs(),
    }
    return render(request, "disconnection/territory.html", context)


def _told(found: Within) -> str:
    """How many said theirs, over how many; how many want others."""
    out_of = f" sur {formats.count(found.schools)}" if found.schools else ""
    if not found.said:
        return f"Aucun établissement{out_of} n’a encore dit ses heures."
    who = formats.plural(found.said, "établissement", "établissements")
    verb = "a dit ses" if found.said == 1 else "ont dit leurs"
    others = len(found.exceptions)
    then = "aucun n’en a d’autres que celles par défaut" if not others else (
        f"{formats.count(others)} en {'a' if others == 1 else 'ont'} d’autres que celles par défaut"
    )  # fmt: skip
    return f"{who}{out_of} {verb} heures\u00a0; {then}."


def _table(held: Rights, found: Within) -> Table:
    rows = [
        Row(
            {
                "school": Link(
                    place_name(held, each.school), reverse("disconnection", args=[each.school])
                ),
                "rest": rest_words(each.hours),
                "against": against_usual(each.hours),
                "vigie": rest_words(each.hours.kept),
                "said": each.said_at.astimezone(PARIS).date(),
            }
        )
        for each in found.exceptions
    ]
    return Table(
        "heures",
        "Établissements qui ont d’autres heures de repos",
        (
            Column("school", "Établissement", header=True),
            Column("rest", "Repos"),
            Column("against", "À côté du repos par défaut", filter=len(rows) > 8),
            Column("vigie", "Sans rappel de Vigie"),
            Column("said", "Dit le", kind="date"),
        ),
        rows,
        empty="Aucun établissement n’a dit d’autres heures que celles par défaut.",
    )


def _crumbs() -> list[Crumb]:
    return [Crumb("Accueil", reverse("home")), Crumb("Droit à la déconnexion")]


def _back(place: str, where: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('disconnection', args=[place])}{where}")
