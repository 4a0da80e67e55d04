"""What the child processes of the tests run: a process that writes in the log like any other."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


def main(name: str, acts: int, start: float) -> None:
    """Writes acts one by one from a moment on, a few of them undone, as several people would."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigie.config.settings"
    import django
    from django.db import transaction

    django.setup()
    from vigie.domains.audit.actions import record, record_reads

    while time.time() < start:
        time.sleep(0.005)
    for number in range(acts):
        with transaction.atomic():
            record("session.open", actor=f"person:{name}", at=NOON, details={"way": "link"})
            if number % 5 == 1:
                record_reads(reader=f"person:{name}", about=["person:1", "person:2"], why="Suivi",
                             where="Groupe", at=NOON)  # fmt: skip
            if number % 7 == 3:
                transaction.set_rollback(True)
        if name == "9" and number == acts // 2:
            os._exit(9)  # dies in the middle, after a commit


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
