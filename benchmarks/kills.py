"""The sender of reminders, killed again and again: `python -m benchmarks.kills [kills]`.

Promise: none twice, none lost silently. A real mail server (aiosmtpd, in a process of its own)
writes down whom it got a message for; senders are forked one after the other and killed (SIGKILL)
after a random while; a last one finishes. Then each person got one message at most, and whoever got
none for sure is not counted as written to: her message left, waits, or is told as uncertain.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LONGEST = 0.4
"""Seconds that a sender lives at most before it is killed."""


def main() -> None:
    """Prints what became of the messages; ends with 1 when the promise is not kept."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    found = trial(kills)
    print(
        f"{found['kills']} kills, {found['caught']} of them with messages in hand; "
        f"{found['people']} people: {found['sent']} sent, {found['uncertain']} uncertain, "
        f"{found['twice']} twice, {found['lost']} lost"
    )
    raise SystemExit(1 if found["twice"] or found["lost"] else 0)


def trial(kills: int, seed: int = 1) -> dict[str, int]:
    """Kills so many senders; returns kills, caught (those that left
    messages in hand), people, sent, uncertain, twice, lost."""
    with tempfile.TemporaryDirectory(prefix="vigie-kills-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = os.environ | {
            "VIGIE_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "vigie.config.settings",
            "VIGIE_SMTP_HOST": "127.0.0.1",
            "VIGIE_SMTP_PORT": str(port),
            "VIGIE_SMTP_TLS": "none",
        }
        environment.pop("VIGIE_DATABASE_URL", None)
        received = Path(folder) / "received.txt"
        served = _python(f"serve({port}, {str(received)!r})")
        server = subprocess.Popen(served, env=environment)
        try:
            done = subprocess.run(
                _python(f"kill({kills}, {seed}, {port})"),
                env=environment, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        finally:
            server.terminate()
            server.wait()
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return _judged(told, Counter(received.read_text("utf-8").split()), kills)


def _python(call: str) -> list[str]:
    code = f"from benchmarks.kills import *; {call}"
    return [sys.executable, "-c", code]


def _judged(told: dict[str, Any], got: Counter[str], kills: int) -> dict[str, int]:
    sent, uncertain = set(told["sent"]), set(told["uncertain"])
    people = {f"personne{n}@exemple.example" for n in range(told["people"])}
    return {
        "kills": kills,
        "caught": told["caught"],
        "people": len(people),
        "sent": len(sent),
        "uncertain": len(uncertain),
        "twice": sum(number > 1 for number in got.values()),
        # Neither told as sent nor shown as uncertain; or told as sent, and not received.
        "lost": len(people - sent - uncertain) + len(sent - set(got)),
    }


def serve(port: int, received: str) -> None:
    """A mail server that writes down each recipient before it says yes."""
    from aiosmtpd.smtp import SMTP

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            with Path(received).open("a", encoding="utf-8") as file:
                file.write("".join(f"{address}\n" for address in envelope.rcpt_tos))
            return "250 OK"

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(forever())


def kill(kills: int, seed: int, port: int) -> None:
    """Forks senders and kills them, then lets one finish; prints who is sent and uncertain."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    _wait_for(port)
    people = max(60, kills * 20)
    pseudonyms = _queue(people)
    chance = random.Random(seed)
    moment = NOW
    caught = 0
    for _ in range(kills):
        moment += timedelta(minutes=31)
        caught += _killed(moment, chance.uniform(0.0, LONGEST))
    while _left(moment := moment + timedelta(minutes=31)):
        pass
    from vigie.domains.reminders.models import EnvelopeState, Reminder, ReminderState

    rows = Reminder.objects.values_list("person", "state", "envelope__state")
    told = {
        "people": people,
        "caught": caught,
        "sent": [pseudonyms[p] for p, state, _ in rows if state == ReminderState.SENT],
        "uncertain": [pseudonyms[p] for p, _, kept in rows if kept == EnvelopeState.HANDED],
    }
    print(json.dumps(told))


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the mail server did not start")


def _queue(people: int) -> dict[int, str]:
    """So many reminders that wait; pseudonym -> address."""
    from vigie.domains.reminders.models import Reminder, Wave

    wave = Wave.objects.create(
        territory="FR", title="Essai", pathway="POSITIONING", school_year="2026-2027",
        states=["not_started"], text_code="not_started", subject="Objet", body="Texte",
        reason="essai", sender_name="Essai", reply_to="essai@exemple.example",
        starts_on=NOW.date(), made_at=NOW, planned_at=NOW,
    )  # fmt: skip
    addresses = {n: f"personne{n}@exemple.example" for n in range(people)}
    Reminder.objects.bulk_create(
        Reminder(wave=wave, person=n, address=address, department="25", due_at=NOW)
        for n, address in addresses.items()
    )
    return addresses


def _killed(moment: datetime, after: float) -> bool:
    """One sender, killed at work, after a while; whether it left messages in hand.

    It is forked from a process that never ran Polars, whose threads do not survive a fork, and it
    says when it is about to start: killed before, it would prove nothing."""
    from django.db import connections

    from vigie.domains.reminders.models import Envelope

    before = Envelope.objects.filter(state="handed").count()
    connections.close_all()
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _warm()
            os.write(tell, b"!")
            _left(moment)
        finally:
            os._exit(0)
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    in_hand = Envelope.objects.filter(state__in=("claimed", "handed")).count()
    return in_hand > before


def _warm() -> None:
    """What every sender loads at its start."""
    from vigie.domains.reminders.letters import refusal_address
    from vigie.domains.territories.tree import home, tree
    from vigie.facts.progress import Progress

    refusal_address("essai")
    tree(NOW.date())
    Progress.on(home(), NOW.date()).of("POSITIONING", [0])


def _left(moment: datetime) -> int:
    """Sends what is due at the first allowed hour from a moment on; how many messages moved, and
    how many senders' leftovers were taken back."""
    from vigie.calendar.hours import next_allowed
    from vigie.calendar.places import place_of
    from vigie.domains.reminders.models import Reminder, ReminderState
    from vigie.domains.reminders.sending import send_due
    from vigie.web import clock

    at = next_allowed(moment, place_of("25"))
    clock.now = lambda: at
    send_due()
    waits = (ReminderState.QUEUED, ReminderState.CLAIMED)
    return Reminder.objects.filter(state__in=waits).exclude(envelope__state="handed").count()


if __name__ == "__main__":
    main()
