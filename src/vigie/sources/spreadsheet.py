"""XLSX and ODS workbooks as text tables: visible sheets only, values as last computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from vigie.codes import quoted
from vigie.sources.archives import AGAIN, open_workbook
from vigie.sources.headers import Header
from vigie.sources.problems import NBSP, Findings, refused
from vigie.sources.sheets import SheetFacts, sheet_facts
from vigie.sources.tabular import Block, Numbers, Table, frame_of

TITLE_ROWS = 10
LONGEST_CELL = 100_000

Cell = int | float | str | bool | time | date | datetime | timedelta


def open_spreadsheet(path: Path, findings: Findings) -> list[Table]:
    """The tables of the visible sheets. Raises `Refused` when the workbook cannot be opened."""
    workbook = open_workbook(path)
    facts = sheet_facts(workbook)
    for name, fact in facts.items():
        fact.refuse_if_vast(quoted(name))
    tables: list[Table] = []
    try:
        book = CalamineWorkbook.from_filelike(workbook.plain())
        for meta in book.sheets_metadata:
            if meta.visible != SheetVisibleEnum.Visible:
                findings.notice(
                    "hidden_sheet",
                    f"La feuille masquée {quoted(meta.name)} n’est pas lue.",
                    value=meta.name,
                )
                continue
            rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            table = _table(meta.name, rows, facts.get(meta.name, SheetFacts()), findings)
            if table is not None:
                tables.append(table)
    except (python_calamine.CalamineError, ValueError, OSError, KeyError) as error:
        raise refused("Le classeur est abîmé.", AGAIN) from error
    except BaseException as error:
        # The reader is compiled: a fault inside it comes as a panic, outside `Exception`.
        if type(error).__name__ == "PanicException":
            raise refused("Le classeur est abîmé.", AGAIN) from error
        raise
    if not tables:
        raise refused(
            "Le classeur n’a pas de feuille visible qui contienne un tableau.",
            "Affichez la feuille à lire et enregistrez le classeur.",
        )
    return tables


def as_text(cell: Cell, *, percent: bool = False) -> str:
    """A cell as a file would print it: whole numbers without decimals, dates in ISO form, and a
    number shown as a percentage with its sign."""
    if isinstance(cell, str):
        return cell
    if percent and isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{100 * cell:.10g} %"
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        if cell.time() == time():
            return cell.date().isoformat()
        return cell.strftime("%d/%m/%Y %H:%M")
    return str(cell)


def _table(
    sheet: str, rows: list[list[Cell]], facts: SheetFacts, findings: Findings
) -> Table | None:
    top = _header_row(rows)
    if top is None:
        return None
    names = [as_text(cell).strip() for cell in rows[top]]
    width = max((place + 1 for place, name in enumerate(names) if name), default=0)
    used = max((place + 1 for row in rows[top:] for place in _filled(row, width)), default=width)
    width = max(width, used)
    header = Header.of(names[:width], top + 1)
    header.check()
    if any(any(cell != "" for cell in row) for row in rows[:top]):
        findings.notice(
            "rows_above_header",
            f"Feuille {quoted(sheet)}{NBSP}: les lignes 1 à {top}, au-dessus des en-têtes, ne sont "
            "pas lues.",
            line=1,
        )

    def blocks(found: Findings, _: Numbers) -> Iterator[Block]:
        _refuse_merged(sheet, facts, top + 1)
        yield _block(rows, top, width, header, facts, found)

    return Table(header, blocks, sheet)


def _filled(row: list[Cell], start: int) -> list[int]:
    return [place for place in range(start, len(row)) if row[place] != ""]


def _header_row(rows: list[list[Cell]]) -> int | None:
    """The first row with three cells of text; else the fullest of the first rows."""
    head = rows[: TITLE_ROWS + 1]
    counts = [sum(1 for cell in row if isinstance(cell, str) and cell.strip()) for row in head]
    for place, count in enumerate(counts):
        if count >= 3:
            return place
    best = max(range(len(counts)), key=lambda place: counts[place], default=None)
    return best if best is not None and counts[best] else None


def _refuse_merged(sheet: str, facts: SheetFacts, header_line: int) -> None:
    inside = [rows for rows in facts.merged if rows[1] >= header_line]
    if inside:
        first, last = inside[0]
        where = f"à la ligne {first}" if first == last else f"des lignes {first} à {last}"
        raise refused(
            f"La feuille {quoted(sheet)} a des cellules fusionnées {where}{NBSP}: seule la "
            "première porte une valeur.",
            "Défusionnez ces cellules et répétez la valeur sur chaque ligne.",
            line=first,
        )


def _block(
    rows: list[list[Cell]],
    top: int,
    width: int,
    header: Header,
    facts: SheetFacts,
    findings: Findings,
) -> Block:
    cells: list[list[str]] = []
    lines: list[int] = []
    left_out = 0
    for place, row in enumerate(rows[top + 1 :], start=top + 1):
        if all(cell == "" for cell in row) and not (facts.uncomputed or facts.errors):
            continue
        line = place + 1
        missing = [column for column in range(1, width + 1) if (line, column) in facts.uncomputed]
        values = [
            facts.errors.get((line, column))
            or as_text(cell, percent=(line, column) in facts.percents)
            for column, cell in enumerate(row[:width], 1)
        ]
        values += [""] * (width - len(values))
        long = [column for column, value in enumerate(values, 1) if len(value) > LONGEST_CELL]
        for column in missing:
            findings.refuse(
                line,
                header.names[column - 1],
                None,
                "La cellule contient une formule dont le résultat n’a pas été enregistré.",
                "Ouvrez le classeur, laissez-le calculer et enregistrez-le, ou collez les valeurs.",
            )
        for column in long:
            findings.refuse(
                line,
                header.names[column - 1],
                values[column - 1][:200],
                "La cellule contient un texte démesuré.",
                "Corrigez cette cellule.",
            )
        if missing or long:
            left_out += 1
        elif any(value.strip() for value in values):
            cells.append(values)
            lines.append(line)
    return Block(frame_of(cells, lines, width), left_out)
