"""The campaigns of pupils: what a school has held, and how many schools of a territory."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vigie.domains.campaigns.field_actions import tell_pupil_campaigns
from vigie.domains.campaigns.field_history import PUPILS, history
from vigie.domains.campaigns.field_models import PupilLevel
from vigie.domains.campaigns.field_queries import pupil_levels, pupil_schools
from vigie.domains.campaigns.views_field import undone
from vigie.domains.compliance.places import place_asked
from vigie.domains.people.actions import reference
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, me, rights
from vigie.domains.people.tasks import place_name
from vigie.periods import SchoolYear
from vigie.web import clock
from vigie.web.components import Crumb, Field
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Link, Row, Table


def pupils(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: a school's list, or the schools of a territory. POST: what the school has held."""
    held = rights(request)
    place = place_asked(request, territory)
    year = SchoolYear.of(clock.today()).label
    school = place.startswith("uai:")
    if request.method == "POST":
        if not school:
            raise Refused(Answer.UNKNOWN)
        levels = [level for level in PupilLevel.values if request.POST.get(level) == "on"]
        tell_pupil_campaigns(place, year, levels, by=reference(me(request)), at=clock.now())
        messages.success(request, "C’est enregistré.")
        return HttpResponseRedirect(reverse("pupil_campaigns", args=[place]))
    view = None if school else _table(held, place, year).view(request.GET)
    if view is not None and (file := export_asked(request, view)):
        return file
    context = {
        "name": place_name(held, place),
        "year": year,
        "table": view,
        "levels": pupil_levels(place, year) if school else [],
        "entries": [
            Field(level, str(level.label), "checkbox", checked=done is not None)
            for level, done in (pupil_levels(place, year) if school else [])
        ],
        "may_write": school and held.may_open("pupil_campaigns", place, "POST"),
        "acts": history(place, pupils=True) if school else (),
        "undo": "pupil_campaigns_undo",
        "place": place,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Campagnes d’élèves")],
    }
    return render(request, "campaigns/pupils.html", context)


@require_POST
def undo(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts the pupil campaigns of a school back as they stood before an act."""
    return undone(request, territory, number, [PUPILS], "pupil_campaigns")


def _table(held: Rights, place: str, year: str) -> Table:
    told = pupil_schools(held.tree, place, year)
    rows = [
        Row(
            {
                "school": Link(place_name(held, school), reverse("pupil_campaigns", args=[school])),
                **{level: "oui" if level in levels else "non" for level in PupilLevel.values},
            }
        )
        for school, levels in sorted(told.items())
    ]
    return Table(
        "etablissements",
        f"Campagnes d’élèves tenues, {year}",
        (
            Column("school", "Établissement", header=True),
            *(Column(level, str(level.label), filter=len(rows) > 8) for level in PupilLevel),
        ),
        rows,
        empty="Aucun établissement n’a encore dit ce qu’il a tenu cette année.",
    )
