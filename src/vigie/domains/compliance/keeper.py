"""The keeper: one thread per process that carries out, by itself, what has come to its end.

Erasures whose delay is over every hour, and at once when someone asks; retention once a day. `vigie
retention` does the same from a scheduler, for who prefers one.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection

from vigie.domains.compliance import erasure, incident_notices, retention
from vigie.facts.erased import NoSafePlace
from vigie.periods import PARIS
from vigie.web import clock

_BREATH_SECONDS = 0.3  # the answer to the request leaves before the work begins
_PAUSE_SECONDS = 3600.0
_logger = logging.getLogger(__name__)


def work(at: datetime) -> None:
    """What is to be done now. Several processes may do it at the same time: each thing is done
    by one of them, and doing it twice changes nothing."""
    erasure.carry_out_due(at)
    incident_notices.tell_of_deadlines(at)
    if not retention.has_run(at.astimezone(PARIS).date()):
        retention.run(at)


class Keeper:
    """Wakes up when called, and from hour to hour by itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called = threading.Event()
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        """Has the work done soon; returns at once."""
        if not settings.VIGIE_COURIER:
            return
        self._called.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self._called.wait(_PAUSE_SECONDS)
            self._called.clear()
            pause.wait(_BREATH_SECONDS)
            close_old_connections()
            try:
                work(clock.now())
            except NoSafePlace as error:
                _logger.error("%s", error)
            except IntegrityError:
                _logger.info("another process keeps the same things")
            except Exception:
                # Whatever happens to one round, the next one comes.
                _logger.exception("the keeper failed")
            finally:
                connection.close()


keeper = Keeper()
