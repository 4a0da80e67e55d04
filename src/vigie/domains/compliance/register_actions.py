"""Keeping the register of a school, and the directory of data-protection officers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from vigie.codes import quoted
from vigie.domains.audit.actions import record
from vigie.domains.compliance.models import DpoContact, Processing
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person


class NameTaken(ComplianceRefused):
    """The register has an entry of that name."""


class NotInUse(ComplianceRefused):
    """The entry was taken out of the register, or is there already."""


@dataclass(frozen=True)
class Said:
    """All that is said of a processing: see the fields of `Processing`."""

    name: str
    service: str
    purposes: str
    legal_basis: str
    people: str
    data: str
    recipients: str
    transfers: str
    erasure: str
    security: str
    hosting: str
    shared: bool


@transaction.atomic
def add_entry(school: str, said: Said, *, by: Person, at: datetime) -> Processing:
    """Adds an entry to the register of a school. Raises NameTaken."""
    entry = Processing(
        territory=school,
        **asdict(said),
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )
    return _saved(entry, "register.add", by, at)


@transaction.atomic
def revise_entry(entry: Processing, said: Said, *, by: Person, at: datetime) -> Processing:
    """Corrects an entry. Raises NameTaken or NotInUse."""
    known = Processing.objects.select_for_update().get(pk=entry.pk)
    if known.withdrawn_at is not None:
        raise NotInUse("name", "Ce traitement a été retiré du registre.", "Rétablissez-le d’abord.")
    for name, value in asdict(said).items():
        setattr(known, name, value)
    known.changed_at, known.changed_by = at, by
    return _saved(known, "register.revise", by, at)


@transaction.atomic
def withdraw_entry(entry: Processing, *, by: Person, at: datetime) -> Processing:
    """Takes an entry out of the register; it stays, for the record. Raises NotInUse."""
    known = Processing.objects.select_for_update().get(pk=entry.pk)
    if known.withdrawn_at is not None:
        raise NotInUse("name", "Ce traitement est déjà retiré du registre.", "")
    known.withdrawn_at, known.withdrawn_by = at, by
    return _saved(known, "register.withdraw", by, at)


@transaction.atomic
def restore_entry(entry: Processing, *, by: Person, at: datetime) -> Processing:
    """Puts back an entry that was taken out. Raises NotInUse or NameTaken."""
    known = Processing.objects.select_for_update().get(pk=entry.pk)
    if known.withdrawn_at is None:
        raise NotInUse("name", "Ce traitement est déjà au registre.", "")
    known.withdrawn_at = known.withdrawn_by = None
    return _saved(known, "register.restore", by, at)


def _saved(entry: Processing, act: str, by: Person, at: datetime) -> Processing:
    if entry.withdrawn_at is None:
        _refuse_twin(entry)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        # Someone else was first: the check finds out.
        _refuse_twin(entry)
        raise
    record(
        act,
        actor=reference(by),
        about=f"territory:{entry.territory}",
        at=at,
        details={"entry": entry.pk},
    )
    return entry


def _refuse_twin(entry: Processing) -> None:
    same = Processing.objects.in_use().of_school(entry.territory).filter(name=entry.name)
    if same.exclude(pk=entry.pk).exists():
        raise NameTaken(
            "name",
            f"Le registre a déjà un traitement {quoted(entry.name)}.",
            "Modifiez-le, ou donnez à celui-ci un autre nom.",
        )


@transaction.atomic
def set_contact(
    academy: str, *, name: str, email: str, phone: str, by: Person, at: datetime
) -> DpoContact:
    """Says how to reach the data-protection officer of an académie (canonical code)."""
    contact, _ = DpoContact.objects.update_or_create(
        territory=academy,
        defaults={
            "name": name, "email": email, "phone": phone, "changed_at": at, "changed_by": by,
        },
    )  # fmt: skip
    record("dpo.contact", actor=reference(by), about=f"territory:{academy}", at=at)
    return contact
