"""One level of one family on one day: what is hidden, and what must be hidden with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from vigie.measures.exchanges import ALL, ANY, UNKNOWN, Exchanges, Flags, Longs, Needs


def moved_by_few(moved: Longs, asked: Flags, threshold: int) -> Flags:
    """Where a count moved by one to four people since it was last shown."""
    few: Flags = asked & (moved > 0) & (moved < threshold)
    return few


class Rows(Exception):  # no error: a way out of two loops
    """These rows cannot be protected profile by profile: their total is hidden too."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows


class Step:
    """One level on one day: arrays by row and column."""

    def __init__(self, **given: Any) -> None:
        self.now: Longs = given["now"]
        self.open: Flags = given["open"]
        self.around: Flags = given["around"]
        """What the wider counts do not hide already: they protect what they hide."""
        self.margins: Flags = given["margins"]
        self.margins_before: Flags | None = given["margins_before"]
        self.promised: Flags = given["promised"][:ALL]
        self.threshold: int = given["threshold"]
        self.rest: bool = given["rest"]
        last, was = given["last"], given["was"]
        # A count that went down follows no rule: nothing is known of it from before.
        fell = self.now < last
        self.pending = self.now - np.where(fell, 0, np.maximum(last, 0))
        moved = np.abs(self.now - last)
        if self.rest:
            moved[-1] = np.where(fell[-1], 0, moved[-1])
        came = moved_by_few(moved, last >= 0, self.threshold)
        self.tight = self._few(self.now) | came
        grows = [self._small(self.now), np.where(came, moved, 0)]
        shrinks = [np.zeros_like(self.now)]
        self.left: list[Longs] = []
        """What a count leaves of those around it."""
        for around, known in ((given["outer"], None), (given["wider"], given["wider_shown"])):
            if around is not None:
                left = np.maximum(around - self.now, 0)
                self.left.append(left)
                shrinks.append(self._small(left if known is None else np.where(known, left, 0)))
                self.tight |= shrinks[-1] > 0
        if given["inner"] is not None:
            left = np.maximum(self.now - given["inner"], 0)
            grows.append(self._small(np.where(given["inner_shown"], left, 0)))
            self.tight |= grows[-1] > 0
            self.left.append(left)
        if given["others"] is None:  # in one series, several exchanges go far together
            grows = shrinks = [np.zeros_like(self.now)]
        self.needs = Needs.of(grows, shrinks, self.threshold)
        self.sensitive = self.tight.copy()
        self.moved = self.hidden_before = None
        if given["before"] is not None:
            self.moved, self.hidden_before = self.now - given["before"], ~was
            # Frozen: once hidden, a count comes back only when it moved enough, and on a day it
            # moved: the value shown would tell what it was on the days it was hidden.
            still = moved_by_few(np.abs(self.pending), self.hidden_before, self.threshold)
            self.sensitive |= still | (~was & (self.moved == 0))
        self._capacities(given)
        self.mixed = np.zeros(len(self.now), np.bool_)
        if not given["unknown"]:
            # Profiles from one source, the total from another: nobody is in the difference.
            self.mixed = (self.now[:, UNKNOWN] > 0) & self.now[:, :UNKNOWN].any(axis=1)
            for each in (self.tight, self.sensitive, self.up, self.down):
                each[self.mixed, UNKNOWN] = 0

    def _small(self, people: Longs) -> Longs:
        """Groups of one to four people, 0 for the others."""
        return np.where(self._few(people), people, 0)

    def _few(self, people: Longs) -> Flags:
        few: Flags = (people > 0) & (people < self.threshold)
        return few

    def _capacities(self, given: dict[str, Any]) -> None:
        """How many people more, or fewer, each count could have for what the reader knows of it."""
        # Nobody stays nobody in the eyes of the reader: what comes later may tell it.
        self.up = np.where(self.now > 0, ANY, 0)
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
            self.up = np.minimum(self.up, self._bound(room, known, given["wider_shown"]))
            if given["others"] is not None:
                overlap = np.maximum(given["others"], 0)
                bound = self._bound(overlap, known, given["wider_shown"])
                self.down = np.minimum(self.down, bound)

    def _bound(self, room: Longs, known: Flags, shown: Flags) -> Longs:
        """The room of a count that is known; of those that are not, that of all of them in a row or
        a column, whose sum is known."""
        bound = np.where(known, room, ANY)
        hidden = ~shown[:, :ALL]
        by_row = np.where(shown[:, [ALL]], (room[:, :ALL] * hidden).sum(axis=1)[:, None], ANY)
        by_column = np.where(self.margins[:ALL], (room[:, :ALL] * hidden).sum(axis=0), ANY)
        of_group = np.minimum(by_row, by_column)
        bound[:, :ALL] = np.where(hidden, np.minimum(bound[:, :ALL], of_group), bound[:, :ALL])
        return bound

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
            except Rows as found:
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
        while not self._column_tells_nothing(hidden, ALL) or self._single(hidden, forced):
            other = self._next(self.now[:, ALL], self.pending[:, ALL], ~hidden)
            if other is None:
                return np.ones_like(hidden)
            hidden[other] = True
        return hidden

    def _single(self, hidden: Flags, forced: Flags) -> bool:
        """Whether a row that must not be told is the only one hidden: a subtraction tells it."""
        someone = self.now[:, ALL] > 0
        return bool((forced & someone).any()) and int((hidden & someone).sum()) == 1

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

    def _rows_that_tell(self, hidden: Flags) -> Flags:
        """The same for every row at once, over its profiles."""
        sums = [(v[:, :ALL] * hidden).sum(axis=1) for v in (self.now, self.pending, *self.left)]
        if self.moved is not None and self.hidden_before is not None:
            both = hidden | self.hidden_before[:, :ALL]
            moves = (self.moved[:, :ALL] * both).sum(axis=1)
            sums.append(np.where(self.hidden_before[:, ALL], 0, moves))
        return np.asarray(self._few(np.abs(np.stack(sums))).any(axis=0))

    def _sum_tells_nothing(self, hidden: Flags, cells: Any, tied: bool) -> bool:
        """Whether the sum of the hidden ones, and its moves, are of nobody or of enough people."""
        sums = [int(values[cells][hidden].sum()) for values in (self.now, self.pending, *self.left)]
        if self.moved is not None and self.hidden_before is not None and tied:
            both = hidden | self.hidden_before[cells]
            sums.append(int(self.moved[cells][both].sum()))
        return not any(0 < abs(total) < self.threshold for total in sums)

    # -- profiles

    def _cells_hidden(self, rows: Flags) -> Flags:
        """What is hidden profile by profile; raises Rows where that is not enough."""
        hidden: Flags = (~self.open | self.sensitive)[:, :ALL] | rows[:, None]
        # The level around protects what it hides.
        frozen = self.sensitive[:, :ALL] & (self.now[:, :ALL] > 0) & ~rows[:, None]
        must = (self.tight[:, :ALL] | frozen) & self.around[:, :ALL]
        wished = must & ~self.tight[:, :ALL]
        for row in np.flatnonzero(rows & self.tight[:, ALL] & self.around[:, ALL]):
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
        swaps = Exchanges(
            self.now[:, :ALL], self.up[:, :ALL], down, self.margins[:ALL], rows, loose, self.needs
        )
        given_up: set[int] = set()
        settled = np.zeros(hidden.shape, np.bool_)
        while True:
            added = self._by_rows(rows, hidden) or self._by_columns(rows, hidden, given_up)
            if added:
                must[added], wished[added], settled[added] = True, False, False
                continue
            if self._by_swaps(swaps, hidden, must, wished, settled):
                continue
            pinned = self._pinned(swaps, hidden) & ~must
            if not pinned.any():
                self._keep_promises(swaps, hidden)
                return hidden
            must |= pinned

    def _pinned(self, swaps: Exchanges, hidden: Flags) -> Flags:
        """What must not be told, and is left alone in a sum: nobody is in the others there.

        The wider count protects what it hides, but for that.
        """
        free = hidden & (self.now[:, :ALL] > 0)
        told = np.zeros(hidden.shape, np.bool_)
        while True:
            by_row = free & ~swaps.rows[:, None] & (free.sum(axis=1) == 1)[:, None]
            by_column = free & swaps.margins & (free.sum(axis=0) == 1)
            found = by_row | by_column
            if not found.any():
                pinned: Flags = told & self.tight[:, :ALL]
                return pinned
            told |= found
            free &= ~found

    def _by_rows(self, rows: Flags, hidden: Flags) -> tuple[int, int] | None:
        telling = np.flatnonzero(~rows & hidden.any(axis=1) & self._rows_that_tell(hidden))
        if not len(telling):
            return None
        row = int(telling[0])
        free = ~hidden[row]
        free[UNKNOWN] &= not self.mixed[row]
        column = self._next(self.now[row, :ALL], self.pending[row, :ALL], free)
        if column is None:
            raise Rows([row])
        hidden[row, column] = True
        return row, column

    def _by_columns(self, rows: Flags, hidden: Flags, given_up: set[int]) -> tuple[int, int] | None:
        for column in map(int, np.flatnonzero(self.margins[:ALL])):
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

    def _keep_promises(self, swaps: Exchanges, hidden: Flags) -> None:
        """Lets the exchange of two profiles of the territory happen somewhere inside.

        In a place of one profile, the total tells the profile. Where no place holds both, a third
        profile is hidden in two places; else raises Rows: a total is hidden too.
        """
        columns = [int(each) for each in np.flatnonzero(self.promised)]
        free = np.flatnonzero(~swaps.rows)
        for column in columns:
            others = np.array([each for each in columns if each != column], np.int64)
            for more, less in ((swaps.up, swaps.down), (swaps.down, swaps.up)):
                if not more[:, column].any() or not less[:, others].any():
                    continue
                takes, gives = more[free, column] > 0, (less[np.ix_(free, others)] > 0).any(axis=1)
                whole = more[swaps.rows, column].any() and less[np.ix_(swaps.rows, others)].any()
                if (takes & gives).any() or whole:
                    continue
                through = swaps.through(more, less, free[takes], free[gives], hidden)
                if through is None:
                    rows = free[takes | gives]
                    raise Rows([int(rows[np.argmin(self.now[rows, ALL])])])
                for cell in through:
                    hidden[cell] = True

    def _by_swaps(
        self, swaps: Exchanges, hidden: Flags, must: Flags, wished: Flags, settled: Flags
    ) -> bool:
        """Hides what the witnesses need; whether anything was.

        `settled`: those that have their witness; what is hidden later takes it from none."""
        before = int(hidden.sum())
        for row, column in zip(*np.nonzero(must & ~settled), strict=True):
            found = swaps.cheapest(int(row), int(column), hidden)
            settled[row, column] = True
            if found is None and wished[row, column]:
                continue  # enough people to be told: it was only better not to
            if found is None:
                force = swaps.companion(int(row), int(column))
                if not force:
                    raise Rows(list(range(len(self.now))))
                raise Rows(force)
            for cell in found:
                if not hidden[cell]:
                    hidden[cell] = must[cell] = True
            if int(hidden.sum()) > before:
                return True
        return False
