"""Giving an agreement to a trainer, taking it back, and reading what it opens."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from vigie.domains.audit.actions import record, record_read
from vigie.domains.compliance.agreements_queries import is_trainer
from vigie.domains.compliance.models import SharingAgreement
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.periods import PARIS

LONGEST = timedelta(days=366)
"""An agreement is thought about again at least once a year."""


class NoTrainer(ComplianceRefused):
    """Nobody with a mandate of trainer has the address."""


class WrongEnd(ComplianceRefused):
    """The end is in the past, or too far."""


class AgreementOver(ComplianceRefused):
    """The agreement has ended: it cannot be taken back or put back."""


@transaction.atomic
def give_agreement(person: Person, *, address: str, until: date, at: datetime) -> SharingAgreement:
    """A person lets a trainer read her results until the end of a day, in Paris. An agreement that
    holds with the same trainer gives way to the new one. Raises NoTrainer or WrongEnd."""
    Person.objects.select_for_update().get(pk=person.pk)
    trainer = Person.objects.active().of_email(address)
    if trainer is None or trainer == person or not is_trainer(trainer, at):
        # One sentence for « unknown » and for « known, but no trainer ».
        raise NoTrainer(
            "address",
            "Aucune personne qui forme n’est connue à cette adresse.",
            "Vérifiez l’adresse avec elle\u00a0: son mandat de formation doit être en cours.",
        )
    today = at.astimezone(PARIS).date()
    if until < today or until > today + LONGEST:
        raise WrongEnd(
            "until",
            "Un accord finit entre aujourd’hui et dans un an.",
            "Choisissez une autre date\u00a0; vous pourrez donner un nouvel accord ensuite.",
        )
    for former in SharingAgreement.objects.live(at).filter(person=person, trainer=trainer):
        former.withdrawn_at = at
        former.save(update_fields=["withdrawn_at"])
    agreement = SharingAgreement.objects.create(
        person=person,
        trainer=trainer,
        given_at=at,
        ends_at=datetime.combine(until + timedelta(days=1), time(), tzinfo=PARIS),
    )
    _log("agreement.give", agreement, at)
    return agreement


@transaction.atomic
def withdraw_agreement(agreement: SharingAgreement, *, at: datetime) -> SharingAgreement:
    """A person takes her agreement back, at once. Raises AgreementOver."""
    known = SharingAgreement.objects.select_for_update().get(pk=agreement.pk)
    if not known.is_live(at):
        raise AgreementOver("agreement", "Cet accord était déjà terminé.", "")
    known.withdrawn_at = at
    known.save(update_fields=["withdrawn_at"])
    _log("agreement.withdraw", known, at)
    return known


@transaction.atomic
def restore_agreement(agreement: SharingAgreement, *, at: datetime) -> SharingAgreement:
    """A person goes back on her withdrawal. Raises AgreementOver."""
    known = SharingAgreement.objects.select_for_update().get(pk=agreement.pk)
    again = SharingAgreement.objects.live(at).filter(
        person=known.person_id, trainer=known.trainer_id
    )
    if known.withdrawn_at is None or known.ends_at <= at or again.exists():
        raise AgreementOver(
            "agreement",
            "Cet accord ne peut pas être rétabli.",
            "Donnez un nouvel accord à cette personne.",
        )
    known.withdrawn_at = None
    known.save(update_fields=["withdrawn_at"])
    _log("agreement.restore", known, at)
    return known


def _log(act: str, agreement: SharingAgreement, at: datetime) -> None:
    record(
        act,
        actor=f"person:{agreement.person_id}",
        about=f"person:{agreement.person_id}",
        at=at,
        details={
            "agreement": agreement.pk,
            "trainer": f"person:{agreement.trainer_id}",
            "ends_at": agreement.ends_at,
        },
    )


@transaction.atomic
def write_down_read(agreement: SharingAgreement, *, by: Person, at: datetime) -> None:
    """Writes down that a trainer read the named results that an agreement opens."""
    record_read(
        reader=reference(by),
        about=f"person:{agreement.person_id}",
        why="accord de partage",
        where="Résultats partagés avec moi",
        role=Role.TRAINER,
        at=at,
    )
