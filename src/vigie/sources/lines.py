"""The exact way to cut CSV text into cells: slow, line by line, and nothing passes silently.

The fast way (`tabular`) hands over whatever it finds unusual. A quote left open costs its own line
only: the next lines are read as if nothing had happened, so that all errors come together.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field

from vigie.sources.problems import NBSP, Findings, Problem, Refused

MAX_JOINED = 100
MAX_ATTEMPTS = 3
MAX_LINE = 1_000_000
MAX_TORN = 100_000  # a field of 50 MB on many lines would fill the memory with its refusals
CHECK_QUOTES = "Vérifiez les guillemets et les séparateurs de cette ligne, ou retirez-la."


@dataclass
class Rows:
    """Cells cut, the line where each row starts, and how many last lines wait for more text."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    refused: int = 0
    waiting: int = 0


def split_line(line: str, separator: str) -> list[str] | None:
    """The cells of one record, or None when its quotes do not hold together."""
    if '"' not in line:
        return line.split(separator)
    try:
        rows = list(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def cut(
    lines: Sequence[str],
    first: int,
    separator: str,
    width: int | None,
    findings: Findings,
    *,
    final: bool,
    longest: int = MAX_LINE,
) -> Rows:
    """Cuts `lines` (the first being line `first` of the file) into rows of `width` cells.

    `width` None accepts any width (for the header). Lines with another width, a NUL, a quote that
    nothing closes or a size beyond reason are refused. When the text goes on after these lines
    (`final` false), a record open at the end is left `waiting`.
    """
    rows = Rows()
    at = 0
    while at < len(lines):
        line = lines[at]
        number = first + at
        if not line or line.isspace():
            at += 1
            continue
        if complaint := _unreadable(line, longest):
            _refuse(findings, rows, number, line, complaint)
            at += 1
            continue
        cells = split_line(line, separator)
        if cells is not None:
            _keep(cells, number, width, findings, rows)
            at += 1
            continue
        joined = _join(lines, at, separator, width)
        if joined is not None:
            cells, used = joined
            _keep(cells, number, width, findings, rows)
            at += used
        elif not final and len(lines) - at < MAX_JOINED:
            rows.waiting = len(lines) - at
            break
        else:
            _refuse(findings, rows, number, line, "Un guillemet de cette ligne est mal fermé.")
            at += 1
    return rows


def extent(lines: Sequence[str], separator: str, width: int) -> int:
    """How many of these lines the record that starts with the first one spans, as `cut` sees it."""
    if split_line(lines[0], separator) is not None:
        return 1
    joined = _join(lines, 0, separator, width)
    return joined[1] if joined else 1


def _unreadable(line: str, longest: int) -> str | None:
    if len(line) > longest:
        return (
            f"La ligne dépasse {longest:_} caractères, bien plus qu’un tableau n’en contient."
        ).replace("_", NBSP)
    if "\0" in line:
        return "La ligne contient un caractère nul (octet 0)\u00a0: le fichier est abîmé."
    return None


def _keep(cells: list[str], number: int, width: int | None, findings: Findings, rows: Rows) -> None:
    if not any(cell and not cell.isspace() for cell in cells):
        return
    if width is not None and len(cells) != width:
        _refuse(
            findings,
            rows,
            number,
            ";".join(cells),
            f"La ligne compte {len(cells)} cellules au lieu de {width}.",
        )
        return
    rows.cells.append(cells)
    rows.lines.append(number)


def _refuse(findings: Findings, rows: Rows, number: int, line: str, message: str) -> None:
    rows.refused += 1
    findings.refuse(number, None, line[:200], message, CHECK_QUOTES)
    findings.torn += 1
    if findings.torn > MAX_TORN:
        beyond = Problem(
            None,
            None,
            None,
            f"Plus de {MAX_TORN:_} lignes ne se découpent pas comme les en-têtes l’annoncent"
            f"{NBSP}: la lecture s’arrête à la ligne {number}.".replace("_", NBSP),
            "Vérifiez que le fichier est bien un tableau, ou exportez-le de nouveau.",
        )
        raise Refused([*findings.problems, beyond])


def _join(
    lines: Sequence[str], at: int, separator: str, width: int | None
) -> tuple[list[str], int] | None:
    """The record that starts at `at` and spans several lines, if it closes with the right width."""
    quotes = lines[at].count('"')
    size = len(lines[at])
    attempts = 0
    for used in range(2, min(MAX_JOINED, len(lines) - at) + 1):
        line = lines[at + used - 1]
        quotes += line.count('"')
        size += len(line)
        if size > MAX_LINE:
            return None
        if quotes % 2:
            continue
        attempts += 1
        record = [f"{part}\n" for part in lines[at : at + used - 1]] + [line]
        try:
            found = list(csv.reader(record, delimiter=separator, strict=True))
        except csv.Error:
            found = []
        if len(found) == 1 and (width is None or len(found[0]) == width):
            return found[0], used
        if attempts == MAX_ATTEMPTS:
            return None
    return None
