"""Lets dropped files go on time, even when nobody comes back to the pages.

One sleeping thread per process, only while some draft waits. After a restart of the site, the first
visit of the import pages takes over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from vigie.facts.home import Home
from vigie.observatory.imports_drafts import Drafts

PERIOD_SECONDS = 600.0
_lock = threading.Lock()
_watched: set[Path] = set()


def keep_sweeping(home: Home, now: Callable[[], datetime], period: float = PERIOD_SECONDS) -> None:
    """Purges the drafts of `home` every `period` seconds until none is left."""
    with _lock:
        if home.path in _watched or not Drafts(home).any():
            return
        _watched.add(home.path)
    threading.Thread(target=_sweep, args=(home, now, period), daemon=True).start()


def _sweep(home: Home, now: Callable[[], datetime], period: float) -> None:
    pause = threading.Event()
    while True:
        Drafts(home).purge(now())
        with _lock:
            if not Drafts(home).any():
                _watched.discard(home.path)
                return
        pause.wait(period)
