"""Messages that come back: reports of failure (RFC 3464) in a folder or a mailbox file.

A report names the message it is about by its Message-ID, which names the envelope: no address has
to be looked for. Its address rests; a delay, or a report about a message that is not ours, changes
nothing. Reading a report twice changes nothing either.
"""

from __future__ import annotations

import mailbox
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from django.db import transaction

from vigie.domains.reminders.models import Envelope, EnvelopeState, Reminder, ReminderState
from vigie.domains.reminders.sending import put_to_rest

_OURS = re.compile(r"<rappel\.([A-Za-z0-9_-]{10,30})@")
_STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})")


def read_bounces(place: Path, at: datetime) -> Counter[str]:
    """Reads every report of a folder of .eml files, or of an mbox file. Counts: `bounced`,
    `known` (already), `other` (delays, answers, what is not ours)."""
    told: Counter[str] = Counter()
    for message in _messages(place):
        told[_note(message, at)] += 1
    return told


def _messages(place: Path) -> Iterator[Message]:
    if place.is_dir():
        for path in sorted(place.glob("*.eml")):
            yield message_from_bytes(path.read_bytes(), policy=default)
    else:
        box = mailbox.mbox(place, create=False)
        for key in box.iterkeys():
            yield message_from_bytes(box.get_bytes(key), policy=default)


def _note(report: Message, at: datetime) -> str:
    status, token = _failure(report), _about(report)
    if not status or token is None:
        return "other"
    with transaction.atomic():
        envelope = Envelope.objects.select_for_update().filter(token=token).first()
        if envelope is None:
            return "other"
        if envelope.state == EnvelopeState.BOUNCED:
            return "known"
        envelope.state, envelope.settled_at, envelope.answer = EnvelopeState.BOUNCED, at, status
        envelope.save(update_fields=["state", "settled_at", "answer"])
        Reminder.objects.filter(envelope=envelope).close(ReminderState.REFUSED)
        put_to_rest(envelope.person, status, at)
    return "bounced"


def _failure(report: Message) -> str:
    """The code of a failure for good (5.x.x), empty for anything else."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.get_payload():
            if not isinstance(group, Message) or str(group.get("Action", "")).lower() != "failed":
                continue
            found = _STATUS.match(str(group.get("Status", "")))
            if found and found[1].startswith("5"):
                return found[1]
    return ""


def _about(report: Message) -> str | None:
    """The token of the envelope that a report is about."""
    for part in report.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found = _OURS.search(part.as_string())
            if found:
                return found[1]
    return None
