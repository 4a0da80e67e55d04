"""What territories say otherwise than the school calendar, for the people of a département, and
what some schools say of their hours of rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vigie.calendar.hours import NOTHING_ELSE, USUAL, Hours, OwnDays
from vigie.calendar.places import places
from vigie.calendar.schools import Span
from vigie.domains.disconnection.queries import longer_rests
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


class Otherwise:
    """What is said otherwise, as known when this is made: read once for many people."""

    def __init__(self, tree: Tree) -> None:
        self._days = own_days(tree)
        self.rests: Mapping[str, Hours] = longer_rests()
        """UAI → hours of the few schools whose rest is longer than usual."""

    def at(self, department: str, hours: Hours = USUAL) -> OwnDays:
        """For the people of a département whose school wants these hours."""
        said = self._days.get(department, NOTHING_ELSE)
        return said if hours == USUAL else replace(said, hours=hours)

    def of(self, department: str, uai: str) -> OwnDays:
        """For the people of a school."""
        return self.at(department, self.rests.get(uai, USUAL))


def _span(each: LocalDays) -> Span:
    return Span(each.first_day, each.last_day, each.reason)
