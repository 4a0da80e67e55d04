"""Mission letters and key people of a place, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, datetime

from lib.people import someone
from vigie.domains.governance.actions import Said, name_key_person, write_letter
from vigie.domains.governance.models import Function, Letter, Subject
from vigie.domains.people.models import Person

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def letter_in(place: str, holder: Person | None) -> int:
    """A letter of a place: in a school, that of the reader where the table opens it to her."""
    if not place.startswith("uai:"):
        return write_letter(place, Function.IAN, Said("- Animer"), by=None, at=NOW).pk
    known = Letter.objects.filter(territory=place, holder=holder).first() if holder else None
    if known is not None:
        return known.pk
    return write_letter(
        place, Function.RUPN, Said("- Animer"), holder=holder or someone(), by=None, at=NOW
    ).pk


def key_person_in(place: str) -> int:
    """Someone named in a school."""
    return name_key_person(place, Subject.INFORMATION_SYSTEM, someone(), by=None, at=NOW).pk
