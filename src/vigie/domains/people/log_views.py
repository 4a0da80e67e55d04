"""« Qui a consulté mes données », for everyone; « Journal », for who oversees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.audit.actions import record
from vigie.domains.audit.models import Entry
from vigie.domains.audit.words import act_name, acts
from vigie.domains.people.actions import reference
from vigie.domains.people.log_queries import SHOWN, Asked, actors, journal, oversees_all
from vigie.domains.people.log_words import Reader, people_in
from vigie.domains.people.reads import reads_about
from vigie.domains.people.rights import me, rights
from vigie.periods import PARIS, RefusedDate, parse_date
from vigie.web import clock, formats
from vigie.web.components import Choice, Crumb, Input
from vigie.web.exports import export_asked
from vigie.web.tables import Cell, Column, Row, Table

_DAYS_SHOWN = 30
# What someone chose for herself, or which group she left, is nobody else's business: that she did
# something is enough to find an abuse.
_HERS = ("choice", "accepted", "group")
_WHEN = (
    Column("day", "Jour", kind="date"),
    Column("hour", "Heure"),
)


@never_cache
@require_safe
def my_readings(request: HttpRequest) -> HttpResponse:
    """Who read what is held of the person signed in."""
    held, person = rights(request), me(request)
    found = reads_about(person, Reader(held))
    table = Table(
        id="consultations",
        caption="Consultations de mes données",
        columns=(
            *_WHEN,
            Column("who", "Qui", header=True),
            Column("role", "Son rôle ce jour-là"),
            Column("why", "Pourquoi"),
            Column("where", "Depuis quelle page"),
        ),
        rows=[
            Row({**_when(each.at), "who": each.who, "role": each.role, "why": each.why,
                 "where": each.where})
            for each in found
        ],
        empty="Personne n’a consulté vos données, d’après le journal.",
        note="Le journal inscrit chaque consultation de données rattachées à une personne. Un "
        "chiffre d’ensemble n’en est pas une.",
    )  # fmt: skip
    view = table.view(request.GET)
    if file := export_asked(request, view):
        return file
    first = Entry.objects.order_by("number").values_list("at", flat=True).first()
    context = {
        "table": view,
        "readings": len(found),
        "since": first,
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Qui a consulté mes données")],
    }
    return render(request, "people/my_readings.html", context)


@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The journal of acts. Looking into it is an act too, and is written down."""
    held, person, now = rights(request), me(request), clock.now()
    asked, fault = _asked(request.GET, now)
    entries, more = ([], False) if fault else journal(held, asked)
    words = Reader(held, unsaid=_HERS)
    # A list of people is asked for only once the period is understood.
    found = [] if fault else actors(held, asked)
    words.know([*found, *_people(entries)])
    view = _table(words, entries, asked).view(request.GET)
    if not fault:
        _write_down(reference(person), asked, now)
    if file := export_asked(request, view):
        return file
    by = sorted(((words.reference(each), each) for each in found), key=lambda pair: pair[0])
    context = {
        "table": view,
        "filters": _filters(request.GET, asked, by, now),
        "fault": fault,
        "more": more,
        "shown": SHOWN,
        "everywhere": oversees_all(held),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Journal")],
    }
    return render(request, "people/log.html", context, status=400 if fault else 200)


@transaction.atomic
def _write_down(reader: str, asked: Asked, at: datetime) -> None:
    last = asked.until and asked.until - timedelta(days=1)
    told = {"since": asked.since and asked.since.date(), "until": last and last.date(),
            "act": asked.act, "by": asked.by}  # fmt: skip
    kept = {name: value for name, value in told.items() if value is not None}
    record("journal.read", actor=reader, at=at, details=kept)


def _asked(query: QueryDict, now: datetime) -> tuple[Asked, str]:
    """The filters of the address, and what is wrong with them."""
    try:
        since = _day(query.get("du", ""), now - timedelta(days=_DAYS_SHOWN))
        until = _day(query.get("au", ""), now) + timedelta(days=1)
    except (RefusedDate, OverflowError):
        return Asked(), "Une date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
    if until <= since:
        return Asked(), "La fin de la période est avant son début."
    act, by = query.get("acte") or None, query.get("auteur") or None
    if act is not None and act not in acts():
        return Asked(), "Cet acte n’existe pas\u00a0: choisissez-en un dans la liste."
    if by is not None and by != "system" and not by.isdecimal():
        return Asked(), "Cet auteur n’existe pas\u00a0: choisissez-le dans la liste."
    who = f"person:{by}"[:60] if by and by != "system" else by
    return Asked(since, until, act, who), ""


def _day(text: str, default: datetime) -> datetime:
    """The start, in Paris, of a day that was typed or of that of `default`."""
    day = parse_date(text.strip()) if text.strip() else default.astimezone(PARIS).date()
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def _filters(
    query: QueryDict, asked: Asked, by: Sequence[tuple[str, str]], now: datetime
) -> list[Choice | Input]:
    since = asked.since or now - timedelta(days=_DAYS_SHOWN)
    last = asked.until - timedelta(days=1) if asked.until else now
    names = [(each.removeprefix("person:"), name) for name, each in by]
    return [
        Input("du", "Du", _iso(query.get("du"), since), kind="date"),
        Input("au", "Au", _iso(query.get("au"), last), kind="date"),
        Choice("acte", "Acte", [("", "Tous"), *acts().items()], query.get("acte", "")),
        Choice("auteur", "Auteur", [("", "Tous"), *names], query.get("auteur", "")),
    ]


def _iso(typed: str | None, day: datetime) -> str:
    return typed or day.astimezone(PARIS).date().isoformat()


def _table(words: Reader, entries: Sequence[Entry], asked: Asked) -> Table:
    rows = []
    for entry in entries:
        cells: dict[str, Cell] = {
            **_when(entry.at),
            "act": act_name(entry.action),
            "actor": words.reference(entry.actor),
            "about": words.reference(entry.about),
            "details": words.details(entry.details),
            "number": entry.number,
        }
        rows.append(Row(cells))
    return Table(
        id="journal",
        caption="Actes",
        columns=(
            *_WHEN,
            Column("act", "Acte", header=True),
            Column("actor", "Auteur"),
            Column("about", "À propos de"),
            Column("details", "Précisions", sortable=False),
            Column("number", "Entrée", kind="count"),
        ),
        rows=rows,
        filters_text=_said(words, asked),
        # A name typed in a box would stay in the address.
        searchable=False,
        empty="Aucun acte pour ces filtres.",
    )


def _said(words: Reader, asked: Asked) -> list[str]:
    """The filters in words, for files."""
    found = []
    if asked.since and asked.until:
        last = asked.until - timedelta(days=1)
        found.append(f"Période : du {formats.day(asked.since)} au {formats.day(last)}")
    if asked.act:
        found.append(f"Acte : {act_name(asked.act)}")
    if asked.by:
        found.append(f"Auteur : {words.reference(asked.by)}")
    return found


def _people(entries: Sequence[Entry]) -> list[str | None]:
    found: list[str | None] = []
    for entry in entries:
        found += [entry.actor, entry.about]
    return [*found, *people_in(entry.details for entry in entries)]


def _when(at: datetime) -> dict[str, Cell]:
    local = at.astimezone(PARIS)
    return {"day": local.date(), "hour": f"{local:%H}\u00a0h\u00a0{local:%M}"}
