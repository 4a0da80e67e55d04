"""Things of the kit in a territory, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, date, datetime

from vigie.domains.kit.actions import Content, Heading, write_piece
from vigie.domains.kit.plan_actions import Said, Told, announce, tell

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def piece_in(place: str, above: str = "") -> int:
    """A piece of a territory, or of one `above` it."""
    heading = Heading("mail", "teachers", "Essai", above or place)
    return write_piece(heading, Content(body="Essai"), allowed=(), by=None, at=NOW).pk


def announcement_in(place: str) -> int:
    """A line of the plan of a territory."""
    return announce(place, Said("Essai", "mail", "all", date(2026, 11, 25)), by=None, at=NOW).pk


def news_in(place: str) -> int:
    """A news item of a territory."""
    return tell(place, Told("Essai", "Essai", date(2026, 11, 25)), by=None, at=NOW).pk
