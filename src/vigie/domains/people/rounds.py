"""Work that one thread of each process does away from the requests: when called, and from time to
time by itself.

A thread rather than a queue with its own process: there is nothing to install, and what a process
leaves behind when it stops is in the database, where the next round finds it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connection

_logger = logging.getLogger(__name__)


class Rounds:
    """`work` is one round. `pause`: seconds between two when nobody calls; `breath`: seconds that a
    call waits, so that the answer to the request leaves first."""

    def __init__(
        self, name: str, work: Callable[[], object], *, pause: float, breath: float = 0.3
    ) -> None:
        self.name, self.pause, self.breath = name, pause, breath
        self._work = work
        self._lock = threading.Lock()
        self._called = threading.Event()
        self._resting = threading.Event()
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        """Has a round done soon; returns at once."""
        if not settings.VIGIE_COURIER:
            return
        self._called.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Stops once the round under way is over; the next call starts again."""
        self._resting.set()
        self._called.set()
        with self._lock:
            if self._thread is not None:
                self._thread.join()
            self._thread = None
            self._resting.clear()

    def _run(self) -> None:
        while not self._resting.is_set():
            self._called.wait(self.pause)
            self._called.clear()
            time.sleep(self.breath)
            close_old_connections()
            try:
                self._work()
            except Exception:
                # Whatever happens to one round, the next one comes.
                _logger.exception("the %s failed", self.name)
            finally:
                connection.close()
