"""How a line of a territory, or a campaign, stood before an act and after it, and putting it
back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.core.serializers.json import DjangoJSONEncoder

from vigie.domains.campaigns.field_forms import KINDS
from vigie.domains.campaigns.models import (
    Arrangement,
    Campaign,
    Cohort,
    Contact,
    Featured,
    FieldAct,
    Stakeholder,
)
from vigie.domains.people.queries import naming

Written = Contact | Featured | Arrangement | Stakeholder | Cohort
Values = dict[str, object]
TABLES: Mapping[str, type[Written]] = {
    "contact": Contact,
    "mise-en-avant": Featured,
    "temps": Arrangement,
    "acteur": Stakeholder,
    "cohorte": Cohort,
}
PUPILS, CAMPAIGN = "eleves", "campagne"
_VERBS = {
    "campaign.declare": "Déclaration",
    "campaign.revise": "Modification",
    "campaign.withdraw": "Retrait",
    "campaign.undo": "Retour en arrière",
    "field.write": "Ajout",
    "field.change": "Modification",
    "field.remove": "Retrait",
    "field.undo": "Retour en arrière",
    "pupil_campaigns.tell": "Campagnes tenues",
    "pupil_campaigns.undo": "Retour en arrière",
}
_NOT_SAID = ("id", "territory", "changed_at", "changed_by", "withdrawn_at")
_NOT_DECLARED = ("id", "declared_at", "declared_by", "withdrawn_at", "withdrawn_by")


@dataclass(frozen=True)
class Shown:
    """An act in words. `may_undo`: nothing came after it. `changed`: what it changed: name of the
    field → before, after; empty when it added or took away."""

    number: int
    what: str
    label: str
    who: str
    at: datetime
    may_undo: bool
    changed: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    change: str = ""


def values_of(row: Written | Campaign) -> Values:
    """All that a line says, as JSON keeps it; `withdrawn`, and the numbers of its campaigns."""
    left = _NOT_DECLARED if isinstance(row, Campaign) else _NOT_SAID
    said: Values = {
        each.name: getattr(row, each.name)
        for each in row._meta.concrete_fields
        if each.name not in left
    }
    said["withdrawn"] = row.withdrawn_at is not None
    if isinstance(row, Cohort):
        said["campaigns"] = sorted(row.campaigns.values_list("pk", flat=True))
    kept: Values = json.loads(json.dumps(said, cls=DjangoJSONEncoder))
    return kept


def put_back(row: Written, before: Values | None, at: datetime) -> None:
    """Writes a line as it stood; what was not there is withdrawn."""
    say_again(row, before, at)
    row.save()
    campaigns = (before or {}).get("campaigns")
    if isinstance(row, Cohort) and isinstance(campaigns, list):
        row.campaigns.set(campaigns)


def say_again(row: Written | Campaign, before: Values | None, at: datetime) -> None:
    """Gives a line the values that it had; saving is for the caller."""
    values = before or {"withdrawn": True}
    for name, value in values.items():
        if name not in ("withdrawn", "campaigns"):
            setattr(row, name, row._meta.get_field(name).to_python(value))  # type: ignore[union-attr]  # a column
    row.withdrawn_at = at if values["withdrawn"] else None


def label_of(row: Written) -> str:
    """A line in a few words."""
    if isinstance(row, Featured):
        return row.pathway_name
    if isinstance(row, Stakeholder):
        return row.actor_name
    if isinstance(row, Contact):
        return KINDS["contact"].title
    return row.label if isinstance(row, Arrangement) else row.name


def history(territory: str, *, pupils: bool = False, most: int = 10) -> Sequence[Shown]:
    """The latest acts on what a territory writes, or on the pupil campaigns of a school."""
    kinds = [PUPILS] if pupils else list(TABLES)
    return _shown(list(FieldAct.objects.filter(territory=territory, kind__in=kinds)[:most]))


def campaign_history(
    holds: Callable[[str], bool], *, number: int | None = None, most: int = 10
) -> Sequence[Shown]:
    """The latest acts on the declarations of some territories, or on one campaign."""
    found = FieldAct.objects.filter(kind=CAMPAIGN)
    if number is not None:
        found = found.filter(row=number)
    return _shown(list(islice((act for act in found.iterator() if holds(act.territory)), most)))


def _shown(acts: Sequence[FieldAct]) -> Sequence[Shown]:
    named = naming(each.by for each in acts)
    seen = set[tuple[str, object]]()
    shown = []
    for each in acts:
        # Of several acts on a line, only the last can be undone; a year stands for its line.
        line = (each.kind, each.row or each.label)
        may_undo = line not in seen and each.undone_at is None
        seen.add(line)
        shown.append(
            Shown(each.pk, _VERBS[each.verb], each.label, named(each.by), each.at, may_undo,
                  _changed(each))
        )  # fmt: skip
    return shown


def _changed(act: FieldAct) -> dict[str, tuple[object, object]]:
    before, after = act.before or {}, act.after or {}
    return {
        name: (before[name], value)
        for name, value in after.items()
        if name in before and before[name] != value
    }
