"""The sender, stopped at every point of its work: none twice, none lost silently.

Here it is stopped between two statements, or right before or after the server said yes, in the same
process: a thousand of them take a few minutes (`VIGIE_TEST_KILLS=1000`). `benchmarks/kills.py` does
the same with real processes and SIGKILL.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from lib.reminded import NOW, MoveTo, wave
from vigie.domains.reminders.carriers import Answer, Fate
from vigie.domains.reminders.models import Envelope, EnvelopeState, Reminder, ReminderState, Wave
from vigie.domains.reminders.sending import send_due

pytestmark = [pytest.mark.database, pytest.mark.django_db]

KILLS = int(os.environ.get("VIGIE_TEST_KILLS", "25"))
PEOPLE = 4


class Killed(BaseException):
    """The process is gone: nothing of ours catches this."""


class Fuse:
    """Counts the steps of a sender and ends it at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def statement(self, execute: Callable[..., Any], *said: Any) -> Any:
        """Before and after each statement of the database."""
        self.step()
        done = execute(*said)
        self.step()
        return done


class Server:
    """A mail server that remembers, and a line to it that may be cut on either side of its yes."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.fuse = Fuse(0)

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer:
        del name
        self.fuse.step()
        self.got[message.to[0]] += 1
        self.fuse.step()
        return Answer(Fate.LEFT, "250")

    def close(self) -> None:
        """Nothing is held open."""


class Cut(Server):
    """The line is cut right after the server took the message."""

    def carry(self, message: EmailMultiAlternatives, name: str) -> Answer:
        super().carry(message, name)
        raise Killed


def queue(kept: Wave, first: int) -> set[str]:
    """Reminders that are due, for people who were never written to."""
    people = range(first, first + PEOPLE)
    Reminder.objects.bulk_create(
        Reminder(wave=kept, person=n, address=f"p{n}@exemple.example", department="25", due_at=NOW)
        for n in people
    )
    return {f"p{n}@exemple.example" for n in people}


def run(server: Server, fuse: Fuse) -> bool:
    """One sender; whether it was stopped."""
    server.fuse = fuse
    try:
        with connection.execute_wrapper(fuse.statement):
            send_due(by=server)
    except Killed:
        return True
    return False


def test_a_sender_stopped_anywhere_writes_to_nobody_twice_and_loses_nobody(
    move_to: MoveTo,
) -> None:
    kept = wave()
    Wave.objects.filter(pk=kept.pk).update(planned_at=NOW)
    server, chance = Server(), random.Random(20261125)
    stopped = uncertain_seen = 0
    first = 1
    while stopped < KILLS:
        addresses = queue(kept, first)
        people = range(first, first + PEOPLE)
        first += PEOPLE
        moment = NOW
        # Up to three senders die over the same people, then one lives.
        for _ in range(chance.randint(1, 3)):
            stopped += run(server, Fuse(chance.randint(1, 130)))
            moment += timedelta(minutes=31)
            move_to(moment)
        assert not run(server, Fuse(0))
        mine = Reminder.objects.filter(person__in=people)
        uncertain = set(
            Envelope.objects.filter(person__in=people, state=EnvelopeState.HANDED).values_list(
                "person", flat=True
            )
        )
        uncertain_seen += len(uncertain)
        for each in mine:
            got = server.got[f"p{each.person}@exemple.example"]
            assert got <= 1, "written to twice"
            if each.person in uncertain:
                assert each.state == ReminderState.CLAIMED
            else:
                assert (each.state, got) == (ReminderState.SENT, 1), "lost silently"
        assert mine.count() == PEOPLE == len(addresses)
        move_to(NOW)
    # The points of the test are where it hurts: some messages were in the air.
    assert uncertain_seen > 0


def test_what_is_uncertain_never_leaves_again_by_itself(move_to: MoveTo) -> None:
    kept = wave()
    Wave.objects.filter(pk=kept.pk).update(planned_at=NOW)
    queue(kept, 1)
    server = Cut()
    assert run(server, Fuse(0))
    person = Envelope.objects.get(state=EnvelopeState.HANDED).person
    before = server.got[f"p{person}@exemple.example"]
    assert before == 1
    whole = Server()
    for days in range(1, 8):
        move_to(NOW + timedelta(days=days))
        run(whole, Fuse(0))
    assert set(whole.got.values()) == {1}
    assert len(whole.got) == PEOPLE - 1
    assert f"p{person}@exemple.example" not in whole.got
    assert Reminder.objects.get(person=person).state == ReminderState.CLAIMED
