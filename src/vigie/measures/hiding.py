"""Complementary suppression: what is hidden beside a sensitive count so that no sum tells it.

Three people of profile A in the Doubs must not be told (*primary suppression*, see `sensitive`).
Their row and their column tell them: 23 less 20. Three other counts are hidden with them:

              A    B   all               A      B   all                A         B     all
    Doubs     3   20    23              [3]   [20]   23             [3 − 1]  [20 + 1]   23
    Jura     12   40    52      →      [12]   [40]   52      or    [12 + 1]  [40 − 1]   52
    all      15   60    75               15    60    75               15        60      75

The table on the right is the *witness*: it fits all that is shown, so that a reader cannot tell it
from the true one. It is an exchange: as many people of one profile go one way as people of the
other go back (`exchanges` looks for the cheapest).

Totals over the profiles come first, then the profiles of the rows whose total is shown:

1. `_rows_hidden`: the sensitive totals, and others until their sum tells nothing;
2. `Profiles.hidden`: the sensitive counts, and others until

   * what is hidden together in a row or a column, whose sum the reader knows, is of nobody or of
     enough people, today and since the day before (`sum_tells_nothing`);
   * each sensitive count has a witness (`_by_witnesses`);
   * what the territory hides in order to exchange it can be exchanged in here (`_keep_promises`);
   * those who are in the other pathways only have witnesses of their own (`_keep_apart`);

3. where profiles do not suffice (`NotByProfile`), the totals of some rows are hidden and all begins
   again, down to hiding the whole family. Each turn hides more, so that it ends.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vigie.measures.exchanges import ALL, UNKNOWN, Cell, Exchanges, Flags, Longs
from vigie.measures.sensitive import Level


class NotByProfile(Exception):  # no error: a way out of two loops
    """These rows cannot be protected profile by profile: their total is hidden too."""

    def __init__(self, rows: Iterable[int]) -> None:
        self.rows = list(rows)


def hidden(level: Level) -> Flags:
    """What is hidden of a level on a day, by row and column."""
    first = ~level.open | level.sensitive
    if not first.any() and (level.before is None or level.was.all()):
        return first
    forced = np.zeros(len(level.now), np.bool_)
    while True:
        rows = _rows_hidden(level, forced)
        if rows.all():
            return np.ones(level.now.shape, np.bool_)
        try:
            profiles = Profiles(level, rows).hidden()
        except NotByProfile as found:
            if forced[found.rows].all():  # nothing new to try
                forced[:] = True
            forced[found.rows] = True
            continue
        return np.concatenate([profiles, rows[:, None]], axis=1)


# -- the totals over profiles


def _rows_hidden(level: Level, forced: Flags) -> Flags:
    """Rows whose total over profiles is hidden; `forced`: those that must be."""
    rows: Flags = ~level.open[:, ALL] | level.sensitive[:, ALL] | forced
    if not level.margins[ALL]:
        return rows
    while not column_tells_nothing(level, rows, ALL) or _alone(level, rows, forced):
        other = cheapest(level.now[:, ALL], level.pending[:, ALL], ~rows)
        if other is None:
            return np.ones_like(rows)
        rows[other] = True
    return rows


def _alone(level: Level, rows: Flags, forced: Flags) -> bool:
    """Whether a row that must not be told is the only one hidden: a subtraction tells it."""
    someone = level.now[:, ALL] > 0
    return bool((forced & someone).any()) and int((rows & someone).sum()) == 1


def cheapest(now: Longs, pending: Longs, free: Flags) -> int | None:
    """Which of the free counts to hide: the smallest that brings newcomers, else anyone."""
    for people in (pending, now):
        found = np.flatnonzero(free & (people > 0))
        if len(found):
            return int(found[np.argmin(now[found])])
    return None


# -- sums that a reader knows


def column_tells_nothing(level: Level, hidden: Flags, column: int) -> bool:
    """Whether what is hidden of a column may be added up, once with the rest and once without: a
    printed total has a rest of its own, that what is known of the parts leaves out."""
    if not sum_tells_nothing(level, hidden, column):
        return False
    if not (level.rest and hidden[-1] and hidden[:-1].any()):
        return True
    parts = hidden.copy()
    parts[-1] = False
    return sum_tells_nothing(level, parts, column)


def sum_tells_nothing(level: Level, hidden: Flags, column: int) -> bool:
    """Whether the sum of what is hidden of a column, its newcomers since each count was last shown
    and since yesterday, and what it leaves of the counts around, are of nobody or of enough."""
    people = (level.now, level.pending, *level.complements)
    sums = [int(each[hidden, column].sum()) for each in people]
    tied = level.margins_before is not None and bool(level.margins_before[column])
    if level.moved is not None and tied:
        sums.append(int(level.moved[hidden | ~level.was[:, column], column].sum()))
    return not any(0 < abs(total) < level.threshold for total in sums)


def rows_that_tell(level: Level, hidden: Flags) -> Flags:
    """Rows whose hidden profiles may not be added up: the same sums, for every row at once."""
    people = (level.now, level.pending, *level.complements)
    sums = [(each[:, :ALL] * hidden).sum(axis=1) for each in people]
    if level.moved is not None:
        either = hidden | ~level.was[:, :ALL]
        moves = (level.moved[:, :ALL] * either).sum(axis=1)
        sums.append(np.where(level.was[:, ALL], moves, 0))
    return np.asarray(level.few(np.abs(np.stack(sums))).any(axis=0))


# -- the profiles


class Profiles:
    """One try to protect a level profile by profile, the total of some rows being hidden."""

    def __init__(self, level: Level, rows: Flags) -> None:
        self.level, self.rows = level, rows
        self.now, self.pending = level.now[:, :ALL], level.pending[:, :ALL]
        self.cells: Flags = (~level.open | level.sensitive)[:, :ALL] | rows[:, None]
        """What is hidden so far."""
        # Where two sources disagree, the rest is no group of people: it takes and gives anything.
        self.loose = level.rest and self.now[-1].sum() != level.now[-1, ALL]
        self._ask_for_witnesses()
        self.exchanges = Exchanges(
            self.now, level.up[:, :ALL], self._down(), level.margins[:ALL], rows, self.loose,
            level.needs, add_up=False,
        )  # fmt: skip
        self.given_up: set[int] = set()
        """Columns whose sum tells something, where nothing is left to hide."""

    def _ask_for_witnesses(self) -> None:
        """What needs a witness: the level around protects what it hides itself."""
        level, rows = self.level, self.rows
        held = level.sensitive[:, :ALL] & (self.now > 0) & ~rows[:, None]
        self.must = (level.tight[:, :ALL] | held) & level.around[:, :ALL]
        self.wished = self.must & ~level.tight[:, :ALL]
        """Enough people to be told: better not, if there is a witness."""
        self.settled = np.zeros(self.cells.shape, np.bool_)
        """Those that have one; what is hidden later takes it from none."""
        for row in np.flatnonzero(rows & level.tight[:, ALL] & level.around[:, ALL]):
            # A total is moved by moving one of its profiles.
            movable = np.where(level.up[row, :ALL] > 0, self.pending[row], -1)
            self.must[row, int(np.argmax(movable))] = True
        if self.loose:
            self.must[-1] = False

    def _down(self) -> Longs:
        """Where a total is hidden, it is the total that is known to have moved."""
        of_total = np.maximum(self.level.pending[:, [ALL]] - 1, 0)
        whole = np.maximum(np.minimum(self.pending, of_total), 0)
        found: Longs = np.where(self.rows[:, None], whole, self.level.down[:, :ALL])
        return found

    def hidden(self) -> Flags:
        """What is hidden, by row and profile; raises NotByProfile where that is not enough."""
        while True:
            added = self._by_rows() or self._by_columns()
            if added is not None:
                self.must[added], self.wished[added], self.settled[added] = True, False, False
            elif not self._by_witnesses():
                pinned = self._pinned() & ~self.must
                if not pinned.any():
                    self._keep_promises()
                    self._keep_apart()
                    return self.cells
                self.must |= pinned

    def _by_rows(self) -> Cell | None:
        """Hides one profile more in a row whose hidden ones may not be added up."""
        telling = np.flatnonzero(~self.rows & rows_that_tell(self.level, self.cells))
        if not len(telling):
            return None
        row = int(telling[0])
        free = ~self.cells[row]
        free[UNKNOWN] &= not self.level.mixed[row]
        column = cheapest(self.now[row], self.pending[row], free)
        if column is None:
            raise NotByProfile([row])
        self.cells[row, column] = True
        return row, column

    def _by_columns(self) -> Cell | None:
        """Hides one row more in a column whose hidden ones may not be added up."""
        for column in np.flatnonzero(self.level.margins[:ALL]).tolist():
            own = self.cells[:, column]
            if column in self.given_up or column_tells_nothing(self.level, own, column):
                continue
            row = cheapest(self.now[:, column], self.pending[:, column], ~own & ~self.rows)
            if row is None:
                self.given_up.add(column)
                continue
            self.cells[row, column] = True
            return row, column
        return None

    def _by_witnesses(self) -> bool:
        """Hides what the next witness needs; False when every sensitive count has its own."""
        for row, column in np.argwhere(self.must & ~self.settled).tolist():
            found = self.exchanges.cheapest(row, column, self.cells)
            self.settled[row, column] = True
            if found is None:
                if self.wished[row, column]:
                    continue
                others = self.exchanges.companion(row, column)
                raise NotByProfile(others or range(len(self.now)))
            new = [cell for cell in found if not self.cells[cell]]
            for cell in new:
                self.cells[cell] = self.must[cell] = True
            if new:
                return True
        return False

    def _pinned(self) -> Flags:
        """Sensitive counts left alone in a sum, as nobody is in what is hidden with them.

        The wider count protects what it hides, but for that."""
        free = self.cells & (self.now > 0)
        told = np.zeros(self.cells.shape, np.bool_)
        while True:
            by_row = free & ~self.rows[:, None] & (free.sum(axis=1) == 1)[:, None]
            by_column = free & self.exchanges.margins & (free.sum(axis=0) == 1)
            alone = by_row | by_column
            if not alone.any():
                pinned: Flags = told & self.level.tight[:, :ALL]
                return pinned
            told |= alone
            free &= ~alone

    # -- what the other pathways have alone

    def _keep_apart(self) -> None:
        """Lets the few people who are in the other pathways only be elsewhere too.

        They are what a count leaves of all pathways, and both may be hidden and movable, while
        their difference is not: 6 people of a profile in all, and nobody else could hold any. Such
        differences are a table of their own, and its witnesses are exchanges inside it; where there
        is none, raises NotByProfile: a row of the pathway is hidden.
        """
        level, apart = self.level, self.level.apart
        if apart is None or level.wider_shown is None or level.others is None:
            return
        rows = self.rows | ~level.wider_shown[:, ALL]
        apart, room = apart[:, :ALL], np.maximum(level.others[:, :ALL], 0)
        cells = self.cells | ~level.wider_shown[:, :ALL]
        within = Exchanges(
            apart, room, apart, level.margins[:ALL], rows, self.loose, self.exchanges.needs, True
        )
        few = level.few(apart) & cells & ~rows[:, None]
        few[level.mixed, UNKNOWN] = False
        if self.loose:
            few[-1] = False
        told = [
            row
            for row, column in np.argwhere(few).tolist()
            if within.cheapest(row, column, cells) != []
        ]
        if told:
            raise NotByProfile(sorted(set(told)))

    # -- what the territory hides

    def _keep_promises(self) -> None:
        """Lets the exchange of two profiles of the territory happen somewhere inside.

        In a place of one profile, the total tells the profile. Where no place holds both, a third
        profile is hidden in two places; else raises NotByProfile: a total is hidden too.
        """
        swaps = self.exchanges
        promised = np.flatnonzero(self.level.promised[:ALL])
        for column in promised.tolist():
            others = promised[promised != column]
            for more, less in ((swaps.up, swaps.down), (swaps.down, swaps.up)):
                if more[:, column].any() and less[:, others].any():
                    self._let_through(more, less, column, others)

    def _let_through(self, more: Longs, less: Longs, column: int, others: Longs) -> None:
        """Lets a profile have more people, and others fewer, or the other way round."""
        swaps, free = self.exchanges, np.flatnonzero(~self.rows)
        takes = more[free, column] > 0
        gives = (less[np.ix_(free, others)] > 0).any(axis=1)
        whole = more[self.rows, column].any() and less[np.ix_(self.rows, others)].any()
        if (takes & gives).any() or whole:
            return
        through = swaps.through(more, less, free[takes], free[gives], self.cells)
        if through is None:
            rows = free[takes | gives]
            raise NotByProfile([int(rows[np.argmin(self.level.now[rows, ALL])])])
        for cell in through:
            self.cells[cell] = True
