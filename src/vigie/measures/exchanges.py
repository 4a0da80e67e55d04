"""Exchanges of people that no shown figure sees: the witnesses of what is hidden.

In two places and two profiles whose four counts are hidden, as many people of one profile go one
way as people of the other go back: every total stays, and each of the four counts is another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""Row and column."""

UNKNOWN, ALL = 5, 6
"""Columns of those of no known profile, and of all profiles together; the profiles come before."""
ANY = 1 << 40
"""More people than there are."""
Best = tuple[tuple[bool, int], list[Cell]]
"""Its rank, the lower the better, and the cells of an exchange."""


@dataclass(frozen=True)
class Needs:
    """How far an exchange must go, by row and column, for few people not to be told.

    Each of the two ways is enough, and both lines must be met: a small group that grows with the
    count must be able to be large, or empty; so must one that shrinks when the count grows.
    """

    grown: tuple[Longs, Longs]
    shrunk: tuple[Longs, Longs]

    @classmethod
    def of(cls, grows: list[Longs], shrinks: list[Longs], threshold: int) -> Needs:
        """From the small groups, 0 where a group is none."""
        up, down = _to_large_or_none(grows, threshold)
        less, more = _to_large_or_none(shrinks, threshold)
        return cls((up, down), (more, less))

    def met(self, cell: Cell, more: Longs, less: Longs) -> Flags:
        """Whether it is enough that a count can have so many more, or so many fewer."""
        grown = (more >= self.grown[0][cell]) | (less >= self.grown[1][cell])
        shrunk = (more >= self.shrunk[0][cell]) | (less >= self.shrunk[1][cell])
        met: Flags = grown & shrunk
        return met


def _to_large_or_none(groups: list[Longs], threshold: int) -> tuple[Longs, Longs]:
    """How many people join the smallest to make it large, and leave the largest to empty it."""
    every = np.stack(groups)
    smallest = np.where(every > 0, every, threshold).min(axis=0)
    return threshold - smallest, every.max(axis=0)


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
    needs: Needs
    add_up: bool
    """Whether an exchange that does not go far enough is better than none: others come beside."""

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
                one = min(up[row, column], down[row, q])
                two = min(down[row, column], up[row, q])
                best = self._better(best, (row, column), one, two, [(row, q)], hidden)
        free = ~self.rows
        free[row] = False
        if self.loose:
            free[-1] = False
        candidates = np.flatnonzero(free)
        for q in others:
            one = min(up[row, column], down[row, q])
            two = min(down[row, column], up[row, q])
            if self.rows.any():
                takes, gives = self._by_hidden_rows
                more, less = min(one, gives[column], takes[q]), min(two, takes[column], gives[q])
                best = self._better(best, (row, column), more, less, [(row, q)], hidden)
            if self.loose and row != len(self.now) - 1:
                more, less, cells = self._by_rest(one, two, row, column, q)
                best = self._better(best, (row, column), more, less, cells, hidden)
            if one + two == 0 or not len(candidates):
                continue
            ones = np.minimum(one, np.minimum(down[candidates, column], up[candidates, q]))
            twos = np.minimum(two, np.minimum(up[candidates, column], down[candidates, q]))
            at = self._least((row, column), ones, twos, candidates, (column, q), hidden)
            if at is not None:
                other = int(candidates[at])
                cells = [(row, q), (other, column), (other, q)]
                best = self._better(
                    best, (row, column), int(ones[at]), int(twos[at]), cells, hidden
                )
        if best is None or best[0][0]:
            best = self._by_three(row, column, candidates, hidden) or best
        return self._found(best)

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
            ones = np.minimum(down[candidates, back], up[candidates, out])
            ones = np.minimum(ones, min(up[row, column], down[row, q]))
            twos = np.minimum(up[candidates, back], down[candidates, out])
            twos = np.minimum(twos, min(down[row, column], up[row, q]))
            at = self._least((row, column), ones, twos, candidates, (back, out), hidden)
            if at is not None:
                other = int(candidates[at])
                cells = [(row, q), (other, back), (other, out)]
                best = self._better(
                    best, (row, column), int(ones[at]), int(twos[at]), cells, hidden
                )
        return best

    def _by_rest(
        self, one: int, two: int, row: int, column: int, q: int
    ) -> tuple[int, int, list[Cell]]:
        cells, last = [(row, q)], len(self.now) - 1
        for each in (column, q):
            if self.margins[each]:
                cells.append((last, each))
                gives, takes = int(self.down[last, each]), int(self.up[last, each])
                one = min(one, gives if each == column else takes)
                two = min(two, takes if each == column else gives)
        return one, two, cells

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
        one, two = min(up[row, column], less), min(down[row, column], more)
        best = self._better(best, (row, column), one, two, [], hidden)
        free = np.flatnonzero(~self.rows)
        for q in range(ALL):
            if q == column:
                continue
            ones = np.minimum(down[free, column], up[free, q])
            ones = np.minimum(ones, min(up[row, column], down[others, q].sum()))
            twos = np.minimum(up[free, column], down[free, q])
            twos = np.minimum(twos, min(down[row, column], up[others, q].sum()))
            at = self._least((row, column), ones, twos, free, (column, q), hidden)
            if at is not None:
                cells = [(int(free[at]), column), (int(free[at]), q)]
                best = self._better(
                    best, (row, column), int(ones[at]), int(twos[at]), cells, hidden
                )
        return self._found(best)

    def through(
        self, more: Longs, less: Longs, takes: Longs, gives: Longs, hidden: Flags
    ) -> list[Cell] | None:
        """The two counts of a profile through which one place takes what another gives."""
        best: Best | None = None
        for column in map(int, np.flatnonzero(self.margins)):
            ones, others = takes[less[takes, column] > 0], gives[more[gives, column] > 0]
            apart = ones[:, None] != others[None, :]
            if not apart.any():
                continue
            cost = self._cost(ones, (column,), hidden)[:, None]
            cost = np.where(apart, cost + self._cost(others, (column,), hidden)[None, :], ANY)
            at = divmod(int(np.argmin(cost)), len(others))
            cells = [(int(ones[at[0]]), column), (int(others[at[1]]), column)]
            best = self._better(best, None, 1, 0, cells, hidden)
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

    @cached_property
    def _by_hidden_rows(self) -> tuple[Longs, Longs]:
        """How many the hidden rows can take, and give, by column."""
        takes, gives = self.up[self.rows].sum(axis=0), self.down[self.rows].sum(axis=0)
        return np.minimum(takes, ANY), np.minimum(gives, ANY)

    def _cost(self, rows: Longs, columns: Sequence[int], hidden: Flags) -> Longs:
        """People not hidden yet, by row."""
        total: Longs = sum(  # type: ignore[assignment]  # arrays add up to an array
            np.where(hidden[rows, each], 0, self.now[rows, each]) for each in columns
        )
        return total

    def _least(
        self, of: Cell, more: Longs, less: Longs, rows: Longs, columns: Cell, hidden: Flags
    ) -> int | None:
        """Which of these rows exchanges best: far enough, then the fewest people hidden."""
        possible = more + less > 0
        if not possible.any():
            return None
        short = possible & ~self.needs.met(of, more, less)
        cost = self._cost(rows, columns, hidden)
        return int(np.argmin(np.where(possible, cost + np.where(short, ANY, 0), 2 * ANY)))

    def _better(
        self,
        best: Best | None,
        of: Cell | None,
        more: int,
        less: int,
        cells: list[Cell],
        hidden: Flags,
    ) -> Best | None:
        """The better of two exchanges: one that goes far enough, then the fewest people hidden."""
        if more + less <= 0:
            return best
        cost = sum(int(self.now[cell]) for cell in cells if not hidden[cell])
        short = of is not None and not self.needs.met(of, np.array(more), np.array(less))
        rank = (short, cost)
        return (rank, cells) if best is None or rank < best[0] else best

    def _found(self, best: Best | None) -> list[Cell] | None:
        """The cells of an exchange, if it goes far enough."""
        return None if best is None or (best[0][0] and not self.add_up) else best[1]
