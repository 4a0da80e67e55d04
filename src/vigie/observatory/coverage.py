"""Coverage: what those who sent their results master, by subject, profile and territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vigie.codes import NATION
from vigie.measures.cube import Cube
from vigie.measures.query import Query
from vigie.observatory.answers import Answers, answer
from vigie.observatory.asked import Asked
from vigie.observatory.coverage_gaps import gaps
from vigie.observatory.coverage_lines import Lines, lines_of
from vigie.observatory.coverage_origins import apart
from vigie.observatory.coverage_pictures import children_chart, subject_chart
from vigie.observatory.coverage_tables import (
    children_table,
    flat_table,
    heat_table,
    priority_table,
    reference_table,
)
from vigie.observatory.coverage_words import (
    ITEM_NAMES,
    items_name,
    referential_name,
    sendings,
    simple_mean,
)
from vigie.observatory.places import LEVEL_NAMES, Place, level_tabs, place
from vigie.web.charts import Chart
from vigie.web.components import Choice, Tab, Tile
from vigie.web.tables import Table

VIEWS = {"synthese": "Synthèse", "graphique": "Graphique", "donnees": "Données à plat"}
ITEM_LEVELS = ("subject", "competence", "domain")
MEASURES = ("coverage", "coverage_subject_mean", "senders")
PRIORITIES = 4


@dataclass(frozen=True)
class Options:
    """`view`: a key of VIEWS; `item`: the level of the lines; `grouped`: variants together.

    `means`: the level of what the means are made of, that of the lines unless another is asked.
    """

    view: str
    item: str
    grouped: bool
    means: str = "subject"

    @property
    def kept(self) -> dict[str, str]:
        """These options as parameters of an address, the defaults left out."""
        found = {
            "vue": "" if self.view == "synthese" else self.view,
            "detail": "" if self.item == usual_lines(self.means) else self.item,
            "variantes": "regroupees" if self.grouped else "",
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Coverage:
    """What the template shows; what another view holds is None or empty."""

    place: Place
    as_of: date | None
    options: Options
    views: Sequence[Tab]
    tiles: Sequence[Tile]
    is_empty: bool
    apart: str = ""
    means_name: str = ""
    heat: Table | None = None
    sentences: Sequence[str] = ()
    priorities: Table | None = None
    reference: Table | None = None
    charts: Sequence[Chart] = ()
    level_name: str = ""
    tabs: Sequence[Tab] = ()
    children: Table | None = None
    flat: Table | None = None

    @property
    def line_name(self) -> str:
        """« sujet », for what a line is about."""
        return ITEM_NAMES[self.options.item].lower()

    @property
    def lines_name(self) -> str:
        return items_name(self.options.item)

    @property
    def has_subjects(self) -> bool:
        """Whether the flat data is by subject, the only detail that `coverage-table` knows."""
        rows = self.flat.rows if self.flat else ()
        return self.options.item == "subject" and any(not row.emphasis for row in rows)

    @property
    def tables(self) -> list[Table]:
        found = (self.heat, self.priorities, self.reference, self.children, self.flat)
        return [table for table in found if table is not None]


def usual_lines(means: str) -> str:
    """The level of the lines when none is asked: theirs are the means above them."""
    return means if means in ITEM_LEVELS else "subject"


def options(query: Mapping[str, str], means: str = "subject") -> Options:
    """The options of an address, on a page whose means are of this level of items."""
    view, item = query.get("vue", ""), query.get("detail", "")
    return Options(
        view=view if view in VIEWS else "synthese",
        item=item if item in ITEM_LEVELS else usual_lines(means),
        grouped=query.get("variantes") == "regroupees",
        means=means,
    )


def fields(cube: Cube, chosen: Options) -> list[Choice]:
    """The entries of the options; a level of detail that no file has is not offered."""
    held = {item.level for item in cube.items.values()}
    levels = [level for level in ITEM_LEVELS if level in held or level == chosen.item]
    found = []
    if len(levels) > 1:
        usual = usual_lines(chosen.means)
        detail = [(level if level != usual else "", ITEM_NAMES[level]) for level in levels]
        chosen_item = "" if chosen.item == usual else chosen.item
        found.append(Choice("detail", "Détail", detail, chosen_item))
    if chosen.item == "subject":
        together = [("", "Séparées"), ("regroupees", "Regroupées")]
        found.append(Choice("variantes", "Variantes d’un sujet", together,
                            "regroupees" if chosen.grouped else ""))  # fmt: skip
    return found


def coverage(cube: Cube, what: Asked, chosen: Options) -> Coverage:
    """The page of the territory asked, in the view asked."""
    found = place(cube.tree, what.territory)
    level = found.level_shown(what.level)
    got = answer(cube, questions(what, found, level, chosen))
    lines = lines_of(cube, got, what, chosen.item, grouped=chosen.grouped, means=chosen.means)
    more = chosen.kept
    base = Coverage(
        place=found,
        as_of=got.one("senders").as_of or got.newest,
        options=chosen,
        views=[
            Tab(label, what.href(found.code, **_with_level(what, {**more, "vue": code})),
                code == chosen.view)
            for code, label in VIEWS.items()
        ],
        tiles=_tiles(got, chosen.means),
        is_empty=got.one("coverage").status != "ok",
        apart=apart(cube, got, lines),
        means_name=items_name(chosen.means),
    )  # fmt: skip
    if chosen.view == "graphique":
        return _drawn(base, cube, got, what, found, level, lines)
    if chosen.view == "donnees":
        return _replace(base, flat=flat_table(cube, got, what, found, lines))
    return _summed_up(base, cube, got, what, found, lines)


def _with_level(what: Asked, more: dict[str, str]) -> dict[str, str]:
    return {**more, "niveau": what.level} if what.level else more


def _replace(base: Coverage, **changes: object) -> Coverage:
    return replace(base, **changes)  # type: ignore[arg-type]  # fields of Coverage


def _summed_up(
    base: Coverage, cube: Cube, got: Answers, what: Asked, found: Place, lines: Lines
) -> Coverage:
    return _replace(
        base,
        heat=heat_table(cube, got, what, found, lines),
        sentences=gaps(got, found, lines),
        priorities=priority_table(cube, what, found, lines, PRIORITIES),
        reference=None if found.is_nation else reference_table(cube, got, what, found, lines),
    )


def _drawn(
    base: Coverage, cube: Cube, got: Answers, what: Asked, found: Place, level: str | None,
    lines: Lines,
) -> Coverage:  # fmt: skip
    pictures = [subject_chart(got, found, lines), children_chart(cube, got, found, level)]
    return _replace(
        base,
        charts=[picture for picture in pictures if picture is not None],
        level_name=LEVEL_NAMES[level] if level else "",
        tabs=level_tabs(found, what, **base.options.kept),
        children=children_table(cube, got, what, found, level),
    )


def questions(what: Asked, found: Place, level: str | None, chosen: Options) -> dict[str, Query]:
    asks: dict[str, Query] = {}
    item = chosen.item
    for measure in MEASURES:
        asks[measure] = what.query(measure)
        asks[f"profile/{measure}"] = what.query(measure, by=("profile",))
        asks[f"referential/{measure}"] = what.query(measure, by=("referential",))
        if level is not None and chosen.view == "graphique":
            asks[f"child/{measure}"] = what.query(measure, level=level)
        if not found.is_nation:
            asks[f"nation/{measure}"] = what.query(measure, territory=NATION)
            asks[f"nation-referential/{measure}"] = what.query(
                measure, territory=NATION, by=("referential",)
            )
    for measure in ("coverage", "senders"):
        asks[f"item/{measure}"] = what.query(measure, by=(item,))
        asks[f"both/{measure}"] = what.query(measure, by=(item, "profile"))
        if not found.is_nation:
            asks[f"nation-item/{measure}"] = what.query(measure, territory=NATION, by=(item,))
    if not found.is_nation:
        asks["gap"] = what.query("gap_to_reference")
        asks["gap-item"] = what.query("gap_to_reference", by=(item,))
        asks["gap-referential"] = what.query("gap_to_reference", by=("referential",))
    return asks


def _tiles(got: Answers, means: str) -> list[Tile]:
    """The same totals above each of the three views; none without its number of sendings."""
    words = sendings(got.one("senders"))
    if not words or got.one("coverage").status != "ok":
        return []
    tiles = [
        Tile("Taux de couverture, pondéré par les envois", got.one("coverage"), words, decimals=0),
        Tile(simple_mean(means), got.one("coverage_subject_mean"), words, decimals=0),
    ]
    for figure in got.all("referential/coverage"):
        code = figure.dimensions["referential"]
        behind = sendings(got.at("referential/senders", referential=code))
        if figure.status == "ok" and behind:
            hint = f"pondéré par les envois\u00a0; {behind}"
            tiles.append(Tile(referential_name(code), figure, hint, decimals=0))
    return tiles
