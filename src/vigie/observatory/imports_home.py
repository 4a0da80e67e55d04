"""The clock of the import pages: that of the site, under the names they use."""

from __future__ import annotations

from datetime import date, datetime

from vigie.web import clock


def now() -> datetime:
    """The present moment."""
    return clock.now()


def today() -> date:
    """The present day in Paris."""
    return clock.today()
