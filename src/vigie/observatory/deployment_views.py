"""The page of deployment, and its calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.compliance.places import is_school, place_asked
from vigie.domains.people.rights import rights
from vigie.domains.people.tasks import place_name
from vigie.domains.trainings.news import asked_words, days_of
from vigie.domains.trainings.queries import sessions_of_school
from vigie.observatory import cubes
from vigie.observatory.deployment import deployment as make_deployment
from vigie.observatory.deployment import lacking_words
from vigie.observatory.deployment_events import calendar, events
from vigie.periods import PARIS, SchoolYear
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.exports import export_asked


@never_cache
@require_safe
def deployment(request: HttpRequest, territory: str) -> HttpResponse:
    """Deployment in a territory."""
    place, held = place_asked(request, territory), rights(request)
    shown = make_deployment(held, cubes.current(), place, held.at)
    tables = (shown.gaps, shown.funnel, shown.waves, shown.asked)
    views = {table.id: table.view(request.GET) for table in tables if table}
    if file := export_asked(request, *views.values()):
        return file
    name = place_name(held, place)
    context = {
        "place": place,
        "name": name,
        "shown": shown,
        "sentence": lacking_words(shown),
        "gaps": views["campagnes"],
        "funnel": views.get("parcours"),
        "waves": views.get("vagues"),
        "asked": views.get("demandes"),
        "may_declare": held.may_open("campaigns_new", place),
        "may_compose": held.may_open("waves", place),
        "may_field": held.may_open("field", place),
        "may_kit": held.may_open("kit", place),
        "may_train": held.may_open("trainings", place),
        "trainings": [
            (days_of(each), each, asked_words(each))
            for each in (sessions_of_school(place, clock.today()) if is_school(place) else ())
        ],
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb(f"Déploiement, {name}")],
    }
    return render(request, "observatory/deployment.html", context)


@never_cache
@require_safe
def deployment_calendar(request: HttpRequest, territory: str) -> HttpResponse:
    """The calendar of the school year, for an agenda."""
    place, held = place_asked(request, territory), rights(request)
    year = SchoolYear.of(held.at.astimezone(PARIS).date())
    content = calendar(events(held, place, year), place_name(held, place), held.at)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deploiement-{year.label}.ics"'
    return answer
