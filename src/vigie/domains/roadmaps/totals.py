"""What territories add up to, worked out rightly; beside it what PILOTE would show, and why they
differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from vigie.domains.roadmaps.objective_text import shown_amount
from vigie.domains.roadmaps.observed import Observed
from vigie.web.formats import NBSP, decimal, share


@dataclass(frozen=True)
class Part:
    """What a child brings to a total: a count, or a share with what it is a share of.

    `value` is in the unit as written; for a percentage, `numerator` and `denominator` say of what.
    """

    territory: str
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True)
class Total:
    """A parent's value, worked out twice.

    `value`: from numerators and denominators (or the sum of counts), None when no child is present
    or a share comes without its components. `as_pilote`: the plain mean (or the sum) of the
    children that are there. `sentence`: why they differ, empty when they do not.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    as_pilote: Fraction | None
    present: int
    expected: int
    sentence: str


def total(parts: Sequence[Part], *, percent: bool, expected: int | None = None) -> Total:
    """The value of a parent. `expected`: how many children there should be, if not those given.

    A rate is a numerator over a denominator at every level; a count is added up.
    """
    present = [part for part in parts if part.value is not None]
    wanted = len(parts) if expected is None else expected
    values = [part.value for part in present if part.value is not None]
    numerator = denominator = None
    if not percent:
        mine = theirs = sum(values, Fraction(0)) if values else None
        return Total(mine, None, None, theirs, len(present), wanted,
                     _missing(len(present), wanted))  # fmt: skip
    theirs = sum(values, Fraction(0)) / len(values) if values else None
    mine = None
    if present and all(part.denominator for part in present):
        denominator = sum((p.denominator or Fraction(0) for p in present), Fraction(0))
        numerator = sum((_numerator(p) for p in present), Fraction(0))
        mine = numerator * 100 / denominator
    said = _difference(mine, theirs, numerator, denominator, known=bool(present))
    said = f"{said} {_missing(len(present), wanted)}".strip()
    return Total(mine, numerator, denominator, theirs, len(present), wanted, said)


def total_of(values: Mapping[str, Observed | None], *, percent: bool) -> Total:
    """The total of what the territories inside say: each counts as expected, and as present when
    its value is known."""
    parts = []
    for territory, value in values.items():
        known = value is not None and value.status == "ok" and value.percent == percent
        if value is None or not known:
            parts.append(Part(territory))
        else:
            parts.append(Part(territory, value.amount, value.numerator, value.denominator))
    return total(parts, percent=percent)


def told(found: Total, *, percent: bool, unit: str = "") -> str:
    """A total in one French sentence, PILOTE's own beside it where they differ, and why."""
    if found.value is None:
        return found.sentence
    mine = shown_amount(found.value, percent=percent, unit="" if percent else unit)
    return f"Ensemble des territoires connus\u00a0: {mine}. {found.sentence}".strip()


def copied_told(
    value: Fraction | None, source: str, expected: int, *, percent: bool, unit: str = ""
) -> str:
    """Why a value that PILOTE copies from a zone above is not one of the territory: `expected`
    territories have the same."""
    if value is None:
        return ""
    shown = shown_amount(value, percent=percent, unit="" if percent else unit)
    added = shown_amount(value * expected, unit=unit)
    sums = "" if percent else (
        f" Les {expected} territoires ainsi remplis totaliseraient {added}."
    )  # fmt: skip
    return (
        f"{shown}\u00a0: valeur de «\u00a0{source}\u00a0», que PILOTE recopie ici. Elle n’y a pas "
        f"été constatée, et Vigie ne la recopie pas\u00a0: sans valeur du territoire, son verdict "
        f"ne peut être dit.{sums}"
    )


def _numerator(part: Part) -> Fraction:
    if part.numerator is not None:
        return part.numerator
    return (part.value or Fraction(0)) * (part.denominator or Fraction(0)) / 100


def _difference(
    mine: Fraction | None, theirs: Fraction | None, numerator: Fraction | None,
    denominator: Fraction | None, *, known: bool,
) -> str:  # fmt: skip
    if mine is None or theirs is None or numerator is None or denominator is None:
        if not known:
            return ""
        return (
            "Les effectifs de certains territoires ne sont pas connus\u00a0: le taux de "
            "l’ensemble ne peut pas être recalculé, et la moyenne simple ne le remplace pas."
        )
    if mine == theirs:
        return ""
    return (
        f"{decimal(numerator)} sur {decimal(denominator)} font {share(mine / 100)}. La moyenne "
        f"simple des territoires, que montre PILOTE, donne {share(theirs / 100)}\u00a0: elle "
        "compte un petit territoire autant qu’un grand."
    )


def _missing(present: int, expected: int) -> str:
    if present >= expected:
        return ""
    return (
        f"{present} territoire{'s' if present > 1 else ''} sur {expected}{NBSP}: les autres ne "
        "sont pas connus, et PILOTE montre le même total sans le dire."
    )
