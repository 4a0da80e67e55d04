"""The postman: one thread per process that plans the waves that were decided and sends what is due.

`vigie reminders` does the same from a scheduler, for who prefers one.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.db import close_old_connections, connection

from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.sending import send_due
from vigie.web import clock

_PAUSE_SECONDS = 60.0
_MOST_AT_ONCE = 1_000
_logger = logging.getLogger(__name__)


def work() -> None:
    """What is to be done now. Several processes may do it at once: a person has one reminder in a
    wave, and a reminder is claimed by one sender."""
    plan_waves(clock.now())
    send_due(most=_MOST_AT_ONCE)


class Postman:
    """Works from minute to minute, once called."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        """Starts the rounds; returns at once."""
        if not settings.VIGIE_COURIER:
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            close_old_connections()
            try:
                work()
            except Exception:
                # Whatever happens to one round, the next one comes.
                _logger.exception("the postman failed")
            finally:
                connection.close()
            pause.wait(_PAUSE_SECONDS)


postman = Postman()
