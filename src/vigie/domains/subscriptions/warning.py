"""Warning a school before its subscriptions end: each warning once, at an hour when one may write.

A message says how many and where to look. It waits for the opening of the allowed hours of the
school's département: nothing is written down before, so nothing leaves by mistake.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
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
_TRIES_LAST = timedelta(minutes=20)
"""For how long the courier tries to send a message."""
Due = list[tuple[Subscription, list[int]]]


def warn(at: datetime) -> int:
    """Writes down the messages that are due now; says how many. Safe to run by several at once."""
    people = warned_people(at)
    hours = _Hours(at)
    written = 0
    for school, due in _due(at, people).items():
        if hours.open_in(school):
            try:
                written += _tell(school, due, people[school], at)
            except IntegrityError:
                _logger.info("another process warns the same school")
    return written


def warned_people(at: datetime) -> dict[str, list[Person]]:
    """School → its head, and who manages the resources of the GAR for her."""
    held = Mandate.objects.in_force(at).filter(
        role__in=[role.value for role in WARNED_ROLES], person__is_active=True
    )
    found: dict[str, dict[int, Person]] = defaultdict(dict)
    for each in held.select_related("person", "origin").order_by("pk"):
        origin = each.origin
        if origin is None or (
            origin.starts_at <= at and (origin.ends_at is None or origin.ends_at > at)
        ):
            found[each.territory][each.person_id] = each.person
    return {school: list(people.values()) for school, people in found.items()}


def _due(at: datetime, schools: Container[str]) -> dict[str, Due]:
    """School → subscriptions with the warnings whose day has come and that were not given, for
    these schools."""
    on = at.astimezone(PARIS).date()
    said = {each.school: (each.first, each.second) for each in WarningDays.objects.all()}
    every = {FIRST, SECOND} | {days for pair in said.values() for days in pair if days}
    found: dict[str, dict[int, tuple[Subscription, list[int]]]] = defaultdict(dict)
    for days in sorted(every):
        given = Warned.objects.filter(
            subscription=OuterRef("pk"), ends_on=OuterRef("ends_on"), days=days
        )
        ending = Subscription.objects.standing().undecided().ending(on, on + timedelta(days=days))
        for each in ending.filter(~Exists(given)).iterator():
            if each.school in schools and days in said.get(each.school, (FIRST, SECOND)):
                found[each.school].setdefault(each.pk, (each, []))[1].append(days)
    return {school: list(due.values()) for school, due in found.items()}


class _Hours:
    """Whether one may write in a school at a moment, asked once for each département."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._open: dict[str, bool] = {}

    def open_in(self, school: str) -> bool:
        try:
            department = uai_department(school.removeprefix("uai:"))
        except UnknownCode:
            return False
        if department not in self._open:
            self._open[department] = self._asked(department)
        return self._open[department]

    def _asked(self, department: str) -> bool:
        try:
            place = place_of(department)
            # What the mail server does not take at once is tried again for some minutes.
            return is_allowed(self._at, place) and is_allowed(self._at + _TRIES_LAST, place)
        except UnknownPlace:
            return False
        except MissingCalendar:
            _logger.warning("no school calendar for this day: nobody is warned in %s", department)
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
        subject = "Des abonnements se terminent bientôt"
        notify(person, subject=subject, body=body, at=at, where=school)
    return len(people)


def _name(school: str, at: datetime) -> str:
    known = tree(at.astimezone(PARIS).date())
    return known.name(school) if school in known else school.removeprefix("uai:")


def _work() -> int:
    return warn(clock.now())


warner = Rounds("warner", _work, pause=900.0)
