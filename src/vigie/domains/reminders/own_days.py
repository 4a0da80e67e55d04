"""What territories say otherwise than the school calendar, for the people of a département; and the
day on which a wave begins, counted from a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vigie.calendar.hours import NOTHING_ELSE, NeverAllowed, OwnDays, working_day_before
from vigie.calendar.places import place_of, places
from vigie.calendar.schools import MissingCalendar, Span
from vigie.domains.reminders.models import LocalDays
from vigie.domains.territories.around import departments_of
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


def first_day_before(tree: Tree, territory: str, deadline: date, days: int) -> date:
    """The day from which so many working days are left before a deadline, in each département of a
    territory: the earliest of theirs, so that all have them. A département whose calendar nobody
    knows counts for nothing, as nobody is written to there.

    Raises MissingCalendar when it is so of all of them, NeverAllowed."""
    own, found, missing = own_days(tree), [], None
    for code in departments_of(tree, territory):
        number = code.removeprefix("dep:")
        mine = own.get(number, NOTHING_ELSE)
        try:
            found.append(working_day_before(deadline, days, place_of(number), mine))
        except MissingCalendar as error:
            missing = error
    if not found:
        raise missing or NeverAllowed
    return min(found)


def _span(each: LocalDays) -> Span:
    return Span(each.first_day, each.last_day, each.reason)
