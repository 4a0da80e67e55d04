"""A rest that is longer than usual: drawn moments, and any hours in any place over ten years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.calendar.feasts import feasts
from vigie.calendar.hours import USUAL, Hours, OwnDays, is_allowed, next_allowed, windows
from vigie.calendar.places import Place, place_of, places
from vigie.calendar.schools import SchoolCalendar, Span

DOUBS = place_of("25")
ZONES = {place.school_zone for place in places().values()}
ALWAYS = Span(date(2026, 1, 1), date(2040, 12, 31))
NO_HOLIDAYS = SchoolCalendar(dict.fromkeys(ZONES, (ALWAYS,)), dict.fromkeys(ZONES, ()))
KINDS = sorted(
    {(p.school_zone, p.clocks[0].key, p.own_feasts): code for code, p in places().items()}.values()
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("queued", "leaves"),
    [
        ("2026-11-24 18:29", "2026-11-24 18:29"),
        ("2026-11-24 18:30", "2026-11-25 08:00"),
        ("2026-11-25 07:30", "2026-11-25 08:00"),
        ("2026-11-27 16:59", "2026-11-27 16:59"),  # Friday
        ("2026-11-27 17:00", "2026-11-30 09:15"),  # until Monday
        ("2026-11-30 08:30", "2026-11-30 09:15"),
    ],
)
def test_a_school_may_rest_for_longer(queued: str, leaves: str) -> None:
    rest = OwnDays(hours=Hours(time(18, 30), time(8), time(17), time(9, 15)))
    assert next_allowed(paris(queued), DOUBS, rest) == paris(leaves)


def test_a_shorter_rest_changes_nothing() -> None:
    rest = Hours(time(22), time(6), time(23), time(5, 30))
    assert rest.kept == USUAL
    for queued in ("2026-11-24 21:00", "2026-11-24 06:30", "2026-11-27 20:00", "2026-11-30 06:00"):
        at = paris(queued)
        assert next_allowed(at, DOUBS, OwnDays(hours=rest)) == next_allowed(at, DOUBS) != at
    both = Hours(time(18), time(6), time(22), time(9))
    assert both.kept == Hours(time(18), time(7), time(20), time(9))


def test_where_clocks_leave_no_hour_in_common_the_day_is_closed() -> None:
    # Half an hour at noon is over in the Gambier before it begins in Tahiti; Friday is longer.
    rest = OwnDays((Span(date(2026, 9, 1), date(2026, 9, 30)),), (), Hours(time(13), time(12, 30)))
    assert not is_allowed(datetime(2026, 9, 15, 22, 40, tzinfo=UTC), place_of("987"), rest)
    monday = next_allowed(datetime(2026, 9, 15, 12, tzinfo=UTC), place_of("987"), rest)
    assert monday.astimezone(ZoneInfo("Pacific/Tahiti")).strftime("%a") == "Fri"


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
EVENINGS = TIMES.filter(lambda at: at >= time(15))
MORNINGS = TIMES.filter(lambda at: at <= time(11))


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2036, 12, 1), timezones=st.just(UTC)),
    st.sampled_from(KINDS),
    st.builds(Hours, EVENINGS, MORNINGS, EVENINGS, MORNINGS),
    st.integers(1, 6),
)
def test_no_message_falls_in_the_rest_of_a_school_nor_in_the_usual_one(
    moment: datetime, department: str, hours: Hours, days: int
) -> None:
    place, own = place_of(department), OwnDays(hours=hours)
    found = next_allowed(moment, place, own, NO_HOLIDAYS)
    assert found >= moment
    assert is_allowed(found, place, own, NO_HOLIDAYS)
    for at in (found, *_ends(moment, place, own, days)):
        for clock in place.clocks:
            local = at.astimezone(clock)
            assert local.strftime("%a") not in ("Sat", "Sun")
            assert local.date() not in feasts(local.year, place.own_feasts)
            assert "07:00" <= local.strftime("%H:%M") < "20:00"
            evening = hours.friday if local.strftime("%a") == "Fri" else hours.evening
            morning = hours.monday if local.strftime("%a") == "Mon" else hours.morning
            assert morning <= local.time() < evening


def _ends(moment: datetime, place: Place, own: OwnDays, days: int) -> list[datetime]:
    """The first and the last second of the hours over which a wave is spread."""
    coming = windows(moment, place, own, NO_HOLIDAYS)
    found = [next(coming) for _ in range(days)]
    return [at for each in found for at in (each.opens, each.closes - timedelta(seconds=1))]
