"""Limits: counted together by every process, said in French, told nothing about who is known."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from lib.people import someone
from vigie.domains.people.door_models import LinkOrder, Tally
from vigie.domains.people.limits import (
    LINKS_OF_ADDRESS,
    LINKS_OF_CLIENT,
    PROVIDER_OF_CLIENT,
    TOKENS_OF_CLIENT,
    Limit,
    TooMany,
    spend,
)
from vigie.domains.people.links import make_link
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 10, 9, 10, tzinfo=UTC)
THREE = Limit("three", 3, 600)
ADDRESS = "nora.petit@ac-besancon.example"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    hands = [NOW]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return hands


def test_the_fourth_of_three_waits_until_the_window_is_over() -> None:
    for _ in range(3):
        spend(THREE, "x", at=NOW)
    with pytest.raises(TooMany) as refused:
        spend(THREE, "x", at=NOW + timedelta(seconds=30))
    # The window of ten minutes began at 9:10.
    assert refused.value.seconds == 570
    spend(THREE, "y", at=NOW)
    spend(Limit("other", 3, 600), "x", at=NOW)
    spend(THREE, "x", at=NOW + timedelta(minutes=10))


def test_what_is_counted_is_kept_as_a_digest_only() -> None:
    spend(THREE, ADDRESS, at=NOW)
    spend(THREE, "192.0.2.7", at=NOW)
    kept = repr(list(Tally.objects.values()))
    assert "nora" not in kept
    assert "192.0.2" not in kept
    assert Tally.objects.count() == 2


def test_old_tallies_go() -> None:
    spend(THREE, "x", at=NOW - timedelta(days=3))
    spend(THREE, "x", at=NOW)
    assert Tally.objects.count() == 1


SPENDER = """
import sys
from datetime import datetime
import django
django.setup()
from vigie.domains.people.limits import Limit, TooMany, spend
for _ in range(5):
    try:
        spend(Limit("nine", 9, 600), "x", at=datetime.fromisoformat(sys.argv[1]))
        print("passed")
    except TooMany:
        print("refused")
"""


@pytest.mark.django_db(transaction=True)
def test_processes_count_together(tmp_path: Path) -> None:
    """Four processes, five times each: nine pass, whichever they are."""
    known = connection.settings_dict
    kept = {k: v for k, v in os.environ.items() if not k.startswith("VIGIE_")}
    environment = {
        **kept,
        "VIGIE_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "vigie.config.settings",
    }
    if connection.vendor == "postgresql":
        socket, user = known["HOST"], known["USER"]
        environment["VIGIE_DATABASE_URL"] = f"postgresql://{user}@/{known['NAME']}?host={socket}"
    else:
        migrate = [sys.executable, "-m", "django", "migrate", "people", "--verbosity=0"]
        subprocess.run(migrate, env=environment, check=True)
    command = [sys.executable, "-c", SPENDER, NOW.isoformat()]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [line for each in processes for line in each.communicate(timeout=60)[0].split()]
    assert (said.count("passed"), said.count("refused")) == (9, 11)


def ask(email: str = ADDRESS, **headers: str) -> tuple[int, str | None, str]:
    answer = Client().post("/connexion/lien/", {"email": email}, headers=headers or None)
    return answer.status_code, answer.headers.get("Retry-After"), answer.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_links_of_one_address(known: bool) -> None:
    if known:
        someone(email=ADDRESS)
    assert [ask()[0] for _ in range(LINKS_OF_ADDRESS.most)] == [302] * 5
    status, wait, page = ask(ADDRESS.upper())
    assert (status, wait) == (429, "3000")
    assert "Trop d’essais" in page
    assert "Réessayez dans 50\u00a0minutes" in page
    assert LinkOrder.objects.count() == 5
    assert ask("autre@ac-besancon.example")[0] == 302


def test_links_of_one_client_whatever_it_says_of_itself(settings: Settings) -> None:
    settings.VIGIE_TRUSTED_PROXIES = 1
    for number in range(LINKS_OF_CLIENT.most):
        told = f"203.0.113.{number}, 192.0.2.7"
        assert ask(f"p{number}@ac.example", **{"x-forwarded-for": told})[0] == 302
    spoofed = "198.51.100.9, 192.0.2.7"
    assert ask("encore@ac.example", **{"x-forwarded-for": spoofed})[0] == 429
    assert ask("encore@ac.example", **{"x-forwarded-for": "192.0.2.8"})[0] == 302


def test_tokens_of_one_client() -> None:
    statuses = [
        Client().post("/connexion/lien/ouvrir/", {"token": f"essai:{number}"}).status_code
        for number in range(TOKENS_OF_CLIENT.most)
    ]
    assert set(statuses) == {410}
    # Even the right one waits, seen or used.
    path = make_link(someone(), by=None, at=NOW).removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 429
    right = Client().post("/connexion/lien/ouvrir/", {"token": path.split("/")[-2]})
    assert right.status_code == 429
    assert 0 < int(right.headers["Retry-After"]) <= TOKENS_OF_CLIENT.seconds


def test_callbacks_of_one_client(settings: Settings) -> None:
    settings.VIGIE_OIDC = {"issuer": "http://127.0.0.1:1", "token": "http://127.0.0.1:1/t"}
    statuses = [
        Client().get("/connexion/retour/", {"error": "access_denied"}).status_code
        for _ in range(PROVIDER_OF_CLIENT.most)
    ]
    assert set(statuses) == {403}
    assert Client().get("/connexion/retour/", {"code": "a", "state": "b"}).status_code == 429
