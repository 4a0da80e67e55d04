"""The settings of messages: a mail server by environment, or files in the data folder."""

from __future__ import annotations

from typing import Any

from vigie.config import environ

_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_SECONDS = 10


def from_environment() -> dict[str, Any]:
    """Django's settings of mail. Raises BadSetting."""
    found: dict[str, Any] = {
        "DEFAULT_FROM_EMAIL": environ.text("VIGIE_MAIL_FROM", "vigie@localhost"),
        "EMAIL_BACKEND": "vigie.domains.people.outbox.Outbox",
        "EMAIL_TIMEOUT": _SECONDS,
    }
    host = environ.text("VIGIE_SMTP_HOST")
    if not host:
        return found
    tls = environ.choice("VIGIE_SMTP_TLS", tuple(_PORTS), "starttls")
    return found | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": environ.number("VIGIE_SMTP_PORT", _PORTS[tls], least=1, most=65535),
        "EMAIL_HOST_USER": environ.text("VIGIE_SMTP_USER"),
        "EMAIL_HOST_PASSWORD": environ.secret("VIGIE_SMTP_PASSWORD"),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "ssl",
    }
