"""What the officer holds on Monday: her files, and what she reads on a screen."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Locator

from functional.small_home import EXAMPLES

EXPORT = next((EXAMPLES / "monday").glob("*.csv"))
WRONG = EXAMPLES / "wrong" / "taux-superieur-a-1.csv"


def mended(folder: Path) -> Path:
    """The wrong file, its only wrong cell written as its remedy says."""
    before = WRONG.read_bytes()
    after = before.replace(b'"14/10/2024 17:59";78;', b'"14/10/2024 17:59";0,78;')
    assert after != before
    path = folder / "taux-corrige.csv"
    path.write_bytes(after)
    return path


def people_in(export: Path) -> int:
    """How many people a Pix export holds: its addresses, however they are written."""
    with export.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return len({row["Adresse e-mail académique"].strip().lower() for row in rows})


def plain(text: str) -> str:
    """Words as a person reads them: every kind of space is one space."""
    return re.sub(r"\s+", " ", text).strip()


def cells(table: Locator) -> list[list[str]]:
    """The rows of a table on the screen, header first; the help under a header is left out."""
    read: list[list[str]] = table.evaluate(
        """table => [
          [...table.querySelectorAll('thead th')]
            .map(head => (head.querySelector('a') || head).innerText),
          ...[...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText)),
        ]"""
    )
    return [[plain(cell) for cell in row] for row in read]
