"""How long seats are kept: see `compliance/retention.yaml`."""

from __future__ import annotations

from datetime import datetime

from vigie.domains.compliance.retention import retain
from vigie.domains.groups.actions import forget_seats, seats_to_forget


def _seats(_: datetime, at: datetime, dry: bool) -> int:
    # The school year is written on the seat: its own count is the one that matters.
    return seats_to_forget(at).count() if dry else forget_seats(at)


retain("seats", _seats)
