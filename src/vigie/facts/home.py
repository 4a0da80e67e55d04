"""Where an installation keeps its data, and who may write there."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WAITING = "Un autre import est en cours dans ce dossier\u00a0: celui-ci attend son tour…"
_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Home:
    """The data folder of an installation (`VIGIE_HOME`)."""

    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The folder named by VIGIE_HOME, `./var` by default."""
        return cls(Path(os.environ.get("VIGIE_HOME") or "var").absolute())

    @property
    def archive(self) -> Path:
        return self.path / "archive"

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger"

    @property
    def cube(self) -> Path:
        return self.path / "cube"

    @property
    def key(self) -> Path:
        return self.path / "key"

    @property
    def erasures(self) -> Path:
        """The erasures that this folder has carried out."""
        return self.path / "erasures.jsonl"

    @property
    def erasures_outside(self) -> Path:
        """Every erasure decided, where a restore of the folder does not reach (VIGIE_ERASURES)."""
        beside = self.path.with_name(f"{self.path.name}.erasures.jsonl")
        return Path(os.environ.get("VIGIE_ERASURES") or beside)

    @property
    def erasures_are_safe(self) -> bool:
        """Whether the outer copy can be written, and stands out of what a restore replaces."""
        place = self.erasures_outside.absolute()
        apart = not place.is_relative_to(self.path.absolute())
        return apart and os.access(place if place.exists() else place.parent, os.W_OK)

    @property
    def is_demo(self) -> bool:
        """Whether the people in this folder are invented; the pages then say so."""
        return (self.path / "demo").exists()

    def mark_as_demo(self) -> None:
        """Says that this folder holds the demonstration."""
        (self.path / "demo").touch()

    def prepare(self) -> Home:
        """Makes the folders that are not there yet, closed to other users of the machine."""
        for folder in (self.path, self.archive, self.lake, self.ledger, self.cube):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    @contextmanager
    def writing(
        self,
        tell: Callable[[str], None] | None = None,
        patience: float = _PATIENCE_SECONDS,
    ) -> Iterator[None]:
        """Holds the place of the one writer; a second writer queues.

        The lock is the operating system's: it falls with the process that held it, so that a
        killed writer never blocks the next one. `tell` receives one French sentence when the
        wait lasts more than `patience` seconds.
        """
        self.prepare()
        with (self.path / "writer.lock").open("a") as handle:
            _acquire(handle.fileno(), tell, patience)
            try:
                yield
            finally:
                fcntl.flock(handle.fileno(), fcntl.LOCK_UN)


def _acquire(descriptor: int, tell: Callable[[str], None] | None, patience: float) -> None:
    started = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() - started > patience:
                break
            time.sleep(0.02)
    if tell:
        tell(WAITING)
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def fsync_path(path: Path) -> None:
    """Pushes a file, or the names of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Puts a whole file under its name, or nothing: written aside, synced, renamed."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    aside.replace(path)
    fsync_path(path.parent)
