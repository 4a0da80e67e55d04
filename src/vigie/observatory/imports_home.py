"""Who acts, and the only clock of the import pages."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime

from vigie.periods import PARIS


def who() -> str:
    """Who acts: as long as there are no accounts, the account that runs the site."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "page des imports"


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Paris."""
    return now().astimezone(PARIS).date()
