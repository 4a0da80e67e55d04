"""Ranks of territories by their rate, among those large enough to be ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from vigie.measures.figure import Figure
from vigie.observatory.places import is_unplaced

# Saint-Pierre et Miquelon (34 %, headcount 100) would come first; the printed top ten leaves it
# out (seeds/001, l. 1066-1083). The smallest département of the table has far more than 500.
DEFAULT_MINIMUM = {"district": 50, "basin": 50, "school": 10}
WIDE_MINIMUM = 500
MOST = 1_000_000


def default_minimum(level: str | None) -> int:
    """The headcount under which a territory of a level is not ranked unless asked."""
    return DEFAULT_MINIMUM.get(level or "", WIDE_MINIMUM)


def asked_minimum(text: str | None, level: str | None) -> int:
    """The minimum that an address asks, the default when it asks none."""
    clean = (text or "").strip()
    if clean.isdecimal() and len(clean) < 8:
        return min(int(clean), MOST)
    return default_minimum(level)


def exact(figure: Figure) -> Fraction | None:
    """The rate from its components, so that equal rates are equal; None without a value."""
    if figure.status != "ok" or figure.numerator is None or not figure.denominator:
        return None
    return Fraction(figure.numerator) / Fraction(figure.denominator)


def ranks(
    rates: Iterable[Figure], headcounts: Mapping[str, Figure], minimum: int
) -> dict[str, int]:
    """Rank by territory code, 1 the highest; equal rates share a rank.

    Left out: no rate, an unknown line, or a headcount under `minimum`.
    """
    found: dict[str, Fraction] = {}
    for figure in rates:
        rate = exact(figure)
        headcount = headcounts.get(figure.territory)
        if rate is None or is_unplaced(figure.territory):
            continue
        size = headcount.value if headcount is not None and headcount.status == "ok" else None
        if size is not None and size >= minimum:
            found[figure.territory] = rate
    return {code: 1 + sum(other > rate for other in found.values()) for code, rate in found.items()}
