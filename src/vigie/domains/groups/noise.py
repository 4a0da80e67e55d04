"""Two-sided geometric noise, drawn exactly: whole numbers only, no logarithm and no float.

P(z) = (1 - r) / (1 + r) · r^|z|: for r = 1/3, one half of the draws are zero, one sixth +1, one
sixth -1. Floating point would round these probabilities, and rounding has leaked in the past.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from fractions import Fraction

Below = Callable[[int], int]
"""`below(n)` draws a whole number from 0 to n - 1, all equally likely."""
Noise = Callable[[], int]


def two_sided(ratio: Fraction, below: Below = secrets.randbelow) -> int:
    """One draw of the law of the module. `ratio` in ]0, 1[; `below` from the system's source.

    The difference of two geometric draws of ratio r is two-sided geometric of ratio r.
    """
    return geometric(ratio, below) - geometric(ratio, below)


def geometric(ratio: Fraction, below: Below = secrets.randbelow) -> int:
    """P(k) = (1 - r) · r^k, k = 0, 1, 2…: how many times in a row a chance of r comes out."""
    if not 0 < ratio < 1:
        raise ValueError(f"ratio {ratio} is not between 0 and 1")
    run = 0
    while below(ratio.denominator) < ratio.numerator:
        run += 1
    return run


def probability(ratio: Fraction, z: int) -> Fraction:
    """P(z), exactly: what the draws are compared with."""
    return (1 - ratio) / (1 + ratio) * ratio ** abs(z)


def silence() -> int:
    """The noise of a policy without noise."""
    return 0
