"""What the child processes of the tests run, importable from a process that starts from nothing."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.synchronize import Event
from pathlib import Path

from vigie.facts.home import Home
from vigie.measures.build import build

WRITES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}


def build_until(home: Path, fatal: int | None, count: Path) -> None:
    """Builds, and kills itself at its `fatal`-th change on the disk."""
    changes = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal changes
        if event not in WRITES or f"{home}/cube" not in str(arguments[0]):
            return
        if changes == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        changes += 1

    sys.addaudithook(watch)
    build(Home(home))
    count.write_text(str(changes))


def build_now(home: Path, started: Event) -> None:
    started.set()
    build(Home(home))
