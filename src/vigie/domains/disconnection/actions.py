"""What a school says of its rest: one verb each, atomic, logged, named refusals."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from vigie.calendar.hours import Hours
from vigie.domains.audit.actions import record
from vigie.domains.disconnection.models import CharterMark, Item, SchoolHours
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.periods import PARIS
from vigie.web.refusals import ChangeRefused, unless_taken

EARLIEST_EVENING, LATEST_MORNING = time(15), time(11)
"""A rest leaves four hours a day at least: what takes up the whole day is no rest but a closure."""


class DisconnectionRefused(ChangeRefused):
    """What a school says of its rest, and cannot be."""

    status = 400


class OutOfBounds(DisconnectionRefused):
    """A rest that begins too early or ends too late."""


class SaidMeanwhile(DisconnectionRefused):
    """Two people said the first hours of a school at once."""


class NothingToUndo(DisconnectionRefused):
    """It was withdrawn, or marked, already."""


@transaction.atomic
def say_hours(
    school: str, hours: Hours, *, reason: str = "", by: Person | None, at: datetime
) -> SchoolHours:
    """Says the hours of rest of a school, in place of those before. Raises OutOfBounds.

    Saying what holds already is no act."""
    _refuse(hours)
    known = SchoolHours.objects.standing().select_for_update(of=("self",)).filter(school=school)
    standing = known.first()
    if standing is not None:
        if (standing.hours, standing.reason) == (hours, reason):
            return standing
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
    with unless_taken(
        SaidMeanwhile(
            "evening", "Quelqu’un vient de dire d’autres heures.", "Relisez-les, puis recommencez."
        )
    ):
        said = SchoolHours.objects.create(
            school=school, evening=hours.evening, morning=hours.morning, friday=hours.friday,
            monday=hours.monday, reason=reason, said_at=at, said_by=by,
        )  # fmt: skip
    _log("school_hours.say", said, by, at)
    return said


@transaction.atomic
def withdraw_hours(said: SchoolHours, *, by: Person, at: datetime) -> SchoolHours | None:
    """Undoes the last saying of a school: the one before holds again, or none does. Returns it.
    Raises NothingToUndo."""
    known = SchoolHours.objects.select_for_update(of=("self",)).get(pk=said.pk)
    if known.ended_at is not None:
        raise NothingToUndo(
            "evening", "Ces heures ne valent plus.", "Regardez celles qui sont en vigueur."
        )
    known.ended_at = known.withdrawn_at = at
    known.save(update_fields=["ended_at", "withdrawn_at"])
    before = SchoolHours.objects.filter(school=known.school, withdrawn_at__isnull=True).first()
    if before is not None:
        before.ended_at = None
        before.save(update_fields=["ended_at"])
    _log("school_hours.withdraw", known, by, at)
    return before


@transaction.atomic
def mark(school: str, item: Item, done_on: date, *, by: Person | None, at: datetime) -> CharterMark:
    """Says that a school has done something of its charter, on a day. Raises NothingToUndo when it
    is said already, and OutOfBounds for a day to come."""
    if done_on > at.astimezone(PARIS).date():
        raise OutOfBounds("done_on", "Cette date est à venir.", "Notez-le une fois fait.")
    with unless_taken(
        NothingToUndo("done_on", "Ce point est déjà noté.", "Annulez-le pour changer sa date.")
    ):
        made = CharterMark.objects.create(
            school=school, item=item, done_on=done_on, said_at=at, said_by=by
        )
    _log_mark("charter.mark", made, by, at)
    return made


@transaction.atomic
def unmark(school: str, item: Item, *, by: Person, at: datetime) -> None:
    """Takes it back. Raises NothingToUndo."""
    found = CharterMark.objects.filter(school=school, item=item, withdrawn_at__isnull=True)
    known = found.select_for_update(of=("self",)).first()
    if known is None:
        raise NothingToUndo("done_on", "Ce point n’est pas noté.", "Il n’y a rien à annuler.")
    known.withdrawn_at = at
    known.save(update_fields=["withdrawn_at"])
    _log_mark("charter.unmark", known, by, at)


def _refuse(hours: Hours) -> None:
    for name in ("evening", "friday"):
        if getattr(hours, name) < EARLIEST_EVENING:
            raise OutOfBounds(
                name, "Le repos commence à 15\u00a0h au plus tôt.", "Choisissez plus tard."
            )
    for name in ("morning", "monday"):
        if getattr(hours, name) > LATEST_MORNING:
            raise OutOfBounds(
                name, "Le repos finit à 11\u00a0h au plus tard.", "Choisissez plus tôt."
            )


def _log(action: str, said: SchoolHours, by: Person | None, at: datetime) -> None:
    told = " ".join(f"{each:%H:%M}" for each in (said.evening, said.morning, said.friday,
                                                 said.monday))  # fmt: skip
    record(action, actor=reference(by), at=at, details={"territory": said.school, "rest": told})


def _log_mark(action: str, made: CharterMark, by: Person | None, at: datetime) -> None:
    record(action, actor=reference(by), at=at,
           details={"territory": made.school, "item": made.item, "on": made.done_on})  # fmt: skip
