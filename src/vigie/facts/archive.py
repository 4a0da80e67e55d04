"""The archive: every file kept byte for byte, under the name of its SHA-256."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from vigie.facts.home import Home, fsync_path

_CHUNK = 4 * 1024 * 1024


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True)
class Incoming:
    """A copy of the file under its own name, not yet in the archive.

    What is read, hashed and archived is this one copy, so that a file that changes under our
    feet cannot be archived otherwise than it was read.
    """

    folder: Path
    path: Path

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Archive:
    """Files as received, under `archive/ab/abcdef…`; a file there is never rewritten.

    One that held a person who was erased gives way to a redacted copy: see `redactions`.
    """

    def __init__(self, home: Home) -> None:
        self._root = home.archive
        self._incoming = home.archive / "incoming"

    def path(self, sha256: str) -> Path:
        """Where the file of that hash is, or will be."""
        return self._root / sha256[:2] / sha256

    def receive(self, source: Path) -> Incoming:
        """Copies a file aside. OSError when it cannot be read."""
        folder = self.aside()
        copy = folder / source.name
        try:
            shutil.copyfile(source, copy)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        copy.chmod(0o600)
        return Incoming(folder, copy)

    def aside(self) -> Path:
        """A new folder to work in, which the next writer sweeps if we are killed."""
        folder = self._incoming / f"{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700, parents=True)
        return folder

    def keep(self, incoming: Incoming, sha256: str) -> Path:
        """Gives the copy its place and makes it survive a power cut."""
        place = self.path(sha256)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            fsync_path(incoming.path)
            incoming.path.replace(place)
            fsync_path(place.parent)
            fsync_path(self._root)
        incoming.discard()
        return place

    def sweep(self) -> None:
        """Drops the copies that killed imports left; only the one writer may call it."""
        shutil.rmtree(self._incoming, ignore_errors=True)
