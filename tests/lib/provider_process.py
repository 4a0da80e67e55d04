"""A provider in a process of its own, and a site configured for it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from lib.provider import CLIENT, SECRET
from vigie.config import provider as configured
from vigie.domains.people import provider

NORA = {"sub": "248289761001", "email": "Nora.Petit@ac-besancon.example", "email_verified": True}
BACKENDS = [
    "vigie.domains.people.backends.KnownPerson",
    "vigie.domains.people.provider.ProviderBackend",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def process(command: list[str], address: str) -> Iterator[None]:
    """A provider that answers at its configuration."""
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            assert running.poll() is None
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=5)
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=10)


@contextmanager
def our_provider() -> Iterator[str]:
    """The address of the provider of `lib/provider.py`."""
    port = free_port()
    script = Path(__file__).with_name("provider.py")
    with process([sys.executable, str(script), str(port)], f"http://127.0.0.1:{port}"):
        yield f"http://127.0.0.1:{port}"


def configure(settings: Settings, monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"VIGIE_OIDC_{name}", value)
    settings.VIGIE_OIDC = configured.from_environment()
    settings.AUTHENTICATION_BACKENDS = BACKENDS
    provider._discovered.clear()


Says = Callable[..., None]


def speaker(ours: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Says:
    """Configures the site for our provider, and has it speak of someone, rightly or wrongly."""
    configure(settings, monkeypatch, ISSUER=ours, CLIENT_ID=CLIENT, CLIENT_SECRET=SECRET)

    def control(fault: str = "", *, signed: bool = False, **claims: Any) -> None:
        body = json.dumps({"claims": {**NORA, **claims}, "fault": fault, "signed": signed})
        urllib.request.urlopen(f"{ours}/control", body.encode(), timeout=5)

    control()
    return control
