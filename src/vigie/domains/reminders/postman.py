"""The postman: plans the waves that were decided and sends what is due, from minute to minute.

`vigie reminders` does the same from a scheduler, for who prefers one.
"""

from __future__ import annotations

from vigie.domains.people.rounds import Rounds
from vigie.domains.reminders.planning import plan_waves
from vigie.domains.reminders.sending import send_due
from vigie.web import clock

_MOST_AT_ONCE = 1_000


def work() -> None:
    """What is to be done now. Several processes may do it at once: a person has one reminder in a
    wave, and a reminder is claimed by one sender."""
    plan_waves(clock.now())
    send_due(most=_MOST_AT_ONCE)


postman = Rounds("postman", work, pause=60.0)
