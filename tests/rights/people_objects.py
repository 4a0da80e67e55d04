"""What people leave to be decided, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, datetime

from vigie.domains.people.mandate_file import MandateLine
from vigie.domains.people.mandate_file_actions import keep_file
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def mandate_file_of(owner: Person, place: str) -> dict[str, object]:
    """A file of mandates, waiting for a decision."""
    line = MandateLine(2, "essai@exemple.example", "", "", "", Role.PARTNER, place, None, None)
    return {"token": keep_file("essai.csv", [line], by=owner, at=NOW).token}
