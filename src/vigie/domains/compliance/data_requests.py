"""Requests about one's data: asking, answering, correcting what one may correct oneself."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigie.codes import NATION, PROFILES, UnknownCode, uai_department
from vigie.domains.audit.actions import record
from vigie.domains.compliance.models import DataRequest
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation
from vigie.periods import PARIS

MANY = 10
"""A person has ten requests waiting at most: enough to ask, too few to bury anyone."""
_COVERED = (Relation.OWN, Relation.CHILD)


class TooManyWait(ComplianceRefused):
    """The person has asked a lot already."""


class AlreadyClosed(ComplianceRefused):
    """Someone answered meanwhile, or the person gave up."""


@dataclass(frozen=True)
class Clock:
    """A request and its month. `days_left`: whole days before the end, negative when it is past."""

    request: DataRequest
    days_left: int

    @property
    def late(self) -> bool:
        return self.days_left < 0


def one_month_after(at: datetime) -> datetime:
    """The same day of the next month, or its last day when it has no such day (article 12, 3)."""
    local = at.astimezone(PARIS)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    day = min(local.day, calendar.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day)


def place_of(person: Person, held: Rights) -> str:
    """Where a request of hers goes: her place, else that of a mandate, else the nation.

    A school that no directory named yet stands for its département: someone must follow it.
    """
    places = [person.place, *(mandate.territory for mandate in held.mandates)]
    for place in filter(None, places):
        if held.tree.find(place) is not None:
            return str(place)
        try:
            return f"dep:{uai_department(place.removeprefix('uai:'))}"
        except UnknownCode:
            continue
    return NATION


@transaction.atomic
def ask(person: Person, kind: Kind, *, text: str, territory: str, at: datetime) -> DataRequest:
    """A person asks something about her data. Raises TooManyWait."""
    Person.objects.select_for_update().get(pk=person.pk)
    if DataRequest.objects.of(person).waiting().count() >= MANY:
        raise TooManyWait(
            "",
            f"Vous avez déjà {MANY} demandes en attente.",
            "Attendez une réponse, ou annulez-en.",
        )
    asked = DataRequest.objects.create(
        person=person, territory=territory, kind=kind, text=text, made_at=at,
        due_at=one_month_after(at),
    )  # fmt: skip
    record("request.ask", actor=reference(person), about=reference(person), at=at,
           details={"kind": kind.value})  # fmt: skip
    return asked


@transaction.atomic
def give_up(request: DataRequest, *, at: datetime) -> DataRequest:
    """The person takes a request back. Raises AlreadyClosed."""
    known = _open(request)
    return _close(known, Outcome.CANCELLED, known.answer, known.person, at)


@transaction.atomic
def answer(
    request: DataRequest, *, outcome: Outcome, text: str, by: Person, at: datetime
) -> DataRequest:
    """Says to the person what was done, or why it is refused. Raises AlreadyClosed."""
    return _close(_open(request), outcome, text, by, at)


def _open(request: DataRequest) -> DataRequest:
    known = DataRequest.objects.select_for_update().get(pk=request.pk)
    if known.state != Outcome.WAITING:
        raise AlreadyClosed("", "Cette demande est déjà close.", "Rechargez la page.")
    return known


def _close(
    known: DataRequest, outcome: Outcome, text: str, by: Person | None, at: datetime
) -> DataRequest:
    known.state, known.answer, known.closed_at, known.closed_by = outcome, text, at, by
    known.save(update_fields=["state", "answer", "closed_at", "closed_by"])
    about = reference(known.person) if known.person else ""
    record("request.close", actor=reference(by), about=about, at=at,
           details={"kind": known.kind, "outcome": outcome.value})  # fmt: skip
    return known


@transaction.atomic
def rectify(
    person: Person, *, first_name: str, last_name: str, profile: str, at: datetime
) -> Person:
    """A person corrects her name and profile herself; nothing is written when nothing changed."""
    known = Person.objects.select_for_update().get(pk=person.pk)
    assert profile in ("", *PROFILES)
    wanted = {"first_name": first_name, "last_name": last_name, "profile": profile}
    changed = [name for name, value in wanted.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, wanted[name])
    if changed:
        known.save(update_fields=changed)
        record("person.rectify", actor=reference(person), about=reference(person), at=at,
               details={"fields": changed})  # fmt: skip
    return known


def clocks(held: Rights) -> Sequence[Clock]:
    """The requests that a DPO follows, in the places of her mandates, the most urgent first."""
    waiting = DataRequest.objects.waiting().select_related("person")
    return [_clock(each, held.at) for each in waiting if _follows(held, each)]


def closed(held: Rights, most: int = 50) -> Sequence[DataRequest]:
    """The latest requests that were closed in the places of her mandates."""
    found = DataRequest.objects.exclude(state=Outcome.WAITING).order_by("-closed_at")
    return [each for each in found[: 10 * most] if _follows(held, each)][:most]


def followed(held: Rights, number: int) -> DataRequest:
    """A request that the DPO may answer. Raises Refused, whether or not it exists."""
    found = DataRequest.objects.filter(pk=number).select_related("person").first()
    if found is None or found.person is None or not _follows(held, found):
        raise Refused(Answer.UNKNOWN)
    return found


def mine(held: Rights, number: int) -> DataRequest:
    """A request of the person herself. Raises Refused, whether or not it exists."""
    found = DataRequest.objects.filter(pk=number, person=held.person).first()
    if found is None or held.person is None:
        raise Refused(Answer.UNKNOWN)
    return found


def _follows(held: Rights, request: DataRequest) -> bool:
    return any(
        relation(held.tree, mandate.territory, request.territory or NATION) in _COVERED
        for mandate in held.holding(Role.DPO)
    )


def _clock(request: DataRequest, at: datetime) -> Clock:
    today = at.astimezone(PARIS).date()
    return Clock(request, (request.due_at.astimezone(PARIS).date() - today).days)
