"""What territories say otherwise than the school calendar, for the people of a département."""

from __future__ import annotations

from collections.abc import Mapping

from vigie.calendar.hours import OwnDays
from vigie.calendar.places import places
from vigie.calendar.schools import Span
from vigie.domains.reminders.models import LocalDays
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree


def own_days(tree: Tree) -> Mapping[str, OwnDays]:
    """For each département, the days that it, or a territory around it, opened or closed. A school
    or a circonscription has no days of its own."""
    said = list(LocalDays.objects.filter(withdrawn_at__isnull=True))
    found = {}
    for department in places() if said else ():
        code = f"dep:{department}"
        mine = [
            each for each in said
            if relation(tree, each.territory, code) in (Relation.OWN, Relation.CHILD)
        ]  # fmt: skip
        if mine:
            found[department] = OwnDays(
                tuple(_span(each) for each in mine if each.opened),
                tuple(_span(each) for each in mine if not each.opened),
            )
    return found


def _span(each: LocalDays) -> Span:
    return Span(each.first_day, each.last_day, each.reason)
