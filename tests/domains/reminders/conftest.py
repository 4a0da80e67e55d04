"""A moving clock, an empty data folder, and a mail server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from lib.reminded import NOW, MoveTo, Postbox
from vigie.web import clock


@pytest.fixture
def move_to(monkeypatch: pytest.MonkeyPatch, home: Path) -> MoveTo:
    """`move_to(moment)` sets the clock of the site; the data folder is empty."""
    del home

    def moved(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    moved(NOW)
    return moved


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """The mail server that the site sends to."""
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Vigie <vigie@exemple.example>"
    settings.VIGIE_BASE_URL = "https://vigie.exemple.example"
    yield box
    controller.stop()
