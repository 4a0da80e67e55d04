"""A copy of a file without some of its lines, every other line keeping its number and its words.

A text file is copied byte for byte, the lines in question being left empty. A workbook is written
anew, with the values that its reader sees and nothing else: what a workbook hides (shared strings,
comments, versions, properties) may hold an identity that no row shows.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from vigie.sources import registry
from vigie.sources.archives import open_workbook
from vigie.sources.encoding import kind, text_encoding
from vigie.sources.lines import MAX_JOINED, extent
from vigie.sources.sheets import SheetFacts, sheet_facts
from vigie.sources.spreadsheet import as_text
from vigie.sources.tabular import Table

IsHers = Callable[[Iterable[str]], bool]
"""Whether one of these texts, in small letters, is an identity to take out."""

_BETWEEN = re.compile(r"[;,\t\"\n]+")
_ADDRESS = re.compile(r"[^\s;,\"<>()|]+@[^\s;,\"<>()|]+")
_ONE_DATE = datetime(2000, 1, 1)  # the same lines taken out give the same bytes


def redact(path: Path, source: str, lines: Collection[int], is_hers: IsHers, target: Path) -> None:
    """Writes at `target` the file less these lines, which its reader counts from 1.

    In a workbook, the other sheets lose the rows where `is_hers` finds someone. Doing it again, or
    in another order, gives the same bytes.
    """
    if kind(path) == "text":
        _redact_text(path, registry.table_of(path, source), set(lines), target)
    else:
        _redact_workbook(path, source, set(lines), is_hers, target)


def lines_naming(
    path: Path, source: str, lines: Collection[int], is_hers: IsHers
) -> frozenset[int]:
    """Of these lines, which the reader could not understand, those where `is_hers` finds someone.

    A line that is refused has no cells to trust: every piece of it between separators is tried.
    """
    wanted = set(lines)
    if not wanted:
        return frozenset()
    texts = _lines_of(path) if kind(path) == "text" else _rows_of(path, source)
    return frozenset(no for no, text in texts if no in wanted and is_hers(identities(text)))


def identities(text: str) -> list[str]:
    """What may be an identity in a line of text: its cells, and whatever looks like an address."""
    small = text.lower()
    cells = (piece.strip() for piece in _BETWEEN.split(small))
    kept = (piece.removeprefix("'") for piece in cells if piece)
    return [*kept, *_ADDRESS.findall(small)]


def _physical(path: Path) -> tuple[str, Iterator[str]]:
    """The codec, and the lines with their ends. Latin-1 stands for any one-byte encoding and for
    UTF-8: it gives back each byte as it was."""
    wide = text_encoding(path).codec.startswith("utf-16")
    codec = text_encoding(path).codec if wide else "latin-1"

    def lines() -> Iterator[str]:
        with path.open(
            encoding=codec, errors="surrogatepass" if wide else None, newline=""
        ) as file:
            yield from file

    return codec, lines()


def _lines_of(path: Path) -> Iterator[tuple[int, str]]:
    codec, lines = _physical(path)
    for no, line in enumerate(lines, start=1):
        if codec != "latin-1":
            yield no, line
        else:
            raw = line.encode("latin-1")
            yield no, f"{raw.decode('utf-8', 'replace')}\n{raw.decode('cp1252', 'replace')}"


def _redact_text(path: Path, table: Table, wanted: set[int], target: Path) -> None:
    codec, lines = _physical(path)
    errors = "strict" if codec == "latin-1" else "surrogatepass"
    ahead: deque[str] = deque()
    no = 0
    with target.open("w", encoding=codec, errors=errors, newline="") as out:
        while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
            no += 1
            if no not in wanted:
                out.write(line)
                continue
            ahead.extend(_up_to(lines, MAX_JOINED - 1 - len(ahead)))
            record = [each.rstrip("\r\n") for each in (line, *ahead)]
            spanned = extent(record, table.separator, len(table.header))
            blanks = [line, *(ahead.popleft() for _ in range(spanned - 1))]
            no += len(blanks) - 1
            out.writelines(_end_of(each) for each in blanks)


def _up_to(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        line = next(lines, None)
        if line is None:
            return
        yield line


def _end_of(line: str) -> str:
    mark = "\ufeff" if line.startswith("\ufeff") else ""
    return mark + line[len(line.rstrip("\r\n")) :]


def _rows_of(path: Path, source: str) -> Iterator[tuple[int, str]]:
    read = registry.table_of(path, source).sheet
    for name, _, rows in _sheets(path):
        if name == read:
            for no, row in enumerate(rows, start=1):
                yield no, "\n".join(row)


def _sheets(path: Path) -> Iterator[tuple[str, bool, Iterator[list[str]]]]:
    """Name, whether visible, and rows of text of each sheet."""
    workbook = open_workbook(path)
    facts = sheet_facts(workbook)
    book = CalamineWorkbook.from_filelike(workbook.plain())
    for meta in book.sheets_metadata:
        rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        percents = facts.get(meta.name, SheetFacts()).percents
        texts = (
            [as_text(cell, percent=(r, c) in percents) for c, cell in enumerate(row, start=1)]
            for r, row in enumerate(rows, start=1)
        )
        yield meta.name, meta.visible == SheetVisibleEnum.Visible, texts


def _redact_workbook(
    path: Path, source: str, wanted: set[int], is_hers: IsHers, target: Path
) -> None:
    read = registry.table_of(path, source).sheet
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": _ONE_DATE})
        for name, visible, rows in _sheets(path):
            sheet = book.add_worksheet(name)
            if name == read:
                sheet.activate()
            if not visible:
                sheet.hide()
            for no, row in enumerate(rows, start=1):
                gone = no in wanted if name == read else is_hers(identities("\n".join(row)))
                for place, text in enumerate([] if gone else row):
                    if text:
                        sheet.write_string(no - 1, place, text)
    target.write_bytes(made.getvalue())
