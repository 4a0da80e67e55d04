"""What is said otherwise than the school calendar and the usual hours, for the people of a place:
days of territories, and the longer rest of some schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vigie.calendar.hours import NOTHING_ELSE, USUAL, Hours, OwnDays
from vigie.domains.disconnection.queries import longer_rests
from vigie.domains.reminders.own_days import own_days
from vigie.facts.geography import Tree


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
