"""The moments at which one may write: 07:00 to 20:00, Monday to Friday, by the clock of whoever
receives (DESIGN §4), outside public and school holidays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from vigie.calendar.feasts import is_feast
from vigie.calendar.places import Place
from vigie.calendar.schools import SchoolCalendar, Span, official

OPENS, CLOSES = time(7), time(20)
_SATURDAY = 5
_FURTHEST = 400
"""Days looked ahead before giving up: more than a year of holidays is a fault of the data."""


@dataclass(frozen=True)
class OwnDays:
    """What a territory says otherwise: days on which it lets people be written to in spite of the
    school holidays, and days on which it does not. Never on a weekend nor on a public holiday."""

    opened: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()


NOTHING_ELSE = OwnDays()


@dataclass(frozen=True)
class Window:
    """From `opens` (in) to `closes` (out), UTC."""

    opens: datetime
    closes: datetime

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime) and self.opens <= moment < self.closes


class NeverAllowed(Exception):
    """No day of the coming year is allowed: a territory closed them all."""


def is_working(
    day: date, place: Place, own: OwnDays = NOTHING_ELSE, calendar: SchoolCalendar | None = None
) -> bool:
    """Whether people of a place may be written to on a day. Raises MissingCalendar."""
    if day.weekday() >= _SATURDAY or is_feast(day, place.own_feasts):
        return False
    if any(day in span for span in own.closed):
        return False
    if any(day in span for span in own.opened):
        return True
    return not (calendar or official()).is_closed(place.school_zone, day)


def window_of(day: date, place: Place) -> Window:
    """The hours of a day at a place, common to all its clocks."""
    return Window(
        max(datetime.combine(day, OPENS, zone) for zone in place.clocks).astimezone(UTC),
        min(datetime.combine(day, CLOSES, zone) for zone in place.clocks).astimezone(UTC),
    )


def windows(
    since: datetime,
    place: Place,
    own: OwnDays = NOTHING_ELSE,
    calendar: SchoolCalendar | None = None,
) -> Iterator[Window]:
    """The allowed hours from a moment on, day after day; the first may have begun.

    Raises MissingCalendar when it comes to a day that nothing covers, NeverAllowed.
    """
    day = since.astimezone(place.clocks[0]).date()
    idle = 0
    while idle < _FURTHEST:
        window = window_of(day, place)
        if window.closes > since and is_working(day, place, own, calendar):
            idle = 0
            yield Window(max(window.opens, since.astimezone(UTC)), window.closes)
        else:
            idle += 1
        day += timedelta(days=1)
    raise NeverAllowed


def next_allowed(
    moment: datetime,
    place: Place,
    own: OwnDays = NOTHING_ELSE,
    calendar: SchoolCalendar | None = None,
) -> datetime:
    """The moment itself if it is allowed, else the first allowed one after it, UTC. Raises as
    `windows`."""
    return next(windows(moment, place, own, calendar)).opens


def is_allowed(
    moment: datetime,
    place: Place,
    own: OwnDays = NOTHING_ELSE,
    calendar: SchoolCalendar | None = None,
) -> bool:
    """Whether one may write at that very moment. Raises MissingCalendar."""
    day = moment.astimezone(place.clocks[0]).date()
    return moment in window_of(day, place) and is_working(day, place, own, calendar)


def spread(
    since: datetime, place: Place, days: int, own: OwnDays = NOTHING_ELSE
) -> Sequence[Window]:
    """The allowed hours of so many working days, from a moment on. Raises as `windows`."""
    coming = windows(since, place, own)
    return [next(coming) for _ in range(days)]


def working_day_before(
    deadline: date,
    days: int,
    place: Place,
    own: OwnDays = NOTHING_ELSE,
    calendar: SchoolCalendar | None = None,
) -> date:
    """The working day from which so many (1 at least) are left before a deadline, itself not
    counted: one day before a Monday is the Friday. Raises MissingCalendar, NeverAllowed."""
    day, left, idle = deadline, days, 0
    while idle < _FURTHEST:
        day -= timedelta(days=1)
        idle += 1
        if is_working(day, place, own, calendar):
            left, idle = left - 1, 0
        if left <= 0:
            return day
    raise NeverAllowed
