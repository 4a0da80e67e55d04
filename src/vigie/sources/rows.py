"""Reads the rows of a modest table cell by cell, collecting every error of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from vigie.codes import UnknownCode, parse_pathway, parse_profile, quoted
from vigie.sources import cells
from vigie.sources.problems import NBSP, CellError, Findings, Problem, Refused
from vigie.sources.reading import Context
from vigie.sources.tabular import Table

T = TypeVar("T")

MAX_REFUSED = 50_000  # a spreadsheet may say "a million times this row" in one kilobyte


class Row:
    """One row: cells by key of column. A bad cell is reported, read as None, and ends `ok`."""

    def __init__(
        self,
        line: int,
        values: tuple[str, ...],
        places: Mapping[str, int],
        names: tuple[str, ...],
        findings: Findings,
    ) -> None:
        self.line = line
        self.ok = True
        self._values = values
        self._places = places
        self._names = names
        self._findings = findings

    def text(self, key: str) -> str:
        """The cell, stripped; empty when it, or its column, is absent."""
        place = self._places.get(key)
        return "" if place is None else self._values[place]

    def refuse(self, key: str, message: str, remedy: str) -> None:
        """Reports an error on a cell."""
        self.ok = False
        place = self._places.get(key)
        name = key if place is None else self._names[place]
        self._findings.refuse(self.line, name, self.text(key), message, remedy)

    def parse(self, key: str, parser: Callable[[str], T], *, required: bool = False) -> T | None:
        """The value of a cell, None when it is empty or bad."""
        text = self.text(key)
        if not text:
            if required:
                self.refuse(key, "La cellule est vide.", "Remplissez cette cellule.")
            return None
        if cells.is_spreadsheet_error(text):
            self.refuse(
                key,
                f"{quoted(text)} est une erreur du tableur, et non une valeur.",
                "Corrigez la formule de cette cellule, ou écrivez sa valeur.",
            )
            return None
        try:
            return parser(text)
        except (CellError, UnknownCode) as error:
            # Past what a list of errors shows, nobody reads the remedy: it is not worked out.
            self.refuse(key, error.message, error.remedy if self._findings.room else "")
            return None

    def count(self, key: str, *, required: bool = True) -> int | None:
        """A number of people."""
        return self.parse(key, cells.parse_count, required=required)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day."""
        return self.parse(key, cells.parse_day, required=required)

    def profile(self, key: str = "profile") -> str | None:
        """A code of profile; `ALL` when the column, or the cell, is absent."""
        return self.parse(key, parse_profile) if self.text(key) else "ALL"

    def pathway(self, key: str = "pathway") -> str | None:
        """A code of pathway, None for all."""
        text = self.text(key).lower()
        if text in ("", "all", "tous", "ensemble", "total"):
            return None
        return self.parse(key, parse_pathway)

    def territory(self, context: Context, key: str = "territory") -> str | None:
        """The canonical code of a territory."""

        def parser(text: str) -> str:
            if cells.is_mangled(text):
                raise cells.mangled(text)
            return context.resolve_territory(text, self._stated_day())

        return self.parse(key, parser, required=True)

    def _stated_day(self) -> date | None:
        """The day of the figure, if the row says one that can be read."""
        try:
            return cells.parse_day(self.text("as_of"))
        except CellError:
            return None


class RowReader:
    """Walks through the rows of a table and counts them.

    Raises `Refused`, with the errors met so far, once far more rows are refused than anyone would
    mend or leave out.
    """

    def __init__(self, table: Table, places: Mapping[str, int], findings: Findings) -> None:
        self._table = table
        self._places = places
        self._findings = findings
        self._count = 0

    @property
    def rows_read(self) -> int:
        """Data rows met so far, good or not."""
        return self._count + self._findings.uncut

    def __iter__(self) -> Iterator[Row]:
        names = self._table.header.names
        refused = 0
        for line, values in self._table.rows(self._findings):
            if any(values):
                self._count += 1
                row = Row(line, values, self._places, names, self._findings)
                yield row
                refused += not row.ok
                if refused > MAX_REFUSED:
                    raise Refused([*self._findings.problems, _too_many(line)])


def _too_many(line: int) -> Problem:
    return Problem(
        None,
        None,
        None,
        f"Plus de {MAX_REFUSED:_} lignes sont refusées{NBSP}: la lecture s’arrête à la ligne "
        f"{line}.".replace("_", NBSP),
        "Vérifiez que le fichier est bien celui que vous vouliez, et que chaque colonne porte le "
        "bon en-tête.",
    )
