"""Where one figure comes from: formula, components, files, lines, dates, and what lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from vigie.codes import ALL, parse_pathway, parse_profile
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord
from vigie.measures.build import inputs_on
from vigie.measures.coverage import asks_for
from vigie.measures.cube import Cube, Import
from vigie.measures.definition import Comparison, Coverage, Definition, Rate, definition
from vigie.measures.figure import Alternative, Figure
from vigie.measures.inputs import ASSESSMENT, PROFILE_INDEX
from vigie.measures.query import Query, run
from vigie.measures.shape import ALL_PROFILES

_PRINTED = {"participation-counts": "funnels", "headcounts": "headcounts",
            "coverage-table": "coverages"}  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A file behind a figure: how many of its lines, and which, as ranges such as `2-57`."""

    source: Import
    rows: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything behind one figure.

    `formula` in words; `components`: the figures it is made of, itself excluded; `uses`: the
    files, by import number; `rule`: why this value stands when another is known.
    """

    figure: Figure
    definition: Definition
    formula: str
    components: tuple[Figure, ...]
    uses: tuple[Use, ...]
    rule: str | None

    def to_json(self) -> dict[str, Any]:
        return {
            "figure": self.figure.to_json(),
            "label": self.definition.label,
            "meaning": self.definition.meaning,
            "formula": self.formula,
            "components": [component.to_json() for component in self.components],
            "rule": self.rule,
            "files": [
                {
                    "import_id": use.source.import_id,
                    "file": use.source.file,
                    "source": use.source.source,
                    "as_of": use.source.as_of.isoformat(),
                    "sha256": use.source.sha256,
                    "rows": use.rows,
                    "lines": list(use.lines),
                }
                for use in self.uses
            ],
        }


def explain(cube: Cube, lake: Lake, records: Iterable[ImportRecord], query: Query) -> Explanation:
    """Where the figure of `query` (one territory, no split; `item` names a subject) comes from."""
    wanted = definition(query.measure)
    query = replace(
        query,
        level=None,
        by=(),
        profile=parse_profile(query.profile) if query.profile else None,
        pathway=parse_pathway(query.pathway) if query.pathway else None,
    )
    figure = run(cube, query)[0]
    components = tuple(_components(cube, query, wanted))
    behind = {each.import_id for part in (figure, *components) for each in [*_known(cube, part)]}
    sources = [each for each in cube.imports.values() if each.import_id in behind]
    lines = _lines(cube, lake, list(records), sources, query)
    return Explanation(
        figure=figure,
        definition=wanted,
        formula=_formula(wanted),
        components=components,
        uses=tuple(Use(each, *_ranges(lines.get(each.no, []))) for each in sources),
        rule=_rule(figure, components),
    )


def _known(cube: Cube, figure: Figure) -> list[Import]:
    return [each for each in cube.imports.values() if each.import_id in figure.imports]


def _components(cube: Cube, query: Query, wanted: Definition) -> list[Figure]:
    names: list[str] = []
    if isinstance(wanted, Rate):
        names = [wanted.numerator, wanted.denominator]
    elif isinstance(wanted, Comparison):
        names = [wanted.of]
    elif isinstance(wanted, Coverage):
        names = ["senders"]
    elif wanted.name == "participants":
        names = ["started_not_finished", "finished_not_sent", "sent"]
    elif wanted.name == "finished":
        names = ["finished_not_sent", "sent"]
    answer = []
    for name in names:
        answer += run(cube, replace(query, measure=name))
    return answer


def _formula(wanted: Definition) -> str:
    if isinstance(wanted, Rate):
        over, under = definition(wanted.numerator), definition(wanted.denominator)
        return f"{over.label} ÷ {under.label}"
    if isinstance(wanted, Coverage):
        if wanted.rule == "senders":
            return "Somme des couvertures individuelles ÷ envois"
        return "Somme des couvertures des sujets ÷ nombre de sujets"
    if isinstance(wanted, Comparison):
        of = definition(wanted.of)
        sign = "÷" if wanted.operation == "share" else "−"
        where = "du territoire parent" if wanted.against == "parent" else "national"
        return f"{of.label} d’ici {sign} {of.label.lower()} {where}"
    return " + ".join(_COMPONENTS.get(name, name) for name in wanted.components)


_COMPONENTS = {
    "started_not_finished": "Commencé, non terminé",
    "finished_not_sent": "Terminé, non envoyé",
    "finished_sent": "Terminé, envoyé",
    "headcount": "Effectif",
    "placed": "Participants situés",
    "senders": "Envois",
    "taken": "Certifications présentées",
    "validated": "Certifications validées",
    "sent": "Profils envoyés",
    "certifiable": "Profils certifiables",
}


def _rule(figure: Figure, components: Iterable[Figure]) -> str | None:
    """Which of two known values stands; None where there is only one."""
    for each in (figure, *components):
        if each.alternatives:
            other = each.alternatives[0]
            if other.level is not None:
                return (
                    "Les sujets d’un tableau publié sont retenus là où il donne toutes les "
                    "unités attendues ; ailleurs, ce que le plus de personnes ont envoyé."
                )
            if other.kind == "printed":
                return (
                    "La somme des parties est complète et au moins aussi récente que le chiffre "
                    "publié : c’est elle qui est retenue."
                )
            if said_together(each, other):
                return (
                    "Le total publié est retenu : la somme des profils vient du même fichier, à "
                    "la même date."
                )
            return (
                "Le chiffre publié est retenu : la somme des parties est incomplète ou plus "
                "ancienne."
            )
    return None


def said_together(total: Figure, other: Alternative) -> bool:
    """Whether a whole sum, set aside, is of the file and the day of the total that stands."""
    return (
        other.present + 1e-9 >= (total.expected or 0)
        and other.as_of == total.as_of
        and other.imports == total.imports
    )


def _lines(
    cube: Cube,
    lake: Lake,
    records: list[ImportRecord],
    sources: list[Import],
    query: Query,
) -> dict[int, list[int]]:
    """Lines of each file behind the figure, by import number."""
    on = query.as_of or (cube.dates[-1] if cube.dates else cube.tree.on)
    code = cube.tree.resolve(query.territory)
    pos = cube.shape.position(code)
    members = cube.shape.labels.get(pos, (pos,))
    lines: dict[int, list[int]] = {}
    for family in {_PRINTED[each.source] for each in sources if each.source in _PRINTED}:
        numbers = [each.no for each in sources if _PRINTED.get(each.source) == family]
        for row in _printed_rows(lake, family, numbers, query).iter_rows(named=True):
            at = _position(cube, row["territory"])
            if at == pos or any(_inside(cube, at, member) for member in members):
                lines.setdefault(row["import_no"], []).append(row["line"])
    exports = [each.no for each in sources if each.source == ASSESSMENT]
    if exports:
        for no, line in _people_lines(lake, records, exports, on, members, cube, query):
            lines.setdefault(no, []).append(line)
    return lines


def _printed_rows(lake: Lake, family: str, numbers: list[int], query: Query) -> pl.DataFrame:
    rows = lake.scan(family, numbers)
    profile = PROFILE_INDEX[query.profile or ALL]
    if profile != ALL_PROFILES:
        rows = rows.filter(pl.col("profile") == query.profile)
    if query.pathway and "pathway" in rows.collect_schema().names():
        rows = rows.filter(pl.col("pathway").is_null() | (pl.col("pathway") == query.pathway))
    if query.item and family == "coverages" and query.item[0] in ("subject", "referential"):
        rows = rows.filter(pl.col(query.item[0]) == query.item[1])
    return rows.select("territory", "import_no", "line").collect()


def _position(cube: Cube, code: str) -> int:
    try:
        return cube.shape.position(code)
    except LookupError:
        return -1
    except ValueError:
        return -1


def _inside(cube: Cube, at: int, pos: int) -> bool:
    return at < cube.shape.size and pos <= at < int(cube.shape.end[pos])


def _people_lines(
    lake: Lake,
    records: list[ImportRecord],
    exports: list[int],
    on: date,
    members: tuple[int, ...],
    cube: Cube,
    query: Query,
) -> Iterable[tuple[int, int]]:
    inputs = inputs_on(lake, records, cube.tree.on)
    active = inputs.active(on).filter(pl.col("import_no").is_in(exports))
    if query.pathway:
        active = active.filter(pl.col("series") == inputs.series(query.pathway))
    rows = inputs.rows(active, lines=True)
    if query.item or isinstance(definition(query.measure), Coverage):
        held = [
            item.name
            for item in cube.items.values()
            if item.name in rows.columns and (query.item is None or asks_for(item, query.item))
        ]
        rows = rows.filter(pl.any_horizontal(pl.lit(False), pl.col(held).is_not_null()))
    profile = PROFILE_INDEX[query.profile or ALL]
    if profile != ALL_PROFILES:
        rows = rows.filter(pl.col("profile") == profile)
    ends = [int(cube.shape.end[pos]) for pos in members]
    there = pl.any_horizontal(
        [(pl.col("pos") >= pos) & (pl.col("pos") < end)
         for pos, end in zip(members, ends, strict=True)]
    )  # fmt: skip
    found = rows.filter(there).join(active.select("snapshot", "import_no"), on="snapshot")
    return found.select("import_no", "line").iter_rows()


def _ranges(lines: list[int]) -> tuple[int, tuple[str, ...]]:
    """Number of lines, and the lines as ranges: [2, 3, 4, 9] -> 4, ("2-4", "9")."""
    ordered = sorted(set(lines))
    ranges: list[list[int]] = []
    for line in ordered:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return len(ordered), tuple(str(a) if a == b else f"{a}-{b}" for a, b in ranges)
