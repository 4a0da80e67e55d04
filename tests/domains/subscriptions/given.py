"""Subscriptions of the tests, in two collèges that the folder may or may not know."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from vigie.domains.people.models import Person
from vigie.domains.subscriptions.actions import Said, add
from vigie.domains.subscriptions.models import Subscription

SCHOOL, OTHER = "uai:0259109R", "uai:0259112U"
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HEAD = "uai;resource;publisher;public;licences;starts_on;ends_on"


def had(
    by: Person, resource: str = "Brief", ends: date = date(2026, 12, 31), school: str = SCHOOL
) -> Subscription:
    """A subscription that a school has had for a year."""
    said = Said(resource, ends.replace(year=ends.year - 1), ends)
    return add(school, said, by=by, at=datetime(2026, 9, 1, 8, 0, tzinfo=UTC))


def written(folder: Path, text: str, name: str = "essai.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
