"""How a message leaves: by SMTP, or as a file that nobody receives (a dry run).

A carrier says which of three things happened, and no other: it left, it surely did not (refused for
good, or for now), or nobody knows.
"""

from __future__ import annotations

import os
import smtplib
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend


class Fate(StrEnum):
    """What became of a message."""

    LEFT = "left"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """`said`: the code of the server or the class of the fault, never its words: they may repeat
    an address."""

    fate: Fate
    said: str = ""


class Carrier(Protocol):
    """Carries one message at a time."""

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer: ...
    def close(self) -> None: ...


class Smtp:
    """One connection for a whole batch, opened again when the server closes it."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer:
        """Step by step, so that what the server took is told from what it did not."""
        del name
        data = _bytes_of(message)
        sender = getaddresses([message.from_email])[0][1]
        recipient = message.to[0]
        try:
            self._backend.open()
            server = self._server()
            server.ehlo_or_helo_if_needed()
            eight = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
            code, _ = server.mail(sender, eight)
            accepted = code == 250
            if accepted:
                code, _ = server.rcpt(recipient)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Answer(Fate.NOT_NOW, type(fault).__name__)
        if code in (250, 251):
            return self._data(data)
        self._reset()
        # Only what is said of the recipient speaks of her address.
        final = accepted and code >= 500
        return Answer(Fate.REFUSED if final else Fate.NOT_NOW, str(code))

    def _server(self) -> smtplib.SMTP:
        if self._backend.connection is None:
            raise smtplib.SMTPServerDisconnected
        return self._backend.connection

    def _data(self, data: bytes) -> Answer:
        server = self._server()
        try:
            code, _ = server.data(data)
        except smtplib.SMTPDataError as fault:
            # Refused before a single byte of the message was sent.
            self._reset()
            return Answer(Fate.NOT_NOW, str(fault.smtp_code))
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Answer(Fate.UNKNOWN, type(fault).__name__)
        if code == 250:
            return Answer(Fate.LEFT, str(code))
        self._reset()
        return Answer(Fate.NOT_NOW, str(code))

    def _reset(self) -> None:
        try:
            self._server().rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None


class Files:
    """Writes each message to a folder, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer:
        path = self._folder / f"{name}.eml"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_bytes_of(message))
        except OSError as fault:
            return Answer(Fate.UNKNOWN, type(fault).__name__)
        return Answer(Fate.LEFT, "file")

    def close(self) -> None:
        """Nothing is held open."""


class Backend:
    """Any other way that Django sends: all or nothing is known of it."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer:
        del name
        try:
            self._connection.send_messages([message])
        except OSError as fault:
            return Answer(Fate.UNKNOWN, type(fault).__name__)
        return Answer(Fate.LEFT, "backend")

    def close(self) -> None:
        self._connection.close()


def _bytes_of(message: EmailMultiAlternatives) -> bytes:
    """The message as it travels; raises ValueError for what no header can carry."""
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's take it


def carrier() -> Carrier:
    """The way that the settings of this site choose."""
    connection = get_connection()
    return Smtp(connection) if isinstance(connection, EmailBackend) else Backend()
