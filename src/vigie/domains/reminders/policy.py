"""How often one may be written to. A promise to people (`compliance/choices.yaml`, « Recevoir des
rappels »: at most one reminder per campaign), and a budget for schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Budget:
    """`apart`: least time between two messages to a person; `per_year`: most messages to her in a
    school year, one per pathway at most; `school_waves`: most waves that touch a school in
    `school_days`; `together`: reminders due that soon after leave in the same message."""

    apart: timedelta = timedelta(days=14)
    per_year: int = 6
    school_waves: int = 4
    school_days: int = 30
    together: timedelta = timedelta(days=7)


BUDGET = Budget()
MOST_DAYS = 60
"""Most working days that a wave may be spread over."""
RESTS_FOR = timedelta(days=180)
"""How long an address that messages come back from is left alone."""
