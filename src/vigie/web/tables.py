"""Tables that sort, filter and page by their address, and say what an export must hold.

A page builds a `Table` (frozen, knows nothing of the request) and asks its `view` for the query
string of the page. Parameters are prefixed with the id of the table, so two tables share a page:

    territoires-tri=-rate   territoires-q=doubs   territoires-profile=1D public   territoires-page=2
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict

from vigie.codes import normalise
from vigie.web import formats
from vigie.web.cells import Cell, CellView, Column, Link, cell_text, sort_value
from vigie.web.links import hidden_fields, with_query
from vigie.web.scale import klass_of

__all__ = ["Cell", "CellView", "Column", "Link", "Row", "Table", "TableView", "cell_text"]
PRINTED = 500
"""A table is printed whole up to this number of rows; a longer one, page by page."""
EXPORTS = (("csv", "CSV"), ("xlsx", "XLSX"), ("ods", "ODS"), ("json", "JSON"))


@dataclass(frozen=True)
class Row:
    """`cells` by column key. A row with `emphasis` is a total: never filtered, always last.
    `section` names the band of rows it belongs to, shown when rows keep their given order."""

    cells: Mapping[str, Cell]
    emphasis: bool = False
    section: str = ""


@dataclass(frozen=True)
class Table:
    """A table and what travels with it into files: `as_of`, `sources`, `filters_text`, `note`."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    sort: str = ""
    as_of: date | None = None
    sources: Sequence[str] = ()
    note: str = ""
    filters_text: Sequence[str] = ()
    per_page: int = 100
    searchable: bool | None = None  # None: when there are more than eight rows
    exportable: bool = True
    empty: str = "Aucune ligne."

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.id):
            raise ValueError(f"table id {self.id!r}: lower-case letters, digits and _ only")
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or {"tri", "q", "page", "export"} & set(keys):
            raise ValueError(f"table {self.id}: repeated or reserved column key in {keys}")

    def view(self, query: QueryDict) -> "TableView":
        """The table as the address `query` asks for it."""
        return TableView(self, query)


@dataclass(frozen=True)
class Heading:
    """A column header: its link sorts, `aria_sort` says how it is sorted now."""

    column: Column
    href: str
    aria_sort: str  # "", "ascending", "descending"


@dataclass(frozen=True)
class RowView:
    cells: Sequence[CellView]
    emphasis: bool
    section: str  # set on the first row of a band only
    paper: bool = False  # of another page: only paper shows it


@dataclass(frozen=True)
class Filter:
    """The list of values of one column."""

    name: str
    label: str
    options: Sequence[str]
    value: str


@dataclass(frozen=True)
class TableView:
    """What the address asks of a table: rows kept, their order, the page, and the links."""

    table: Table
    query: QueryDict = field(hash=False)

    def name(self, part: str) -> str:
        return f"{self.table.id}-{part}"

    def _asked(self, part: str) -> str:
        return (self.query.get(self.name(part)) or "").strip()

    # -- what is asked ---------------------------------------------------------------------

    @cached_property
    def search(self) -> str:
        return self._asked("q")

    @cached_property
    def sort(self) -> tuple[str, bool] | None:
        """(column key, descending), None in the given order. An unknown column is ignored:
        an old address still shows the table."""
        keys = {column.key for column in self.table.columns if column.sortable}
        for asked in (self._asked("tri"), self.table.sort):
            if asked.lstrip("-") in keys:
                return asked.lstrip("-"), asked.startswith("-")
        return None

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Column key → the value kept."""
        return {
            column.key: self._asked(column.key)
            for column in self.table.columns
            if column.filter and self._asked(column.key)
        }

    # -- rows ------------------------------------------------------------------------------

    @cached_property
    def kept(self) -> list[Row]:
        """Ordinary rows that pass the filters, in order. Totals are apart."""
        rows = [row for row in self.table.rows if not row.emphasis and self._passes(row)]
        if self.sort is None:
            return rows
        key, descending = self.sort
        column = next(column for column in self.table.columns if column.key == key)
        present = [row for row in rows if sort_value(row.cells.get(key), column) is not None]
        absent = [row for row in rows if sort_value(row.cells.get(key), column) is None]
        # What is missing comes last both ways: it is neither the highest nor the lowest.
        present.sort(key=lambda row: sort_value(row.cells.get(key), column), reverse=descending)
        return present + absent

    @cached_property
    def totals(self) -> list[Row]:
        return [row for row in self.table.rows if row.emphasis]

    def _passes(self, row: Row) -> bool:
        if not self.is_filtered:
            return True
        for column in self.table.columns:
            wanted = self.chosen.get(column.key)
            if wanted is not None and cell_text(row.cells.get(column.key), column) != wanted:
                return False
        sought = normalise(self.search)
        if not sought:
            return True
        words = (cell_text(row.cells.get(c.key), c) for c in self.table.columns if not c.numeric)
        return sought in normalise(" ".join([*words, row.section]))

    @cached_property
    def pages(self) -> int:
        return max(1, -(-len(self.kept) // self.table.per_page))

    @cached_property
    def page(self) -> int:
        asked = self._asked("page")
        return min(max(int(asked), 1), self.pages) if asked.isdecimal() and len(asked) < 7 else 1

    @cached_property
    def rows(self) -> list[RowView]:
        """The rows of this page, totals at the end."""
        return self._views([*self.kept[self._shown], *self.totals])

    @property
    def _shown(self) -> slice:
        start = (self.page - 1) * self.table.per_page
        return slice(start, start + self.table.per_page)

    @property
    def is_printed_whole(self) -> bool:
        return self.pages == 1 or len(self.kept) <= PRINTED

    @cached_property
    def lines(self) -> list[RowView]:
        """`rows`, and around them those of the other pages when paper shows them all."""
        if self.pages == 1 or not self.is_printed_whole:
            return self.rows
        before = self._views(self.kept[: self._shown.start], paper=True)
        after = self._views(self.kept[self._shown.stop :], paper=True)
        on_page = len(self.rows) - len(self.totals)
        return [*before, *self.rows[:on_page], *after, *self.rows[on_page:]]

    def _views(self, rows: Sequence[Row], *, paper: bool = False) -> list[RowView]:
        views, band = [], ""
        for row in rows:
            section = row.section if self.sort is None and row.section != band else ""
            band = row.section
            cells = [self._cell(row, column) for column in self.table.columns]
            views.append(RowView(cells, row.emphasis, section, paper))
        return views

    def _cell(self, row: Row, column: Column) -> CellView:
        value = row.cells.get(column.key)
        number = sort_value(value, column)
        # A total line of people under columns of shares is not a share.
        heat = (
            column.heat
            and isinstance(number, int | float)
            and getattr(value, "unit", column.kind) == "share"
        )
        return CellView(column, value, klass_of(number, column.bounds) if heat else "")

    # -- links -----------------------------------------------------------------------------

    @cached_property
    def headings(self) -> list[Heading]:
        found = []
        for column in self.table.columns:
            state, href = "", ""
            if column.sortable:
                current = self.sort if self.sort and self.sort[0] == column.key else None
                state = "" if current is None else "descending" if current[1] else "ascending"
                # The first click gives what one looks for: A first, or the highest first.
                down = not current[1] if current else column.numeric or column.kind == "date"
                wanted = f"-{column.key}" if down else column.key
                href = with_query(self.query, {self.name("tri"): wanted, self.name("page"): None})
            found.append(Heading(column, href, state))
        return found

    @cached_property
    def groups(self) -> list[tuple[str, int]]:
        """(label, columns) of the upper header row; empty when no column has a group."""
        if not any(column.group for column in self.table.columns):
            return []
        spans: list[tuple[str, int]] = []
        for column in self.table.columns:
            if spans and column.group and spans[-1][0] == column.group:
                spans[-1] = (column.group, spans[-1][1] + 1)
            else:
                spans.append((column.group, 1))
        return spans

    @cached_property
    def filters(self) -> list[Filter]:
        found = []
        for column in self.table.columns:
            if not column.filter:
                continue
            texts = (
                cell_text(r.cells.get(column.key), column)
                for r in self.table.rows
                if not r.emphasis
            )
            options = list(dict.fromkeys(texts))
            found.append(
                Filter(
                    self.name(column.key), column.label, options, self.chosen.get(column.key, "")
                )
            )
        return found

    @property
    def searchable(self) -> bool:
        if self.table.searchable is not None:
            return self.table.searchable
        return len(self.table.rows) > 8 or bool(self.search)

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.chosen)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        own = {self.name("q"), self.name("page")} | {f.name for f in self.filters}
        return hidden_fields(self.query, own)

    @property
    def clear_href(self) -> str:
        names = [self.name("q"), self.name("page"), *(f.name for f in self.filters)]
        return with_query(self.query, dict.fromkeys(names))

    @property
    def export_links(self) -> list[tuple[str, str]]:
        if not self.table.exportable:
            return []
        return [
            (label, with_query(self.query, {self.name("export"): code})) for code, label in EXPORTS
        ]

    @property
    def page_links(self) -> list[tuple[int, str, bool]]:
        """(number, address, is the current one) of the pages near this one, first and last."""
        near = {1, self.pages, *range(self.page - 2, self.page + 3)}
        return [
            (
                n,
                with_query(self.query, {self.name("page"): str(n) if n > 1 else None}),
                n == self.page,
            )
            for n in sorted(near)
            if 1 <= n <= self.pages
        ]

    # -- words -----------------------------------------------------------------------------

    @property
    def count_text(self) -> str:
        """« 4 lignes sur 21 »."""
        total = sum(1 for row in self.table.rows if not row.emphasis)
        text = formats.plural(len(self.kept), "ligne")
        if self.is_filtered:
            text += f" sur {formats.count(total)}"
        return text

    @property
    def page_text(self) -> str:
        """« page 1 sur 2 »; empty for a single page."""
        return f"page {self.page} sur {self.pages}" if self.pages > 1 else ""

    @property
    def order_text(self) -> str:
        """« Trié par Taux, du plus grand au plus petit » ; empty in the given order."""
        if self.sort is None:
            return ""
        key, descending = self.sort
        column = next(column for column in self.table.columns if column.key == key)
        if column.numeric:
            how = "du plus grand au plus petit" if descending else "du plus petit au plus grand"
        elif column.kind == "date":
            how = "du plus récent au plus ancien" if descending else "du plus ancien au plus récent"
        else:
            how = "de Z à A" if descending else "de A à Z"
        return f"trié par «\u00a0{column.label}\u00a0», {how}"

    @property
    def filters_text(self) -> list[str]:
        """Everything that restricts what is shown, in words, for files."""
        found = list(self.table.filters_text)
        found += [f"{f.label}\u00a0: {f.value}" for f in self.filters if f.value]
        if self.search:
            found.append(f"Texte cherché\u00a0: {self.search}")
        return found

    @property
    def figures(self) -> Iterable[Any]:
        for row in [*self.kept, *self.totals]:
            yield from (cell for cell in row.cells.values() if formats.is_figure(cell))

    @cached_property
    def imports(self) -> list[str]:
        """The imports behind the figures shown."""
        found = (name for figure in self.figures for name in getattr(figure, "imports", ()))
        return sorted(set(found))

    @cached_property
    def as_of(self) -> date | None:
        """The date of the table, else the latest of its figures."""
        if self.table.as_of is not None:
            return self.table.as_of
        return max(self._dates, default=None)

    @cached_property
    def oldest(self) -> date | None:
        """The date of the oldest of its figures, when they are not all of one day."""
        first = min(self._dates, default=None)
        return None if self.table.as_of is not None or first == self.as_of else first

    @cached_property
    def _dates(self) -> list[date]:
        return [d for f in self.figures if (d := getattr(f, "as_of", None)) is not None]
