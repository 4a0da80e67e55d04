"""What people typed of an indicator in a territory, and what the territories inside add up to.

A parent is recomputed from numerators and denominators, or from counts; rates are never averaged.
How many of the territories expected are there goes with each sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from vigie.domains.roadmaps.models import Indicator, TypedValue
from vigie.domains.roadmaps.models.measuring import Kind
from vigie.domains.roadmaps.observed import Observed
from vigie.facts.geography import Tree


class Typed(NamedTuple):
    """A typed value, as read: amounts as kept, `author` as shown."""

    indicator: int
    territory: str
    on: date
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    done: bool | None
    text: str
    author: str


Key = tuple[int, str]
_FIELDS = (
    "indicator", "territory", "on", "amount", "numerator", "denominator", "done", "text",
    "author_name", "author__first_name", "author__last_name", "author__email",
)  # fmt: skip


def typed_values(
    indicators: Sequence[Indicator], territories: Iterable[str], on: date
) -> dict[Key, list[Typed]]:
    """The values that stand, by indicator and territory, oldest first; one query."""
    wanted = set(territories)
    rows = TypedValue.objects.standing().filter(
        indicator__in=[each.pk for each in indicators], on__lte=on
    )
    if len(wanted) <= 500:  # more would not fit in one query everywhere
        rows = rows.filter(territory__in=wanted)
    found: dict[Key, list[Typed]] = defaultdict(list)
    for *row, name, first, last, email in (
        rows.order_by("on", "pk").values_list(*_FIELDS).iterator(chunk_size=5000)
    ):
        if row[1] in wanted:
            author = name or f"{first or ''} {last or ''}".strip() or email or ""
            found[row[0], row[1]].append(Typed(*row, author))  # type: ignore[call-arg]  # the fields of _FIELDS
    return found


def observed(indicator: Indicator, values: Sequence[Typed]) -> list[Observed]:
    """Typed values as observed ones."""
    return [
        Observed(
            value.on,
            _fraction(value.amount) if indicator.kind != Kind.QUALITATIVE else None,
            indicator.is_percent and indicator.kind != Kind.QUALITATIVE,
            "ok",
            "typed",
            _fraction(value.numerator),
            _fraction(value.denominator),
            done=value.done,
            text=value.text,
            author=value.author,
        )
        for value in values
    ]


def rolled_up(
    indicator: Indicator, parts: Mapping[str, Sequence[Typed]], expected: int
) -> list[Observed]:
    """What the values of the territories inside add up to, at each of their dates.

    A value stands until the next of its territory; what a period adds (cumulative) counts on its
    date only. A rate without its components cannot be added: it is said so.
    """
    if indicator.kind == Kind.QUALITATIVE or not parts:
        return []
    days = sorted({value.on for values in parts.values() for value in values})
    places = {territory: iter(values) for territory, values in parts.items()}
    coming = {territory: next(values, None) for territory, values in places.items()}
    standing: dict[str, list[Typed]] = {}
    found = []
    for day in days:
        today: dict[str, list[Typed]] = {}
        for territory, values in places.items():
            value = coming[territory]
            while value is not None and value.on <= day:
                # A second value of the same day corrects the first.
                today[territory] = [value]
                value = coming[territory] = next(values, None)
        standing = today if indicator.cumulative else {**standing, **today}
        found.append(_sum(indicator, day, [value for kept in standing.values() for value in kept],
                          expected))  # fmt: skip
    return found


def _sum(indicator: Indicator, day: date, values: Sequence[Typed], expected: int) -> Observed:
    present, total = Fraction(len(values)), Fraction(expected)
    over = under = Fraction(0)
    counted = Fraction(0)
    whole = True
    for value in values:
        if value.numerator is None or value.denominator is None:
            whole = False
        else:
            over += _fraction(value.numerator) or 0
            under += _fraction(value.denominator) or 0
        counted += _fraction(value.amount) or 0
    if not indicator.is_percent:
        return Observed(
            day, counted, False, "ok", "typed", over if whole else None, under if whole else None,
            present, total,
        )  # fmt: skip
    if not whole or not under:
        return Observed(day, None, True, "no_denominator", "typed", present=present, expected=total)
    return Observed(day, over * 100 / under, True, "ok", "typed", over, under, present, total)


def inside(tree: Tree, territory: str, level: str) -> list[str]:
    """The territories of a level strictly inside another."""
    if tree.find(territory) is None or tree.level(territory) == level:
        return []
    return [code for code in tree.descendants(territory, level) if code != territory]


def _fraction(amount: Decimal | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)
