"""Rounding as the tables print it, exactly: half up, from whole components."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vigie.measures.figure import Figure


def half_up(share: Fraction, decimals: int) -> str:
    """A share as a percentage: 1/16 with one decimal is `6.3`."""
    scaled = share * 100 * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return str(whole) if not decimals else f"{whole // 10**decimals}.{whole % 10**decimals}"


def percent(figure: Figure, decimals: int = 1) -> str:
    """The rate of a figure as printed, worked out from its components."""
    assert figure.status == "ok", figure
    assert figure.numerator is not None
    assert figure.denominator
    share = Fraction(figure.numerator) / Fraction(figure.denominator)
    assert figure.value == pytest.approx(float(share), rel=1e-12)
    return half_up(share, decimals)
