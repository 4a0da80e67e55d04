"""What holds the log together: how a part is sealed, and how an entry hangs on the one before.

An entry has three parts that may have to be erased one day: who acted, whom it is about, and the
details. The chain does not cover them: it covers a digest of each, made with a salt of its own.
Once a part and its salt are gone, the digest says nothing more of it (a reference such as
`person:12` alone would be found by trying them all), and the chain still holds.

Hashes are made under a key of the installation, so that someone who can write in the database and
nowhere else cannot make an entry that holds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

GENESIS = "0" * 64
PARTS = ("actor", "about", "details")
ERASURES = ("audit.forget", "audit.expire")
"""The acts that empty parts of entries: each says of which."""
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A part of an entry: `text` and `salt` are both None once it is erased."""

    text: str | None
    salt: str | None
    digest: str

    @property
    def is_erased(self) -> bool:
        return self.text is None and self.salt is None

    @property
    def holds(self) -> bool:
        """Whether the text is the one that was sealed; true of what is erased."""
        if self.is_erased:
            return True
        if self.text is None or self.salt is None:
            return False
        return digest_of(self.salt, self.text) == self.digest


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read back, whatever it holds now."""

    number: int
    at: datetime
    action: str
    actor: Sealed
    about: Sealed
    details: Sealed
    previous: str
    hash: str

    def part(self, name: str) -> Sealed:
        found: Sealed = getattr(self, name)
        return found


def seal(text: str) -> Sealed:
    """A part under a new salt."""
    salt = secrets.token_hex(16)
    return Sealed(text, salt, digest_of(salt, text))


def digest_of(salt: str, text: str) -> str:
    """SHA-256 of a salted text, in hexadecimal."""
    # Nothing read back may raise, whatever someone wrote in its place.
    return hashlib.sha256(f"{salt}\n{text}".encode(errors="surrogatepass")).hexdigest()


def link(
    key: bytes,
    *,
    number: int,
    at: datetime,
    action: str,
    digests: tuple[str, str, str],
    previous: str,
) -> str:
    """HMAC-SHA256 of what an entry chains, in hexadecimal. `digests`: in the order of PARTS."""
    told = [str(number), at.astimezone(UTC).isoformat(), action, *digests, previous]
    # A list in JSON: no text can take the place of a border between two.
    return hmac.digest(key, json.dumps(told).encode(), "sha256").hex()


def link_of(key: bytes, line: Line) -> str:
    """The hash that an entry must bear."""
    return link(
        key,
        number=line.number,
        at=line.at,
        action=line.action,
        digests=(line.actor.digest, line.about.digest, line.details.digest),
        previous=line.previous,
    )


def written(details: Mapping[str, object]) -> str:
    """Details as they are sealed: JSON with sorted keys, moments in ISO form."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class KeyUnusable(Exception):
    """The key of the log cannot be used; the message, in French, says what to do."""


def key_of(folder: Path) -> bytes:
    """The 32 secret bytes of `folder`/key, drawn at the first call. Raises KeyUnusable."""
    path = folder / "key"
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = _drawn(path)
    if len(key) != KEY_BYTES:
        raise KeyUnusable(
            f"La clé du journal ({path}) est abîmée\u00a0: {len(key)} octets au lieu de "
            f"{KEY_BYTES}. Restaurez-la depuis une sauvegarde\u00a0: sans elle, le journal ne peut "
            "plus être ni continué ni vérifié."
        )
    return key


def _drawn(path: Path) -> bytes:
    # Written aside then linked: link() fails if another process came first, and a crash never
    # leaves a key that is half there.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(KEY_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        # Another process may have been first: its key is then the key.
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()
    return path.read_bytes()
