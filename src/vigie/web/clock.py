"""The only clock of the site: what computes receives dates, and tests move this one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from vigie.periods import PARIS


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Paris."""
    return now().astimezone(PARIS).date()
