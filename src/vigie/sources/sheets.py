"""What a workbook's XML says and its cell values do not: formulas never computed, merged cells,
how far the cells reach (a lone cell at the far corner would fill the memory)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from vigie.sources.archives import AGAIN, Workbook
from vigie.sources.problems import refused

MAX_CELLS = 30_000_000
MAX_REPEATED = 1_000_000

_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_ERROR_TEXT = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>]*?(/?)>([^<]?)")

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN_PERCENTS = ("9", "10")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass
class SheetFacts:
    """What to know of a sheet before its values are believed. Rows and columns count from 1."""

    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int]] = field(default_factory=list)  # first row, last row
    percents: set[tuple[int, int]] = field(default_factory=set)  # shown with a percent sign
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # `#DIV/0!`, read as nothing
    last_row: int = 0
    last_column: int = 0

    def refuse_if_vast(self, sheet: str) -> None:
        """Refuses a sheet whose cells would not fit in memory."""
        if self.last_row * max(self.last_column, 1) > MAX_CELLS:
            raise refused(
                f"La feuille {sheet} s’étend sur {self.last_row} lignes et {self.last_column} "
                "colonnes, bien plus qu’un tableau n’en contient.",
                "Supprimez les cellules égarées loin du tableau, ou exportez-le en CSV.",
            )


def column_number(letters: str) -> int:
    """`A` -> 1, `AA` -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def sheet_facts(workbook: Workbook) -> dict[str, SheetFacts]:
    """The facts of every sheet by name. Raises `Refused` when the XML does not hold together."""
    try:
        if workbook.format == "xlsx":
            return dict(_xlsx(workbook))
        return _ods(workbook.members["content.xml"])
    except (ET.ParseError, KeyError, ValueError, UnicodeError) as error:
        raise refused("Le classeur est abîmé.", AGAIN) from error


def _xlsx(workbook: Workbook) -> Iterator[tuple[str, SheetFacts]]:
    members = workbook.members
    percent_styles = _percent_styles(members.get("xl/styles.xml", b""))
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in ET.fromstring(members["xl/_rels/workbook.xml.rels"])
    }
    for element in ET.fromstring(members["xl/workbook.xml"]).iter():
        if not element.tag.endswith("}sheet"):
            continue
        identifier = next(
            (value for key, value in element.attrib.items() if key.endswith("}id")), ""
        )
        target = targets.get(identifier, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield element.get("name", ""), _xlsx_sheet(members.get(path, b""), percent_styles)


def _percent_styles(styles: bytes) -> set[bytes]:
    """The numbers of the cell styles that print a percentage."""
    if not styles:
        return set()
    root = ET.fromstring(styles)
    formats = set(_BUILT_IN_PERCENTS)
    for element in root.iter(f"{_MAIN}numFmt"):
        if "%" in element.get("formatCode", ""):
            formats.add(element.get("numFmtId", ""))
    cells = root.find(f"{_MAIN}cellXfs")
    styled = enumerate(cells if cells is not None else ())
    return {str(n).encode() for n, style in styled if style.get("numFmtId") in formats}


def _xlsx_sheet(content: bytes, percent_styles: set[bytes]) -> SheetFacts:
    facts = SheetFacts()
    columns = {found[1] for found in _REFERENCE.finditer(content)}
    facts.last_column = max((column_number(letters.decode()) for letters in columns), default=0)
    rows = max((int(found[1]) for found in _ROW.finditer(content)), default=0)
    facts.last_row = max(rows, content.count(b"<row"))
    if _FORMULA.search(content):
        for cell in _CELL.finditer(content):
            attributes, inner = cell[1], cell[2] or b""
            if not _FORMULA.search(inner):
                continue
            value = _VALUE.search(inner)
            empty = value is None or (not value[2] and b't="str"' not in attributes)
            place = _REFERENCE.search(attributes)
            if empty and place:
                facts.uncomputed.add((int(place[2]), column_number(place[1].decode())))
    if _ERROR.search(content):
        for cell in _CELL.finditer(content):
            text, place = _ERROR_TEXT.search(cell[2] or b""), _REFERENCE.search(cell[1])
            if _ERROR.search(cell[1]) and text and place:
                at = int(place[2]), column_number(place[1].decode())
                facts.errors[at] = text[1].decode()
    if percent_styles:
        for cell in _CELL.finditer(content):
            style, place = _STYLE.search(cell[1]), _REFERENCE.search(cell[1])
            if style and place and style[1] in percent_styles and _VALUE.search(cell[2] or b""):
                facts.percents.add((int(place[2]), column_number(place[1].decode())))
    for found in re.finditer(
        rb"""<(?:\w+:)?mergeCell\b[^>]*ref=["']\$?[A-Z]+\$?([0-9]+):\$?[A-Z]+\$?([0-9]+)""", content
    ):
        facts.merged.append((int(found[1]), int(found[2])))
    return facts


def _ods(content: bytes) -> dict[str, SheetFacts]:
    sheets: dict[str, SheetFacts] = {}
    facts = SheetFacts()
    row = column = repeated = 0
    for event, element in ET.iterparse(BytesIO(content), events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == f"{_TABLE}table":
                facts = sheets[element.get(f"{_TABLE}name", "")] = SheetFacts()
                row = 0
            elif tag == f"{_TABLE}table-row":
                repeated = max(1, int(element.get(f"{_TABLE}number-rows-repeated", "1")))
                column = 0
        elif tag == f"{_TABLE}table-row":
            row += repeated
            element.clear()
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            width = max(1, int(element.get(f"{_TABLE}number-columns-repeated", "1")))
            _ods_cell(element, facts, row + 1, column + 1, width, repeated)
            column += width
    return sheets


def _ods_cell(
    cell: ET.Element, facts: SheetFacts, row: int, column: int, width: int, height: int
) -> None:
    has_text = any(part.tag == f"{_TEXT}p" for part in cell)
    valued = cell.get(f"{_OFFICE}value-type") is not None or has_text
    if valued:
        facts.last_row = max(facts.last_row, row + height - 1)
        facts.last_column = max(facts.last_column, column + width - 1)
        if cell.get(f"{_OFFICE}value-type") == "percentage" and width * height < MAX_REPEATED:
            facts.percents |= {(row + r, column + c) for r in range(height) for c in range(width)}
        if cell.get(f"{_CALC}value-type") == "error" and width * height < MAX_REPEATED:
            text = "".join(part.text or "" for part in cell if part.tag == f"{_TEXT}p")
            places = ((row + r, column + c) for r in range(height) for c in range(width))
            facts.errors |= dict.fromkeys(places, text)
    elif cell.get(f"{_TABLE}formula") is not None:
        facts.uncomputed.add((row, column))
    spanned_rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
    spanned_columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
    if spanned_rows > 1 or spanned_columns > 1:
        facts.merged.append((row, row + spanned_rows - 1))
