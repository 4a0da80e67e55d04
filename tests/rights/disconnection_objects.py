"""What a school says of its rest, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, datetime, time

from vigie.calendar.hours import Hours
from vigie.domains.disconnection.actions import say_hours

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def hours_in(place: str) -> int:
    """The hours of rest of a school."""
    return say_hours(place, Hours(evening=time(18)), by=None, at=NOW).pk
