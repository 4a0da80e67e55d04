"""The address of the records database: SQLite in the data folder, or PostgreSQL by URL.

A parser of thirty lines instead of one more dependency: two engines only, and an address that is
not understood stops the start instead of falling back on another database.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadDatabaseAddress(ValueError):
    """VIGIE_DATABASE_URL cannot be understood; the message says what is expected, in French."""


def sqlite(path: Path) -> dict[str, Any]:
    """Django settings of an SQLite file, in WAL mode so that readers never wait for the writer."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # A transaction takes the write lock at its start: two writers queue, instead of one
            # failing half-way with « database is locked ».
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                # An act that was acknowledged survives a power cut, or the witness of the log,
                # which does, would tell of a truncation.
                "PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON;"
                "PRAGMA busy_timeout=20000;"
                # What is deleted is overwritten: an erased person leaves no trace in the file.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }


def from_address(address: str) -> dict[str, Any]:
    """Django settings of `postgresql://user:password@host:port/name?option=value`
    (or `sqlite:///absolute/path`).

    A `host` in the query string is a folder of Unix sockets, as libpq writes it.
    Raises BadDatabaseAddress.
    """
    parts = urlsplit(address)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return sqlite(Path("/" + unquote(parts.path).lstrip("/")))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadDatabaseAddress(
            "VIGIE_DATABASE_URL doit commencer par postgresql:// ou sqlite:/// "
            f"(reçu : « {parts.scheme or address[:20]} »)."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadDatabaseAddress("VIGIE_DATABASE_URL : il manque le nom de la base après l’hôte.")
    try:
        port = parts.port
    except ValueError as fault:
        raise BadDatabaseAddress("VIGIE_DATABASE_URL : le port doit être un nombre.") from fault
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
