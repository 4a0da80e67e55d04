"""The board of a territory: what to compute, and how to show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vigie.codes import ALL, NATION, PROFILES, profile_label
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.measures.objectives import OBJECTIVES, Objective, met
from vigie.measures.query import Query
from vigie.observatory import board_pictures, caveats
from vigie.observatory.answers import Answers, answer, parent_with_siblings
from vigie.observatory.asked import Asked
from vigie.observatory.coverage_words import sendings
from vigie.observatory.places import (
    LEVEL_NAMES,
    LEVEL_PLURALS,
    TNE,
    Place,
    bears_tne,
    is_unplaced,
    level_tabs,
    place,
    shown_name,
)
from vigie.observatory.schools import SchoolSheet, sheet
from vigie.observatory.sources import sources_of_rows
from vigie.web import formats
from vigie.web.charts import Chart
from vigie.web.components import Tab, Tile
from vigie.web.maps import MapView
from vigie.web.tables import Cell, Column, Link, Row, Table

STEPS = ("started_not_finished", "finished_not_sent", "sent")
RATES = ("participation_rate", "finished_share", "sent_share")
HEADLINES = ("participants", "headcount", "finished", *STEPS, *RATES)
EXTREMES = 5


@dataclass(frozen=True)
class Board:
    """Everything the template shows, in the order of the page."""

    place: Place
    as_of: date | None
    tiles: Sequence[Tile]
    objectives: Sequence[Chart]
    funnel: Chart | None
    funnel_missing: str
    level_name: str
    tabs: Sequence[Tab]
    map: MapView | None
    children_chart: Chart | None
    children: Table | None
    trend: Chart | None
    profiles_chart: Chart | None
    profiles: Table
    weakest: Sequence[board_pictures.SubjectLine]
    strongest: Sequence[board_pictures.SubjectLine]
    siblings: Chart | None
    tne: Table | None
    caveats: Sequence[caveats.Caveat]
    school: SchoolSheet | None
    is_empty: bool


def questions(cube: Cube, what: Asked, found: Place, level: str | None) -> dict[str, Query]:
    """Every question of the page at one date."""
    asks: dict[str, Query] = {}
    for measure in HEADLINES:
        asks[measure] = what.query(measure)
        asks[f"profiles/{measure}"] = what.query(measure, by=("profile",))
        if level is not None:
            asks[f"children/{measure}"] = what.query(measure, level=level)
        if not found.is_nation:
            asks[f"nation/{measure}"] = what.query(measure, territory=NATION)
        if found.is_nation:
            asks[f"tne/{measure}"] = what.query(measure, territory=TNE)
    for measure in ("coverage", "coverage_subject_mean", "senders", "mail_usable_share"):
        asks[measure] = what.query(measure)
    for measure in ("coverage", "senders"):
        asks[f"subjects/{measure}"] = what.query(measure, by=("subject",))
    above = parent_with_siblings(cube, found.code)
    if above is not None:
        for measure in HEADLINES:
            asks[f"siblings/{measure}"] = what.query(measure, territory=above, level=found.level)
    return asks


def board(cube: Cube, what: Asked) -> Board:
    """The board of the territory asked, as known on the date asked."""
    found = place(cube.tree, what.territory)
    level = found.level_shown(what.level)
    asks = questions(cube, what, found, level)
    got = answer(cube, asks)
    on = what.on or (cube.dates[-1] if cube.dates else cube.tree.on)
    return Board(
        place=found,
        as_of=got.one("participants").as_of or got.newest,
        tiles=[*_tiles(got, found, what), *(NOT_SUPPLIED if found.level == "school" else ())],
        objectives=[board_pictures.gauge(each, got.one(each.measure)) for each in OBJECTIVES],
        funnel=board_pictures.funnel(got),
        funnel_missing=board_pictures.funnel_missing(got),
        level_name=LEVEL_NAMES[level] if level else "",
        tabs=level_tabs(found, what),
        map=board_pictures.children_map(cube, got, what, found, level),
        children_chart=board_pictures.children_dots(cube, got, level),
        children=_children(cube, got, what, found, level, on),
        trend=board_pictures.trend(cube, what, found),
        profiles_chart=board_pictures.profiles(got),
        profiles=_profiles(cube, got, what, found),
        weakest=board_pictures.subjects(got, EXTREMES, weakest=True),
        strongest=board_pictures.subjects(got, EXTREMES, weakest=False),
        siblings=board_pictures.siblings(cube, got, found),
        tne=_tne(cube, got, what) if found.is_nation else None,
        caveats=caveats.caveats(cube, got, what, found, level, on),
        school=sheet(found.code, on) if found.level == "school" else None,
        is_empty=all(figure.status != "ok" for figure in _all(got, HEADLINES))
        and got.one("coverage").status != "ok",
    )


def _all(got: Answers, keys: Sequence[str]) -> list[Figure]:
    return [figure for key in keys for figure in got.all(key)]


# -- tiles

NOT_SUPPLIED = tuple(
    Tile(label, None, "non fourni\u00a0: aucun fichier ne le dit encore")
    for label in ("État du parc", "Connexions à l’ENT", "Usage des ressources numériques",
                  "Plan de continuité")
)  # fmt: skip
"""What a head follows too (seeds/002, l. 15, 96) and that no source brings yet: said to be missing,
never left out."""


def _tiles(got: Answers, found: Place, what: Asked) -> list[Tile]:
    participants, headcount = got.one("participants"), got.one("headcount")
    hint = ""
    if headcount.status == "ok" and headcount.value is not None:
        hint = f"sur {formats.count(headcount.value)} personnes invitées"
    tiles = [Tile("Participants", participants, hint)]
    for objective in OBJECTIVES:
        tiles.append(_objective_tile(objective, got))
    finished = got.one("finished")
    sent_hint = "parmi ceux qui ont terminé"
    if finished.status == "ok" and finished.value is not None:
        sent_hint = f"parmi les {formats.count(finished.value)} qui ont terminé"
    tiles.append(Tile("Résultats envoyés", got.one("sent_share"), sent_hint))
    coverage, senders = got.one("coverage"), got.one("senders")
    # No coverage without its number of senders.
    if coverage.status == "ok" and sendings(senders):
        tiles.append(Tile("Taux de couverture", coverage, sendings(senders),
                          href=what.href(found.code, page="coverage"), decimals=0))  # fmt: skip
    return tiles


def _objective_tile(objective: Objective, got: Answers) -> Tile:
    figure = got.one(objective.measure)
    reached = met(objective, figure)
    label = {
        "participation_rate": "Taux de participation",
        "finished_share": "Ont terminé un parcours",
    }[objective.measure]
    goal = formats.share(float(objective.at_least), 0)
    state = {True: "Objectif atteint", False: "Objectif pas encore atteint", None: ""}[reached]
    nation = got.at(f"nation/{objective.measure}")
    beside = ""
    if nation is not None and nation.status == "ok":
        beside = f"\u00a0; France\u00a0: {formats.shown(nation).text}"
    return Tile(
        label,
        figure,
        hint=f"objectif national\u00a0: {goal}{beside}",
        status="" if reached is None else "met" if reached else "unmet",
        status_text=state,
    )


# -- tables


def _children(
    cube: Cube, got: Answers, what: Asked, found: Place, level: str | None, on: date
) -> Table | None:
    if level is None:
        return None
    columns = [
        Column("name", LEVEL_PLURALS[level].capitalize(), header=True),
        Column("participants", "Participants", kind="count"),
        Column("headcount", "Effectif", kind="count"),
        Column("participation_rate", "Taux de participation", kind="share"),
        Column("finished_share", "Ont terminé", kind="share", help="parmi les participants"),
        Column("as_of", "Données du", kind="date"),
    ]  # fmt: skip
    rows = []
    for figure in got.all("children/participants"):
        code = figure.territory
        cells: dict[str, Cell] = {
            key: got.at(f"children/{key}", territory=code) for key in HEADLINES
        }
        cells["as_of"] = figure.as_of
        name = shown_name(cube.tree, code, level)
        star = "★ TNE" if bears_tne(code, on) else ""
        cells["name"] = name if is_unplaced(code) else Link(name, what.href(code), star)
        rows.append(Row(cells))
    total: dict[str, Cell] = {key: got.one(key) for key in HEADLINES}
    rows.append(
        Row({**total, "as_of": got.one("participants").as_of, "name": found.name}, emphasis=True)
    )
    return Table(
        id="territoires",
        caption=f"{found.name}\u00a0: {LEVEL_PLURALS[level]}",
        columns=columns,
        rows=rows,
        sort="-participation_rate",
        sources=sources_of_rows(cube, rows),
        per_page=50,
        filters_text=(f"Territoire\u00a0: {found.name}", *what.in_words),
        note="★ territoire numérique éducatif." if level == "department" else "",
    )


def _profiles(cube: Cube, got: Answers, what: Asked, found: Place) -> Table:
    columns = [
        Column("name", "Profil", header=True),
        Column("participants", "Participants", kind="count"),
        Column("headcount", "Effectif", kind="count"),
        Column("participation_rate", "Taux de participation", kind="share"),
        Column("finished_share", "Ont terminé", kind="share", help="parmi les participants"),
        Column("sent_share", "Résultats envoyés", kind="share", help="parmi ceux qui ont terminé"),
    ]  # fmt: skip
    rows = []
    for figure in got.all("profiles/participants"):
        profile = figure.dimensions["profile"]
        cells: dict[str, Cell] = {
            key: got.at(f"profiles/{key}", profile=profile) for key in HEADLINES
        }
        name = profile_label(profile) if profile in PROFILES else "Profil inconnu"
        href = what.href(what.territory, profil=profile)
        cells["name"] = Link(name, href) if profile in PROFILES else name
        rows.append(Row(cells))
    if what.profile is None:
        total: dict[str, Cell] = {key: got.one(key) for key in HEADLINES}
        rows.append(Row({**total, "name": profile_label(ALL)}, emphasis=True))
    return Table(
        id="profils",
        caption=f"{found.name}\u00a0: profils",
        columns=columns,
        rows=rows,
        sources=sources_of_rows(cube, rows),
        filters_text=(f"Territoire\u00a0: {found.name}", *what.in_words),
    )


def _tne(cube: Cube, got: Answers, what: Asked) -> Table | None:
    if got.one("tne/participants").status != "ok":
        return None
    columns = [
        Column("name", "Ensemble", header=True),
        Column("participants", "Participants", kind="count"),
        Column("headcount", "Effectif", kind="count"),
        Column("participation_rate", "Taux de participation", kind="share"),
        Column("finished_share", "Ont terminé", kind="share", help="parmi les participants"),
    ]
    beside: dict[str, Cell] = {key: got.one(f"tne/{key}") for key in HEADLINES}
    nation: dict[str, Cell] = {key: got.one(key) for key in HEADLINES}
    rows = [
        Row({**beside, "name": Link("Douze départements TNE", what.href(TNE))}),
        Row({**nation, "name": "France"}),
    ]
    return Table(
        id="tne",
        caption="Territoires numériques éducatifs et France",
        columns=columns,
        rows=rows,
        sources=sources_of_rows(cube, rows),
        filters_text=what.in_words,
    )
