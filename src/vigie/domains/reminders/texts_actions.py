"""Writing the texts of a territory, and going back to those it adapted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.reminders.actions import ReminderRefused, unreadable
from vigie.domains.reminders.models import LocalDays, MessageText
from vigie.domains.reminders.texts import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    originals,
    parent_of,
    read_text,
)
from vigie.facts.geography import Tree
from vigie.web.wording import WordingFault


@transaction.atomic
def write_text(
    tree: Tree, territory: str, code: str, *, subject: str, body: str, by: Person, at: datetime
) -> MessageText:
    """A territory writes its text of a kind of message; the link to the one it comes from is kept.

    Raises ReminderRefused, KeyError for a kind that does not exist."""
    label = originals()[code].label
    try:
        read_text(subject, body)
    except WordingFault as fault:
        raise unreadable(fault) from None
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise ReminderRefused(
            "body", f"Le texte de « {label} » est trop long.", "Raccourcissez-le."
        )
    parent, parent_version = parent_of(tree, territory, code)
    kept, made = MessageText.objects.select_for_update().get_or_create(
        territory=territory, code=code,
        defaults={"subject": subject, "body": body, "parent": parent,
                  "parent_version": parent_version, "changed_at": at, "changed_by": by},
    )  # fmt: skip
    if not made:
        kept.subject, kept.body, kept.version = subject, body, kept.version + 1
        kept.parent, kept.parent_version = parent, parent_version
        kept.changed_at, kept.changed_by = at, by
        kept.save()
    record("reminder_text.write", actor=reference(by), at=at, about=f"reminder_text:{kept.pk}",
           details={"territory": territory})  # fmt: skip
    return kept


@transaction.atomic
def drop_text(territory: str, code: str, *, by: Person, at: datetime) -> bool:
    """The text around the territory holds again; False when it had none of its own."""
    found = MessageText.objects.filter(territory=territory, code=code).first()
    if found is None:
        return False
    record("reminder_text.drop", actor=reference(by), at=at, about=f"reminder_text:{found.pk}",
           details={"territory": territory})  # fmt: skip
    found.delete()
    return True


@transaction.atomic
def say_days(
    territory: str, *, first: date, last: date, opened: bool, reason: str, by: Person, at: datetime
) -> LocalDays:
    """A territory opens or closes days, whatever the school calendar says. Raises
    ReminderRefused."""
    if last < first:
        raise ReminderRefused("last_day", "Ce jour vient avant le premier.", "Corrigez l’un d’eux.")
    kept = LocalDays.objects.create(
        territory=territory, first_day=first, last_day=last, opened=opened, reason=reason,
        said_at=at, said_by=by,
    )  # fmt: skip
    record("local_days.say", actor=reference(by), at=at, about=f"local_days:{kept.pk}",
           details={"territory": territory})  # fmt: skip
    return kept


@transaction.atomic
def withdraw_days(kept: LocalDays, *, by: Person, at: datetime) -> None:
    """The school calendar holds again on these days."""
    if LocalDays.objects.filter(pk=kept.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        record("local_days.withdraw", actor=reference(by), at=at, about=f"local_days:{kept.pk}")
