"""Work that outlives a request: one thread, a file that says how far it is, a lock that says it
is alive.

State is on disk because several processes answer requests. The lock is the operating system's:
when the process dies, it falls, and the work then reads as interrupted instead of running for
ever. What the work itself writes is atomic, so that starting it again is always right.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

State = Literal["none", "running", "done", "failed", "interrupted"]
Tell = Callable[[str, int, int], None]
Work = Callable[[Tell], None]

_logger = logging.getLogger(__name__)
_PATIENCE_SECONDS = 1.5
# Whoever looks whether the work is alive holds its lock for an instant, and must not pass for it.
_GLANCES = 10
_GLANCE_SECONDS = 0.02


class Busy(Exception):
    """The same work is under way already."""


@dataclass(frozen=True)
class Status:
    """How far a piece of work is: `done` of `total` units of a `step` (0: not counted)."""

    state: State
    step: str = ""
    done: int = 0
    total: int = 0

    @property
    def running(self) -> bool:
        return self.state == "running"


def start(
    folder: Path,
    work: Work,
    *,
    after: Callable[[], None] | None = None,
    patience: float = _PATIENCE_SECONDS,
) -> Status:
    """Starts `work`, waits for it a little, and says how far it is.

    `after` runs once the work is over and its lock is free again, whatever came of it.
    Raises Busy when the work of this folder is under way.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = _acquired(folder, _GLANCES)
    if lock is None:
        raise Busy
    _write(folder, Status("running"))
    thread = threading.Thread(target=_run, args=(folder, lock, work, after), daemon=True)
    thread.start()
    thread.join(patience)
    return status(folder)


def status(folder: Path) -> Status:
    """How far the work of a folder is."""
    try:
        known = Status(**json.loads((folder / "job.json").read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return Status("none")
    if known.running and not is_running(folder):
        # It may have ended between the two looks.
        known = Status(**json.loads((folder / "job.json").read_text("utf-8")))
        return Status("interrupted", known.step) if known.running else known
    return known


def is_running(folder: Path) -> bool:
    """Whether some process is at work in this folder now."""
    if not (folder / "job.lock").exists():
        return False
    lock = _acquired(folder)
    if lock is None:
        return True
    os.close(lock)
    return False


def _run(folder: Path, lock: int, work: Work, after: Callable[[], None] | None) -> None:
    def tell(step: str, done: int, total: int) -> None:
        _write(folder, Status("running", step, done, total))

    try:
        work(tell)
    except Exception:
        _logger.exception("work in the background failed")
        outcome = Status("failed")
    else:
        outcome = Status("done")
    try:
        if folder.exists():
            _write(folder, outcome)
    finally:
        os.close(lock)
    if after:
        after()


def _acquired(folder: Path, more: int = 0) -> int | None:
    """The lock of a folder, asked for once and `more` times; None when another holds it."""
    try:
        descriptor = os.open(folder / "job.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        if not more:
            return None
        time.sleep(_GLANCE_SECONDS)
        return _acquired(folder, more - 1)
    return descriptor


def _write(folder: Path, known: Status) -> None:
    # No fsync: after a power cut the work is interrupted anyway.
    aside = folder / f".job.{threading.get_ident()}.part"
    aside.write_text(json.dumps(asdict(known)), "utf-8")
    aside.replace(folder / "job.json")
