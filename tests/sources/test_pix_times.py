"""Paris clock readings to UTC: the rule by year against the time zone database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vigie.sources.pix import paris_to_utc

PARIS = ZoneInfo("Europe/Paris")


def slow(naive: datetime) -> datetime | None:
    """One reading, by the database: the first passage of a repeated hour, none for a skipped."""
    utc = naive.replace(tzinfo=PARIS, fold=0).astimezone(UTC)
    return utc if utc.astimezone(PARIS).replace(tzinfo=None) == naive else None


@settings(deadline=None)
@given(
    st.lists(
        st.datetimes(datetime(2010, 1, 1), datetime(2037, 12, 31)).map(
            lambda moment: moment.replace(second=0, microsecond=0)
        ),
        min_size=1,
        max_size=30,
    )
)
@example([datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 2, 0), datetime(2026, 3, 29, 3, 0)])
@example([datetime(2026, 10, 25, 1, 59), datetime(2026, 10, 25, 2, 59), datetime(2026, 10, 25, 3)])
def test_the_rule_agrees_with_the_database(naive: list[datetime]) -> None:
    times, repeated = paris_to_utc(pl.Series(naive, dtype=pl.Datetime("us")))
    expected = [slow(moment) for moment in naive]
    assert times["utc"].to_list() == expected
    days = [moment.date() if utc else None for moment, utc in zip(naive, expected, strict=True)]
    assert times["day"].to_list() == days
    twice = [
        moment.replace(tzinfo=PARIS, fold=1).utcoffset()
        != moment.replace(tzinfo=PARIS, fold=0).utcoffset()
        and utc is not None
        for moment, utc in zip(naive, expected, strict=True)
    ]
    assert (repeated.to_list() if repeated is not None else [False] * len(naive)) == twice


def test_what_is_beyond_reason_is_null() -> None:
    naive = [datetime(1999, 1, 1), datetime(2150, 1, 1), None, datetime(2026, 1, 1)]
    times, _ = paris_to_utc(pl.Series(naive, dtype=pl.Datetime("us")))
    assert times["utc"].null_count() == 3
    assert times["utc"][3] == datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=1)
