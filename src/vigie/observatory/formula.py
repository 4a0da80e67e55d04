"""The formula of a figure, ready to be drawn: what is divided, added or compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vigie.measures.definition import Comparison, Coverage, Rate, Sum, definition
from vigie.measures.figure import Figure
from vigie.web import formats

SIGNS = {"sum": "+", "difference": "−"}
_PARTS = {
    "participants": ("started_not_finished", "finished_not_sent", "sent"),
    "finished": ("finished_not_sent", "sent"),
}


@dataclass(frozen=True)
class Term:
    """One component: its name, and its value in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Formula:
    """`fraction`: two terms, one over the other; `sum` and `difference`: terms on one line."""

    kind: Literal["fraction", "sum", "difference"]
    result: Term
    terms: Sequence[Term]

    @property
    def sign(self) -> str:
        return SIGNS.get(self.kind, "")

    @property
    def words(self) -> str:
        """The whole formula as a sentence, for those who do not see the drawing."""
        between = {"fraction": " divisé par ", "sum": " plus ", "difference": " moins "}[self.kind]
        names = between.join(term.label for term in self.terms)
        values = between.join(term.text for term in self.terms)
        return f"{self.result.label} égale {names}, soit {values}\u00a0: {self.result.text}."


def components_of(measure: str) -> tuple[str, ...]:
    """The measures that a measure is made of; none for what is counted in one piece."""
    wanted = definition(measure)
    if isinstance(wanted, Rate):
        return wanted.numerator, wanted.denominator
    if isinstance(wanted, Comparison):
        return (wanted.of,)
    if isinstance(wanted, Coverage):
        return ("senders",)
    return _PARTS.get(measure, ())


def formula(figure: Figure, components: Sequence[Figure]) -> Formula | None:
    """How the value is made; None when it has no value or is counted in one piece."""
    wanted = definition(figure.measure)
    if figure.status != "ok" or (isinstance(wanted, Coverage) and figure.denominator is None):
        return None
    result = Term(wanted.label, formats.shown(figure).words)
    if isinstance(wanted, Rate):
        return Formula("fraction", result, _two(figure, wanted.numerator, wanted.denominator))
    if isinstance(wanted, Coverage):
        by_senders = wanted.rule == "senders"
        over = "Somme des couvertures" + (" de chaque envoi" if by_senders else " des sujets")
        under = "Envois" if by_senders else "Sujets"
        return Formula(
            "fraction",
            result,
            (
                Term(over, formats.decimal(figure.numerator or 0, 2)),
                Term(under, formats.count(figure.denominator or 0)),
            ),
        )
    if isinstance(wanted, Comparison):
        return _comparison(figure, wanted, result)
    return _sum(wanted, result, figure, components)


def _two(figure: Figure, over: str, under: str) -> tuple[Term, Term]:
    return (
        Term(definition(over).label, formats.count(figure.numerator or 0)),
        Term(definition(under).label, formats.count(figure.denominator or 0)),
    )


def _comparison(figure: Figure, wanted: Comparison, result: Term) -> Formula:
    of = definition(wanted.of)
    where = "du territoire au-dessus" if wanted.against == "parent" else "en France"

    def text(value: float | int | None) -> str:
        return formats.number_of(of.unit, value or 0)

    terms = (
        Term(f"{of.label}, {figure.territory_name}", text(figure.numerator)),
        Term(f"{of.label} {where}", text(figure.denominator)),
    )
    return Formula("fraction" if wanted.operation == "share" else "difference", result, terms)


def _sum(wanted: Sum, result: Term, figure: Figure, components: Sequence[Figure]) -> Formula | None:
    parts = [each for each in components if each.measure in _PARTS.get(wanted.name, ())]
    if not parts or any(each.status != "ok" for each in parts):
        return None
    if sum(each.value or 0 for each in parts) != (figure.value or 0):
        return None  # held at different dates, they do not add up
    terms = [Term(definition(each.measure).label, formats.shown(each).words) for each in parts]
    return Formula("sum", result, terms)
