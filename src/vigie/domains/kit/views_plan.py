"""The plan of communication and the news of a territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.domains.compliance.forms import fields
from vigie.domains.kit import forms, plan_actions
from vigie.domains.kit.actions import KitRefused
from vigie.domains.kit.models import Announcement, Channel, NewsItem, Stage
from vigie.domains.kit.queries import news_of, plan_of, withdrawn_news
from vigie.domains.kit.rules import announcement_of, may_write, news_item_of, place_asked
from vigie.domains.kit.views import crumbs
from vigie.domains.people.rights import me, rights
from vigie.domains.people.tasks import place_name
from vigie.periods import PARIS, SchoolYear
from vigie.web import clock, formats
from vigie.web.components import Crumb
from vigie.web.tables import Column, Link, Row, Table
from vigie.web.wording import as_html, parse

Line = TypeVar("Line", Announcement, NewsItem)


@never_cache
def plan(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: the plan of the school year. POST: adds a line."""
    place = place_asked(request, territory)
    if request.method != "POST":
        return _plan(request, place, {}, {})
    typed, said = forms.announcement(request.POST.dict(), None)
    if said is None:
        return _plan(request, place, typed.values, typed.faults, 400)
    try:
        plan_actions.announce(place, said, by=me(request), at=clock.now())
    except KitRefused as error:
        return _plan(request, place, typed.values, error.faults, error.status)
    messages.success(request, f"«\u00a0{said.title}\u00a0» est au plan.")
    return HttpResponseRedirect(reverse("kit_plan", args=[place]))


@never_cache
def announcement(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """GET: a line of the plan. POST: changes it."""
    place = place_asked(request, territory)
    line = announcement_of(place, number)
    if request.method != "POST":
        return _line(request, place, line, _values(line), {})
    typed, said = forms.announcement(request.POST.dict(), line.piece)
    if said is None:
        return _line(request, place, line, typed.values, typed.faults, 400)
    try:
        plan_actions.change_announcement(line, said, by=me(request), at=clock.now())
    except KitRefused as error:
        return _line(request, place, line, typed.values, error.faults, error.status)
    messages.success(request, f"«\u00a0{said.title}\u00a0» est modifiée.")
    return HttpResponseRedirect(reverse("kit_plan", args=[place]))


@require_POST
def announcement_withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a line out of the plan."""
    line = _on(request, announcement_of(place_asked(request, territory), number),
               plan_actions.withdraw_announcement, "est retirée du plan")  # fmt: skip
    return HttpResponseRedirect(reverse("kit_announcement", args=[line.territory, line.pk]))


@require_POST
def announcement_put_back(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a line back in the plan."""
    line = _on(request, announcement_of(place_asked(request, territory), number),
               plan_actions.put_back_announcement, "est de nouveau au plan")  # fmt: skip
    return HttpResponseRedirect(reverse("kit_plan", args=[line.territory]))


@never_cache
def news(request: HttpRequest, territory: str) -> HttpResponse:
    """GET: what is told in a territory. POST: tells something."""
    place = place_asked(request, territory)
    if request.method != "POST":
        return _news(request, place, {}, {})
    typed, told = forms.news_item(request.POST.dict())
    if told is None:
        return _news(request, place, typed.values, typed.faults, 400)
    try:
        plan_actions.tell(place, told, by=me(request), at=clock.now())
    except KitRefused as error:
        return _news(request, place, typed.values, error.faults, error.status)
    messages.success(request, f"«\u00a0{told.title}\u00a0» est publiée.")
    return HttpResponseRedirect(reverse("kit_news", args=[place]))


@require_POST
def news_withdraw(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Takes a news item away."""
    item = _on(request, news_item_of(place_asked(request, territory), number),
               plan_actions.withdraw_news, "est retirée")  # fmt: skip
    return HttpResponseRedirect(reverse("kit_news", args=[item.territory]))


@require_POST
def news_put_back(request: HttpRequest, territory: str, number: int) -> HttpResponse:
    """Puts a news item back."""
    item = _on(request, news_item_of(place_asked(request, territory), number),
               plan_actions.put_back_news, "est rétablie")  # fmt: skip
    return HttpResponseRedirect(reverse("kit_news", args=[item.territory]))


def _on(request: HttpRequest, line: Line, verb: Callable[..., None], done: str) -> Line:
    verb(line, by=me(request), at=clock.now())
    messages.success(request, f"«\u00a0{line.title}\u00a0» {done}.")
    return line


def _plan(
    request: HttpRequest,
    place: str,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    year = SchoolYear.of(held.at.astimezone(PARIS).date())
    writes = may_write(held, place)
    rows = []
    for each in plan_of(held.tree, place, year.first_day):
        mine = writes and each.territory == place
        href = reverse("kit_announcement", args=[place, each.pk])
        rows.append(
            Row(
                {
                    "title": Link(each.title, href) if mine else each.title,
                    "channel": str(Channel(each.channel).label),
                    "on": each.starts_on,
                    "until": each.ends_on,
                    "of": place_name(held, each.territory),
                    "stage": str(Stage(each.stage).label),
                }
            )
        )
    table = Table(
        id="plan",
        caption=f"Plan de communication {year.label}",
        columns=(
            Column("title", "Intitulé", header=True),
            Column("channel", "Canal", filter=True),
            Column("on", "Le", kind="date"),
            Column("until", "Jusqu’au", kind="date"),
            Column("of", "Territoire"),
            Column("stage", "Où en est-on", filter=True),
        ),
        rows=rows,
        exportable=False,
        empty="Rien n’est prévu cette année.",
    )
    start = {"starts_on": held.at.astimezone(PARIS).date().isoformat(), "stage": Stage.PLANNED}
    context: dict[str, Any] = {
        "place": place,
        "name": place_name(held, place),
        "table": table.view(request.GET),
        "entries": fields(forms.PLAN, values or start, faults),
        "faults": len(faults),
        "may_write": writes,
        "crumbs": crumbs(held, place, Crumb("Plan de communication")),
    }
    return render(request, "kit/plan.html", context, status=status)


def _line(
    request: HttpRequest,
    place: str,
    line: Announcement,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    context = {
        "place": place,
        "line": line,
        "entries": fields(forms.PLAN, values, faults),
        "faults": len(faults),
        "changed": formats.moment(line.changed_at),
        "crumbs": crumbs(
            held, place, Crumb("Plan de communication", reverse("kit_plan", args=[place])),
            Crumb(line.title),
        ),
    }  # fmt: skip
    return render(request, "kit/announcement.html", context, status=status)


def _values(line: Announcement) -> dict[str, str]:
    return {
        "title": line.title,
        "channel": line.channel,
        "audience": line.audience,
        "starts_on": line.starts_on.isoformat(),
        "ends_on": line.ends_on.isoformat() if line.ends_on else "",
        "link": line.link,
        "stage": line.stage,
    }


def _news(
    request: HttpRequest,
    place: str,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    held = rights(request)
    day = held.at.astimezone(PARIS).date()
    writes = may_write(held, place)
    told = [
        (each, as_html(parse(each.body), heading="h3"), place_name(held, each.territory),
         writes and each.territory == place)
        for each in news_of(held.tree, place, day)
    ]  # fmt: skip
    context = {
        "place": place,
        "name": place_name(held, place),
        "told": told,
        "entries": fields(forms.NEWS, values or {"published_on": day.isoformat()}, faults),
        "faults": len(faults),
        "may_write": writes,
        "withdrawn": withdrawn_news(place) if writes else (),
        "crumbs": crumbs(held, place, Crumb("Nouvelles")),
    }
    return render(request, "kit/news.html", context, status=status)
