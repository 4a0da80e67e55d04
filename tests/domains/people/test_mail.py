"""Messages on their way: to a real mail server, or to files; by the courier, away from the
request."""

from __future__ import annotations

import email
import email.policy
import os
import re
import socket
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from django.db import connections
from django.test import Client
from pytest_django.fixtures import Settings

from lib.certificate import self_signed
from lib.people import someone
from vigie.config import mail
from vigie.config.environ import BadSetting
from vigie.domains.people import courier as couriers
from vigie.domains.people.door_models import LinkOrder
from vigie.domains.people.links import order_link, serve_orders
from vigie.domains.people.models import Person
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

KNOWN = "nora.petit@ac-besancon.example"


class Postman:
    """What a mail server received."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.to: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.to += envelope.rcpt_tos
        return "250 OK"

    def checks(
        self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any
    ) -> AuthResult:
        right = (data.login, data.password) == (b"vigie", b"un secret")
        return AuthResult(success=right)


class MailServer(Controller):
    """One at a port that the system chose."""

    @property
    def chosen(self) -> int:
        assert self.server is not None
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.chosen), timeout=5) as probe:
            assert probe.recv(3) == b"220"


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def server(postman: Postman, tmp_path: Path) -> Iterator[int]:
    """The port of a mail server that wants STARTTLS and a password."""
    certificate, key = self_signed(tmp_path)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    controller = MailServer(
        postman,
        hostname="127.0.0.1",
        port=0,
        require_starttls=True,
        tls_context=context,
        auth_required=True,
        authenticator=postman.checks,
    )
    controller.start()
    yield controller.chosen
    controller.stop()


@pytest.fixture
def person() -> Person:
    return someone(email=KNOWN)


def by_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, **variables: str
) -> dict[str, Any]:
    """The settings of mail that these variables give, put in force."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = mail.from_environment()
    for name, value in found.items():
        setattr(settings, name, value)
    return found


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("password", "trusted"), [("un secret", True), ("un autre", True), ("un secret", False)]
)
def test_a_real_mail_server_gets_the_link(
    server: int,
    postman: Postman,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    password: str,
    trusted: bool,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
    by_environment(
        settings,
        monkeypatch,
        VIGIE_SMTP_HOST="127.0.0.1",
        VIGIE_SMTP_PORT=str(server),
        VIGIE_SMTP_USER="vigie",
        VIGIE_SMTP_PASSWORD_FILE=str(tmp_path / "password"),
        VIGIE_MAIL_FROM="vigie@ac-besancon.example",
    )
    order_link(KNOWN, at=clock.now())
    sent = serve_orders(clock.now())
    if password != "un secret" or not trusted:
        # Neither the password nor the message goes to a server that is not the one expected.
        assert (sent, postman.received, LinkOrder.objects.count()) == (0, [], 1)
        return
    (message,) = postman.received
    assert postman.to == [KNOWN]
    assert message["From"] == "vigie@ac-besancon.example"
    assert message["Subject"] == "Votre lien de connexion à Vigie"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()
    path = re.search(r"http://127\.0\.0\.1:8000(\S+)", body)
    assert path
    assert Client().get(path[1]).status_code == 200
    assert "pendant 15 minutes" in body


@pytest.mark.usefixtures("person")
def test_a_server_that_cannot_encrypt_gets_nothing(
    postman: Postman, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = MailServer(postman, hostname="127.0.0.1", port=0)
    controller.start()
    port = controller.chosen
    try:
        by_environment(
            settings, monkeypatch, VIGIE_SMTP_HOST="127.0.0.1", VIGIE_SMTP_PORT=str(port)
        )
        order_link(KNOWN, at=clock.now())
        assert serve_orders(clock.now()) == 0
        assert postman.received == []
        by_environment(settings, monkeypatch, VIGIE_SMTP_TLS="none")
        assert serve_orders(clock.now() + timedelta(minutes=3)) == 1
        assert len(postman.received) == 1
    finally:
        controller.stop()


@pytest.mark.usefixtures("person")
def test_without_a_server_messages_are_files_of_their_owner(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.delenv("VIGIE_SMTP_HOST", raising=False)
    by_environment(settings, monkeypatch)
    (home / "outbox").mkdir(mode=0o700)
    old = home / "outbox" / "1-old.eml"
    old.write_text("hier", encoding="utf-8")
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    before = os.umask(0)
    try:
        order_link(KNOWN, at=clock.now())
        assert serve_orders(clock.now()) == 1
    finally:
        os.umask(before)
    (path,) = (home / "outbox").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["To"] == KNOWN
    assert "/connexion/lien/" in message.get_body().get_content()  # type: ignore[attr-defined]  # an EmailMessage


@pytest.mark.usefixtures("transactional_db")
def test_the_courier_serves_away_from_the_request(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    someone(email=KNOWN)
    settings.EMAIL_BACKEND = "vigie.domains.people.outbox.Outbox"
    settings.VIGIE_COURIER = True
    monkeypatch.setattr(couriers.courier, "breath", 0.05)
    monkeypatch.setattr(couriers.courier, "pause", 0.2)
    answer = Client().post("/connexion/lien/", {"email": KNOWN})
    assert answer.status_code == 302
    assert not (home / "outbox").exists()
    for _ in range(200):
        if not LinkOrder.objects.exists():
            break
        time.sleep(0.05)
    assert len(list((home / "outbox").iterdir())) == 1
    settings.VIGIE_COURIER = False
    couriers.courier.rest()
    connections.close_all()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"VIGIE_SMTP_PORT": "vingt-cinq"}, "VIGIE_SMTP_PORT"),
        ({"VIGIE_SMTP_PORT": "70000"}, "VIGIE_SMTP_PORT"),
        ({"VIGIE_SMTP_TLS": "yes"}, "VIGIE_SMTP_TLS"),
        ({"VIGIE_SMTP_PASSWORD_FILE": "/nowhere/password"}, "VIGIE_SMTP_PASSWORD_FILE"),
    ],
)
def test_a_variable_that_cannot_be_understood_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in {"VIGIE_SMTP_HOST": "127.0.0.1", **variables}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=named):
        mail.from_environment()
