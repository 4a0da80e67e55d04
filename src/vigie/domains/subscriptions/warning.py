"""Warning a school before its subscriptions end: each warning once, at an hour when one may write.

A message says how many and where to look. It waits for the opening of the allowed hours of the
school's département: nothing is written down before, so nothing leaves by mistake.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from vigie.calendar.hours import is_allowed
from vigie.calendar.places import UnknownPlace, place_of
from vigie.calendar.schools import MissingCalendar
from vigie.codes import UnknownCode, uai_department
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.notices import address_of, notify
from vigie.domains.people.rounds import Rounds
from vigie.domains.subscriptions.actions import FIRST, SECOND
from vigie.domains.subscriptions.models import Subscription, Warned, WarningDays
from vigie.domains.subscriptions.queries import WARNED_ROLES
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web import clock, formats

_logger = logging.getLogger(__name__)
Due = list[tuple[Subscription, list[int]]]


def warn(at: datetime) -> int:
    """Writes down the messages that are due now; says how many. Safe to run by several at once."""
    written = 0
    for school, due in _due(at).items():
        if not _may_write(school, at):
            continue
        people = warned_people(school, at)
        if people:
            try:
                written += _tell(school, due, people, at)
            except IntegrityError:
                _logger.info("another process warns the same school")
    return written


def warned_people(school: str, at: datetime) -> list[Person]:
    """The head of a school, and who manages the resources of the GAR for her."""
    held = Mandate.objects.in_force(at).filter(
        territory=school, role__in=[role.value for role in WARNED_ROLES], person__is_active=True
    )
    people = {}
    for each in held.select_related("person", "origin"):
        origin = each.origin
        if origin is None or (
            origin.starts_at <= at and (origin.ends_at is None or origin.ends_at > at)
        ):
            people[each.person_id] = each.person
    return list(people.values())


def _due(at: datetime) -> dict[str, Due]:
    """School → subscriptions with the warnings whose day has come and that were not given."""
    on = at.astimezone(PARIS).date()
    said = {each.school: each for each in WarningDays.objects.all()}
    furthest = max([FIRST, *(each.first for each in said.values())])
    ending = Subscription.objects.standing().undecided().ending(on, on + timedelta(days=furthest))
    given = set(
        Warned.objects.filter(ends_on__gte=on).values_list("subscription_id", "ends_on", "days")
    )
    found: dict[str, Due] = defaultdict(list)
    for each in ending.iterator():
        own = said.get(each.school)
        wanted = (own.first, own.second) if own else (FIRST, SECOND)
        left = (each.ends_on - on).days
        missing = [
            days
            for days in wanted
            if days is not None and left <= days and (each.pk, each.ends_on, days) not in given
        ]
        if missing:
            found[each.school].append((each, missing))
    return found


def _may_write(school: str, at: datetime) -> bool:
    try:
        return is_allowed(at, place_of(uai_department(school.removeprefix("uai:"))))
    except (UnknownCode, UnknownPlace):
        _logger.warning("no département for a school: nobody is warned there")
    except MissingCalendar:
        _logger.warning("no school calendar for this day: nobody is warned")
    return False


@transaction.atomic
def _tell(school: str, due: Due, people: Sequence[Person], at: datetime) -> int:
    Warned.objects.bulk_create(
        Warned(subscription=each, ends_on=each.ends_on, days=days, told_at=at)
        for each, missing in due
        for days in missing
    )
    number = formats.plural(len(due), "abonnement", "abonnements")
    context = {
        "number": number,
        "place": _name(school, at),
        "soonest": min(each.ends_on for each, _ in due),
        "address": address_of("subscriptions", school),
    }
    body = render_to_string("subscriptions/mail_warning.txt", context)
    for person in people:
        notify(person, subject="Des abonnements se terminent bientôt", body=body, at=at)
    return len(people)


def _name(school: str, at: datetime) -> str:
    known = tree(at.astimezone(PARIS).date())
    return known.name(school) if school in known else school.removeprefix("uai:")


def _work() -> int:
    return warn(clock.now())


warner = Rounds("warner", _work, pause=900.0)
