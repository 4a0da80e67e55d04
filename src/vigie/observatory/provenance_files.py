"""The files behind a figure, with their lines where that tells nothing about one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.measures.cube import Cube, Import
from vigie.measures.disclosure import door
from vigie.measures.explain import Use, explain
from vigie.measures.figure import Figure
from vigie.measures.query import Query
from vigie.observatory.cubes import home
from vigie.observatory.sources import imports_of

SOURCE_NAMES = {
    "pix-assessment": "Export Pix Orga, évaluation",
    "pix-profiles": "Export Pix Orga, collecte de profils",
    "pix-certifications": "Résultats de certification",
    "headcounts": "Effectifs",
    "participation-counts": "Tableau de participation",
    "coverage-table": "Tableau de couverture",
    "schools": "Annuaire des écoles et établissements",
    "roster": "Liste des personnels",
    "campaigns": "Liste des campagnes",
}
_OF_PEOPLE = ("pix-assessment", "pix-profiles", "pix-certifications", "roster")
_WIDE = ("nation", "region", "academie", "department", "label")
_RANGES = 8


@dataclass(frozen=True)
class FileUse:
    """`lines`: which lines, in words; empty when they are not told. `rows`: how many."""

    import_id: str
    file: str
    kind: str
    as_of: date
    imported_at: datetime
    sha256: str
    rows: int | None
    lines: str


def files_behind(
    cube: Cube, question: Query, figures: Sequence[Figure], on: date | None
) -> list[FileUse]:
    """Every file behind these figures, by number.

    The number of lines of people's files at a place is a count of people: it is told for a
    département and above, and only where the participants of its campaigns are shown.
    """
    behind = imports_of(cube, {name for figure in figures for name in figure.imports})
    uses = _uses(cube, question, on)
    code = cube.tree.resolve(question.territory)
    day = on or (cube.dates[-1] if cube.dates else cube.tree.on)
    wide = cube.tree.level(code) in _WIDE

    def told(no: int) -> bool:
        return wide and door(cube).shows_lines(code, no, day)

    return [_use(each, uses.get(each.no), told) for each in behind]


def _uses(cube: Cube, question: Query, on: date | None) -> dict[int, Use]:
    """Lines of each import; nothing for what `explain` does not tell apart (one item, a rest)."""
    if question.by or question.level is not None:
        return {}
    numbers = set(cube.imports)
    place = home()
    # An import that came after the build stands behind no figure of this cube.
    records = [record for record in Ledger(place).active() if record.no in numbers]
    told = explain(cube, Lake(place), records, _at(question, on))
    return {use.source.no: use for use in told.uses}


def _at(question: Query, on: date | None) -> Query:
    return Query(
        question.measure,
        territory=question.territory,
        profile=question.profile,
        pathway=question.pathway,
        as_of=on,
    )


def _use(source: Import, use: Use | None, people_told: Callable[[int], bool]) -> FileUse:
    told = use is not None and use.rows > 0
    if source.source in _OF_PEOPLE and not people_told(source.no):
        told = False
    lines = ""
    if told and use is not None:
        lines = ", ".join(use.lines[:_RANGES])
        if len(use.lines) > _RANGES:
            lines += "…"
    return FileUse(
        import_id=source.import_id,
        file=source.file,
        kind=SOURCE_NAMES.get(source.source, source.source),
        as_of=source.as_of,
        imported_at=datetime.fromisoformat(source.imported_at),
        sha256=source.sha256,
        rows=use.rows if told and use is not None else None,
        lines=lines,
    )
