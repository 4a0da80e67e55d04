"""Writing what surrounds the campaigns of a territory: one verb each, atomic, logged.

Each act is in the log, and in `FieldAct` with what it replaced, so that it can be undone. What
changes nothing is no act. `by`: the reference of who acts (`person:12`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.campaigns.actions import CampaignRefused, put_campaign_back
from vigie.domains.campaigns.field_forms import Said
from vigie.domains.campaigns.field_history import (
    CAMPAIGN,
    PUPILS,
    TABLES,
    Values,
    Written,
    label_of,
    put_back,
    values_of,
)
from vigie.domains.campaigns.models import Campaign, Cohort, FieldAct, PupilCampaign
from vigie.web.refusals import unless_taken

# Of these a territory has one, or one of each: writing it again replaces it.
_UNIQUE = {"contact": (), "acteur": ("actor",), "cohorte": ("name", "school_year")}


class UnknownCampaigns(CampaignRefused):
    """Some codes of a cohort are of no declared campaign."""


class ChangedSince(CampaignRefused):
    """Something else was written: an act cannot be undone, or a line is there already."""


@transaction.atomic
def write(kind: str, territory: str, said: Said, *, by: str, at: datetime) -> Written:
    """Writes one of the kinds of `field_forms`. Raises UnknownCampaigns or ChangedSince."""
    values: dict[str, Any] = dict(said)
    codes = values.pop("codes", None)
    table = TABLES[kind]
    keys = {name: values.pop(name) for name in _UNIQUE.get(kind, ())}
    found = table.every.select_for_update().filter(territory=territory, **keys)
    row = found.first() if kind in _UNIQUE else None
    before = None if row is None else values_of(row)
    if row is None:
        row = table(territory=territory, **keys)
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_by, row.changed_at, row.withdrawn_at = by, at, None
    with unless_taken(
        ChangedSince(
            "line", "Quelqu’un vient d’écrire la même ligne.", "Relisez-la, puis recommencez."
        )
    ):
        row.save()
    if isinstance(row, Cohort) and isinstance(codes, list):
        row.campaigns.set(_campaigns(codes))
    row.refresh_from_db()
    if before != values_of(row):
        _tell("field.write" if before is None else "field.change", kind, row, before, by, at)
    return row


@transaction.atomic
def remove(kind: str, row: Written, *, by: str, at: datetime) -> None:
    """Takes one of them away; it can be put back. Raises ChangedSince."""
    known = TABLES[kind].objects.select_for_update().filter(pk=row.pk).first()
    if known is None:
        raise ChangedSince(
            "line", "Cette ligne est déjà retirée.", "Il n’y a rien de plus à faire."
        )
    before = values_of(known)
    known.changed_by, known.changed_at, known.withdrawn_at = by, at, at
    known.save()
    _tell("field.remove", kind, known, before, by, at)


@transaction.atomic
def undo(act: FieldAct, *, by: str, at: datetime) -> None:
    """Puts things back as before an act: a line or a campaign as it stood, or the pupil campaigns
    of a school. It is an act too, and can be undone. Raises ChangedSince, and of a campaign what
    `declare_campaign` raises."""
    known = FieldAct.objects.select_for_update().get(pk=act.pk)
    if known.undone_at is not None:
        raise _changed_since()
    known.undone_at = at
    known.save(update_fields=["undone_at"])
    if known.kind == PUPILS:
        year = str((known.after or {})["school_year"])
        if _held(known.territory, year) != (known.after or {})["levels"]:
            raise _changed_since()
        _set_levels(known.territory, year, (known.before or {})["levels"], by, at)  # type: ignore[arg-type]  # a list of them
        undone = FieldAct(territory=known.territory, kind=PUPILS, row=0, label=known.label,
                          before=known.after, after=known.before, by=by, at=at)  # fmt: skip
        undone.verb = "pupil_campaigns.undo"
        _log(undone)
        return
    if known.kind == CAMPAIGN:
        campaign = Campaign.objects.select_for_update().get(pk=known.row)
        if values_of(campaign) != known.after:
            raise _changed_since()
        put_campaign_back(campaign, known.before, by=by, at=at)
        return
    row = TABLES[known.kind].every.select_for_update().get(pk=known.row)
    before = values_of(row)
    if before != known.after:
        raise _changed_since()
    row.changed_by, row.changed_at = by, at
    put_back(row, known.before, at)
    _tell("field.undo", known.kind, row, before, by, at)


@transaction.atomic
def tell_pupil_campaigns(
    school: str, school_year: str, levels: Collection[str], *, by: str, at: datetime
) -> None:
    """Says which campaigns of pupils a school has held in a year: these, and no other."""
    before = _held(school, school_year)
    _set_levels(school, school_year, levels, by, at)
    after = _held(school, school_year)
    if before == after:
        return
    _log(FieldAct(territory=school, kind=PUPILS, verb="pupil_campaigns.tell", row=0,
                  label=school_year, before={"school_year": school_year, "levels": before},
                  after={"school_year": school_year, "levels": after}, by=by, at=at))  # fmt: skip


def _tell(verb: str, kind: str, row: Written, before: Values | None, by: str, at: datetime) -> None:
    _log(FieldAct(territory=row.territory, kind=kind, verb=verb, row=row.pk, label=label_of(row),
                  before=before, after=values_of(row), by=by, at=at))  # fmt: skip


def _log(act: FieldAct) -> None:
    act.label = act.label[:200]
    act.save()
    details = {"territory": act.territory, "line": act.kind, "row": act.row or None}
    record(act.verb, actor=act.by, at=act.at, details=details)


def _held(school: str, school_year: str) -> list[str]:
    found = PupilCampaign.objects.filter(school=school, school_year=school_year)
    return sorted(found.values_list("level", flat=True))


def _set_levels(
    school: str, school_year: str, levels: Collection[str], by: str, at: datetime
) -> None:
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


def _changed_since() -> ChangedSince:
    return ChangedSince(
        "line",
        "Ce changement ne peut plus être annulé\u00a0: autre chose a été écrit depuis.",
        "Écrivez ce qui doit être.",
    )
