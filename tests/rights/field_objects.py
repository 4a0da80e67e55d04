"""What a territory writes around its campaigns, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, datetime

from vigie.domains.campaigns.actions import Declaration, declare_campaign
from vigie.domains.campaigns.field_actions import tell_pupil_campaigns, write
from vigie.domains.campaigns.models import FieldAct

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def featured_in(place: str) -> int:
    """A pathway put forward by a territory."""
    said = {"pathway": "FINAL", "starts_on": NOW.date(), "ends_on": NOW.date(), "reason": ""}
    return write("mise-en-avant", place, said, by="person:1", at=NOW).pk


def cohort_in(place: str) -> int:
    """A cohort of a territory."""
    said = {"name": "Essai", "school_year": "2026-2027", "size": 20, "codes": []}
    return write("cohorte", place, said, by="person:1", at=NOW).pk


def act_in(place: str) -> int:
    """An act on what a territory writes."""
    featured_in(place)
    return FieldAct.objects.latest("pk").pk


def pupils_act_in(place: str) -> int:
    """What a school told of its pupil campaigns."""
    tell_pupil_campaigns(place, "2026-2027", ["3e"], by="person:1", at=NOW)
    return FieldAct.objects.latest("pk").pk


def campaign_act_in(place: str) -> int:
    """An act on a campaign of a territory."""
    code = f"YY{abs(hash(place)) % 10**6:06}"
    known = FieldAct.objects.filter(label=code).first()
    if known is None:
        declare_campaign(Declaration(code, place, "CPE", "FINAL"), by="person:1", at=NOW)
    return FieldAct.objects.filter(label=code).latest("pk").pk
