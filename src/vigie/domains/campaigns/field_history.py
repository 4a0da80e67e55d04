"""How a line of a territory stood before an act and after it, and putting it back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder

from vigie.domains.campaigns.field_forms import KINDS
from vigie.domains.campaigns.models import (
    Arrangement,
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
PUPILS = "eleves"
_VERBS = {
    "field.write": "Ajout",
    "field.change": "Modification",
    "field.remove": "Retrait",
    "field.undo": "Retour en arrière",
    "pupil_campaigns.tell": "Campagnes tenues",
    "pupil_campaigns.undo": "Retour en arrière",
}
_NOT_SAID = ("id", "territory", "changed_at", "changed_by", "withdrawn_at")


@dataclass(frozen=True)
class Shown:
    """An act in words. `may_undo`: nothing came after it."""

    number: int
    what: str
    label: str
    who: str
    at: datetime
    may_undo: bool


def values_of(row: Written) -> Values:
    """All that a line says, as JSON keeps it; `withdrawn`, and the numbers of its campaigns."""
    said: Values = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in _NOT_SAID
    }
    said["withdrawn"] = row.withdrawn_at is not None
    if isinstance(row, Cohort):
        said["campaigns"] = sorted(row.campaigns.values_list("pk", flat=True))
    kept: Values = json.loads(json.dumps(said, cls=DjangoJSONEncoder))
    return kept


def put_back(row: Written, before: Values | None, at: datetime) -> None:
    """Writes a line as it stood; what was not there is withdrawn."""
    values = dict(before or {})
    gone = before is None or bool(values.pop("withdrawn"))
    campaigns = values.pop("campaigns", None)
    for name, value in values.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))  # type: ignore[union-attr]  # a column
    row.withdrawn_at = at if gone else None
    row.save()
    if isinstance(row, Cohort) and isinstance(campaigns, list):
        row.campaigns.set(campaigns)


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
    found = FieldAct.objects.filter(territory=territory)
    found = found.filter(kind=PUPILS) if pupils else found.exclude(kind=PUPILS)
    acts = list(found[:most])
    named = naming(each.by for each in acts)
    seen = set[tuple[str, object]]()
    shown = []
    for each in acts:
        # Of several acts on a line, only the last can be undone; a year stands for its line.
        line = (each.kind, each.row or each.label)
        may_undo = line not in seen and each.undone_at is None
        seen.add(line)
        shown.append(
            Shown(each.pk, _VERBS[each.verb], each.label, named(each.by), each.at, may_undo)
        )
    return shown
