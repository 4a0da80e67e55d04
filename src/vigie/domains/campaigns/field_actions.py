"""Writing what surrounds the campaigns of a territory: one verb each, atomic, named refusals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models, transaction

from vigie.domains.campaigns.actions import CampaignRefused
from vigie.domains.campaigns.field_forms import Said
from vigie.domains.campaigns.models import (
    Arrangement,
    Campaign,
    Cohort,
    Contact,
    Featured,
    PupilCampaign,
    Stakeholder,
)

Written = Contact | Featured | Arrangement | Stakeholder | Cohort
TABLES: dict[str, type[Written]] = {
    "contact": Contact,
    "mise-en-avant": Featured,
    "temps": Arrangement,
    "acteur": Stakeholder,
    "cohorte": Cohort,
}
# Of these a territory has one, or one of each: writing it again replaces it.
_UNIQUE = {"contact": (), "acteur": ("actor",), "cohorte": ("name", "school_year")}


class UnknownCampaigns(CampaignRefused):
    """Some codes of a cohort are of no declared campaign."""


@transaction.atomic
def write(kind: str, territory: str, said: Said, *, by: str, at: datetime) -> Written:
    """Writes one of the kinds of `field_forms`. Raises UnknownCampaigns."""
    values: dict[str, Any] = dict(said) | {"changed_by": by, "changed_at": at}
    codes = values.pop("codes", None)
    table: type[models.Model] = TABLES[kind]
    if kind in _UNIQUE:
        keys = {name: values.pop(name) for name in _UNIQUE[kind]}
        written, _ = table._default_manager.update_or_create(  # Django's own name
            territory=territory, **keys, defaults=values
        )
    else:
        written = table._default_manager.create(territory=territory, **values)  # idem
    if isinstance(written, Cohort) and isinstance(codes, list):
        written.campaigns.set(_campaigns(codes))
    return written  # type: ignore[return-value]  # of TABLES


@transaction.atomic
def remove(written: Written) -> None:
    """Takes one of them away."""
    written.delete()


@transaction.atomic
def tell_pupil_campaigns(
    school: str, school_year: str, levels: Collection[str], *, by: str, at: datetime
) -> None:
    """Says which campaigns of pupils a school has held in a year: these, and no other."""
    known = PupilCampaign.objects.filter(school=school, school_year=school_year)
    known.exclude(level__in=levels).delete()
    held = set(known.values_list("level", flat=True))
    PupilCampaign.objects.bulk_create(
        PupilCampaign(
            school=school, school_year=school_year, level=level, changed_by=by, changed_at=at
        )
        for level in levels
        if level not in held
    )


def _campaigns(codes: list[str]) -> list[Campaign]:
    found = {each.code: each for each in Campaign.objects.declared().filter(code__in=codes)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise UnknownCampaigns(
            "codes",
            f"Ces codes ne sont pas ceux de campagnes déclarées\u00a0: {', '.join(missing[:5])}.",
            "Déclarez-les d’abord.",
        )
    return list(found.values())
