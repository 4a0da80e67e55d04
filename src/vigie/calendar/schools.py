"""School holidays by zone, as dated data with their source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from vigie.calendar.places import DATA, ZONE_NAMES
from vigie.periods import SchoolYear


class MissingCalendar(Exception):
    """No school calendar covers a day. `message`, `remedy`: French sentences."""

    def __init__(self, zone: str, day: date) -> None:
        super().__init__(zone, day)
        self.zone, self.day = zone, day
        self.message = (
            f"Le calendrier scolaire de l’année {SchoolYear.of(day).label} manque pour "
            f"{ZONE_NAMES[zone]}\u00a0: rien n’y sera envoyé le {day:%d/%m/%Y}."
        )
        self.remedy = (
            "Ajoutez ses dates officielles aux calendriers de Vigie, ou déclarez les jours ouverts "
            "du territoire."
        )


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both in."""

    first: date
    last: date
    words: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class SchoolCalendar:
    """`known`: the days that each zone's calendar covers (words: the source); `closed`: its
    holidays (words: their name)."""

    known: dict[str, tuple[Span, ...]]
    closed: dict[str, tuple[Span, ...]]

    def is_closed(self, zone: str, day: date) -> bool:
        """Whether the schools of a zone are on holiday. Raises MissingCalendar."""
        if any(day in span for span in self.closed.get(zone, ())):
            return True
        if not any(day in span for span in self.known.get(zone, ())):
            raise MissingCalendar(zone, day)
        return False


@cache
def official() -> SchoolCalendar:
    """The calendars that come with Vigie."""
    return read_calendar(DATA / "known.csv", DATA / "closed.csv")


def read_calendar(known: Path, closed: Path) -> SchoolCalendar:
    """The calendars of two files; raises ValueError for a date that is none, or a span that ends
    before it starts."""
    return SchoolCalendar(_spans(known, "source"), _spans(closed, "name"))


def _spans(path: Path, words: str) -> dict[str, tuple[Span, ...]]:
    found: dict[str, list[Span]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            first, last = (date.fromisoformat(row[n]) for n in ("first_day", "last_day"))
            if last < first:
                raise ValueError(f"{path.name}: {row}")
            found.setdefault(row["school_zone"], []).append(Span(first, last, row[words]))
    return {zone: tuple(sorted(spans, key=_first)) for zone, spans in found.items()}


def _first(span: Span) -> date:
    return span.first
