"""What a process leaves on the disk when it is killed, without killing it a hundred times.

A kill takes what a process holds in memory, and nothing of what it wrote: it leaves what the disk
holds at that moment. So the process is stopped instead, all its threads at once, its folder copied
as it is, and it goes on to the next moment: one run shows what a hundred kills would leave. States
of the disk that were seen already are not copied again. A few real kills stay in the tests.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path

# Children come from a server that has imported everything and run nothing: starting one costs
# milliseconds, and no thread of the data engine is cut in two by a fork.
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    ["vigie.facts.erasure", "vigie.facts.imports", "vigie.measures.build"]
)
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate", "os.chmod"}
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PATIENCE_SECONDS = 120

Work = Callable[..., None]


class Remains:
    """The different states that a folder went through. `folders`: a copy of each, in order;
    `moments`: how many times the process was stopped."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self.folders: list[Path] = []
        self.moments = 0
        self._folder, self._aside = folder, aside
        self._seen: set[str] = set()

    def look(self) -> None:
        """Keeps the state of the folder at this moment."""
        self.moments += 1
        if (state := _state(self._folder)) not in self._seen:
            self._seen.add(state)
            self.folders.append(self._aside / str(len(self.folders)) / self._folder.name)
            shutil.copytree(self._folder, self.folders[-1])


def at_each_change(folder: Path, aside: Path, work: Work, *arguments: object) -> Remains:
    """What `folder` holds just before each change that `work(*arguments)` makes in it, and at the
    end. Changes are those that Python announces; the copies are put `aside`."""
    remains = Remains(folder, aside)
    child = SERVER.Process(target=_stopping, args=(folder, work, arguments))
    child.start()
    while _waits(child):
        remains.look()
        _go_on(child)
    assert child.exitcode == 0
    remains.look()
    return remains


def at_moments(
    folder: Path, aside: Path, gaps: Iterator[float], most: int, work: Work, *arguments: object
) -> Remains:
    """What `folder` holds at the moments of a run that come after each of those seconds, `most` of
    them, and at the end."""
    remains = Remains(folder, aside)
    child = started(work, *arguments)
    while remains.moments < most and child.is_alive():
        child.join(next(gaps))
        if _told(child, signal.SIGSTOP) and _waits(child):
            remains.look()
            _go_on(child)
    child.join()
    assert child.exitcode == 0
    remains.look()
    return remains


def started(work: Work, *arguments: object) -> ForkServerProcess:
    """A process that does this, and has begun."""
    begun = SERVER.Event()
    child = SERVER.Process(target=_beginning, args=(begun, work, arguments))
    child.start()
    assert begun.wait(_PATIENCE_SECONDS)
    return child


def _beginning(begun: Event, work: Work, arguments: tuple[object, ...]) -> None:
    begun.set()
    work(*arguments)


def _stopping(folder: Path, work: Work, arguments: tuple[object, ...]) -> None:
    inside = f"{folder}{os.sep}"

    def watch(event: str, said: tuple[object, ...]) -> None:
        changes = event in _CHANGES or (event == "open" and int(str(said[2])) & _TO_WRITE)
        # Names without their folder are those of a whole folder being removed.
        if changes and (str(said[0]).startswith(inside) or os.sep not in str(said[0])):
            signal.raise_signal(signal.SIGSTOP)

    sys.addaudithook(watch)
    work(*arguments)


def _waits(child: ForkServerProcess) -> bool:
    """Waits until every thread of the child is stopped (`/proc`, of Linux); False when it ended."""
    tasks = Path(f"/proc/{child.pid}/task")
    end = time.monotonic() + _PATIENCE_SECONDS
    while child.exitcode is None:
        assert time.monotonic() < end
        try:
            states = [(task / "stat").read_text().rpartition(")")[2].split()[0]
                      for task in tasks.iterdir()]  # fmt: skip
        except (FileNotFoundError, ProcessLookupError):
            states = []  # a thread, or all of them, ended meanwhile
        if states and set(states) == {"T"}:
            return True
        time.sleep(0.0005)
    return False


def _go_on(child: ForkServerProcess) -> None:
    assert _told(child, signal.SIGCONT)


def _told(child: ForkServerProcess, what: signal.Signals) -> bool:
    """Sends a signal; False where the child has ended, which its server may tell later."""
    assert child.pid
    try:
        os.kill(child.pid, what)
    except ProcessLookupError:
        return False
    return True


def _state(folder: Path) -> str:
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        told.update(f"{path.relative_to(folder)} {path.lstat().st_mode}\n".encode())
        if path.is_file():
            told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()
