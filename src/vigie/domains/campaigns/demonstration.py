"""The invented campaigns of the demonstration: a whole year for the example académie, so that its
teachers find their nine links; with a contact, a pathway put forward and some working time; and
those made for a few, in Martinique, whose roadmap counts them (seeds/001, l. 841-842)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product

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

_ACADEMY, _DEPARTMENT, _MARTINIQUE = "aca:besancon", "dep:25", "dep:972"
_SUBJECTS = ("Histoire-géographie", "Lettres", "Mathématiques")
_LOCAL = ((2023, 5, 16), (2024, 8, 10), (2025, 9, 3))
"""School year, campaigns that an inspection wanted, campaigns of a discipline."""
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
    made += _local(at)
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


def _local(at: datetime) -> list[Campaign]:
    """Those of Martinique made for a few: each combination of pathway, profile and subject once."""
    wanted = []
    for start, by_inspectors, of_subjects in _LOCAL:
        kinds = product(("POSITIONING", "FINAL"), PROFILES)
        inspected = [(*kind, Origin.INSPECTOR, "") for kind in kinds][:by_inspectors]
        taught = [
            (pathway, profile, Origin.DISCIPLINE, subject)
            for subject, pathway, profile in product(
                _SUBJECTS, ("POSITIONING", "DIGITAL_SECURITY", "FINAL"), ("2D_PUBLIC", "2D_PRIVATE")
            )
        ][:of_subjects]
        wanted += [(SchoolYear(start), *kind) for kind in (*inspected, *taught)]
    return Campaign.objects.bulk_create(
        Campaign(
            code=_code(_MARTINIQUE, profile, pathway, year.label, origin, subject),
            territory=_MARTINIQUE,
            profile=profile,
            pathway=pathway,
            school_year=year.label,
            name=f"{subject or 'Diagnostic'}, Martinique",
            origin=origin,
            subject=subject,
            requested_by="Inspection de la discipline" if subject else "Corps d’inspection",
            declared_by=BY,
            declared_at=at,
        )
        for year, pathway, profile, origin, subject in wanted
    )


def _code(*parts: str) -> str:
    """Nine signs, always the same for the same campaign, that look like those of Pix."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])
    return f"{letters}{int.from_bytes(digest[6:10]) % 900 + 100}"
