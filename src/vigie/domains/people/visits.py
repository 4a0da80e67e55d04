"""Visits: opened at sign-in, looked at by each request, ended by the person, by time or by a
mandate of administration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.devices import device_family
from vigie.domains.people.door_models import Visit
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, or_unknown
from vigie.domains.people.roles import READS_PEOPLE

VISIT = "visit"
"""Where the session names its visit."""

_PRECISION = timedelta(minutes=1)
_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Bounds:
    """How long a visit may stay unused, and last. `idle_reading`: unused, for who reads data of
    people one by one."""

    idle: timedelta
    idle_reading: timedelta
    longest: timedelta

    def idle_of(self, rights: Rights) -> timedelta:
        return self.idle_reading if rights.holding(*READS_PEOPLE) else self.idle


def bounds() -> Bounds:
    """The bounds of this installation."""
    return Bounds(
        timedelta(minutes=settings.VIGIE_SESSION_IDLE_MINUTES),
        timedelta(minutes=settings.VIGIE_SESSION_IDLE_READING_MINUTES),
        timedelta(hours=settings.VIGIE_SESSION_HOURS),
    )


def begin_visit(request: HttpRequest, person: Person, *, way: str, at: datetime) -> Visit:
    """Writes a visit down and names it in the session; those that ended long ago are forgotten."""
    Visit.objects.of(person).filter(seen_at__lt=at - _KEPT).delete()
    visit = Visit.objects.create(
        person=person,
        way=way,
        device=device_family(request.headers.get("User-Agent", "")),
        opened_at=at,
        seen_at=at,
    )
    request.session[VISIT] = visit.pk
    return visit


def current_visit(request: HttpRequest, rights: Rights) -> Visit | None:
    """The visit of a request, its last moment brought up to date; None when it is over."""
    if rights.person is None:
        return None
    at = rights.at
    visit = Visit.objects.of(rights.person).filter(pk=request.session.get(VISIT)).first()
    if visit is None or visit.ended_at is not None:
        return None
    if is_over(visit, rights):
        Visit.objects.filter(pk=visit.pk).end(at)
        return None
    if at - visit.seen_at >= _PRECISION:
        visit.seen_at = at
        visit.save(update_fields=["seen_at"])
    return visit


def is_over(visit: Visit, rights: Rights) -> bool:
    """Whether time alone has ended a visit."""
    limits = bounds()
    return (
        rights.at - visit.seen_at >= limits.idle_of(rights)
        or rights.at - visit.opened_at >= limits.longest
    )


def open_visits(rights: Rights) -> list[Visit]:
    """The visits of the person that still open something, the latest first."""
    if rights.person is None:
        raise Refused(Answer.SIGN_IN)
    found = Visit.objects.of(rights.person).going_on(rights.at, longest=bounds().longest)
    return [visit for visit in found if not is_over(visit, rights)]


def my_visit(rights: Rights, number: int) -> Visit:
    """A visit of hers. Raises Refused (unknown) for any other."""
    return or_unknown(
        Visit.objects.of(rights.person).filter(pk=number).first() if rights.person else None
    )


@transaction.atomic
def end_visit(visit: Visit, *, by: Person, at: datetime) -> None:
    """Ends one visit; the browser in which it was open is signed out at its next request."""
    if Visit.objects.filter(pk=visit.pk).end(at):
        record("session.end", actor=reference(by), about=f"person:{visit.person_id}", at=at,
               details={"visit": visit.pk})  # fmt: skip


@transaction.atomic
def end_other_visits(person: Person, kept: Visit | None, *, at: datetime) -> int:
    """Ends every visit of a person but one; says how many."""
    ended = Visit.objects.of(person).exclude(pk=kept.pk if kept else None).end(at)
    if ended:
        record("session.end_others", actor=reference(person), about=reference(person), at=at,
               details={"ended": ended})  # fmt: skip
    return ended
