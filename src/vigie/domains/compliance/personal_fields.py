"""Which fields hold something about a person, and the entry of the register that covers each.

The declaration is a file (`config/personal_data.csv`), table by table: `fact:` before the name of
a family of facts, `app.Model` for a table of records; the code of an entry, or `-` for fields that
say nothing of a person; the fields. Every field of every table of records, and every column of a
personal family, is declared once: a new one makes the build fail until someone decides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from vigie.domains.people.models import Person
from vigie.facts.families import FAMILIES

FAMILY = "fact:"
NOT_PERSONAL = "-"
_SPEAKING = ("email", "first_name", "last_name", "pseudonym", "address", "phone", "_by")


class BadDeclaration(ValueError):
    """The declaration cannot be read: a fault of whoever wrote it."""


@dataclass(frozen=True)
class Declaration:
    """(table, field) → the code of an entry, or `-`; `lines`: (table, entry, fields) as written."""

    entries: Mapping[tuple[str, str], str]
    lines: Sequence[tuple[str, str, tuple[str, ...]]]


def read(path: Path) -> Declaration:
    """Reads the declaration. Raises BadDeclaration, with the line."""
    entries: dict[tuple[str, str], str] = {}
    lines = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), start=2):
            table, entry = (row.get("table") or "").strip(), (row.get("entry") or "").strip()
            fields = tuple((row.get("fields") or "").split())
            if not (table and entry and fields):
                raise BadDeclaration(f"{path.name}, line {number}: something is missing")
            for name in fields:
                if (table, name) in entries:
                    raise BadDeclaration(f"{path.name}, line {number}: {table}.{name} twice")
                entries[table, name] = entry
            lines.append((table, entry, fields))
    return Declaration(entries, lines)


@cache
def _declaration(path: Path) -> Declaration:
    return read(path)


def declaration() -> Declaration:
    """The declaration of this site."""
    return _declaration(Path(settings.VIGIE_PERSONAL_DATA))


@cache
def _labels(path: Path) -> Mapping[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["field"]: row["label"] for row in csv.DictReader(file, delimiter=";")}


def label_of(table: str, field: str) -> str:
    """What a field is called on screen: `config/personal_labels.csv` says it, for one field
    (`app.Model.field`) or for all those of that name; else the table does. Empty when nobody does:
    Django would then say the English name of the code."""
    if table.startswith(FAMILY):
        family = FAMILIES[table.removeprefix(FAMILY)]
        columns = {each.name: each for each in (*family.columns, *family.dynamic)}
        return columns[field].meaning_fr.rstrip(".")
    said = _labels(Path(settings.VIGIE_PERSONAL_LABELS))
    if label := said.get(f"{table}.{field}"):
        return label
    own = str(apps.get_model(table)._meta.get_field(field).verbose_name)
    return said.get(field, "") if own == field.replace("_", " ") else own


def covered_by(entry: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tables and fields that an entry of the register covers, in the order of the file."""
    return [(table, fields) for table, code, fields in declaration().lines if code == entry]


def every_field() -> Iterator[tuple[str, str]]:
    """(table, field) of all that must be declared.

    The number of a row is left out: it is as personal as its row."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if not (field.primary_key and isinstance(field, models.AutoField)):
                yield model._meta.label, field.name
        for many in model._meta.many_to_many:
            yield model._meta.label, many.name
    for family in FAMILIES.values():
        if family.personal:
            for column in (*family.columns, *family.dynamic):
                yield f"{FAMILY}{family.name}", column.name


def speaks_of_a_person(table: str, field: str) -> bool:
    """Whether a field cannot be declared « not personal »: it points at a person, holds an
    address, or its name says so; nor can any column of a personal family."""
    if table.startswith(FAMILY):
        return True
    found = apps.get_model(table)._meta.get_field(field)
    if isinstance(found, models.EmailField | models.GenericIPAddressField):
        return True
    if getattr(found, "related_model", None) is Person:
        return True
    return any(
        field == word or (word.startswith("_") and field.endswith(word)) for word in _SPEAKING
    )
