"""The invented campaigns of the demonstration: a whole year for the example académie, so that its
teachers find their nine links; with a contact, a pathway put forward and some working time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from vigie.codes import PROFILES
from vigie.domains.campaigns.access import NINE
from vigie.domains.campaigns.facts import publish
from vigie.domains.campaigns.field_models import Actor, Mobilisation, WorkingTime
from vigie.domains.campaigns.models import (
    Arrangement,
    Campaign,
    Contact,
    Featured,
    Origin,
    Stakeholder,
)
from vigie.domains.territories.tree import home, tree
from vigie.facts.ledger import Ledger
from vigie.periods import PARIS, SchoolYear

_ACADEMY, _DEPARTMENT = "aca:besancon", "dep:25"
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
BY = "demonstration"


@transaction.atomic
def plant(at: datetime) -> Sequence[Campaign]:
    """Declares the year's campaigns, unless some are declared already, or the folder is empty."""
    if Campaign.objects.exists() or not Ledger(home()).active():
        return ()
    day = at.astimezone(PARIS).date()
    year = SchoolYear.of(day)
    made = Campaign.objects.bulk_create(
        Campaign(
            code=_code(department, profile, pathway.code, year.label),
            territory=department,
            profile=profile,
            pathway=pathway.code,
            school_year=year.label,
            name=f"{pathway.name}, {tree(day).name(department)}",
            origin=Origin.ACADEMY,
            requested_by="Équipe Pix+ Édu de l’académie",
            opens_on=year.first_day,
            declared_by=BY,
            declared_at=at,
        )
        for department in tree(day).descendants(_ACADEMY, "department")
        for profile in PROFILES
        for pathway in NINE
    )
    Contact.objects.create(
        territory=_ACADEMY, service="Délégation au numérique éducatif",
        email="pix-edu@vigie.example", changed_at=at, changed_by=BY,
    )  # fmt: skip
    Featured.objects.create(
        territory=_ACADEMY, pathway="DIGITAL_SECURITY", starts_on=day - timedelta(days=7),
        ends_on=day + timedelta(days=60), reason="Mois de la cybersécurité", changed_at=at,
        changed_by=BY,
    )  # fmt: skip
    Arrangement.objects.create(
        territory=_DEPARTMENT, profile="1D_PUBLIC", school_year=year.label,
        label="Parcours d’auto-positionnement", time=WorkingTime.HOURS_108, minutes=120,
        deadline=year.last_day.replace(month=1, day=31), changed_at=at, changed_by=BY,
    )  # fmt: skip
    for actor, state in ((Actor.INSPECTORS, Mobilisation.ENGAGED),
                         (Actor.HEADS, Mobilisation.CONTACTED)):  # fmt: skip
        Stakeholder.objects.create(
            territory=_ACADEMY, actor=actor, state=state, changed_at=at, changed_by=BY
        )
    publish(home(), by=BY, now=at)
    return made


def _code(*parts: str) -> str:
    """Nine signs, always the same for the same campaign, that look like those of Pix."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])
    return f"{letters}{int.from_bytes(digest[6:10]) % 900 + 100}"
