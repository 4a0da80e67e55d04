"""Deployment: which campaigns are missing, where people stand in each pathway, what people are
asked, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from vigie.codes import PROFILES, pathway_label, profile_label
from vigie.domains.campaigns.access_queries import Card, every_card
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.domains.reminders import queries as reminders
from vigie.domains.reminders.rules import reads_names
from vigie.domains.territories.around import departments_of
from vigie.measures.cube import Cube
from vigie.measures.query import Query
from vigie.observatory.answers import Answers, answer
from vigie.observatory.deployment_events import Event, events
from vigie.observatory.sources import sources_of_rows
from vigie.periods import PARIS, SchoolYear, start_of
from vigie.web import formats
from vigie.web.tables import Cell, Column, Link, Row, Table

NINE = 9
MEASURES = ("participants", "finished", "sent", "finished_share", "sent_share")


@dataclass(frozen=True)
class Deployment:
    """`lacking`: combinations of profile and pathway without a campaign, of `expected`."""

    gaps: Table
    lacking: int
    expected: int
    funnel: Table | None
    waves: Table | None
    waiting: Sequence[str]
    asked: Table | None
    coming: Sequence[Event]


def deployment(held: Rights, cube: Cube | None, place: str, at: datetime) -> Deployment:
    """The page of a territory at a moment."""
    on = at.astimezone(PARIS).date()
    year = SchoolYear.of(on)
    exact = reads_names(held, place)
    cards = every_card(held.tree, departments_of(held.tree, place), PROFILES, on)
    lacking = sum(card.campaign is None for line in cards.values() for card in line)
    return Deployment(
        gaps=_gaps(held, cards),
        lacking=lacking,
        expected=NINE * len(cards),
        funnel=_funnel(cube, place) if cube is not None else None,
        waves=_waves(held, place, at, exact=exact) if held.may_open("waves", place) else None,
        waiting=[
            f"{number} {why}" for number, why in reminders.waiting(held.tree, place, exact=exact)
        ] if held.may_open("waves", place) else [],
        asked=_asked(place, year) if place.startswith("uai:") else None,
        coming=[each for each in events(held, place, year) if each.last >= on][:12],
    )  # fmt: skip


def _gaps(held: Rights, cards: dict[tuple[str, str], list[Card]]) -> Table:
    places = list(dict.fromkeys(place for place, _ in cards))
    if len(places) == 1:
        return _gaps_of_one(held, places[0], cards)
    rows = []
    for place in places:
        lines: dict[str, Cell] = {}
        for profile in PROFILES:
            found = sum(card.campaign is not None for card in cards[place, profile])
            lines[profile] = f"{found} sur {NINE}" if found < NINE else "complet"
        name = held.tree.name(place)
        href = reverse("deployment", args=[place])
        opens = held.may_open("deployment", place)
        rows.append(Row({"name": Link(name, href) if opens else name, **lines}))
    return Table(
        id="campagnes",
        caption="Campagnes déclarées, sur neuf parcours",
        columns=(
            Column("name", "Département", header=True),
            *(Column(profile, profile_label(profile)) for profile in PROFILES),
        ),
        rows=rows,
        empty="Aucun département ici.",
    )


def _gaps_of_one(held: Rights, place: str, cards: dict[tuple[str, str], list[Card]]) -> Table:
    pathways = [card.pathway for card in cards[place, PROFILES[0]]]
    rows = []
    for rank, pathway in enumerate(pathways):
        lines: dict[str, Cell] = {
            profile: "ouverte" if cards[place, profile][rank].campaign else "manque"
            for profile in PROFILES
        }
        rows.append(Row({"name": pathway_label(pathway.code), **lines}))
    return Table(
        id="campagnes",
        caption=f"Campagnes ouvertes aux personnels, {place_name(held, place)}",
        columns=(
            Column("name", "Parcours", header=True, sortable=False),
            *(Column(profile, profile_label(profile), sortable=False) for profile in PROFILES),
        ),
        rows=rows,
        searchable=False,
        empty="Aucun parcours.",
    )


def _funnel(cube: Cube, place: str) -> Table | None:
    if place not in cube.tree:
        return None
    got: Answers = answer(cube, {name: Query(name, place, by=("pathway",)) for name in MEASURES})
    rows = []
    for figure in got.all("participants"):
        if figure.status not in ("ok", "hidden"):
            continue
        code = figure.dimensions["pathway"]
        rows.append(
            Row(
                {
                    "name": pathway_label(code),
                    **{name: got.at(name, pathway=code) for name in MEASURES},
                }
            )
        )
    return Table(
        id="parcours",
        caption="Où en sont les personnes, par parcours",
        columns=(
            Column("name", "Parcours", header=True),
            Column("participants", "Ont commencé", kind="count"),
            Column("finished", "Ont terminé", kind="count"),
            Column("sent", "Ont envoyé", kind="count"),
            Column("finished_share", "Terminé", kind="share", help="des participants"),
            Column("sent_share", "Envoyé", kind="share", help="de ceux qui ont terminé"),
        ),
        rows=rows,
        sources=sources_of_rows(cube, rows),
        as_of=got.newest,
        searchable=False,
        empty="Aucun résultat reçu pour ce territoire.",
    )


def _waves(held: Rights, place: str, at: datetime, *, exact: bool) -> Table:
    rows = []
    for line in reminders.waves_of(held.tree, place, at):
        href = reverse("wave", args=[line.wave.token])
        opens = held.may_open("wave", line.wave.territory)
        rows.append(
            Row(
                {
                    "title": Link(line.wave.title, href) if opens else line.wave.title,
                    "pathway": pathway_label(line.wave.pathway),
                    "by": line.wave.sender_name,
                    "on": line.wave.starts_on,
                    "state": line.state,
                    "sent": reminders.shown_of(line.wave, line.sent, exact=exact),
                    "queued": reminders.shown_of(line.wave, line.queued, exact=exact),
                }
            )
        )
    return Table(
        id="vagues",
        caption="Vagues de rappels",
        columns=(
            Column("title", "Vague", header=True),
            Column("pathway", "Parcours"),
            Column("by", "Au nom de"),
            Column("on", "À partir du", kind="date"),
            Column("state", "État"),
            Column("sent", "Messages partis", sortable=False),
            Column("queued", "En attente", sortable=False),
        ),
        rows=rows,
        exportable=False,
        empty="Aucune vague n’a été décidée ici.",
    )


def _asked(school: str, year: SchoolYear) -> Table:
    since = start_of(year.first_day)
    rows = [
        Row(
            {
                "title": each.title,
                "pathway": each.pathway,
                "by": each.by,
                "on": _day(each.since),
                "people": each.people,
            }
        )
        for each in reminders.asked_of_school(school.removeprefix("uai:"), since)
    ]
    return Table(
        id="demandes",
        caption=f"Ce qui a été demandé à vos équipes en {year.label}",
        columns=(
            Column("title", "Vague", header=True),
            Column("pathway", "Parcours"),
            Column("by", "Par"),
            Column("on", "Depuis le", kind="date"),
            Column("people", "Personnes", sortable=False),
        ),
        rows=rows,
        exportable=False,
        empty="Rien n’a encore été demandé à vos équipes cette année.",
        note="Des nombres, jamais des noms.",
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def lacking_words(shown: Deployment) -> str:
    """What the missing campaigns come to, in a sentence."""
    if not shown.lacking:
        return "Aucune campagne ne manque\u00a0: chaque profil a ses neuf parcours."
    whole = formats.count(shown.expected)
    lacks = formats.plural(shown.lacking, "campagne manque", "campagnes manquent")
    return f"{lacks}, sur {whole} attendues."
