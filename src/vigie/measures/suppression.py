"""What to hide among the counts of one family of places, through its dates, so that none is told.

A family is the parts of one territory: its children in the tree, and a last row for the people who
are in none of them. Its columns are the profiles and, last, all profiles together; its levels are
counts inside one another (participants, those who finished, those who sent). The reader knows what
is shown of the territory itself, so every hidden group has a known sum.

A count is shown on a day when

* neither it, nor what it leaves of the wider count around it, is of one to four people;
* since the day it was last shown it moved by nobody, or by five people or more: otherwise it stays
  as it was (a reader of two dates would count the newcomers);
* hiding it is not needed to protect another one.

Each count that must not be told gets a witness: another table that fits all that is shown, where
some people are elsewhere. The cheapest is a swap of two places and two profiles, hidden for that
purpose. Where no swap is possible the whole row is hidden, and in the end the whole family.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNKNOWN, ALL = 5, 6
"""Columns of those of no known profile, and of all profiles together; the profiles come before."""
WIDTH = 4
"""How many other values a protected count could have, wherever that can be had."""
_ANY = 1 << 40


@dataclass(frozen=True)
class Within:
    """A wider count of the same people (all pathways), by day, row, column and level.

    `shown`: where it is shown; `people`: how many; `others`: how many of them the other pathways
    of the reader's knowledge hold too, or nothing where the wider count is no union.
    """

    shown: Flags
    people: Longs
    others: Longs | None = None


@dataclass(frozen=True)
class Decided:
    """`shown`: by day, row, column and level. `whole`: days when a level had to be hidden whole."""

    shown: Flags
    whole: Flags


def decide(
    people: Longs,
    above: Flags,
    *,
    threshold: int,
    tied: Flags | None = None,
    within: Within | None = None,
    between: bool = False,
    unknown: bool = True,
) -> Decided:
    """What may be shown of a family.

    `people`: counts by day, row, column, level. `above`: what is shown of the territory itself, by
    day, column, level. `tied`: where the rows add up to the territory (two sources may disagree);
    None for the nation, a row that is part of nothing. `between`: the third level lies between the
    first two, instead of inside the second. `unknown`: some people are of no known profile; else
    what the profiles of a place leave of its total is a difference between two sources.
    """
    alone = tied is None
    days, rows, columns, levels = people.shape
    shown = np.zeros(people.shape, np.bool_)
    whole = np.zeros(days, np.bool_)
    last = np.full((rows, columns, levels), -1, np.int64)
    single = _only_row(people if within is None else within.people)
    for day in range(days):
        if single[day] and not alone:
            # The only part with anyone is the territory itself.
            shown[day] = above[day]
            last = np.where(shown[day], people[day], last)
            continue
        if day and _same(people, above, within, day):
            shown[day], whole[day] = shown[day - 1], whole[day - 1]
            continue
        for level in range(levels):
            now = people[day, :, :, level]
            before = None if not day else people[day - 1, :, :, level]
            open_ = np.broadcast_to(above[day, :, level], now.shape).copy()
            outer = None
            if level:
                open_ &= shown[day, :, :, level - 1]
                outer = people[day, :, :, level - 1]
            inner = None
            if between and level == 2:
                inner, outer = outer, people[day, :, :, 0]
            wider = None
            if within is not None:
                open_ &= within.shown[day, :, :, level]
                wider = within.people[day, :, :, level]
            step = _Step(
                now=now,
                last=last[:, :, level],
                was=shown[day - 1, :, :, level] if day else np.zeros_like(open_),
                before=before,
                open=open_,
                outer=outer,
                inner=inner,
                wider=wider,
                wider_shown=None if within is None else within.shown[day, :, :, level],
                others=None
                if within is None or within.others is None
                else within.others[day, :, :, level],
                margins=np.zeros(columns, np.bool_)
                if tied is None
                else above[day, :, level] & tied[day, :, level],
                margins_before=None
                if tied is None or not day
                else (above & tied)[day - 1 : day + 1, :, level].all(axis=0),
                promised=np.zeros(columns, np.bool_)
                if alone
                else _promised(above[day], level, between=between),
                threshold=threshold,
                rest=not alone,
                unknown=unknown,
            )
            seen = ~step.hidden()
            # Nobody among nobody is told already.
            nobody = now == 0
            around = nobody[:, [ALL]] & seen[:, [ALL]]
            if tied is not None:
                none_above = (now.sum(axis=0) == 0) & above[day, :, level] & tied[day, :, level]
                around = around | none_above
            if level:
                around = around | ((people[day, :, :, 0] == 0) & shown[day, :, :, 0])
            if within is not None:
                around = around | ((wider == 0) & within.shown[day, :, :, level])
            shown[day, :, :, level] = seen | (nobody & around)
            whole[day] |= step.whole
        last = np.where(shown[day], people[day], last)
    return Decided(shown, whole)


def _only_row(people: Longs) -> Flags:
    """Days until which no more than one row ever had anyone."""
    anyone = people.any(axis=(2, 3))
    return np.asarray(np.logical_or.accumulate(anyone, axis=0).sum(axis=1) <= 1)


def _same(people: Longs, above: Flags, within: Within | None, day: int) -> bool:
    """Whether nothing moved since the day before, so that nothing is to be decided again."""
    return (
        np.array_equal(people[day], people[day - 1])
        and np.array_equal(above[day], above[day - 1])
        and (
            within is None
            or (
                np.array_equal(within.shown[day], within.shown[day - 1])
                and np.array_equal(within.people[day], within.people[day - 1])
            )
        )
    )


def _promised(above: Flags, level: int, *, between: bool) -> Flags:
    """Profiles hidden above, beside a total that is shown: those that had to be exchanged there.

    What the level around hides is exchanged at that level.
    """
    around = above[:, level - 1] if level else np.ones(len(above), np.bool_)
    if between and level == 2:
        around = around & above[:, 0]
    answer: Flags = ~above[:, level] & around & above[ALL, level]
    return answer


def _moved_by_few(moved: Longs, asked: Flags, threshold: int) -> Flags:
    """Where a count moved by one to four people since it was last shown."""
    few: Flags = asked & (moved > 0) & (moved < threshold)
    return few


class _Rows(Exception):  # no error: a way out of two loops
    """These rows cannot be protected profile by profile: their total is hidden too."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows


class _Step:
    """One level on one day: arrays by row and column."""

    def __init__(self, **given: Any) -> None:
        self.now: Longs = given["now"]
        self.open: Flags = given["open"]
        self.margins: Flags = given["margins"]
        self.margins_before: Flags | None = given["margins_before"]
        self.promised: Flags = given["promised"][:ALL]
        self.threshold: int = given["threshold"]
        self.rest: bool = given["rest"]
        self.whole = False
        last, was = given["last"], given["was"]
        # A count that went down follows no rule: nothing is known of it from before.
        fell = self.now < last
        self.pending = self.now - np.where(fell, 0, np.maximum(last, 0))
        moved = np.abs(self.now - last)
        if self.rest:
            moved[-1] = np.where(fell[-1], 0, moved[-1])
        self.tight = self._few(self.now) | _moved_by_few(moved, last >= 0, self.threshold)
        self.left: list[Longs] = []
        """What a count leaves of those around it: zero where they are not shown."""
        for around, known in ((given["outer"], None), (given["wider"], given["wider_shown"])):
            if around is not None:
                left = np.maximum(around - self.now, 0)
                if known is not None:
                    left = np.where(known, left, 0)
                self.tight |= self._few(left)
                self.left.append(left)
        if given["inner"] is not None:
            left = np.maximum(self.now - given["inner"], 0)
            self.tight |= self._few(left)
            self.left.append(left)
        self.sensitive = self.tight.copy()
        self.moved = self.hidden_before = None
        if given["before"] is not None:
            self.moved, self.hidden_before = self.now - given["before"], ~was
            # Frozen: once hidden, a count comes back only when it moved enough, and on a day it
            # moved: the value shown would tell what it was on the days it was hidden.
            still = _moved_by_few(np.abs(self.pending), self.hidden_before, self.threshold)
            self.sensitive |= still | (~was & (self.moved == 0))
        self._capacities(given)
        self.mixed = np.zeros(len(self.now), np.bool_)
        if not given["unknown"]:
            # Profiles from one source, the total from another: nobody is in the difference.
            self.mixed = (self.now[:, UNKNOWN] > 0) & self.now[:, :UNKNOWN].any(axis=1)
            for each in (self.tight, self.sensitive, self.up, self.down):
                each[self.mixed, UNKNOWN] = 0

    def _few(self, people: Longs) -> Flags:
        few: Flags = (people > 0) & (people < self.threshold)
        return few

    def _capacities(self, given: dict[str, Any]) -> None:
        """How many people more, or fewer, each count could have for what the reader knows of it."""
        # Nobody stays nobody in the eyes of the reader: what comes later may tell it.
        self.up = np.where(self.now > 0, _ANY, 0)
        if given["outer"] is not None:
            self.up = np.minimum(self.up, np.maximum(given["outer"] - self.now, 0))
        # What is hidden is known to have moved.
        self.down = np.maximum(self.pending - 1, 0)
        if given["inner"] is not None:
            self.down = np.minimum(self.down, np.maximum(self.now - given["inner"], 0))
        if given["wider"] is not None:
            # Two sources may disagree: what is not inside is not bounded.
            known = given["wider_shown"] & (given["wider"] >= self.now)
            room = np.maximum(given["wider"] - self.now, 0)
            self.up = np.where(known, np.minimum(self.up, room), self.up)
            if given["others"] is not None:
                overlap = np.maximum(given["others"], 0)
                self.down = np.where(known, np.minimum(self.down, overlap), self.down)

    # -- the answer

    def hidden(self) -> Flags:
        hidden = ~self.open | self.sensitive
        if not hidden.any() and (self.hidden_before is None or not self.hidden_before.any()):
            return hidden
        forced = np.zeros(len(self.now), np.bool_)
        while True:
            rows = self._rows_hidden(forced)
            if rows.all():
                return np.ones(self.now.shape, np.bool_)
            try:
                cells = self._cells_hidden(rows)
            except _Rows as found:
                if forced[found.rows].all():  # nothing new to try
                    forced[:] = True
                forced[found.rows] = True
                continue
            return np.concatenate([cells, rows[:, None]], axis=1)

    def _rows_hidden(self, forced: Flags) -> Flags:
        """Rows whose total over profiles is hidden."""
        hidden: Flags = ~self.open[:, ALL] | self.sensitive[:, ALL] | forced
        if not self.margins[ALL]:
            return hidden
        while not self._column_tells_nothing(hidden, ALL):
            other = self._next(self.now[:, ALL], self.pending[:, ALL], ~hidden)
            if other is None:
                self.whole = True
                return np.ones_like(hidden)
            hidden[other] = True
        return hidden

    def _next(self, now: Longs, pending: Longs, free: Flags) -> int | None:
        """The free cell that costs least to hide and brings someone."""
        for values in (pending, now):
            found = np.flatnonzero(free & (values > 0))
            if len(found):
                return int(found[np.argmin(now[found])])
        return None

    # -- sums that a reader knows

    def _column_tells_nothing(self, hidden: Flags, column: int) -> bool:
        cells = (slice(None), column)
        tied = self.margins_before is not None and bool(self.margins_before[column])
        if not self._sum_tells_nothing(hidden, cells, tied):
            return False
        if self.rest and hidden[-1] and hidden[:-1].any():
            # A printed total has its own rest: what is known of the parts leaves it out.
            parts = hidden.copy()
            parts[-1] = False
            return self._sum_tells_nothing(parts, cells, tied)
        return True

    def _row_tells_nothing(self, hidden: Flags, row: int) -> bool:
        tied = self.hidden_before is not None and not self.hidden_before[row, ALL]
        return self._sum_tells_nothing(hidden, (row, slice(0, ALL)), tied)

    def _sum_tells_nothing(self, hidden: Flags, cells: Any, tied: bool) -> bool:
        """Whether the sum of the hidden ones, and its moves, are of nobody or of enough people."""
        sums = [int(values[cells][hidden].sum()) for values in (self.now, self.pending, *self.left)]
        if self.moved is not None and self.hidden_before is not None and tied:
            both = hidden | self.hidden_before[cells]
            sums.append(int(self.moved[cells][both].sum()))
        return not any(0 < abs(total) < self.threshold for total in sums)

    # -- profiles

    def _cells_hidden(self, rows: Flags) -> Flags:
        """What is hidden profile by profile; raises _Rows where that is not enough."""
        hidden: Flags = (~self.open | self.sensitive)[:, :ALL] | rows[:, None]
        # The level around protects what it hides.
        frozen = self.sensitive[:, :ALL] & (self.now[:, :ALL] > 0) & ~rows[:, None]
        must = (self.tight[:, :ALL] | frozen) & self.open[:, :ALL]
        for row in np.flatnonzero(rows & self.tight[:, ALL] & self.open[:, ALL]):
            must[
                row, int(np.argmax(np.where(self.up[row, :ALL] > 0, self.pending[row, :ALL], -1)))
            ] = True
        down = self.down[:, :ALL].copy()
        lost = np.minimum(self.pending[:, :ALL], np.maximum(self.pending[:, [ALL]] - 1, 0))
        down[rows] = np.maximum(lost, 0)[rows]
        # Where two sources disagree, the rest is no group of people.
        loose = self.rest and self.now[-1, :ALL].sum() != self.now[-1, ALL]
        if loose:
            must[-1] = False
        swaps = _Swaps(self.now[:, :ALL], self.up[:, :ALL], down, self.margins[:ALL], rows, loose)
        given_up: set[int] = set()
        while True:
            added = self._by_rows(rows, hidden) or self._by_columns(rows, hidden, given_up)
            if added:
                must[added] = True
                continue
            if not self._by_swaps(swaps, hidden, must):
                self._keep_promises(swaps)
                return hidden

    def _by_rows(self, rows: Flags, hidden: Flags) -> tuple[int, int] | None:
        for row in np.flatnonzero(~rows & hidden.any(axis=1)):
            if not self._row_tells_nothing(hidden[row], row):
                free = ~hidden[row]
                free[UNKNOWN] &= not self.mixed[row]
                column = self._next(self.now[row, :ALL], self.pending[row, :ALL], free)
                if column is None:
                    raise _Rows([int(row)])
                hidden[row, column] = True
                return int(row), column
        return None

    def _by_columns(self, rows: Flags, hidden: Flags, given_up: set[int]) -> tuple[int, int] | None:
        for column in np.flatnonzero(self.margins[:ALL]):
            if int(column) in given_up or self._column_tells_nothing(hidden[:, column], column):
                continue
            free = ~hidden[:, column] & ~rows
            row = self._next(self.now[:, column], self.pending[:, column], free)
            if row is None:
                given_up.add(int(column))
                continue
            hidden[row, column] = True
            return row, int(column)
        return None

    def _keep_promises(self, swaps: _Swaps) -> None:
        """Raises _Rows where the exchange of two profiles of the territory happens nowhere inside:
        in a place of one profile, the total tells the profile."""
        columns = np.flatnonzero(self.promised)
        free = np.flatnonzero(~swaps.rows)
        for column in columns:
            others = [int(each) for each in columns if each != column]
            for more, less in ((swaps.up, swaps.down), (swaps.down, swaps.up)):
                if not more[:, column].any() or not less[:, others].any():
                    continue
                here = (more[free, column] > 0) & (less[np.ix_(free, others)] > 0).any(axis=1)
                whole = more[swaps.rows, column].any() and less[np.ix_(swaps.rows, others)].any()
                if here.any() or whole:
                    continue
                able = (more[free, column] > 0) | (less[np.ix_(free, others)] > 0).any(axis=1)
                rows = free[able]
                raise _Rows([int(rows[np.argmin(self.now[rows, ALL])])])

    def _by_swaps(self, swaps: _Swaps, hidden: Flags, must: Flags) -> bool:
        """Hides what the witnesses need; whether anything was."""
        before = int(hidden.sum())
        for row, column in zip(*np.nonzero(must), strict=True):
            found = swaps.cheapest(int(row), int(column), hidden)
            if found is None and not self.tight[row, column] and not swaps.rows[row]:
                continue  # enough people to be told: it was only better not to
            if found is None:
                force = swaps.companion(int(row), int(column))
                if not force:
                    self.whole = True
                    raise _Rows(list(range(len(self.now))))
                raise _Rows(force)
            for cell in found:
                if not hidden[cell]:
                    hidden[cell] = must[cell] = True
            if int(hidden.sum()) > before:
                return True
        return False


@dataclass(frozen=True)
class _Swaps:
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

    def cheapest(self, row: int, column: int, hidden: Flags) -> list[tuple[int, int]] | None:
        """The cells of an exchange that moves a cell: hidden ones if they do, else the smallest.

        An empty list when what is hidden already does; None when there is no exchange.
        """
        if self.rows[row]:
            return self._of_hidden_row(row, column, hidden)
        up, down = self.up, self.down
        best: tuple[tuple[int, int], list[tuple[int, int]]] | None = None
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
        return None if best is None else best[1]

    def _by_rest(
        self, one: int, two: int, row: int, column: int, q: int
    ) -> tuple[int, list[tuple[int, int]]]:
        cells, last = [(row, q)], len(self.now) - 1
        for each in (column, q):
            if self.margins[each]:
                cells.append((last, each))
                gives, takes = int(self.down[last, each]), int(self.up[last, each])
                one = min(one, gives if each == column else takes)
                two = min(two, takes if each == column else gives)
        return one + two, cells

    def _of_hidden_row(self, row: int, column: int, hidden: Flags) -> list[tuple[int, int]] | None:
        others = self.rows.copy()
        others[row] = False
        up, down = self.up, self.down
        best: tuple[tuple[int, int], list[tuple[int, int]]] | None = None
        if not self.margins.any():
            return []
        same = [column] if self.margins[column] else list(np.flatnonzero(~self.margins))
        less = int(down[others][:, same].sum())
        more = min(int(up[others][:, same].sum()), _ANY)
        width = min(up[row, column], less) + min(down[row, column], more)
        best = self._better(best, int(width), [], hidden)
        for q in range(ALL):
            if q == column:
                continue
            for other in np.flatnonzero(~self.rows):
                width = min(
                    up[row, column], down[other, column], up[other, q], down[others, q].sum()
                ) + min(down[row, column], up[other, column], down[other, q], up[others, q].sum())
                best = self._better(best, int(width), [(other, column), (other, q)], hidden)
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
        return min(int(capacity[self.rows, column].sum()), _ANY)

    def _cost(self, rows: Longs, columns: tuple[int, int], hidden: Flags) -> Longs:
        total: Longs = sum(  # type: ignore[assignment]  # arrays add up to an array
            np.where(hidden[rows, each], 0, self.now[rows, each]) for each in columns
        )
        return total

    def _better(
        self,
        best: tuple[tuple[int, int], list[tuple[int, int]]] | None,
        width: int,
        cells: list[tuple[int, int]],
        hidden: Flags,
    ) -> tuple[tuple[int, int], list[tuple[int, int]]] | None:
        """The better of two exchanges: wide enough first, then the fewest people hidden."""
        if width <= 0:
            return best
        cost = sum(int(self.now[cell]) for cell in cells if not hidden[cell])
        rank = (-min(int(width), WIDTH), cost)
        return (rank, cells) if best is None or rank < best[0] else best
