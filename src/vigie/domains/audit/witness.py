"""The second place: a file that receives the head of the chain after each commit.

One line of JSON per head: `{"number": 12, "hash": "…", "at": "…"}`. It holds nothing personal. The
program only ever opens it for append, so that the system can forbid anything else (`chattr +a`,
another user's folder, another machine): see docs/explanation/audit.md.

A head stands for all entries before it. When a process dies between its commit and its line, the
next line makes up for it, and until then `verify` says how many entries are without a witness.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from vigie.domains.audit.models import Head

logger = logging.getLogger(__name__)
_TAIL_BYTES = 4096


@dataclass(frozen=True)
class Testimony:
    """What a witness says. `heads`: number → every hash given for it. `spoilt`: lines, by their
    number in the file, that are not a head (a write cut short, or a hand in the file)."""

    heads: dict[int, set[str]] = field(default_factory=dict)
    spoilt: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The highest number seen; 0 without any."""
        return max(self.heads, default=0)


class NoWitness(Exception):
    """The file cannot be read; the message, in French, says which and what to do."""


def folder() -> Path:
    """Where the log keeps its key and, by default, its witness."""
    return Path(settings.VIGIE_HOME) / "audit"


def place() -> Path:
    """The file of this installation."""
    chosen = str(getattr(settings, "VIGIE_AUDIT_FILE", "") or "")
    return Path(chosen) if chosen else folder() / "heads.jsonl"


def append_head() -> bool:
    """Appends the head of the chain, unless the last line says it already. True if it did.

    Called after the commit: a fault here must not undo, nor seem to undo, what is done. It is told
    in the log of the server, and the next line will cover the same entries.
    """
    path = place()
    try:
        with _appending(path) as descriptor:
            head = Head.objects.filter(pk=1).first()
            if head is None or head.number == 0:
                return False
            last, whole = _last_line(path)
            told = {
                "number": head.number,
                "hash": head.hash,
                "at": head.at.isoformat() if head.at else None,
            }
            if last == told:
                return False
            line = json.dumps(told) + "\n"
            # After a line that was cut short, ours starts on its own.
            os.write(descriptor, (line if whole else "\n" + line).encode("ascii"))
            os.fsync(descriptor)
    except OSError as fault:
        logger.error(
            "audit head not witnessed: %s (%s); the next act will try again", path, fault.strerror
        )
        return False
    return True


def read(path: Path) -> Testimony:
    """What the file says. Raises NoWitness."""
    heads: dict[int, set[str]] = {}
    spoilt = []
    try:
        with path.open("rb") as lines:
            for position, line in enumerate(lines, start=1):
                found = _head(line)
                if found is not None:
                    heads.setdefault(found["number"], set()).add(found["hash"])
                elif line.strip():
                    spoilt.append(position)
    except OSError as fault:
        raise NoWitness(
            f"Le témoin {path} ne peut pas être lu ({fault.strerror}). Donnez le bon fichier avec "
            "--witness, ou dites --without-witness pour ne vérifier que la chaîne."
        ) from fault
    return Testimony(heads, tuple(spoilt))


@contextmanager
def _appending(path: Path) -> Iterator[int]:
    """The file opened for append, one process at a time."""
    if path.parent == folder():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)  # the lock goes with it


def _last_line(path: Path) -> tuple[dict[str, Any] | None, bool]:
    """The last head of the file, and whether the file ends with a whole line."""
    try:
        with path.open("rb") as lines:
            size = lines.seek(0, os.SEEK_END)
            lines.seek(max(0, size - _TAIL_BYTES))
            tail = lines.read()
    except PermissionError:
        # A file that we may only write: the same head may then be told twice.
        return None, True
    whole = not tail or tail.endswith(b"\n")
    return (_head(tail.splitlines()[-1]) if tail and whole else None), whole


def _head(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or type(found.get("number")) is not int:
        return None
    return found if isinstance(found.get("hash"), str) else None
