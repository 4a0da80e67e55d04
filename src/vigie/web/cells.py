"""Columns and cells of tables: what a cell may hold, how it reads and how it sorts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from vigie.codes import normalise
from vigie.web import formats
from vigie.web.formats import FigureLike
from vigie.web.scale import DEFAULT_BOUNDS

Kind = Literal["text", "count", "share", "points", "date", "figure"]


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere. `note` is small print after the link."""

    text: str
    href: str
    note: str = ""


Cell = str | int | float | date | Link | FigureLike | None


@dataclass(frozen=True)
class Column:
    """`key` in the rows and in the address; `label` on screen and in files.

    `header`: the cells name their row (`<th scope="row">`). `filter`: a list of the values, to keep
    one. `heat`: cells of shares take a colour class between `bounds` (five shares). `group`:
    neighbours with the same group stand under a common header. `decimals` of shares and points."""

    key: str
    label: str
    kind: Kind = "text"
    header: bool = False
    filter: bool = False
    sortable: bool = True
    decimals: int | None = None
    heat: bool = False
    bounds: tuple[float, ...] = DEFAULT_BOUNDS
    group: str = ""
    help: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in ("count", "share", "points", "figure")


@dataclass(frozen=True)
class CellView:
    """One cell: `column`, the `value` given, `klass` of the heat scale ("" when none)."""

    column: Column
    value: Cell
    klass: str = ""

    @property
    def is_figure(self) -> bool:
        return formats.is_figure(self.value)

    @property
    def is_link(self) -> bool:
        return isinstance(self.value, Link)

    @property
    def text(self) -> str:
        return cell_text(self.value, self.column)


def cell_text(value: Cell, column: Column) -> str:
    """A cell in words, as filtered and searched."""
    if formats.is_figure(value):
        return formats.shown(value, column.decimals).words
    if isinstance(value, Link):
        return value.text
    if value is None:
        return formats.WORDS["missing"]
    if isinstance(value, date):
        return formats.short_day(value)
    if not isinstance(value, int | float):
        return str(value)
    units = {"share": "share", "points": "points"}
    return formats.number_of(units.get(column.kind, "people"), value, column.decimals)


def sort_value(value: Cell, column: Column) -> Any:
    """What a cell is sorted by; None when there is nothing to compare."""
    if formats.is_figure(value):
        return value.value if value.status == "ok" else None
    if isinstance(value, Link):
        return normalise(value.text)
    if isinstance(value, str):
        return None if column.numeric or column.kind == "date" else normalise(value)
    return value
