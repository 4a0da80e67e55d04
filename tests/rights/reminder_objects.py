"""Things of the reminders in a territory, for the walk of the permission table."""

from __future__ import annotations

from datetime import UTC, date, datetime

from vigie.domains.reminders.models import Envelope, EnvelopeState, LocalDays, Reminder, Wave

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def wave_in(place: str) -> Wave:
    """A wave of a territory."""
    return Wave.objects.create(
        territory=place, title="Essai", pathway="POSITIONING", school_year="2026-2027",
        states=["not_started"], text_code="not_started", subject="Objet", body="Texte",
        reason="essai", sender_name="Essai", reply_to="essai@exemple.example",
        starts_on=NOW.date(), made_at=NOW, planned_at=NOW,
    )  # fmt: skip


def uncertain_in(place: str) -> str:
    """A message of a territory that left or not: nobody knows."""
    envelope = Envelope.objects.create(person=1, state=EnvelopeState.HANDED, claimed_at=NOW)
    Reminder.objects.create(
        wave=wave_in(place), person=1, department="25", due_at=NOW, state="claimed",
        envelope=envelope,
    )  # fmt: skip
    return envelope.token


def days_in(place: str) -> int:
    """Days that a territory closed."""
    return LocalDays.objects.create(
        territory=place, first_day=date(2026, 12, 1), last_day=date(2026, 12, 2), opened=False,
        reason="essai", said_at=NOW,
    ).pk  # fmt: skip
