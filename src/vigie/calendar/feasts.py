"""Public holidays, those of the whole country and those of one place.

Sources: Code du travail, articles L3133-1 (national), L3134-13 (Alsace-Moselle), L3422-2 and
décret 2012-553 (abolition of slavery); deliberations of the Pacific collectivities. Days that are
off by custom rather than by law (Good Friday and Victor Schœlcher in the Antilles) count too: the
cost of waiting a day is small. A library does the same, but binds an old version of another one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Monday of Easter, Ascension, Monday of Pentecost
_GOOD_FRIDAY = -2
_OWN: dict[str, tuple[tuple[tuple[int, int], ...], bool]] = {
    "": ((), False),
    "alsace_moselle": (((12, 26),), True),
    # Saint-Martin (28 May) and Saint-Barthélemy (9 October) are counted with Guadeloupe.
    "guadeloupe": (((5, 27), (5, 28), (7, 21), (10, 9)), True),
    "martinique": (((5, 22), (7, 21)), True),
    "guyane": (((6, 10),), False),
    "reunion": (((12, 20),), False),
    "mayotte": (((4, 27),), False),
    "wallis": (((4, 28), (6, 29), (7, 29)), False),
    "polynesie": (((3, 5),), True),
    "nouvelle_caledonie": (((9, 24),), False),
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l_) // 451
    month, day = divmod(h + l_ - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def feasts(year: int, own: str = "") -> frozenset[date]:
    """The public holidays of a year. `own`: those of a place besides, by its name in
    `places.csv`."""
    sunday = easter(year)
    fixed, good_friday = _OWN[own]
    found = {date(year, month, day) for month, day in (*_FIXED, *fixed)}
    found |= {sunday + timedelta(days=n) for n in _AFTER_EASTER}
    if good_friday:
        found.add(sunday + timedelta(days=_GOOD_FRIDAY))
    if own == "polynesie":
        # The day of autonomy gave way to Matāriʻi in 2025.
        found.add(date(year, 11, 20) if year >= 2025 else date(year, 6, 29))
    return frozenset(found)


def is_feast(day: date, own: str = "") -> bool:
    """Whether a day is off for everybody in a place."""
    return day in feasts(day.year, own)
