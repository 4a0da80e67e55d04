"""The invented counts of the demonstration: three of the example collège over an autumn, one of
another collège and one of an école."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vigie.domains.activation.models import ActivationCount, ActivationLevel
from vigie.periods import PARIS

_COLLEGE, _ECOLE, _OTHER = "uai:0259109R", "uai:0259001Y", "uai:0259112U"
_BY = "demonstration"
_LEVELS = ("6e", "5e", "4e", "3e")
# School, days ago, accounts and activated at each level.
_MADE = (
    (_COLLEGE, 56, ((210, 84), (205, 139), (198, 141), (201, 150))),
    (_COLLEGE, 28, ((210, 131), (205, 152), (198, 148), (201, 155))),
    (_COLLEGE, 7, ((210, 168), (205, 164), (198, 151), (201, 157))),
    (_OTHER, 14, ((120, 111), (118, 112), (121, 117), (119, 116))),
)
_OF_ECOLE = (("CP", 22, 15), ("CE1", 24, 18))


@transaction.atomic
def plant(at: datetime) -> int:
    """Writes the counts, unless there are some already; says how many."""
    if ActivationCount.objects.exists():
        return 0
    for school, ago, numbers in _MADE:
        levels = [(level, *pair) for level, pair in zip(_LEVELS, numbers, strict=True)]
        _count(school, ago, levels, at)
    _count(_ECOLE, 10, list(_OF_ECOLE), at)
    return len(_MADE) + 1


def _count(school: str, ago: int, levels: list[tuple[str, int, int]], at: datetime) -> None:
    moment = at - timedelta(days=ago)
    made = ActivationCount.objects.create(
        school=school,
        counted_on=moment.astimezone(PARIS).date(),
        accounts=sum(accounts for _, accounts, _ in levels),
        activated=sum(activated for _, _, activated in levels),
        made_at=moment,
        made_by=_BY,
    )
    ActivationLevel.objects.bulk_create(
        ActivationLevel(count=made, level=level, accounts=accounts, activated=activated)
        for level, accounts, activated in levels
    )
