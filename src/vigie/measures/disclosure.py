"""The door for figures about few people: what a page or an export may show.

A list of figures is read as counts of people, whichever figures carry them (a rate carries its
numerator, and what its denominator leaves). A count under the threshold is hidden, and so is
what would give it back by the additions that a reader can do: see `deduction`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vigie.measures.deduction import what_to_hide
from vigie.measures.definition import Rate, Sum, definitions
from vigie.measures.figure import Alternative, Figure
from vigie.measures.relations import Count, Places, implied, relations

REASON = "Masqué : moins de {threshold} personnes, ou permettrait de le déduire."
_PUBLIC_COUNTS = frozenset({"headcount"})
_CARRIES_COUNTS = frozenset({"ok", "no_denominator"})


@dataclass(frozen=True)
class Policy:
    """`threshold`: the smallest number of people that may be shown, zero apart."""

    threshold: int


STEERING = Policy(threshold=5)


def protect(
    figures: Sequence[Figure], policy: Policy = STEERING, *, tree: Places | None = None
) -> list[Figure]:
    """The figures of one page, in the same order, with what may not be shown emptied.

    Pass all the figures that stand together: a relation is seen only if its terms are there.
    `tree` tells which place contains which; without it only profiles and steps are tied.
    """
    carried = [list(_counts(figure)) for figure in figures]
    known = {count: n for pairs in carried for count, n in pairs}
    known = implied(known)
    small = {count for count, n in known.items() if 0 < n < policy.threshold}
    hidden = what_to_hide(known, small, [*relations(known, tree)])
    reason = REASON.format(threshold=policy.threshold)
    return [
        figure.emptied("hidden", reason)
        if any(count in hidden for count, _ in pairs)
        else replace(figure, alternatives=_large_enough(figure, policy))
        for figure, pairs in zip(figures, carried, strict=True)
    ]


def _counts(figure: Figure) -> Iterator[tuple[Count, int]]:
    """The counts of people that a figure carries."""
    if figure.status not in _CARRIES_COUNTS:
        return
    wanted = definitions()[figure.measure]

    def count(measure: str) -> Count:
        return Count(measure, figure.territory, figure.level, frozenset(figure.dimensions.items()))

    terms: list[tuple[str, float | None]] = []
    if isinstance(wanted, Sum):
        terms = [(figure.measure, figure.value)]
    elif isinstance(wanted, Rate):
        terms = [(wanted.numerator, figure.numerator), (wanted.denominator, figure.denominator)]
        if None not in (figure.numerator, figure.denominator):
            rest = (figure.denominator or 0) - (figure.numerator or 0)
            terms.append((f"{wanted.denominator} - {wanted.numerator}", rest))
        if wanted.denominator in _PUBLIC_COUNTS:
            terms = terms[:1]
    else:
        terms = [(f"people of {figure.measure}", figure.people)]
    for measure, n in terms:
        if n is not None and measure not in _PUBLIC_COUNTS:
            yield count(measure), int(n)


def _large_enough(figure: Figure, policy: Policy) -> tuple[Alternative, ...]:
    """The values set aside that speak of enough people."""
    per_unit = 1 if isinstance(definitions()[figure.measure], Sum) else figure.denominator or 0

    def people(other: Alternative) -> float:
        return (other.value or 0) * per_unit if other.people is None else other.people

    if figure.measure in _PUBLIC_COUNTS:
        return figure.alternatives
    return tuple(
        other for other in figure.alternatives
        if not 0.5 <= people(other) < policy.threshold - 0.5
    )  # fmt: skip
