"""What people typed of an indicator in a territory, and what the territories inside add up to.

A parent is recomputed from numerators and denominators, or from counts; rates are never averaged.
How many of the territories expected are there goes with each sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, F, TextField
from django.db.models.functions import Cast, Round

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
MILLIONTHS = 10**6
_IN_ONE_QUERY = 500  # territories; more would not fit everywhere
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
    if len(wanted) <= _IN_ONE_QUERY:
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


class Part(NamedTuple):
    """What a territory inside says on a day; amounts are whole millionths, as many as are kept."""

    on: str
    pk: int
    territory: str
    amount: int | None
    numerator: int | None
    denominator: int | None


def parts_of(
    indicators: Sequence[Indicator], territories: Iterable[str], on: date
) -> dict[int, list[Part]]:
    """The values of the territories inside another, by indicator, oldest first; one query.

    There may be hundreds of thousands: the database gives whole numbers, which are read as they
    come, and neither authors nor dates that are all alike.
    """
    wanted = set(territories)
    rows = TypedValue.objects.standing().filter(
        indicator__in=[each.pk for each in indicators], on__lte=on
    )
    if len(wanted) <= _IN_ONE_QUERY:
        rows = rows.filter(territory__in=wanted)
    found: dict[int, list[Part]] = defaultdict(list)
    columns = [_whole(name) for name in ("amount", "numerator", "denominator")]
    asked = rows.order_by().values_list(
        "indicator", Cast("on", TextField()), "pk", "territory", *columns
    )
    # Past the ORM, whose converters would take longer than the database for so many cells.
    with connection.cursor() as cursor:
        cursor.execute(*asked.query.sql_with_params())
        while lines := cursor.fetchmany(20_000):
            for number, *row in lines:
                if row[2] in wanted:
                    found[number].append(Part(*row))
    for parts in found.values():
        parts.sort()
    return found


def _whole(name: str) -> Cast:
    return Cast(Round(F(name) * MILLIONTHS), BigIntegerField())


def rolled_up(indicator: Indicator, parts: Sequence[Part], expected: int) -> list[Observed]:
    """What the values of the territories inside add up to, at each of their dates.

    A value stands until the next of its territory; what a period adds (cumulative) counts on its
    date only. A rate without its components cannot be added: it is said so.
    """
    if indicator.kind == Kind.QUALITATIVE:
        return []
    found = []
    standing: dict[str, Part] = {}
    sums = _Sums()
    for day, rows in groupby(parts, key=attrgetter("on")):
        # A second value of the same day corrects the first.
        today = {row.territory: row for row in rows}
        if indicator.cumulative:
            standing, sums = {}, _Sums()
        for territory, row in today.items():
            before = standing.get(territory)
            if before is not None:
                sums.add(before, -1)
            sums.add(row, 1)
            standing[territory] = row
        found.append(sums.observed(indicator, date.fromisoformat(day), expected))
    return found


@dataclass
class _Sums:
    """Running sums, in millionths; `lacking`: how many values come without their components."""

    present: int = 0
    amount: int = 0
    numerator: int = 0
    denominator: int = 0
    lacking: int = 0

    def add(self, part: Part, sign: int) -> None:
        self.present += sign
        self.amount += sign * (part.amount or 0)
        if part.numerator is None or part.denominator is None:
            self.lacking += sign
        else:
            self.numerator += sign * part.numerator
            self.denominator += sign * part.denominator

    def observed(self, indicator: Indicator, day: date, expected: int) -> Observed:
        present, total = Fraction(self.present), Fraction(expected)
        whole = not self.lacking
        over = Fraction(self.numerator, MILLIONTHS) if whole else None
        under = Fraction(self.denominator, MILLIONTHS) if whole else None
        if not indicator.is_percent:
            amount = Fraction(self.amount, MILLIONTHS)
            return Observed(day, amount, False, "ok", "typed", over, under, present, total)
        if over is None or not under:
            return Observed(
                day, None, True, "no_denominator", "typed", present=present, expected=total
            )
        return Observed(day, over * 100 / under, True, "ok", "typed", over, under, present, total)


def inside(tree: Tree, territory: str, level: str) -> list[str]:
    """The territories of a level strictly inside another."""
    if tree.find(territory) is None or tree.level(territory) == level:
        return []
    return [code for code in tree.descendants(territory, level) if code != territory]


def _fraction(amount: Decimal | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)
