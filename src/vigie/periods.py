"""Dates and school years as files write them.

Every parser refuses what does not exist (31 February, the hour that summer time skips) and what
cannot be told (the hour that winter time repeats), with a French message and its remedy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class RefusedDate(ValueError):
    """A date that cannot be read; `message` and `remedy` are French sentences for the screen."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class InvalidDate(RefusedDate):
    """Not a date, or a date that is in no calendar."""


class NonexistentHour(RefusedDate):
    """An hour that the change to summer time skips."""


class AmbiguousHour(RefusedDate):
    """An hour that the change to winter time repeats; `candidates` are the two instants, UTC."""

    def __init__(self, message: str, remedy: str, candidates: tuple[datetime, datetime]) -> None:
        super().__init__(message, remedy)
        self.candidates = candidates


def _quoted(text: str) -> str:
    return f"«\u00a0{text if len(text) <= 60 else text[:59] + '…'}\u00a0»"


_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_FRENCH_MINUTE = re.compile(r"([0-9]{2}/[0-9]{2}/[0-9]{4}) ([0-9]{2}):([0-9]{2})")


def parse_date(text: str) -> date:
    """A day written `2024-09-02` or `02/09/2024`; raises `InvalidDate` otherwise."""
    clean = text.strip()
    if iso := _ISO_DATE.fullmatch(clean):
        year, month, day = (int(part) for part in iso.groups())
    elif french := _FRENCH_DATE.fullmatch(clean):
        day, month, year = (int(part) for part in french.groups())
    else:
        raise InvalidDate(
            f"{_quoted(text)} n’est pas une date.",
            "Écrivez la date sous la forme 02/09/2024 ou 2024-09-02.",
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidDate(
            f"La date {_quoted(text)} n’existe pas dans le calendrier.",
            "Corrigez le jour ou le mois.",
        ) from None


def parse_paris(text: str) -> datetime:
    """The instant (UTC) of a Paris clock reading `02/09/2024 14:05`.

    Raises `InvalidDate`, `NonexistentHour` (last Sunday of March, 02:00 to 02:59) or
    `AmbiguousHour` (last Sunday of October, 02:00 to 02:59).
    """
    shape = _FRENCH_MINUTE.fullmatch(text.strip())
    if shape is None:
        raise InvalidDate(
            f"{_quoted(text)} n’est pas une date suivie d’une heure.",
            "Écrivez la date et l’heure sous la forme 02/09/2024 14:05.",
        )
    day = parse_date(shape[1])
    hour, minute = int(shape[2]), int(shape[3])
    if hour > 23 or minute > 59:
        raise InvalidDate(
            f"L’heure de {_quoted(text)} n’existe pas.",
            "L’heure va de 00:00 à 23:59\u00a0; corrigez-la.",
        )
    first = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    # A skipped hour does not survive the journey to UTC and back; a repeated one does.
    if first.astimezone(UTC).astimezone(PARIS).replace(fold=0) != first:
        raise NonexistentHour(
            f"L’heure de {_quoted(text)} n’existe pas\u00a0: ce jour-là, le passage à l’heure "
            "d’été saute de 02:00 à 03:00.",
            "Vérifiez le fuseau horaire du fichier, attendu à l’heure de Paris.",
        )
    raise AmbiguousHour(
        f"L’heure de {_quoted(text)} existe deux fois\u00a0: ce jour-là, le passage à l’heure "
        "d’hiver répète l’heure de 02:00 à 03:00.",
        "Reprenez la ligne à la source, ou écrivez une heure hors de cet intervalle.",
        (first.astimezone(UTC), second.astimezone(UTC)),
    )


def start_of(day: date) -> datetime:
    """The first moment of a day in Paris."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def end_of(day: date) -> datetime:
    """The first moment after a day in Paris: « until » a day holds the whole of it."""
    return start_of(day + timedelta(days=1))


@dataclass(frozen=True, order=True)
class SchoolYear:
    """A school year, from 1 September of `start` to 31 August of the next year, inclusive."""

    start: int

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    @property
    def label(self) -> str:
        """`2023-2024`."""
        return f"{self.start}-{self.start + 1}"

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return self.label

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """The school year that holds a day."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> SchoolYear:
        """`2023-2024`, `2023/2024` or `23/24`, of this century; raises `InvalidDate` otherwise."""
        start, end = _two_years(text) or (0, 0)
        if end == start + 1:
            return cls(start)
        raise InvalidDate(
            f"{_quoted(text)} n’est pas une année scolaire.",
            "Écrivez deux années qui se suivent, par exemple 2023-2024.",
        )


@dataclass(frozen=True, order=True)
class SchoolYears:
    """School years that follow each other, six at most: from 1 September of `start` to 31 August
    of `end`, inclusive."""

    start: int
    end: int

    _MOST: ClassVar[int] = 6

    @property
    def label(self) -> str:
        """`2026-2029`; of one year, `2026-2027`."""
        return f"{self.start}-{self.end}"

    @classmethod
    def parse(cls, text: str) -> SchoolYears:
        """What `SchoolYear.parse` reads, or several of them: `2026-2029`. Raises `InvalidDate`."""
        start, end = _two_years(text) or (0, 0)
        if 1 <= end - start <= cls._MOST:
            return cls(start, end)
        raise InvalidDate(
            f"{_quoted(text)} n’est ni une année scolaire ni plusieurs qui se suivent.",
            f"Écrivez par exemple 2026-2027, ou 2026-2029\u00a0: {cls._MOST} ans au plus.",
        )

    @classmethod
    def with_year(cls, year: SchoolYear) -> list[SchoolYears]:
        """All those that hold a school year."""
        return [
            cls(start, start + length)
            for length in range(1, cls._MOST + 1)
            for start in range(year.start + 1 - length, year.start + 1)
        ]


def _two_years(text: str) -> tuple[int, int] | None:
    """The two numbers of `2026-2027`, `2026/2027` or `26/27`, of this century."""
    shape = re.fullmatch(r"((?:20)?[0-9]{2})\s*[-/–]\s*((?:20)?[0-9]{2})", text.strip())
    if shape is None:
        return None
    start, end = (int(part) % 100 + 2000 for part in shape.groups())
    return start, end
