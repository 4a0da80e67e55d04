"""Reading dropped files in the background."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from vigie.facts.home import Home
from vigie.observatory import imports_jobs as jobs
from vigie.observatory.imports_drafts import Draft
from vigie.observatory.imports_steps import in_order, is_fresh, rehearse
from vigie.web import formats


def start_rehearsal(home: Home, draft: Draft, patience: float = 2.0) -> None:
    """Reads every file of the draft that waits and whose last reading no longer holds."""

    def work(tell: jobs.Tell) -> None:
        read_stale(home, draft, tell)

    with suppress(jobs.Busy):
        jobs.start(draft.folder, work, patience=patience)


def read_stale(home: Home, draft: Draft, tell: jobs.Tell) -> None:
    """Reads the files that wait and whose last reading no longer holds, in the order of import."""
    stale = [item for item in draft.items() if item.waits and not is_fresh(home, item)]
    for rank, item in enumerate(in_order(stale)):
        rehearse(home, item, told(tell, f"lecture de {item.name}", rank, len(stale)))


def told(tell: jobs.Tell, step: str, rank: int, count: int) -> Callable[[int], None]:
    """Tells a step now, then how many lines of its file are read so far."""
    tell(step, rank, count)

    def read(lines: int) -> None:
        tell(f"{step}, {formats.plural(lines, 'ligne')}", rank, count)

    return read


def must_read(home: Home, draft: Draft) -> bool:
    """Whether some file waits for a reading that holds."""
    return any(item.waits and not is_fresh(home, item) for item in draft.items())
