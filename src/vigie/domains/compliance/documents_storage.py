"""Where files that people deposit lie: under the data folder, out of the site, each under a name
drawn at random that tells neither the place nor the document."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from vigie.domains.compliance.documents_packages import (
    OLE,
    check_package,
    under_password,
    wrong_content,
)
from vigie.domains.compliance.refusals import FileRefused
from vigie.domains.territories.tree import home
from vigie.facts.home import fsync_path

LARGEST = 10_000_000
"""Bytes of one file."""
_NAME = re.compile(r"[0-9a-f]{64}")
_TEXT, _ZIP = b"", b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""What a text begins with that spreadsheets call « Texte Unicode », full of null bytes."""
_KINDS = {
    "pdf": b"%PDF-", "odt": _ZIP, "ods": _ZIP, "odp": _ZIP, "docx": _ZIP, "xlsx": _ZIP,
    "pptx": _ZIP, "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff",
    "txt": _TEXT, "csv": _TEXT,
}  # fmt: skip
"""Kinds of files that are kept: the end of the name → the first bytes of such a file."""
ACCEPTED = ",".join(f".{kind}" for kind in _KINDS)


@dataclass(frozen=True)
class Stored:
    """A file on the disk: its random name, its size in bytes, the SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


class Limited(FileUploadHandler):
    """Lets go of a file as soon as it passes the limit, whatever the request says of its size."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.too_big = False
        self._seen = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """The next file starts from nought."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes a block on, or drops the file."""
        del start
        self._seen += len(raw_data)
        if self._seen > LARGEST:
            self.too_big = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
        del file_size


def safe_name(name: str) -> str:
    """The name of a file without folders or signs that nobody reads, at most 150 characters."""
    last = re.split(r"[\\/]", name)[-1]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?')
    stem, dot, kind = clean.strip(" .").rpartition(".")
    return f"{stem[: 149 - len(kind)]}{dot}{kind}" if stem else kind[:150]


@dataclass(frozen=True)
class Store:
    """A folder of deposited files. `folder`: its name under the data folder."""

    folder: str

    def keep(self, name: str, chunks: Iterable[bytes]) -> Stored:
        """Writes a file under a new random name, closed to other users, on the disk when this
        returns.

        Raises FileRefused."""
        kind = safe_name(name).rpartition(".")[2].lower()
        if kind not in _KINDS:
            raise FileRefused(
                "file",
                "Ce type de fichier n’est pas accepté.",
                f"Déposez un fichier {', '.join(kind.upper() for kind in _KINDS)}.",
            )
        stored = secrets.token_hex(32)
        path = self._path(stored)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as handle:
                found = _written(handle, stored, kind, chunks)
            if _KINDS[kind] == _ZIP:
                check_package(path, kind)
            fsync_path(path.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return found

    def opened(self, stored: str) -> IO[bytes]:
        """A file, to be read. Raises FileNotFoundError."""
        return self._path(stored).open("rb")

    def discard(self, stored: str) -> None:
        """Takes a file off the disk; one that is gone already is no fault."""
        self._path(stored).unlink(missing_ok=True)

    def on_the_disk(self) -> Iterator[tuple[str, float]]:
        """(random name, moment of the last write in seconds) of each file kept."""
        for path in (home().path / self.folder).glob("*/*"):
            if _NAME.fullmatch(path.name):
                yield path.name, path.stat().st_mtime

    def _path(self, stored: str) -> Path:
        if not _NAME.fullmatch(stored):
            raise FileNotFoundError(stored)
        return home().path / self.folder / stored[:2] / stored


PRIVATE = Store("private")
"""The documents of the private spaces of schools."""


def _written(handle: IO[bytes], stored: str, kind: str, chunks: Iterable[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    for chunk in filter(None, chunks):
        if not size and chunk.startswith(OLE):
            raise under_password()
        if not size and not _looks_like(kind, chunk):
            raise wrong_content(kind)
        size += len(chunk)
        if size > LARGEST:
            raise too_big()
        digest.update(chunk)
        handle.write(chunk)
    if not size:
        raise FileRefused("file", "Ce fichier est vide.", "Choisissez-en un autre.")
    handle.flush()
    os.fsync(handle.fileno())
    return Stored(stored, size, digest.hexdigest())


def too_big() -> FileRefused:
    """The refusal of a file that passes the limit."""
    return FileRefused("file", "Le fichier dépasse 10 Mo, la taille acceptée.", "Allégez-le.")


def _looks_like(kind: str, first: bytes) -> bool:
    start = _KINDS[kind]
    if start:
        return first.startswith(start)
    if any(each and first.startswith(each) for each in _KINDS.values()):
        return False  # a document or a picture under the name of a text
    return first.startswith(_UTF_16) or b"\0" not in first
