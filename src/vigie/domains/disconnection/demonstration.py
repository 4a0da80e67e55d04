"""The invented rest of a school of the demonstration: longer than usual, with two points of its
charter done."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from vigie.calendar.hours import Hours
from vigie.domains.disconnection.actions import mark, say_hours
from vigie.domains.disconnection.models import Item, SchoolHours
from vigie.domains.people.models import Mandate
from vigie.domains.people.roles import Role
from vigie.periods import PARIS


def plant(at: datetime) -> list[SchoolHours]:
    """Says the rest of the schools that have a head, unless some said theirs."""
    if SchoolHours.objects.exists():
        return []
    done_on = at.astimezone(PARIS).date() - timedelta(days=30)
    made = []
    for head in Mandate.objects.in_force(at).filter(role=Role.HEAD.value).select_related("person"):
        rest = Hours(evening=time(19), friday=time(18))
        made.append(say_hours(head.territory, rest, reason="Conseil d’administration de rentrée",
                              by=head.person, at=at))  # fmt: skip
        for item in (Item.MARKS, Item.NOTIFICATIONS):
            mark(head.territory, item, done_on, by=head.person, at=at)
    return made
