"""A world for the reminders: a roster of invented people, a wave, and a mail server that keeps what
it gets."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import Envelope as Received
from aiosmtpd.smtp import Session

from lib.people import someone
from vigie.domains.people.roles import Role
from vigie.domains.reminders.actions import Decision, decide_wave
from vigie.domains.reminders.models import Reminder, ReminderState, Wave
from vigie.facts.home import Home
from vigie.facts.imports import import_file

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Paris
MoveTo = Callable[[datetime], None]
HEADER = "email;last_name;first_name;profile;uai;department"


def person(n: int, *, profile: str = "2D_PUBLIC", department: str = "25") -> str:
    """The line of someone in a roster."""
    return f"stagiaire{n}@exemple.example;Nom{n};Prénom{n};{profile};;{department}"


def roster(
    home: Path, lines: Sequence[str], *, at: datetime = NOW - timedelta(days=30), name: str = "r"
) -> None:
    """Imports a roster."""
    path = home / f"{name}.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    report = import_file(Home(home), path, by="essai", as_of=at.date(), now=at)
    assert report.status == "imported", report.to_json()


SAID = Decision(
    territory="dep:25",
    title="Relance d’automne",
    pathway="POSITIONING",
    states=("not_started", "started"),
    profiles=(),
    text_code="not_started",
    subject="{parcours} : votre parcours vous attend",
    body="Bonjour {prenom},\n\nVotre parcours « {parcours} » : [le retrouver]({lien}).",
    reason="vous enseignez dans le Doubs et ce parcours vous est ouvert",
    sender_name="Équipe académique Pix+ Édu",
    reply_to="equipe@exemple.example",
    starts_on=NOW.date(),
    over_days=1,
)


def wave(*, at: datetime = NOW, starts_on: date | None = None, **said: Any) -> Wave:
    """A wave that an officer decided."""
    officer = someone(Role.PIX_TEAM, territory="aca:besancon")
    told = replace(SAID, starts_on=starts_on or at.date(), **said)
    return decide_wave(told, by=officer, at=at)


def last_due() -> datetime:
    """When the last reminder that waits is due: hours are drawn, differently in each test."""
    found = Reminder.objects.filter(state=ReminderState.QUEUED).order_by("due_at").last()
    assert found is not None
    return found.due_at


class Postbox:
    """A mail server (aiosmtpd): what it received, and whom it refuses."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(
        self, _server: Any, _session: Session, envelope: Received, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Received) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.content)
        self.received.append(message)
        self.to += envelope.rcpt_tos
        return "250 OK"
