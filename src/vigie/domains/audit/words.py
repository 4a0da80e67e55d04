"""The log in French words: `acts.csv` names each act, `terms.csv` each detail and how it reads.

Acts belong to the domains above, which this one does not know: they bring a line, as they bring one
to the permission table, and a test compares both files with what the source records.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = (
    "text", "number", "count", "flag", "moment", "role", "territory", "reference", "person", "act",
    "word", "values", "value",
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A detail, a kind of reference (`policy:`), or a value of a detail (`way=link`).

    `kind`: one of KINDS, how its value reads; `word` for values that have a line of their own,
    `count` for how many of something there are, which `label` says alone and in the plural."""

    label: str
    kind: str

    @property
    def forms(self) -> tuple[str, str]:
        """Of a count: « ligne changée », « lignes changées »."""
        one, _, many = self.label.partition(", ")
        return one, many


@cache
def acts() -> Mapping[str, str]:
    """Code of each act → its name, in the order of the file."""
    return {row["code"]: row["label"] for row in _rows("acts.csv")}


@cache
def terms() -> Mapping[str, Term]:
    """Key of each detail → how it is said."""
    return {row["key"]: Term(row["label"], row["kind"]) for row in _rows("terms.csv")}


def act_name(code: str) -> str:
    """The name of an act; its code when an older version wrote it."""
    return acts().get(code, code)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")
