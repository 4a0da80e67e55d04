"""Schools that rest for longer than usual: planned for, and checked again before sending."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.reminded import NOW, MoveTo, Postbox, roster, wave
from vigie.calendar.hours import Hours
from vigie.domains.disconnection.actions import say_hours
from vigie.domains.disconnection.queries import longer_rests
from vigie.domains.reminders.models import Reminder
from vigie.domains.reminders.planning import Timetable, plan_wave
from vigie.domains.reminders.sending import send_due
from vigie.periods import PARIS

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SCHOOL, OTHER = "0259109R", "0259001Y"
EARLY = Hours(time(16), time(9, 30), time(15), time(10))
LATE = Hours(time(22), time(6), time(22), time(6))


def teacher(n: int, school: str) -> str:
    return f"stagiaire{n}@exemple.example;Nom;Prénom;2D_PUBLIC;{school};25"


def due_of(school: str) -> list[datetime]:
    found = Reminder.objects.filter(uai=school).values_list("due_at", flat=True)
    return [each.astimezone(PARIS) for each in found]


def test_a_wave_keeps_to_the_rest_of_each_school(home: Path) -> None:
    say_hours(f"uai:{SCHOOL}", EARLY, by=None, at=NOW)
    say_hours(f"uai:{OTHER}", LATE, by=None, at=NOW)
    lines = [teacher(n, SCHOOL if n % 2 else OTHER) for n in range(400)]
    roster(home, lines)
    plan_wave(wave(over_days=4, starts_on=date(2026, 11, 5)), NOW)
    rests, works = due_of(SCHOOL), due_of(OTHER)
    assert len(rests) == len(works) == 200
    for each in rests:
        first = time(10) if each.weekday() == 0 else time(9, 30)
        last = time(15) if each.weekday() == 4 else time(16)
        assert first <= each.time() < last
    # A shorter rest counts for nothing: the day goes from 7 to 20, and is used.
    assert all(time(7) <= each.time() < time(20) for each in works)
    assert min(each.time() for each in works) < time(8)
    assert max(each.time() for each in works) > time(19)


def test_hours_said_after_the_planning_hold_the_message_back(
    home: Path, move_to: MoveTo, postbox: Postbox
) -> None:
    roster(home, [teacher(1, SCHOOL), teacher(2, OTHER)])
    plan_wave(wave(), NOW)
    say_hours(f"uai:{SCHOOL}", EARLY, by=None, at=NOW)
    Reminder.objects.update(due_at=NOW + timedelta(hours=6, minutes=30))
    move_to(NOW + timedelta(hours=7))  # 17:00 in Paris, a Tuesday
    assert send_due() == {"left": 1}
    assert postbox.to == ["stagiaire2@exemple.example"]
    waits = Reminder.objects.get(uai=SCHOOL)
    assert waits.due_at.astimezone(PARIS) == datetime(2026, 11, 4, 9, 30, tzinfo=PARIS)
    move_to(waits.due_at)
    assert send_due() == {"left": 1}


EVENINGS = st.integers(15 * 4, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15))
MORNINGS = st.integers(0, 11 * 4).map(lambda n: time(n // 4, n % 4 * 15))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.builds(Hours, EVENINGS, MORNINGS, EVENINGS, MORNINGS),
    st.integers(1, 8),
    st.integers(0, 60 * 24 * 20),
)
def test_whatever_a_school_says_no_reminder_falls_in_its_rest(
    home: Path, hours: Hours, days: int, minutes: int
) -> None:
    assert home.is_dir()
    say_hours(f"uai:{SCHOOL}", hours, by=None, at=NOW)
    timetable = Timetable(NOW + timedelta(minutes=minutes), days)
    people = pl.DataFrame(
        {
            "person": [n * 7_919_777_777 - 2**40 for n in range(300)],
            "department": ["25", "974", "25"] * 100,
            "uai": [SCHOOL, SCHOOL, None] * 100,
        },
        schema={"person": pl.Int64, "department": pl.String, "uai": pl.String},
    )
    for row in timetable.due(people).iter_rows(named=True):
        zone = ZoneInfo("Indian/Reunion" if row["department"] == "974" else "Europe/Paris")
        local = datetime.fromtimestamp(row["due"], zone)
        first, last = (hours if row["uai"] else Hours()).of(local.date())
        assert time(7) <= first <= local.time() < last <= time(20)
        assert local.weekday() < 5


def test_only_longer_rests_are_looked_at(home: Path) -> None:
    assert home.is_dir()
    say_hours(f"uai:{OTHER}", LATE, by=None, at=NOW)
    assert longer_rests() == {}
    say_hours(f"uai:{OTHER}", Hours(evening=time(19), morning=time(6)), by=None, at=NOW)
    assert longer_rests() == {OTHER: Hours(evening=time(19))}
    say_hours(f"uai:{OTHER}", Hours(), by=None, at=NOW)
    assert longer_rests() == {}
