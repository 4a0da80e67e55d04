"""Making a choice, and going back on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import standing
from vigie.domains.compliance.models import Decision
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person


class TextChanged(ComplianceRefused):
    """What the person read is no longer the text in force."""


class NothingToUndo(ComplianceRefused):
    """The person never decided of this choice."""


@transaction.atomic
def decide(
    person: Person, choice: Choice, *, accepted: bool, text_version: int, at: datetime
) -> Decision:
    """A person says yes or no to the text she read. Saying the same again changes nothing.

    Raises TextChanged."""
    # Two answers of one person at the same time must follow each other.
    Person.objects.select_for_update().get(pk=person.pk)
    now = standing(person, choice, at)
    if text_version != now.text.number:
        raise TextChanged(
            "choice",
            "Le texte de ce choix a changé depuis que vous l’avez lu.",
            "Relisez-le, puis choisissez de nouveau.",
        )
    held = now.decision
    if held and not now.lapsed and (held.accepted, held.text_version) == (accepted, text_version):
        return held
    return _write(person, choice, accepted, text_version, at, "choice.decide")


@transaction.atomic
def undo_decision(person: Person, choice: Choice, *, at: datetime) -> Decision:
    """Gives a choice the answer it had before the latest decision: one more line of its history.

    Raises NothingToUndo."""
    Person.objects.select_for_update().get(pk=person.pk)
    known = list(Decision.objects.of(person).on(choice).known(at))
    if not known:
        raise NothingToUndo("choice", "Il n’y a rien à annuler\u00a0: vous n’aviez pas choisi.", "")
    now = standing(person, choice, at)
    before = known[-2].accepted if len(known) > 1 else now.sheet.default
    version = known[-2].text_version if len(known) > 1 else now.text.number
    return _write(person, choice, before, version, at, "choice.undo")


def _write(
    person: Person, choice: Choice, accepted: bool, version: int, at: datetime, act: str
) -> Decision:
    decision = Decision.objects.create(
        person=person, choice=choice.value, accepted=accepted, text_version=version, made_at=at
    )
    record(
        act,
        actor=reference(person),
        about=reference(person),
        at=at,
        details={"choice": choice.value, "accepted": accepted, "text_version": version},
    )
    return decision
