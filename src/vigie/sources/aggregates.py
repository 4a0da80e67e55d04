"""Columns and duties common to the three aggregate tables: territory, profile, date, no doubles."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

from vigie.sources.headers import Column
from vigie.sources.problems import NBSP
from vigie.sources.reading import AsOfOrigin
from vigie.sources.rows import Row

TERRITORY = Column(
    "territory",
    ("territoire", "code territoire", "région académique", "département", "academie", "region"),
)
PROFILE = Column("profile", ("profil", "public visé"), required=False)
PATHWAY = Column("pathway", ("parcours",), required=False)
AS_OF = Column(
    "as_of",
    ("date", "au", "arrêté au", "date d'arrêté", "date d'extraction", "situation au"),
    required=False,
)
HEADCOUNT_NAMES = (
    "effectif",
    "effectifs",
    "nombre total de destinataires",
    "destinataires",
    "nombre de destinataires",
)


class Once:
    """Refuses a second row with the same key."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, int] = {}

    def check(self, row: Row, key: Hashable, column: str, what: str) -> bool:
        """Whether the key is new; otherwise the row is refused, naming the first line."""
        first = self._lines.setdefault(key, row.line)
        if first == row.line:
            return True
        row.refuse(
            column,
            f"La ligne répète {what} de la ligne {first}.",
            f"Gardez une seule des lignes {first} et {row.line}{NBSP}; deux valeurs pour une "
            "même chose ne s’additionnent pas.",
        )
        return False


def latest(days: list[date]) -> tuple[date | None, AsOfOrigin | None]:
    """The as-of date of a file from those of its rows."""
    return (max(days), "column") if days else (None, None)
