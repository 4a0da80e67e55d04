"""Messages of an installation without a mail server: files in the data folder, for whoever may
read that folder."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_KEPT = timedelta(days=1)


class Outbox(BaseEmailBackend):
    """Writes each message whole to `outbox/`, readable by its owner only; those of yesterday
    go."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.VIGIE_HOME) / "outbox"
        folder.mkdir(mode=0o700, exist_ok=True)
        now = time.time()
        for old in folder.glob("*.eml"):
            if old.stat().st_mtime < now - _KEPT.total_seconds():
                old.unlink(missing_ok=True)
        for message in email_messages:
            path = folder / f"{int(now)}-{token_hex(6)}.eml"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(message.message().as_bytes())
        return len(email_messages)
