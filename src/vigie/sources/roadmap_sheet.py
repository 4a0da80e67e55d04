"""A roadmap as one workbook: a sheet for each kind of thing, a row for each thing.

What a thing hangs on is told by its first column: the path of its element (`B/B2`), or the code of
its indicator.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import python_calamine
import xlsxwriter
from python_calamine import CalamineWorkbook

from vigie.codes import quoted
from vigie.sources.archives import AGAIN, open_workbook
from vigie.sources.problems import CellError, Findings, Refused, refused
from vigie.sources.roadmap_file import (
    ActionLine,
    BaselineLine,
    DeliverableLine,
    IndicatorLine,
    MilestoneLine,
    NodeLine,
    ObjectiveLine,
    RoadmapFile,
    ValueLine,
    default_of,
    forms,
    items,
)
from vigie.sources.roadmap_yaml import same_key
from vigie.sources.sheets import sheet_facts

ROADMAP = "Feuille de route"
UNDER, ELEMENT, INDICATOR = "sous", "élément", "indicateur"
LISTED = "\n"
_ROWS = 50_000
_COLUMNS = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what its first column points to, and the class of its rows."""

    name: str
    owner: str
    of: type


SHEETS = (
    Sheet("Éléments", UNDER, NodeLine),
    Sheet("Actions", ELEMENT, ActionLine),
    Sheet("Supports", ELEMENT, DeliverableLine),
    Sheet("Indicateurs", ELEMENT, IndicatorLine),
    Sheet("Départ", INDICATOR, BaselineLine),
    Sheet("Objectifs", INDICATOR, ObjectiveLine),
    Sheet("Valeurs", INDICATOR, ValueLine),
    Sheet("Calendrier", "", MilestoneLine),
)
_Row = tuple[str, Any]


def write_sheet(roadmap: RoadmapFile) -> bytes:
    """The workbook of a roadmap."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False,
                                     "strings_to_urls": False})  # fmt: skip
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet(ROADMAP)
    first.set_column(0, 0, 22, bold)
    first.set_column(1, 1, 90, wrap)
    for number, (name, form) in enumerate(forms(RoadmapFile)):
        first.write_string(number, 0, form.key, bold)
        _write(first, number, 1, _text(form, getattr(roadmap, name)), wrap)
    rows = dict(_rows(roadmap))
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.name)
        columns = forms(sheet.of)
        shift = 1 if sheet.owner else 0
        heads = [*([sheet.owner] if sheet.owner else []), *(form.key for _, form in columns)]
        for column, head in enumerate(heads):
            page.write_string(0, column, head, bold)
        page.set_column(0, len(heads), 24)
        page.freeze_panes(1, shift + 1)
        for line, (owner, record) in enumerate(rows.get(sheet.name, ()), start=1):
            if shift:
                _write(page, line, 0, owner, wrap)
            for column, (name, form) in enumerate(columns, start=shift):
                value = getattr(record, name)
                if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
                    page.write_number(line, column, float(value), wrap)
                else:
                    _write(page, line, column, _text(form, value), wrap)
    book.close()
    return out.getvalue()


def read_sheet(data: bytes) -> RoadmapFile:
    """The roadmap that a workbook says. Raises Refused, with a problem for each mistake; a line is
    the row of its sheet, and the column names the sheet."""
    tables = _tables(data)
    findings = Findings()
    if ROADMAP not in tables:
        raise refused(f"La feuille {quoted(ROADMAP)} manque.",
                      "Partez d’un classeur exporté par Vigie.")  # fmt: skip
    head = _head(tables[ROADMAP], findings)
    found = {sheet.name: list(_read(sheet, tables.get(sheet.name, []), findings))
             for sheet in SHEETS}  # fmt: skip
    for name in tables:
        if name != ROADMAP and name not in found:
            known = ", ".join(sheet.name for sheet in SHEETS)
            findings.refuse(1, name, None, f"La feuille {quoted(name)} n’est pas prévue.",
                            f"Les feuilles sont\u00a0: {known}.")  # fmt: skip
    nodes = _assembled(found, findings)
    if findings.problems:
        raise Refused(findings.problems)
    milestones = tuple(row for _, row in found["Calendrier"])
    return RoadmapFile(**head, milestones=milestones, nodes=nodes)


def _rows(roadmap: RoadmapFile) -> Iterator[tuple[str, list[_Row]]]:
    found: dict[str, list[_Row]] = {sheet.name: [] for sheet in SHEETS}
    found["Calendrier"] = [("", row) for row in roadmap.milestones]

    def walk(above: str, nodes: Sequence[NodeLine]) -> None:
        for node in nodes:
            path = f"{above}/{node.code}" if above else node.code
            found["Éléments"].append((above, node))
            found["Actions"] += [(path, row) for row in node.actions]
            found["Supports"] += [(path, row) for row in node.deliverables]
            for indicator in node.indicators:
                found["Indicateurs"].append((path, indicator))
                found["Départ"] += [(indicator.code, row) for row in indicator.baselines]
                found["Objectifs"] += [(indicator.code, row) for row in indicator.objectives]
                found["Valeurs"] += [(indicator.code, row) for row in indicator.values]
            walk(path, node.children)

    walk("", roadmap.nodes)
    yield from found.items()


def _text(form: Any, value: Any) -> str:
    return LISTED.join(value) if form.kind == "list" else form.write(value)


def _write(page: Any, row: int, column: int, text: str, style: Any) -> None:
    if text:
        page.write_string(row, column, text, style)


def _tables(data: bytes) -> dict[str, list[list[str]]]:
    workbook = open_workbook(io.BytesIO(data))
    for name, fact in sheet_facts(workbook).items():
        if fact.last_row > _ROWS or fact.last_column > _COLUMNS:
            raise refused(f"La feuille {quoted(name)} est démesurée.", AGAIN)
        if fact.uncomputed:
            row, _ = min(fact.uncomputed)
            raise refused(
                f"La feuille {quoted(name)} contient une formule jamais calculée.",
                "Ouvrez le classeur, enregistrez-le et recommencez.",
                line=row,
            )
    try:
        book = CalamineWorkbook.from_filelike(workbook.plain())
        return {
            name: [[_cell(each) for each in row]
                   for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        }  # fmt: skip
    except python_calamine.CalamineError as error:
        raise refused("Le classeur est abîmé.", AGAIN) from error


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _head(rows: Sequence[Sequence[str]], findings: Findings) -> dict[str, Any]:
    keys = {same_key(form.key): (name, form) for name, form in forms(RoadmapFile)}
    given: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        key = row[0] if row else ""
        text = row[1] if len(row) > 1 else ""
        if not key.strip():
            continue
        known = keys.get(same_key(key))
        if known is None:
            expected = ", ".join(form.key for _, form in keys.values())
            findings.refuse(number, ROADMAP, key, f"{quoted(key)} n’est pas prévu ici.",
                            f"Écrivez l’un de\u00a0: {expected}.")  # fmt: skip
            continue
        name, form = known
        given[name] = _value(form, text, number, ROADMAP, findings, default_of(RoadmapFile, name))
    for name, form in forms(RoadmapFile):
        if form.needed and given.get(name) in (None, "", ()):
            findings.refuse(1, ROADMAP, None, f"{quoted(form.key)} manque.", "Ajoutez cette ligne.")
    return given


def _read(
    sheet: Sheet, rows: Sequence[Sequence[str]], findings: Findings
) -> Iterator[tuple[str, Any]]:
    if not rows:
        return
    columns = {same_key(form.key): (name, form) for name, form in forms(sheet.of)}
    heads = [same_key(each) for each in rows[0]]
    for head, shown in zip(heads, rows[0], strict=True):
        if head and head not in columns and head != same_key(sheet.owner):
            findings.refuse(1, sheet.name, shown, f"La colonne {quoted(shown)} n’est pas prévue.",
                            "Retirez-la, ou corrigez son titre.")  # fmt: skip
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        given: dict[str, Any] = {}
        owner = ""
        for head, text in zip(heads, row, strict=False):
            if sheet.owner and head == same_key(sheet.owner):
                owner = " ".join(text.split())
            elif head in columns:
                name, form = columns[head]
                given[name] = _value(form, text, number, sheet.name, findings,
                                     default_of(sheet.of, name))  # fmt: skip
        for name, form in columns.values():
            if form.needed and given.get(name, "") in ("", ()):
                findings.refuse(number, sheet.name, None, f"{quoted(form.key)} manque.",
                                "Remplissez cette case.")  # fmt: skip
        yield owner, sheet.of(**given, line=number)


def _value(
    form: Any, text: str, line: int, sheet: str, findings: Findings, default: object
) -> object:
    if not text.strip():
        return default
    try:
        return items(text.split(LISTED)) if form.kind == "list" else form.read(text)
    except CellError as error:
        findings.refuse(line, f"{sheet}, {form.key}", text, error.message, error.remedy)
        return None


def _assembled(
    found: Mapping[str, list[tuple[str, Any]]], findings: Findings
) -> tuple[NodeLine, ...]:
    """The tree, from rows that name what they hang on."""
    by_indicator: dict[str, dict[str, list[Any]]] = {}
    known = {row.code for _, row in found["Indicateurs"]}
    for sheet, name in (
        ("Départ", "baselines"),
        ("Objectifs", "objectives"),
        ("Valeurs", "values"),
    ):
        for code, row in found[sheet]:
            if code not in known:
                _unknown(findings, sheet, row.line, code, "Cet indicateur n’existe pas.")
            by_indicator.setdefault(code, {}).setdefault(name, []).append(row)
    paths = {f"{above}/{row.code}" if above else row.code for above, row in found["Éléments"]}
    by_node: dict[str, dict[str, list[Any]]] = {}
    for sheet, name in (("Actions", "actions"), ("Supports", "deliverables"),
                        ("Indicateurs", "indicators")):  # fmt: skip
        for path, row in found[sheet]:
            if path not in paths:
                _unknown(findings, sheet, row.line, path, "Cet élément n’existe pas.")
            whole = row
            if sheet == "Indicateurs":
                kept = by_indicator.get(row.code, {})
                whole = replace(row, **{key: tuple(rows) for key, rows in kept.items()})
            by_node.setdefault(path, {}).setdefault(name, []).append(whole)
    under: dict[str, list[NodeLine]] = {}
    for above, row in found["Éléments"]:
        if above and above not in paths:
            _unknown(findings, "Éléments", row.line, above, "Cet élément n’existe pas.")
        under.setdefault(above, []).append(row)

    def built(above: str, depth: int) -> tuple[NodeLine, ...]:
        if depth > 60:
            return ()
        made = []
        for row in under.get(above, ()):
            path = f"{above}/{row.code}" if above else row.code
            kept: dict[str, Any] = {key: tuple(rows) for key, rows in by_node.get(path, {}).items()}
            made.append(replace(row, **kept, children=built(path, depth + 1)))
        return tuple(made)

    return built("", 0)


def _unknown(findings: Findings, sheet: str, line: int, value: str, message: str) -> None:
    findings.refuse(line, sheet, value, message, "Corrigez la première colonne.")
