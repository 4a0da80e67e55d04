"""Exchanges of people that no shown figure sees: the witnesses of what is hidden.

In two places and two profiles whose four counts are hidden, as many people of one profile go one
way as people of the other go back: every total stays, and each of the four counts is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""Row and column."""

UNKNOWN, ALL = 5, 6
"""Columns of those of no known profile, and of all profiles together; the profiles come before."""
WIDTH = 1
"""How many other values a protected count could have, wherever that can be had."""
ANY = 1 << 40
"""More people than there are."""
Best = tuple[Cell, list[Cell]]
"""Its rank, the lower the better, and the cells of an exchange."""


@dataclass(frozen=True)
class Exchanges:
    """Exchanges of people that no shown figure sees.

    `rows`: those that are hidden whole; together they can take or give anyone. `loose`: the last
    row can take or give in one column alone.
    """

    now: Longs
    up: Longs
    down: Longs
    margins: Flags
    rows: Flags
    loose: bool

    def cheapest(self, row: int, column: int, hidden: Flags) -> list[Cell] | None:
        """The cells of an exchange that moves a cell: hidden ones if they do, else the smallest.

        An empty list when what is hidden already does; None when there is no exchange.
        """
        if self.rows[row]:
            return self._of_hidden_row(row, column, hidden)
        up, down = self.up, self.down
        best: Best | None = None
        others = [q for q in range(ALL) if q != column]
        for q in others:
            if not self.margins[column] and not self.margins[q]:
                width = min(up[row, column], down[row, q]) + min(down[row, column], up[row, q])
                best = self._better(best, width, [(row, q)], hidden)
        free = ~self.rows
        free[row] = False
        if self.loose:
            free[-1] = False
        candidates = np.flatnonzero(free)
        for q in others:
            one = min(up[row, column], down[row, q])
            two = min(down[row, column], up[row, q])
            if self.rows.any():
                width = min(one, self._sum(down, column), self._sum(up, q)) + min(
                    two, self._sum(up, column), self._sum(down, q)
                )
                best = self._better(best, width, [(row, q)], hidden)
            if self.loose and row != len(self.now) - 1:
                best = self._better(best, *self._by_rest(one, two, row, column, q), hidden)
            if one + two == 0 or not len(candidates):
                continue
            widths = np.minimum(one, np.minimum(down[candidates, column], up[candidates, q]))
            widths = widths + np.minimum(
                two, np.minimum(up[candidates, column], down[candidates, q])
            )
            for other in np.argsort(self._cost(candidates, (column, q), hidden), kind="stable"):
                if widths[other] > 0:
                    at = int(candidates[other])
                    cells = [(row, q), (at, column), (at, q)]
                    best = self._better(best, int(widths[other]), cells, hidden)
                    if widths[other] >= WIDTH:
                        break
        if best is None:
            best = self._by_three(row, column, candidates, hidden)
        return None if best is None else best[1]

    def _by_three(self, row: int, column: int, candidates: Longs, hidden: Flags) -> Best | None:
        """An exchange of three profiles, where those of two are hidden in the territory too."""
        up, down = self.up, self.down
        best: Best | None = None
        untold = [int(each) for each in np.flatnonzero(~self.margins)]
        told = [int(each) for each in np.flatnonzero(self.margins)]
        pairs = product(untold, untold) if self.margins[column] else product(told, untold)
        for q, r in pairs:
            if len({column, q, r}) < 3:
                continue
            # The profile whose total is told comes back in the other place.
            back, out = (column, r) if self.margins[column] else (r, q)
            for other in map(int, candidates):
                width = min(up[row, column], down[row, q], down[other, back], up[other, out]) + min(
                    down[row, column], up[row, q], up[other, back], down[other, out]
                )
                cells = [(row, q), (other, back), (other, out)]
                best = self._better(best, int(width), cells, hidden)
        return best

    def _by_rest(self, one: int, two: int, row: int, column: int, q: int) -> tuple[int, list[Cell]]:
        cells, last = [(row, q)], len(self.now) - 1
        for each in (column, q):
            if self.margins[each]:
                cells.append((last, each))
                gives, takes = int(self.down[last, each]), int(self.up[last, each])
                one = min(one, gives if each == column else takes)
                two = min(two, takes if each == column else gives)
        return one + two, cells

    def _of_hidden_row(self, row: int, column: int, hidden: Flags) -> list[Cell] | None:
        others = self.rows.copy()
        others[row] = False
        up, down = self.up, self.down
        best: Best | None = None
        if not self.margins.any():
            return []
        same = [column] if self.margins[column] else list(np.flatnonzero(~self.margins))
        less = int(down[others][:, same].sum())
        more = min(int(up[others][:, same].sum()), ANY)
        width = min(up[row, column], less) + min(down[row, column], more)
        best = self._better(best, int(width), [], hidden)
        for q in range(ALL):
            if q == column:
                continue
            for other in map(int, np.flatnonzero(~self.rows)):
                width = min(
                    up[row, column], down[other, column], up[other, q], down[others, q].sum()
                ) + min(down[row, column], up[other, column], down[other, q], up[others, q].sum())
                best = self._better(best, int(width), [(other, column), (other, q)], hidden)
        return None if best is None else best[1]

    def through(
        self, more: Longs, less: Longs, takes: Longs, gives: Longs, hidden: Flags
    ) -> list[Cell] | None:
        """The two counts of a profile through which one place takes what another gives."""
        best: Best | None = None
        for column in map(int, np.flatnonzero(self.margins)):
            for one in map(int, takes[less[takes, column] > 0]):
                for other in map(int, gives[more[gives, column] > 0]):
                    if one != other:
                        width = min(less[one, column], more[other, column])
                        cells = [(one, column), (other, column)]
                        best = self._better(best, int(width), cells, hidden)
        return None if best is None else best[1]

    def companion(self, row: int, column: int) -> list[int]:
        """Rows to hide whole so that one can exchange with the others."""
        if not self.rows[row]:
            return [row]
        free = np.flatnonzero(~self.rows & (self.down[:, column] > 0))
        if not len(free):
            free = np.flatnonzero(~self.rows & (self.now[:, column] > 0))
        if not len(free):
            return []
        return [int(free[np.argmin(self.now[free].sum(axis=1))])]

    def _sum(self, capacity: Longs, column: int) -> int:
        return min(int(capacity[self.rows, column].sum()), ANY)

    def _cost(self, rows: Longs, columns: Cell, hidden: Flags) -> Longs:
        total: Longs = sum(  # type: ignore[assignment]  # arrays add up to an array
            np.where(hidden[rows, each], 0, self.now[rows, each]) for each in columns
        )
        return total

    def _better(
        self,
        best: Best | None,
        width: int,
        cells: list[Cell],
        hidden: Flags,
    ) -> Best | None:
        """The better of two exchanges: wide enough first, then the fewest people hidden."""
        if width <= 0:
            return best
        cost = sum(int(self.now[cell]) for cell in cells if not hidden[cell])
        rank = (-min(int(width), WIDTH), cost)
        return (rank, cells) if best is None or rank < best[0] else best
