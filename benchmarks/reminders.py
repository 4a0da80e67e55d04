"""A wave of reminders for a whole country, planned: `python -m benchmarks.reminders [people]`.

Promise: 900,000 messages queued and planned in under two minutes on two cores, in a memory that
does not grow with the number of people. Each size is planned in a process of its own, on an
installation made for it, whose roster was imported before the clock starts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime

PROMISE_SECONDS = 120
SIZES = (450_000, 900_000)
"""Both hold many blocks: what is held at once is then the same."""
_DEPARTMENTS = ("25", "39", "70", "90", "21", "59", "75", "13", "67", "33")
_AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def main() -> None:
    """Prints, for each size, seconds and peak memory; ends with 1 when a promise is not kept."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    results = [_measured(size) for size in sizes]
    for size, found in zip(sizes, results, strict=True):
        print(
            f"{size:>9,} people: {found['planned']:,} planned in {found['seconds']:.1f} s "
            f"({found['cpu']:.1f} s of processor), "
            f"{found['peak_mb']:.0f} MB at most, {found['grown_mb']:.0f} MB while planning"
        )
    if results[-1]["seconds"] > PROMISE_SECONDS:
        raise SystemExit(1)


def _measured(people: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        environment = os.environ | {
            "VIGIE_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "vigie.config.settings",
        }
        for step in ("prepare", "plan"):
            code = f"from benchmarks.reminders import {step}; {step}({people})"
            done = subprocess.run(
                [sys.executable, "-c", code],
                env=environment, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def prepare(people: int) -> None:
    """An installation whose roster holds so many people, and a wave for all of them."""
    from vigie.facts.home import Home
    from vigie.facts.imports import import_file

    home = Home.from_environment().prepare()
    path = home.path / "roster.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("email;last_name;first_name;profile;uai;department\n")
        for n in range(people):
            department = _DEPARTMENTS[n % len(_DEPARTMENTS)]
            file.write(f"personne{n}@exemple.example;Nom{n};Prénom{n};2D_PUBLIC;;{department}\n")
    report = import_file(home, path, by="bench", as_of=date(2026, 9, 1), now=_AT)
    if not report.went_in:
        raise SystemExit(report.to_json())
    _ready()
    from vigie.domains.reminders.models import Wave

    Wave.objects.create(
        territory="FR", title="Essai", pathway="POSITIONING", school_year="2026-2027",
        states=["not_started"], text_code="not_started", subject="Objet", body="Texte",
        reason="essai", sender_name="Essai", reply_to="essai@exemple.example",
        starts_on=_AT.date(), over_days=30, made_at=_AT,
    )  # fmt: skip


def plan(people: int) -> None:
    """Plans the wave; prints what it took as JSON."""
    _ready()
    from vigie.domains.reminders.models import Reminder
    from vigie.domains.reminders.planning import plan_waves

    before = _peak_mb()
    started, worked = time.perf_counter(), time.process_time()
    plan_waves(_AT)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    planned = Reminder.objects.count()
    if planned != people:
        raise SystemExit(f"{planned} planned of {people}")
    told = {"planned": planned, "seconds": seconds, "cpu": cpu, "peak_mb": _peak_mb(),
            "grown_mb": _peak_mb() - before}  # fmt: skip
    print(json.dumps(told))


def _ready() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
