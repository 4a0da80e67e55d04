"""The keeper: carries out, by itself, what has come to its end.

Erasures whose delay is over and deadlines of incidents every hour, and at once when someone asks;
retention once a day. `vigie retention` does the same from a scheduler, for who prefers one.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError

from vigie.domains.compliance import erasure, incident_notices, retention
from vigie.domains.people.rounds import Rounds
from vigie.facts.erased import NoSafePlace
from vigie.periods import PARIS
from vigie.web import clock

_logger = logging.getLogger(__name__)


def work(at: datetime) -> None:
    """What is to be done now. Several processes may do it at the same time: each thing is done
    by one of them, and doing it twice changes nothing."""
    erasure.carry_out_due(at)
    incident_notices.tell_of_deadlines(at)
    if not retention.has_run(at.astimezone(PARIS).date()):
        retention.run(at)


def _round() -> None:
    try:
        work(clock.now())
    except NoSafePlace as error:
        _logger.error("%s", error)
    except IntegrityError:
        _logger.info("another process keeps the same things")


keeper = Rounds("keeper", _round, pause=3600.0)
