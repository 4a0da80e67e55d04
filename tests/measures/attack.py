"""What a patient reader can work out from a list of figures that add up.

The reader knows how figures add up (places into their parent, profiles into their total, steps
into participants), that people are whole numbers, and that what is hidden is not zero. A hidden
cell is safe when some other table fits all that is shown and says something else of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import lcm

Cell = tuple[str, str, str]
"""Measure, territory, profile (empty for all)."""
Equation = tuple[Cell, tuple[Cell, ...]]
"""A total and its parts."""


def worked_out(
    truth: Mapping[Cell, int],
    shown: Collection[Cell],
    hidden: Collection[Cell],
    equations: Sequence[Equation],
    wanted: Collection[Cell],
) -> set[Cell]:
    """The wanted cells that are not shown and that can have no other value than the true one.

    Tables that fit are reached from the true one, step by step, by adding whole solutions of the
    equations without a right-hand side: these move a person from one cell to another.
    """
    unknown = sorted(truth.keys() - set(shown))
    least = [1 if cell in hidden else 0 for cell in unknown]
    at = {cell: n for n, cell in enumerate(unknown)}
    rows = []
    for total, parts in equations:
        row = [Fraction(0)] * len(unknown)
        for cell, sign in ((total, 1), *((part, -1) for part in parts)):
            if cell in at:
                row[at[cell]] += sign
        rows.append(row)
    pinned = {n for n, cell in enumerate(unknown) if cell in set(wanted)}
    steps = list(moves(whole_solutions(rows, len(unknown))))
    first = tuple(truth[cell] for cell in unknown)
    seen, waiting = {first}, deque([first])
    while pinned and waiting and len(seen) < 2_000:
        table = waiting.popleft()
        for move in steps:
            if any(table[n] + step < least[n] for n, step in move.items()):
                continue
            other = tuple(value + move.get(n, 0) for n, value in enumerate(table))
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                pinned -= {n for n in pinned if other[n] != first[n]}
    return {unknown[n] for n in pinned}


def moves(basis: list[dict[int, int]]) -> Iterator[dict[int, int]]:
    """Solutions and sums of two of them, forwards and backwards."""
    for count in (1, 2):
        for several in combinations(basis, count):
            for signs in product((1, -1), repeat=count):
                total: dict[int, int] = {}
                for solution, sign in zip(several, signs, strict=True):
                    for n, value in solution.items():
                        total[n] = total.get(n, 0) + sign * value
                yield {n: value for n, value in total.items() if value}


def whole_solutions(rows: list[list[Fraction]], width: int) -> list[dict[int, int]]:
    """A basis, in whole numbers, of what the equations leave free: cell -> step."""
    pivots: dict[int, int] = {}
    for column in range(width):
        at = len(pivots)
        found = next((n for n in range(at, len(rows)) if rows[n][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for n in range(len(rows)):
            if n != at and rows[n][column]:
                factor = rows[n][column]
                rows[n] = [a - factor * b for a, b in zip(rows[n], rows[at], strict=True)]
        pivots[column] = at
    basis = []
    for free in (column for column in range(width) if column not in pivots):
        move = [Fraction(0)] * width
        move[free] = Fraction(1)
        for column, at in pivots.items():
            move[column] = -rows[at][free]
        scale = lcm(*(value.denominator for value in move))
        basis.append({n: int(value * scale) for n, value in enumerate(move) if value})
    return basis
