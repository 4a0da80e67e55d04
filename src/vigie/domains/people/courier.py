"""The courier: one thread per process that serves the orders for links and sends the messages that
wait, away from the requests.

A thread rather than a queue with its own process: there is nothing to install, and an order that a
process leaves behind when it stops is in the database, where the next courier finds it.
"""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connection

from vigie.domains.people.links import serve_orders
from vigie.domains.people.posting import serve_notices
from vigie.web import clock

_BREATH_SECONDS = 0.3  # the answer to the request leaves before the work begins
_PAUSE_SECONDS = 60.0  # what could not be sent is tried again
_logger = logging.getLogger(__name__)


class Courier:
    """Wakes up when called, and from time to time by itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called = threading.Event()
        self._resting = threading.Event()
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        """Has the orders served soon; returns at once."""
        if not settings.VIGIE_COURIER:
            return
        self._called.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
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
            self._called.wait(_PAUSE_SECONDS)
            self._called.clear()
            time.sleep(_BREATH_SECONDS)
            close_old_connections()
            try:
                serve_orders(clock.now())
                serve_notices(clock.now())
            except Exception:
                # Whatever happens to one round, the next one comes.
                _logger.exception("the courier failed")
            finally:
                connection.close()


courier = Courier()
