"""The invented subscriptions of the demonstration: resources that do not exist, some of which end
soon, in the example collège and in one école."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from vigie.domains.subscriptions.models import Public, Subscription
from vigie.domains.subscriptions.parsers import resource_key
from vigie.periods import PARIS

_COLLEGE, _ECOLE, _OTHER = "uai:0259109R", "uai:0259001Y", "uai:0259112U"
_BY = "demonstration"
_MADE = (
    (_COLLEGE, "Encyclopédie des collèges", "Éditions du Sapin", Public.EVERYONE, 620, 21),
    (_COLLEGE, "Mathématiques pas à pas, 4e", "Éditions du Doubs", Public.PUPILS, 140, 48),
    (_COLLEGE, "Banque de sons et d’images", "Images du Jura", Public.TEACHERS, 45, 210),
    (_COLLEGE, "Lire en allemand", "Éditions du Sapin", Public.PUPILS, 90, 275),
    (_OTHER, "Encyclopédie des collèges", "Éditions du Sapin", Public.EVERYONE, 410, 21),
    (_OTHER, "Le laboratoire virtuel", "Images du Jura", Public.PUPILS, None, 75),
    (_ECOLE, "Premières lectures", "Éditions du Doubs", Public.PUPILS, 120, 33),
)  # fmt: skip


@transaction.atomic
def plant(at: datetime) -> int:
    """Writes the subscriptions, unless there are some already; says how many."""
    if Subscription.objects.exists():
        return 0
    day = at.astimezone(PARIS).date()
    made = [
        Subscription(
            school=school, resource=resource, key=resource_key(resource), publisher=publisher,
            public=public, licences=licences, starts_on=_a_year_before(day + timedelta(days=left)),
            ends_on=day + timedelta(days=left), changed_at=at, changed_by=_BY,
        )
        for school, resource, publisher, public, licences, left in _MADE
    ]  # fmt: skip
    return len(Subscription.objects.bulk_create(made))


def _a_year_before(last: date) -> date:
    return last - timedelta(days=364)
