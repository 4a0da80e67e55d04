"""The files behind a page, in a few words."""

from __future__ import annotations

from collections.abc import Iterable

from vigie.measures.cube import Cube, Import
from vigie.measures.figure import Figure
from vigie.web import formats
from vigie.web.tables import Row

MOST = 3


def imports_of(cube: Cube, names: Iterable[str]) -> list[Import]:
    """The imports of these names, by number."""
    wanted = set(names)
    return [each for each in cube.imports.values() if each.import_id in wanted]


def sources_of(cube: Cube, names: Iterable[str]) -> tuple[str, ...]:
    """The files by name when they are few, else how many and over which dates."""
    found = sorted(imports_of(cube, names), key=lambda each: (each.as_of, each.no))
    if len(found) <= MOST:
        return tuple(f"{each.file} ({formats.day(each.as_of)})" for each in found)
    first, last = found[0].as_of, found[-1].as_of
    span = f"au {formats.day(last)}"
    if first != last:
        span = f"du {formats.day(first)} {span}"
    return (f"{formats.count(len(found))} fichiers importés, {span}",)


def sources_of_rows(cube: Cube, rows: Iterable[Row]) -> tuple[str, ...]:
    """The files behind the figures of a table, and no others."""
    cells = (cell for row in rows for cell in row.cells.values())
    names = {name for cell in cells if isinstance(cell, Figure) for name in cell.imports}
    return sources_of(cube, names)
