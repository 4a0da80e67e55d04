"""The moments at which one may write: 07:00 to 20:00, Monday to Friday, by the clock of whoever
receives (DESIGN §4), outside public and school holidays; less than that where someone says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from vigie.calendar.feasts import is_feast
from vigie.calendar.places import Place
from vigie.calendar.schools import SchoolCalendar, Span, official

OPENS, CLOSES = time(7), time(20)
_MONDAY, _FRIDAY, _SATURDAY = 0, 4, 5
_FURTHEST = 400
"""Days looked ahead before giving up: more than a year of holidays is a fault of the data."""


@dataclass(frozen=True)
class Hours:
    """The hours of rest that someone wants: from one in the evening to another in the morning, and
    from Friday evening to Monday morning (seeds/002, l. 176-178). What is wider than the usual
    rest shortens the day; what is narrower changes nothing."""

    evening: time = CLOSES
    morning: time = OPENS
    friday: time = CLOSES
    monday: time = OPENS

    def of(self, day: date) -> tuple[time, time]:
        """When one may write on a working day: never before 07:00 nor from 20:00 on."""
        morning = self.monday if day.weekday() == _MONDAY else self.morning
        evening = self.friday if day.weekday() == _FRIDAY else self.evening
        return max(OPENS, morning), min(CLOSES, evening)

    @property
    def kept(self) -> Hours:
        """The part that shortens the day."""
        return Hours(
            min(CLOSES, self.evening),
            max(OPENS, self.morning),
            min(CLOSES, self.friday),
            max(OPENS, self.monday),
        )


USUAL = Hours()


@dataclass(frozen=True)
class OwnDays:
    """What a territory says otherwise: days on which it lets people be written to in spite of the
    school holidays, days on which it does not, and `hours` of a longer rest. Never on a weekend
    nor on a public holiday, nor in the usual hours of rest."""

    opened: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()
    hours: Hours = USUAL


NOTHING_ELSE = OwnDays()


@dataclass(frozen=True)
class Window:
    """From `opens` (in) to `closes` (out), UTC."""

    opens: datetime
    closes: datetime

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime) and self.opens <= moment < self.closes


class NeverAllowed(Exception):
    """No hour of the coming year is allowed: a territory closed them all."""


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


def window_of(day: date, place: Place, hours: Hours = USUAL) -> Window:
    """The hours of a day at a place, common to all its clocks; none of them when it closes before
    it opens."""
    opens, closes = hours.of(day)
    return Window(
        max(datetime.combine(day, opens, zone) for zone in place.clocks).astimezone(UTC),
        min(datetime.combine(day, closes, zone) for zone in place.clocks).astimezone(UTC),
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
        window = window_of(day, place, own.hours)
        opens = max(window.opens, since.astimezone(UTC))
        if opens < window.closes and is_working(day, place, own, calendar):
            idle = 0
            yield Window(opens, window.closes)
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
    return moment in window_of(day, place, own.hours) and is_working(day, place, own, calendar)


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


def after_rest(moment: datetime, place: Place) -> datetime:
    """The moment itself outside nights and weekends, else the end of the night or of the weekend,
    UTC. Holidays do not count: this is for what concerns one person and cannot wait for September.
    """
    day = moment.astimezone(place.clocks[0]).date()
    while True:
        window = window_of(day, place)
        opens = max(window.opens, moment.astimezone(UTC))
        if day.weekday() < _SATURDAY and opens < window.closes:
            return opens
        day += timedelta(days=1)
