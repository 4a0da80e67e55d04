"""The records database: its address, and a real write in the one the tests run on."""

import os
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from vigie.config.database import BadDatabaseAddress, from_address, sqlite


def test_postgres_address() -> None:
    found = from_address("postgresql://vigie:p%40ss@db.example:5433/pilotage?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"]) == ("vigie", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "pilotage")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_postgres_over_a_socket() -> None:
    found = from_address("postgresql://postgres:@/postgres?host=/tmp/sockets")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/tmp/sockets", "", "postgres")
    assert found["OPTIONS"] == {}


def test_sqlite_address() -> None:
    assert from_address("sqlite:////data/records.sqlite3")["NAME"] == "/data/records.sqlite3"


@pytest.mark.parametrize(
    "address",
    ["mysql://a/b", "postgresql://host/", "postgresql://host:port/base", "records.sqlite3", ""],
)
def test_an_address_not_understood_stops_the_start(address: str) -> None:
    with pytest.raises(BadDatabaseAddress, match="VIGIE_DATABASE_URL"):
        from_address(address)


def test_sqlite_waits_and_logs_ahead(tmp_path: Path) -> None:
    options = sqlite(tmp_path / "records.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.database
@pytest.mark.django_db
def test_a_record_is_written_and_read() -> None:
    session = SessionStore()
    session["profil"] = "1D_PUBLIC"
    session.save()
    assert SessionStore(session.session_key)["profil"] == "1D_PUBLIC"


@pytest.mark.database
@pytest.mark.django_db
def test_the_tests_run_on_the_database_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("VIGIE_TEST_DATABASE") == "postgres" else "sqlite"
    assert connection.vendor == wanted
