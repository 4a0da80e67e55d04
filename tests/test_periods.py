"""Dates, Paris hours and school years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.periods import (
    AmbiguousHour,
    InvalidDate,
    NonexistentHour,
    RefusedDate,
    SchoolYear,
    SchoolYears,
    parse_date,
    parse_paris,
)


@pytest.mark.parametrize("text", ["2024-02-29", "29/02/2024", " 29/02/2024 "])
def test_date_read(text: str) -> None:
    assert parse_date(text) == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["30/02/2024", "2023-02-29", "31/04/2024", "01/13/2024"])
def test_date_of_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(InvalidDate, match="n’existe pas dans le calendrier"):
        parse_date(text)


@pytest.mark.parametrize("text", ["", "2024", "45231", "1/2/2024", "02/09/24", "2024-09-02T00:00"])
def test_date_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(InvalidDate, match="n’est pas une date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("02/09/2024 14:05", datetime(2024, 9, 2, 12, 5, tzinfo=UTC)),
        ("02/01/2024 14:05", datetime(2024, 1, 2, 13, 5, tzinfo=UTC)),
        ("31/03/2024 01:59", datetime(2024, 3, 31, 0, 59, tzinfo=UTC)),
        ("31/03/2024 03:00", datetime(2024, 3, 31, 1, 0, tzinfo=UTC)),
        ("27/10/2024 01:59", datetime(2024, 10, 26, 23, 59, tzinfo=UTC)),
        ("27/10/2024 03:00", datetime(2024, 10, 27, 2, 0, tzinfo=UTC)),
    ],
)
def test_paris_hour_read(text: str, instant: datetime) -> None:
    assert parse_paris(text) == instant


@pytest.mark.parametrize("text", ["31/03/2024 02:00", "31/03/2024 02:59", "26/03/2023 02:30"])
def test_skipped_hour_is_refused(text: str) -> None:
    with pytest.raises(NonexistentHour, match="heure d’été"):
        parse_paris(text)


@pytest.mark.parametrize("text", ["27/10/2024 02:00", "27/10/2024 02:59"])
def test_repeated_hour_is_refused_with_both_instants(text: str) -> None:
    with pytest.raises(AmbiguousHour, match="existe deux fois") as refusal:
        parse_paris(text)
    early, late = refusal.value.candidates
    assert late - early == timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["", "02/09/2024", "02/09/2024 24:00", "02/09/2024 12:60", "30/02/2024 10:00"]
)
def test_paris_hour_refused(text: str) -> None:
    with pytest.raises(InvalidDate):
        parse_paris(text)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2030, 12, 31)))
def test_any_paris_hour_is_read_or_refused_as_its_clock_says(clock: datetime) -> None:
    clock = clock.replace(second=0, microsecond=0)
    # The slow twin: every instant of that day or so whose Paris clock reads the same.
    start = clock.replace(tzinfo=UTC)
    readings = [
        instant
        for hours in range(-3, 4)
        if (instant := start + timedelta(hours=hours))
        .astimezone(ZoneInfo("Europe/Paris"))
        .replace(tzinfo=None)
        == clock
    ]
    text = f"{clock:%d/%m/%Y %H:%M}"
    if len(readings) == 1:
        assert parse_paris(text) == readings[0]
    else:
        with pytest.raises(AmbiguousHour if readings else NonexistentHour):
            parse_paris(text)


@given(st.dates(date(2000, 9, 1), date(2090, 1, 1)))
def test_a_day_belongs_to_one_school_year(day: date) -> None:
    year = SchoolYear.of(day)
    assert day in year
    assert day not in SchoolYear(year.start - 1)
    assert day not in SchoolYear(year.start + 1)
    assert SchoolYear.parse(year.label) == year


@pytest.mark.parametrize("text", ["2024-2025", "2024/2025", "24/25", "2024-25", "2024 – 2025"])
def test_school_year_read(text: str) -> None:
    year = SchoolYear.parse(text)
    assert (year.first_day, year.last_day) == (date(2024, 9, 1), date(2025, 8, 31))
    assert str(year) == "2024-2025"


@pytest.mark.parametrize("text", ["2024", "2024-2026", "2025-2024", "", "hier"])
def test_school_year_refused(text: str) -> None:
    with pytest.raises(RefusedDate):
        SchoolYear.parse(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [("2026-2027", "2026-2027"), ("2026-2029", "2026-2029"), ("26/29", "2026-2029"),
     ("2026 – 2032", "2026-2032")],
)  # fmt: skip
def test_school_years_that_follow_each_other(text: str, label: str) -> None:
    assert SchoolYears.parse(text).label == label


@pytest.mark.parametrize("text", ["2026", "2026-2026", "2029-2026", "2026-2033", "2026-2027-2028"])
def test_school_years_refused(text: str) -> None:
    with pytest.raises(RefusedDate) as refused:
        SchoolYears.parse(text)
    assert "2026-2029" in refused.value.remedy


def test_the_school_years_that_hold_one() -> None:
    found = {each.label for each in SchoolYears.with_year(SchoolYear(2026))}
    assert len(found) == 1 + 2 + 3 + 4 + 5 + 6
    assert {"2026-2027", "2025-2027", "2026-2028", "2021-2027", "2026-2032"} <= found
    assert not {"2025-2026", "2027-2028", "2020-2026", "2027-2033"} & found
