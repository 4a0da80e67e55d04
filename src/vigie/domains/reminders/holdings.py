"""What the reminders hold of a person: messages written to her, or about to be, a refusal, an
address at rest, and what she wrote as an officer."""

from __future__ import annotations

from vigie.codes import pathway_label
from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights
from vigie.domains.reminders.models import (
    Envelope,
    LocalDays,
    MessageText,
    Refusal,
    Reminder,
    ReminderState,
    Rest,
    Wave,
)
from vigie.domains.reminders.texts import originals
from vigie.web import formats


def _reminders(subject: Subject, _: Rights) -> Part:
    found = Reminder.objects.filter(person=subject.pseudonym).select_related("wave", "envelope")
    rows = [
        (
            pathway_label(each.wave.pathway),
            each.wave.sender_name,
            str(ReminderState(each.state).label),
            formats.moment(each.envelope.claimed_at if each.envelope else each.due_at),
        )
        for each in found.order_by("due_at")
    ]
    return Part(("Parcours", "Au nom de", "Où il en est", "Le"), rows)


def _forget_reminders(subject: Subject) -> int:
    """All of them, those that wait too: nothing is left to send to her."""
    gone = Reminder.objects.filter(person=subject.pseudonym).delete()[0]
    for wave in Wave.objects.filter(narrowed=True):
        if subject.pseudonym in wave.listed:
            wave.listed = [each for each in wave.listed if each != subject.pseudonym]
            wave.save(update_fields=["listed"])
            gone += 1
    return gone + Envelope.objects.filter(person=subject.pseudonym).delete()[0]


def _refusal(subject: Subject, _: Rights) -> Part:
    rows = [
        ("Rappels refusés depuis un message", formats.moment(each.made_at))
        for each in Refusal.objects.filter(person=subject.pseudonym)
    ]
    rows += [
        (f"Adresse d’où les messages reviennent ({each.answer})", formats.moment(each.since))
        for each in Rest.objects.filter(person=subject.pseudonym)
    ]
    return Part(("Quoi", "Depuis"), rows)


def _forget_refusal(subject: Subject) -> int:
    """The address at rest goes. A refusal stays, under the pseudonym: someone erased who would be
    in the next roster must not be written to again."""
    return Rest.objects.filter(person=subject.pseudonym).delete()[0]


def _written(subject: Subject, _: Rights) -> Part:
    if subject.person is None:
        return Part(("Quoi", "Le"))
    rows = [
        (f"Vague « {each.title} »", formats.moment(each.made_at))
        for each in Wave.objects.filter(made_by=subject.person)
    ]
    rows += [
        (f"Texte « {originals()[each.code].label} »", formats.moment(each.changed_at))
        for each in MessageText.objects.filter(changed_by=subject.person)
    ]
    rows += [
        ("Jours d’envoi d’un territoire", formats.moment(each.said_at))
        for each in LocalDays.objects.filter(said_by=subject.person)
    ]
    rows += [
        ("Message incertain réglé", formats.moment(each.settled_at or each.claimed_at))
        for each in Envelope.objects.filter(settled_by=subject.person)
    ]
    return Part(("Quoi", "Le"), rows)


for _holding in (
    Holding("reminders", "Les rappels qui me sont adressés",
            ("reminders.Reminder", "reminders.Envelope"), _reminders, _forget_reminders),
    Holding("reminder_refusal", "Mon refus de rappels, et mon adresse",
            ("reminders.Refusal", "reminders.Rest"), _refusal, _forget_refusal),
    Holding("waves", "Les relances que j’ai décidées ou écrites",
            ("reminders.Wave", "reminders.MessageText", "reminders.LocalDays"), _written),
):  # fmt: skip
    register(_holding)
