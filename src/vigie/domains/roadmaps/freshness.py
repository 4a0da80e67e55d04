"""How fresh the values of an indicator are: when the next one is due, and whether it is late."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from vigie.web.formats import day

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
FREQUENCIES = ("week", *MONTHS)


@dataclass(frozen=True)
class Freshness:
    """`last`: date of the last value. `next_value`: the day the next one will speak of. `due`: the
    day it should be known by. `asked`: who is asked for it."""

    last: date | None
    next_value: date | None
    due: date | None
    late: bool
    asked: str
    sentence: str


def freshness(
    last: date | None, frequency: str, on: date, *, delay_days: int = 0, asked: str = ""
) -> Freshness:
    """How fresh a value is on a day.

    The next one speaks of one period after the last, and is due once the delay is over, at the end
    of that month (of that day, for what comes every week). Without a frequency nothing is due.
    """
    if last is None:
        return Freshness(None, None, None, False, asked, f"Aucune valeur.{_asked(asked)}")
    if frequency not in FREQUENCIES:
        return Freshness(last, None, None, False, asked, f"Dernière valeur\u00a0: {day(last)}.")
    following = _after(last, frequency)
    due = following + timedelta(days=delay_days)
    if frequency != "week":
        due = due.replace(day=calendar.monthrange(due.year, due.month)[1])
    late = on > due
    word = "était attendue" if late else "est attendue"
    text = (
        f"Dernière valeur\u00a0: {day(last)}\u00a0; la suivante {word} le {day(due)} au plus tard."
    )
    return Freshness(last, following, due, late, asked, f"{text}{_asked(asked) if late else ''}")


def counted_when_read(on: date | None) -> Freshness:
    """That of a value that nobody gives: it is counted each time that it is read."""
    return Freshness(on, None, None, False, "", "Compté à chaque lecture\u00a0: rien à saisir.")


def _after(last: date, frequency: str) -> date:
    """One period later; the end of a month stays the end of a month."""
    if frequency == "week":
        return last + timedelta(days=7)
    months = last.year * 12 + last.month - 1 + MONTHS[frequency]
    year, month = divmod(months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    was_end = last.day == calendar.monthrange(last.year, last.month)[1]
    return date(year, month + 1, length if was_end else min(last.day, length))


def _asked(name: str) -> str:
    return f" À demander à {name}." if name else " Personne n’est chargé de la donner."
