"""When one may write: drawn moments, and ten years everywhere beside a slow and obvious twin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.calendar.feasts import easter, feasts
from vigie.calendar.hours import OwnDays, is_allowed, next_allowed, spread
from vigie.calendar.places import DATA, Place, UnknownPlace, place_of, places
from vigie.calendar.schools import MissingCalendar, SchoolCalendar, Span, read_calendar

DOUBS = place_of("25")


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("queued", "leaves"),
    [
        ("2026-11-24 21:00", "2026-11-25 07:00"),  # Tuesday evening
        ("2026-11-22 12:00", "2026-11-23 07:00"),  # Sunday noon
        ("2026-11-27 19:59", "2026-11-27 19:59"),  # Friday, just in time
        ("2026-11-27 20:00", "2026-11-30 07:00"),  # Friday, too late
        ("2026-11-25 06:59", "2026-11-25 07:00"),
        ("2026-11-10 20:30", "2026-11-12 07:00"),  # the 11th is a public holiday
        ("2026-10-16 22:00", "2026-11-02 07:00"),  # autumn holidays
        ("2027-03-26 20:00", "2027-03-30 07:00"),  # Easter, and clocks that go forward
        ("2027-07-02 20:00", "2027-09-01 07:00"),  # the whole summer
    ],
)
def test_a_message_waits_for_working_hours(queued: str, leaves: str) -> None:
    assert next_allowed(paris(queued), DOUBS) == paris(leaves)


def test_hours_are_those_of_the_recipient() -> None:
    noon = datetime(2026, 9, 15, 3, 0, tzinfo=UTC)
    assert next_allowed(noon, place_of("974")) == noon  # 07:00 at Saint-Denis
    assert next_allowed(noon, place_of("988")) == noon  # 14:00 at Nouméa
    assert next_allowed(noon, DOUBS) == datetime(2026, 9, 15, 5, 0, tzinfo=UTC)


def test_where_several_clocks_are_possible_all_of_them_agree() -> None:
    polynesia = place_of("987")
    hours = {"Pacific/Tahiti": 7, "Pacific/Marquesas": 7, "Pacific/Gambier": 8}
    opens = next_allowed(datetime(2026, 9, 15, tzinfo=UTC) + timedelta(hours=12), polynesia,
                         OwnDays((Span(date(2026, 9, 1), date(2026, 9, 30)),)))  # fmt: skip
    assert {name: opens.astimezone(ZoneInfo(name)).hour for name in hours} == hours


def test_public_holidays_of_some_places() -> None:
    assert easter(2025) == date(2025, 4, 20)
    assert easter(2026) == date(2026, 4, 5)
    assert easter(2027) == date(2027, 3, 28)
    strasbourg = place_of("67").own_feasts
    assert date(2026, 4, 3) in feasts(2026, strasbourg)
    assert date(2026, 12, 26) in feasts(2026, strasbourg)
    assert date(2026, 4, 3) not in feasts(2026)
    assert date(2026, 12, 20) in feasts(2026, "reunion")
    assert date(2024, 6, 29) in feasts(2024, "polynesie")
    assert date(2025, 11, 20) in feasts(2025, "polynesie")
    assert len(feasts(2026)) == 11


def test_a_missing_year_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(MissingCalendar) as refused:
        next_allowed(paris("2026-11-24 21:00"), place_of("973"))
    assert refused.value.message == (
        "Le calendrier scolaire de l’année 2026-2027 manque pour Guyane\u00a0: rien n’y sera "
        "envoyé le 24/11/2026."
    )
    assert "Ajoutez ses dates officielles" in refused.value.remedy


def test_a_territory_may_say_otherwise_but_not_on_a_sunday_nor_at_night() -> None:
    week = Span(date(2026, 12, 19), date(2026, 12, 27))
    opened, closed = OwnDays(opened=(week,)), OwnDays(closed=(week,))
    friday = paris("2026-12-18 20:00")
    assert next_allowed(friday, DOUBS, opened) == paris("2026-12-21 07:00")
    assert next_allowed(friday, DOUBS) == paris("2027-01-04 07:00")
    assert next_allowed(paris("2026-12-24 21:00"), DOUBS, opened) == paris("2027-01-04 07:00")
    assert next_allowed(paris("2026-11-20 21:00"), DOUBS,
                        OwnDays(closed=(Span(date(2026, 11, 23), date(2026, 11, 23)),))
                        ) == paris("2026-11-24 07:00")  # fmt: skip
    assert next_allowed(friday, DOUBS, closed) == paris("2027-01-04 07:00")
    missing = OwnDays(opened=(Span(date(2026, 11, 1), date(2026, 11, 30)),))
    cayenne = next_allowed(paris("2026-11-24 21:00"), place_of("973"), missing)
    assert cayenne == paris("2026-11-24 21:00")  # 17:00 in Cayenne


def test_a_wave_is_spread_over_working_days() -> None:
    days = [each.opens.astimezone(DOUBS.clocks[0]) for each in
            spread(paris("2026-11-26 15:00"), DOUBS, 3)]  # fmt: skip
    assert days == [paris("2026-11-26 15:00"), paris("2026-11-27 07:00"), paris("2026-11-30 07:00")]


def test_every_departement_has_a_place_and_nothing_else_does() -> None:
    assert len(places()) == 105
    with pytest.raises(UnknownPlace):
        place_of("99")


def test_the_files_of_the_school_calendar_hold_together() -> None:
    known = read_calendar(DATA / "known.csv", DATA / "closed.csv")
    for zone, spans in known.closed.items():
        for one, other in pairwise(spans):
            assert one.last < other.first, (zone, one, other)
        assert all(span.words for span in (*spans, *known.known[zone]))
    for zone in "ABC":
        assert date(2026, 11, 25) in known.known[zone][0]


# Ten years everywhere -------------------------------------------------------------------------


SHAPE = ((10, 17, 16), (12, 19, 16), (2, 5, 16), (4, 8, 16), (7, 3, 58))
"""Month, day and length of the holidays of a year."""


def _generated(first: int, years: int) -> SchoolCalendar:
    """Calendars for years that no arrêté has fixed: the shape of a year, moved zone by zone."""
    known: dict[str, tuple[Span, ...]] = {}
    closed: dict[str, tuple[Span, ...]] = {}
    for shift, zone in enumerate(sorted({place.school_zone for place in places().values()})):
        spans = []
        for year in range(first, first + years):
            for month, day, length in (
                (10, 17, 16),
                (12, 19, 16),
                (2, 5, 16),
                (4, 8, 16),
                (7, 3, 58),
            ):
                start = date(year, month, day) + timedelta(days=7 * (shift % 3))
                spans.append(Span(start, start + timedelta(days=length - 1)))
        known[zone] = (Span(date(first, 1, 1), date(first + years, 12, 31)),)
        closed[zone] = tuple(spans)
    return SchoolCalendar(known, closed)


def _obviously_allowed(moment: datetime, place: Place, calendar: SchoolCalendar) -> bool:
    """The rule as a person would check it on a wall calendar."""
    for clock in place.clocks:
        local = moment.astimezone(clock)
        if local.strftime("%a") in ("Sat", "Sun"):
            return False
        if not "07:00" <= local.strftime("%H:%M") < "20:00":
            return False
        day = local.date()
        if day in feasts(day.year, place.own_feasts):
            return False
        if any(span.first <= day <= span.last for span in calendar.closed[place.school_zone]):
            return False
    return True


TEN_YEARS = _generated(2026, 12)
KINDS = sorted(
    {(p.school_zone, p.clocks[0].key, p.own_feasts): code for code, p in places().items()}.values()
)


@pytest.mark.parametrize("department", KINDS)
def test_ten_years_of_messages_never_leave_outside_allowed_hours(department: str) -> None:
    """A message every 197 hours: each leaves at an allowed minute, and at none before."""
    place = place_of(department)
    moment, end = datetime(2027, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
    number = 0
    while moment < end:
        leaves = next_allowed(moment, place, calendar=TEN_YEARS)
        assert _obviously_allowed(leaves, place, TEN_YEARS)
        assert is_allowed(leaves, place, calendar=TEN_YEARS)
        waited = moment
        while waited < leaves:
            assert not _obviously_allowed(waited, place, TEN_YEARS)
            waited += timedelta(hours=3, minutes=7)
        assert leaves == moment or not _obviously_allowed(
            leaves - timedelta(minutes=1), place, TEN_YEARS
        )
        number += 1
        moment += timedelta(hours=197)
    assert number > 440


@settings(max_examples=100)
@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2036, 12, 1), timezones=st.just(UTC)),
    st.sampled_from(KINDS),
)
def test_the_first_allowed_minute_is_the_one_that_a_slow_search_finds(
    moment: datetime, department: str
) -> None:
    place = place_of(department)
    moment = moment.replace(second=0, microsecond=0)
    found = next_allowed(moment, place, calendar=TEN_YEARS)
    # Half-hours are enough once the moment itself is not allowed: every opening is at a round time.
    searched = moment
    if not _obviously_allowed(moment, place, TEN_YEARS):
        searched = moment.replace(minute=30 if moment.minute >= 30 else 0)
        while not _obviously_allowed(searched, place, TEN_YEARS):
            searched += timedelta(minutes=30)
    assert found == searched
