"""Everything the facts hold of one person, in words: for herself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from vigie.facts.contracts import FAMILIES, family_named
from vigie.facts.erasure import PERSONAL
from vigie.facts.families import Column, Family
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.periods import PARIS

STATES = ("commencé, non terminé", "terminé, non envoyé", "terminé, envoyé")
_NOT_SAID = ("person", "import_no", "line")


@dataclass(frozen=True)
class Held:
    """One row about a person: the file it came from, and each value with its meaning (French)."""

    family: str
    meaning: str
    record: ImportRecord
    line: int | None
    values: tuple[tuple[str, str], ...]


def held_of(home: Home, person: int) -> list[Held]:
    """Every row about a person, import after import, those of withdrawn imports included."""
    records = {record.no: record for record in Ledger(home).records()}
    lake = Lake(home)
    found = [
        _held(family_named(family), records[row["import_no"]], row, labels)
        for family in PERSONAL
        for rows, labels in [_rows(lake, family, records, person)]
        for row in rows.iter_rows(named=True)
    ]
    return sorted(found, key=lambda each: (each.record.as_of, each.record.no, each.line or 0))


def _rows(
    lake: Lake, family: str, records: dict[int, ImportRecord], person: int
) -> tuple[pl.DataFrame, dict[tuple[int, str], str]]:
    rows = lake.scan(family, records).filter(pl.col("person") == person).collect()
    if not FAMILIES[family].dynamic or rows.is_empty():
        return rows, {}
    items = lake.scan("items", rows["import_no"].unique().to_list()).collect()
    named = items.select("import_no", "item", "label").iter_rows()
    return rows, {(no, item): label for no, item, label in named}


def _held(
    family: Family, record: ImportRecord, row: dict[str, Any], labels: dict[tuple[int, str], str]
) -> Held:
    values = tuple(_values(family, record.no, row, labels))
    return Held(family.name, family.meaning_fr, record, row["line"], values)


def _values(
    family: Family, import_no: int, row: dict[str, Any], labels: dict[tuple[int, str], str]
) -> Iterator[tuple[str, str]]:
    fixed = {column.name: column for column in family.columns}
    for name, value in row.items():
        if value is None or name in _NOT_SAID:
            continue
        if name in fixed:
            meaning = "Où vous en êtes" if name == "state" else fixed[name].meaning_fr
            yield meaning.rstrip("."), _said(name, value)
        else:
            column = next(each for each in family.dynamic if name.startswith(each.name))
            label = labels.get((import_no, name)) or name[len(column.name) :].replace("_", " ")
            yield f"{_short(column.meaning_fr)}\u00a0: {label}", _measured(column, value)


def _short(meaning: str) -> str:
    return meaning.split("\u00a0;")[0].rstrip(".")


def _measured(column: Column, value: int) -> str:
    if column.unit != "1/10000":
        return str(value)
    return f"{value / 100:g}".replace(".", ",") + "\u00a0%"


def _said(name: str, value: Any) -> str:
    if name == "state":
        return STATES[int(value)]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{value.astimezone(PARIS):%d/%m/%Y à %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
