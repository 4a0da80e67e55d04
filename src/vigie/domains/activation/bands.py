"""What whoever steers may know of the accounts of a school: about which share is activated, in a
band wide enough that nobody is found in it.

The step between two bands is the smallest of 5, 10 and 25 points that is worth five accounts at
least; below twenty accounts nothing is said. The first and the last band are half as wide again as
the others, so that none of the numbers from 0 to 7 (accounts not activated, or activated) is told
from the others: whatever is compared, over schools or over weeks, a count from one to four looks
like none and like seven. No number of accounts is shown, and nothing is added up above the school.
"""

from __future__ import annotations

from dataclasses import dataclass

STEPS = (5, 10, 25)
FEWEST = 20
WORTH = 5
"""Accounts that a step is worth at least."""


@dataclass(frozen=True)
class Band:
    """A share to the nearest so many points. `points`: its middle, or its end."""

    points: int
    step: int

    @property
    def words(self) -> str:
        if self.points <= self.step:
            return f"{self.points}\u00a0% ou moins"
        if self.points >= 100 - self.step:
            return f"{self.points}\u00a0% ou plus"
        return f"environ {self.points}\u00a0%"


def band_of(accounts: int, activated: int) -> Band | None:
    """The band of a share; None when there are too few accounts to say anything."""
    step = next((each for each in STEPS if each * accounts >= 100 * WORTH), None)
    if step is None or accounts < FEWEST:
        return None
    # To the nearest step, half up, in whole numbers.
    nearest = (200 * activated + step * accounts) // (2 * step * accounts) * step
    return Band(min(max(nearest, step), 100 - step), step)
