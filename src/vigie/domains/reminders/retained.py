"""How long messages are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vigie.domains.compliance.retention import retain
from vigie.domains.reminders.models import (
    Envelope,
    EnvelopeState,
    Refusal,
    Reminder,
    ReminderState,
    Rest,
    Wave,
    WaveState,
)


def _cancelled(limit: datetime, _: datetime, dry: bool) -> int:
    """Addresses of waves that nobody may take up any more."""
    waiting = Reminder.objects.filter(
        state=ReminderState.QUEUED, wave__state=WaveState.CANCELLED, wave__cancelled_at__lt=limit
    )
    return waiting.count() if dry else waiting.close(ReminderState.CANCELLED, why="expired")


@transaction.atomic
def _waves(limit: datetime, at: datetime, dry: bool) -> int:
    """Waves, with their reminders; the envelopes that hold nothing any more go with them."""
    old = Wave.objects.filter(made_at__lt=limit)
    number = old.count()
    if number and not dry:
        old.delete()
        Envelope.objects.filter(reminders__isnull=True, claimed_at__lt=limit).exclude(
            state=EnvelopeState.HANDED
        ).delete()
        Rest.objects.filter(until__lt=at).delete()
    return number


def _refusals(limit: datetime, _: datetime, dry: bool) -> int:
    old = Refusal.objects.filter(made_at__lt=limit)
    return old.count() if dry else old.delete()[0]


retain("waves_cancelled", _cancelled)
retain("waves", _waves)
retain("refusals", _refusals)
