"""Gaps said in sentences, always with the two values they come from."""

from __future__ import annotations

from fractions import Fraction

from vigie.measures.figure import Figure
from vigie.web import formats

STEP = 5


def amount(points: float | Fraction) -> str:
    """A gap as people say it: 22 → « plus de 20 points », 9 → « près de 10 points ».

    The gap is told against the nearest multiple of five; under three points, as it is.
    """
    exact = abs(Fraction(points).limit_denominator(1_000_000))
    rounded = formats.half_up(exact, 1)
    near = int(formats.half_up(exact / STEP, 0)) * STEP
    if near == 0 or exact < STEP - 2:
        unit = "points" if rounded >= 2 else "point"
        places = 0 if rounded == int(rounded) else 1
        return f"{formats.decimal(rounded, places)}{formats.NBSP}{unit}"
    words = f"{near}{formats.NBSP}points"
    if rounded > near:
        return f"plus de {words}"
    if rounded < near:
        return f"près de {words}"
    return words


def _value(figure: Figure) -> Fraction:
    return Fraction(figure.value or 0)


def known(*figures: Figure | None) -> bool:
    """Whether every figure has a value."""
    return all(figure is not None and figure.status == "ok" for figure in figures)


def _of(name: str) -> str:
    """« du CRCN » for « le CRCN »; « de « Hameçonnage » » otherwise."""
    return f"du {name.removeprefix('le ')}" if name.startswith("le ") else f"de {name}"


def between(high_name: str, high: Figure, low_name: str, low: Figure) -> str:
    """« Plus de 20 points séparent A (78 %) de B (56 %). » Empty when nothing separates them."""
    gap = (_value(high) - _value(low)) * 100
    if gap < 0:
        return between(low_name, low, high_name, high)
    if formats.half_up(gap, 1) == 0:
        return ""
    verb = "sépare" if formats.half_up(gap, 1) < 2 else "séparent"
    said = amount(gap)
    return (
        f"{said[:1].upper()}{said[1:]} {verb} {high_name} ({formats.share(high.value, 0)}) "
        f"{_of(low_name)} ({formats.share(low.value, 0)})."
    )


def against(name: str, here: Figure, reference_name: str, there: Figure) -> str:
    """« Doubs : près de 5 points au-dessus de la France (67 % contre 62 %). »"""
    gap = (_value(here) - _value(there)) * 100
    values = f"({formats.share(here.value, 0)} contre {formats.share(there.value, 0)})"
    if formats.half_up(abs(gap), 1) < 1:
        return f"{name}\u00a0: au niveau de {reference_name} {values}."
    side = "au-dessus" if gap > 0 else "au-dessous"
    return f"{name}\u00a0: {amount(gap)} {side} de {reference_name} {values}."
