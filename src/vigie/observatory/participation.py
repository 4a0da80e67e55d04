"""Participation: by territory and by profile, ranked, with the best and the TNE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vigie.codes import ALL, NATION, PROFILES, profile_label
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.measures.query import Query
from vigie.observatory.answers import Answers, answer
from vigie.observatory.asked import Asked, profile_name
from vigie.observatory.board_pictures import goal
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
from vigie.observatory.ranking import asked_minimum, ranks
from vigie.observatory.sources import sources_of_rows
from vigie.web import charts, formats
from vigie.web.charts import Bar, Chart, Reference
from vigie.web.components import Choice, Input, Tab
from vigie.web.tables import Cell, Column, Link, Row, Table

STATES = ("started_not_finished", "finished_not_sent", "sent")
RATE = "participation_rate"
MEASURES = (*STATES, "participants", "headcount", RATE)
DEGREES_AND_SECTORS = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE")
TOP = 10
MOST_BARS = 30


@dataclass(frozen=True)
class Options:
    """What this page asks beyond the common filters."""

    minimum: int
    by_profile: bool


@dataclass(frozen=True)
class ProfileChart:
    """The territories of one profile; no chart when none of them has figures of its own."""

    title: str
    chart: Chart | None


@dataclass(frozen=True)
class Participation:
    place: Place
    as_of: date | None
    level_name: str
    tabs: Sequence[Tab]
    territories: Table | None
    profiles: Table
    top: Chart | None
    charts: Sequence[ProfileChart]
    tne: Table | None
    tne_statement: str
    options: Options
    is_empty: bool


def options(cube: Cube, what: Asked, query: Mapping[str, str]) -> Options:
    """Reads the options of an address; the default minimum depends on the level shown."""
    level = place(cube.tree, what.territory).level_shown(what.level)
    return Options(
        minimum=asked_minimum(query.get("effectif_min"), level),
        by_profile=query.get("detail") == "profil",
    )


def fields(chosen: Options) -> list[Choice | Input]:
    """The entries of the options in the filters of the page."""
    detail = [("", "Tous profils ensemble"), ("profil", "Un profil par ligne")]
    return [
        Choice("detail", "Détail", detail, "profil" if chosen.by_profile else ""),
        Input("effectif_min", "Effectif minimal pour le rang", str(chosen.minimum), kind="number"),
    ]


def participation(cube: Cube, what: Asked, chosen: Options) -> Participation:
    """The page of the territory asked."""
    found = place(cube.tree, what.territory)
    level = found.level_shown(what.level)
    got = answer(cube, questions(what, found, level))
    on = what.on or (cube.dates[-1] if cube.dates else cube.tree.on)
    more: dict[str, str] = {"effectif_min": str(chosen.minimum)} if what.level else {}
    if chosen.by_profile:
        more["detail"] = "profil"
    show = _Arrangement(cube, what, found, level, got, on, chosen)
    return Participation(
        place=found,
        as_of=got.one("participants").as_of or got.newest,
        level_name=LEVEL_NAMES[level] if level else "",
        tabs=level_tabs(found, what, **more),
        territories=show.territories(),
        profiles=show.profiles(),
        top=show.top(),
        charts=show.by_degree_and_sector(),
        tne=show.tne() if found.code in (NATION, TNE) else None,
        tne_statement=show.tne_statement() if found.code in (NATION, TNE) else "",
        options=chosen,
        is_empty=got.one("participants").status != "ok" and got.one("headcount").status != "ok",
    )


def questions(what: Asked, found: Place, level: str | None) -> dict[str, Query]:
    asks: dict[str, Query] = {}
    for measure in MEASURES:
        asks[measure] = what.query(measure)
        asks[f"profile/{measure}"] = what.query(measure, by=("profile",))
        if level is not None:
            asks[f"child/{measure}"] = what.query(measure, level=level)
            asks[f"both/{measure}"] = what.query(measure, level=level, by=("profile",))
        asks[f"nation/{measure}"] = what.query(measure, territory=NATION)
        if found.code in (NATION, TNE):
            asks[f"top/{measure}"] = what.query(measure, level="department")
            asks[f"tne/{measure}"] = what.query(measure, territory=TNE)
            asks[f"member/{measure}"] = what.query(measure, territory=TNE, level="department")
            asks[f"tne-profile/{measure}"] = what.query(measure, territory=TNE, by=("profile",))
    return asks


@dataclass(frozen=True)
class _Arrangement:
    cube: Cube
    what: Asked
    found: Place
    level: str | None
    got: Answers
    on: date
    chosen: Options

    # -- cells

    def _cells(self, key: str, **where: str) -> dict[str, Cell]:
        prefix = f"{key}/" if key else ""
        return {name: self.got.at(f"{prefix}{name}", **where) for name in MEASURES}

    def _name(self, code: str, level: str) -> Cell:
        name = shown_name(self.cube.tree, code, level)
        if is_unplaced(code):
            return name
        star = "★ TNE" if bears_tne(code, self.on) else ""
        return Link(name, self.what.href(code), star)

    def _table(self, table_id: str, caption: str, columns: list[Column], rows: list[Row],
               sort: str = "", note: str = "") -> Table:  # fmt: skip
        return Table(
            id=table_id,
            caption=caption,
            columns=columns,
            rows=rows,
            sort=sort,
            note=note,
            sources=sources_of_rows(self.cube, rows),
            filters_text=(f"Territoire\u00a0: {self.found.name}", *self.what.in_words),
        )

    # -- tables

    def territories(self) -> Table | None:
        if self.level is None:
            return None
        key = "both" if self.chosen.by_profile else "child"
        minimum = formats.count(self.chosen.minimum)
        columns = [
            Column("rank", "Rang", kind="count", help=f"effectif d’au moins {minimum}"),
            Column("name", LEVEL_NAMES[self.level].capitalize(), header=True),
            *([Column("profile", "Profil", filter=True)] if self.chosen.by_profile else []),
            *_STATE_COLUMNS,
            Column("as_of", "Données du", kind="date"),
        ]
        rank = self._ranks(key)
        rows = []
        for figure in self.got.all(f"{key}/participants"):
            where = {"territory": figure.territory}
            profile = _split(figure, key)
            if profile:
                where["profile"] = profile
            cells = self._cells(key, **where)
            cells |= {
                "name": self._name(figure.territory, self.level),
                "profile": profile_name(profile) if profile else "",
                "rank": rank.get((figure.territory, profile), "non classé"),
                "as_of": figure.as_of,
            }
            rows.append(Row(cells))
        total = self._cells("")
        total |= {"name": self.found.name, "profile": "Ensemble", "rank": "",
                  "as_of": self.got.one("participants").as_of}  # fmt: skip
        rows.append(Row(total, emphasis=True))
        return self._table(
            "territoires",
            f"Participation par {LEVEL_NAMES[self.level]}, {self.found.name}",
            columns,
            rows,
            sort="-participation_rate",
            note=f"Rang parmi les territoires d’au moins {minimum} personnes d’effectif"
            + (", profil par profil." if self.chosen.by_profile else "."),
        )

    def _ranks(self, key: str) -> dict[tuple[str, str], int]:
        """Rank by (territory, profile); the profile is empty without that detail."""
        found: dict[tuple[str, str], int] = {}
        rates, sizes = self.got.all(f"{key}/{RATE}"), self.got.all(f"{key}/headcount")
        for profile in {_split(figure, key) for figure in rates}:
            mine = [figure for figure in rates if _split(figure, key) == profile]
            size = {f.territory: f for f in sizes if _split(f, key) == profile}
            for code, rank in ranks(mine, size, self.chosen.minimum).items():
                found[code, profile] = rank
        return found

    def profiles(self) -> Table:
        columns = [Column("name", "Profil", header=True), *_STATE_COLUMNS]
        rows = []
        for figure in self.got.all("profile/participants"):
            profile = figure.dimensions["profile"]
            cells = self._cells("profile", profile=profile)
            name: Cell = profile_name(profile)
            if profile in PROFILES:
                name = Link(profile_label(profile), self.what.href(self.found.code, profil=profile))
            rows.append(Row({**cells, "name": name}))
        if self.what.profile is None:
            rows.append(Row({**self._cells(""), "name": profile_label(ALL)}, emphasis=True))
        return self._table("profils", f"Participation par profil, {self.found.name}", columns, rows)

    def tne(self) -> Table | None:
        if self.got.one("tne/participants").status != "ok":
            return None
        columns = [
            Column("name", "Département", header=True),
            *_STATE_COLUMNS,
            Column("as_of", "Données du", kind="date"),
        ]
        rows = [
            Row({**self._cells("member", territory=f.territory), "as_of": f.as_of,
                 "name": Link(self.cube.tree.name(f.territory), self.what.href(f.territory))})
            for f in self.got.all("member/participants")
        ]  # fmt: skip
        for key, name in (("tne", "Total TNE"), ("nation", "France")):
            day = self.got.one(f"{key}/participants").as_of
            rows.append(Row({**self._cells(key), "as_of": day, "name": name}, emphasis=True))
        return self._table(
            "tne", "Territoires numériques éducatifs", columns, rows, sort="-participation_rate"
        )

    def tne_statement(self) -> str:
        """« 1D public : 6,2 % dans les TNE contre 4,7 % en France » for each profile known."""
        said = []
        for profile in PROFILES:
            there = self.got.at(f"tne-profile/{RATE}", profile=profile)
            nation = self.got.at(f"profile/{RATE}", profile=profile)
            if self.found.code == NATION and _ok(there) and _ok(nation):
                said.append(
                    f"{profile_label(profile)}\u00a0: {formats.shown(there).text} dans les TNE "
                    f"contre {formats.shown(nation).text} en France"
                )
        return "\u00a0; ".join(said) + "." if said else ""

    # -- pictures

    def top(self) -> Chart | None:
        """The highest rates among those ranked, with the national line."""
        key, level = ("top", "department") if self.found.code in (NATION, TNE) else (
            "child", self.level)  # fmt: skip
        if level is None:
            return None
        sizes = self.got.by_territory(f"{key}/headcount")
        rates = self.got.by_territory(f"{key}/{RATE}")
        minimum = self.chosen.minimum
        rank = ranks(rates.values(), sizes, minimum)
        best = sorted(rank, key=lambda code: (rank[code], self.cube.tree.name(code)))[:TOP]
        if len(best) < 2:
            return None
        nation = self.got.one(f"nation/{RATE}")
        reference = goal(RATE)
        if _ok(nation) and nation.value is not None:
            reference = Reference(f"France {formats.shown(nation).text}", float(nation.value))
        return charts.bars(
            id="meilleurs",
            title=f"Les {LEVEL_PLURALS[level]} aux taux de participation les plus élevés",
            items=[
                Bar(
                    f"{rank[code]}. {self.cube.tree.name(code)}"
                    + (" ★" if bears_tne(code, self.on) else ""),
                    rates[code].value,
                    formats.shown(rates[code]).text,
                    emphasis=bears_tne(code, self.on),
                )
                for code in best
            ],
            reference=reference,
            value_header="Taux de participation",
            note="★ territoire numérique éducatif. "
            f"Effectif d’au moins {formats.count(minimum)} personnes.",
        )

    def by_degree_and_sector(self) -> list[ProfileChart]:
        """One chart for each of the four profiles: rates of the children, else their counts."""
        if self.level is None:
            return []
        return [self._profile_chart(profile) for profile in DEGREES_AND_SECTORS]

    def _known(self, measure: str, profile: str) -> list[Figure]:
        return [
            f for f in self.got.all(f"both/{measure}")
            if f.dimensions.get("profile") == profile and f.status == "ok"
        ]  # fmt: skip

    def _profile_chart(self, profile: str) -> ProfileChart:
        whole = self.got.at("profile/participants", profile=profile)
        total = formats.shown(whole).words
        known, unit = self._known(RATE, profile), "share"
        if not known:
            known, unit = self._known("participants", profile), "people"
        known.sort(key=lambda figure: figure.value or 0, reverse=True)
        kept = known[:MOST_BARS]
        children = sum(
            f.dimensions.get("profile") == profile for f in self.got.all("both/participants")
        )
        notes = []
        if len(known) > len(kept):
            notes.append(f"Les {MOST_BARS} premiers sur {len(known)}.")
        silent = children - len(known)
        if silent:
            notes.append(f"Sans donnée\u00a0: {silent} sur {children}.")
        title = f"{profile_label(profile)}\u00a0: {total}" + (" participants" if _ok(whole) else "")
        if not kept:
            return ProfileChart(title, None)
        chart = charts.bars(
            id=f"profil-{profile.lower().replace('_', '-')}",
            title=title,
            items=[
                Bar(shown_name(self.cube.tree, f.territory, f.level), f.value,
                    formats.shown(f).text)
                for f in kept
            ],
            unit=unit,
            value_header="Taux de participation" if unit == "share" else "Participants",
            note=" ".join(notes),
        )  # fmt: skip
        return ProfileChart(title, chart)


_STATE_COLUMNS = (
    Column("started_not_finished", "Commencé, non terminé", kind="count"),
    Column("finished_not_sent", "Terminé, non envoyé", kind="count"),
    Column("sent", "Résultats envoyés", kind="count"),
    Column("participants", "Participants", kind="count"),
    Column("headcount", "Effectif", kind="count"),
    Column(RATE, "Taux de participation", kind="share", help="participants / effectif"),
)


def _split(figure: Figure, key: str) -> str:
    return figure.dimensions.get("profile", "") if key == "both" else ""


def _ok(figure: Figure | None) -> bool:
    return figure is not None and figure.status == "ok"
