"""Recording the works of pupils and what their legal guardians answered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.compliance.models import PupilWork
from vigie.domains.compliance.models.space import Permission
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.periods import PARIS


class WrongUse(ComplianceRefused):
    """The time of use ends before it starts."""


class AnswerWithoutDate(ComplianceRefused):
    """An answer of the guardians has no date, or a date to come."""


class WorkGone(ComplianceRefused):
    """The record was removed, or is there already."""


@dataclass(frozen=True)
class Work:
    """All that is said of a work: see the fields of `PupilWork`."""

    title: str
    purpose: str
    starts_on: date
    ends_on: date
    permission: str
    answered_on: date | None
    reference: str


@transaction.atomic
def record_work(school: str, said: Work, *, by: Person, at: datetime) -> PupilWork:
    """Records a work of pupils of a school. Raises WrongUse or AnswerWithoutDate."""
    _refuse(said, at)
    work = PupilWork.objects.create(
        territory=school, **asdict(said), recorded_at=at, recorded_by=by
    )
    _log("work.record", work, by, at)
    return work


@transaction.atomic
def revise_work(work: PupilWork, said: Work, *, by: Person, at: datetime) -> PupilWork:
    """Corrects a record, or writes the answer of the guardians. Raises WrongUse,
    AnswerWithoutDate or WorkGone."""
    _refuse(said, at)
    known = PupilWork.objects.select_for_update().get(pk=work.pk)
    if known.removed_at is not None:
        raise WorkGone("title", "Cette œuvre a été retirée.", "Rétablissez-la d’abord.")
    for name, value in asdict(said).items():
        setattr(known, name, value)
    known.recorded_at, known.recorded_by = at, by
    known.save()
    _log("work.revise", known, by, at)
    return known


@transaction.atomic
def remove_work(work: PupilWork, *, by: Person, at: datetime) -> PupilWork:
    """Takes a record away; it can be put back. Raises WorkGone."""
    known = PupilWork.objects.select_for_update().get(pk=work.pk)
    if known.removed_at is not None:
        raise WorkGone("title", "Cette œuvre était déjà retirée.", "")
    known.removed_at = at
    known.save(update_fields=["removed_at"])
    _log("work.remove", known, by, at)
    return known


@transaction.atomic
def restore_work(work: PupilWork, *, by: Person, at: datetime) -> PupilWork:
    """Puts a record back. Raises WorkGone."""
    known = PupilWork.objects.select_for_update().get(pk=work.pk)
    if known.removed_at is None:
        raise WorkGone("title", "Cette œuvre est déjà dans la liste.", "")
    known.removed_at = None
    known.save(update_fields=["removed_at"])
    _log("work.restore", known, by, at)
    return known


def _refuse(said: Work, at: datetime) -> None:
    if said.ends_on < said.starts_on:
        raise WrongUse(
            "ends_on", "L’usage finit avant de commencer.", "Choisissez une fin plus tardive."
        )
    answered = said.permission != Permission.ASKED
    if answered and said.answered_on is None:
        raise AnswerWithoutDate(
            "answered_on",
            "La réponse des responsables légaux n’a pas de date.",
            "Dites quand vous l’avez reçue.",
        )
    if said.answered_on and said.answered_on > at.astimezone(PARIS).date():
        raise AnswerWithoutDate("answered_on", "Cette date est à venir.", "Vérifiez-la.")


def _log(act: str, work: PupilWork, by: Person, at: datetime) -> None:
    record(
        act,
        actor=reference(by),
        about=f"territory:{work.territory}",
        at=at,
        details={"work": work.pk, "permission": work.permission},
    )
