"""Six colour classes, q0 (lowest) to q5 (highest), for maps and heat tables."""

from bisect import bisect_right
from collections.abc import Iterable
from math import floor, log10

DEFAULT_BOUNDS = (0.4, 0.5, 0.6, 0.7, 0.8)
NONE = "none"


def klass_of(value: float | None, bounds: tuple[float, ...] = DEFAULT_BOUNDS) -> str:
    """The class of `value`: a bound belongs to the class above it (10 % reaches « 10 % et plus »).
    None is the class « none », drawn as a hatch: absent is not low."""
    if value is None:
        return NONE
    return f"q{bisect_right(bounds, value)}"


def bounds_for(values: Iterable[float | None]) -> tuple[float, ...]:
    """Five bounds that cut `values` into about equal classes, rounded to two figures that people
    can read. Few different values give fewer bounds."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return DEFAULT_BOUNDS
    cuts = [known[min(len(known) - 1, len(known) * step // 6)] for step in range(1, 6)]
    return tuple(sorted({readable(cut) for cut in cuts}))


def readable(number: float) -> float:
    """`number` with two significant figures, the second being 0 or 5."""
    if number == 0:
        return 0.0
    size = 10.0 ** (floor(log10(abs(number))) - 1)
    return float(round(round(number / size / 5) * 5 * size, 12))
