"""Primary suppression: which counts of one level, on one day, must not be told by themselves.

A count is told by what is shown around it, so that a *sensitive* count is not only a small one:

    Doubs             1D public   2D public   all     why it is sensitive
    came                     40          21    61
    finished                 38           3    41     3 is few; 38 leaves 2 who did not finish
    finished before          30           3    33     (38 moved by 8: no matter)

Each count is then given a *capacity*, up and down: by how much it could be otherwise in the eyes of
a reader who knows the rest. `hiding` makes witnesses of it (complementary suppression).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vigie.measures.exchanges import ALL, ANY, UNKNOWN, Flags, Longs, Needs


def moved_by_few(moved: Longs, asked: Flags, threshold: int) -> Flags:
    """Where a count moved by one to four people since it was last shown."""
    few: Flags = asked & (moved > 0) & (moved < threshold)
    return few


@dataclass(frozen=True)
class Level:
    """One level of one family on one day. Arrays by row and column, margins by column."""

    now: Longs
    threshold: int
    # -- the days before
    last: Longs
    """As it was when it was last shown, -1 if never."""
    before: Longs | None
    """The day before; None on the first day."""
    was: Flags
    """Shown on the day before."""
    # -- the counts around
    open: Flags
    """Not hidden by a count around: the level above, the territory, all pathways."""
    around: Flags
    """The same but for the territory: what these hide already, they protect."""
    outer: Longs | None
    """The level that holds this one, shown or not."""
    inner: Longs | None
    inner_shown: Flags | None
    wider: Longs | None
    """All pathways together."""
    wider_shown: Flags | None
    others: Longs | None
    """How many people of a count are in other pathways too; None where pathways add up."""
    # -- the territory
    margins: Flags
    """Columns whose sum over the rows is shown."""
    margins_before: Flags | None
    """Shown on the day before too."""
    promised: Flags
    """Profiles of the territory that were hidden there to be exchanged."""
    rest: bool
    """Whether the last row is the people who are in no other row."""
    unknown: bool
    """Whether some people are of no known profile."""

    # -- what is known since a former day

    @cached_property
    def _fell(self) -> Flags:
        """A count that went down follows no rule: nothing is known of it from before."""
        return self.now < self.last

    @cached_property
    def pending(self) -> Longs:
        """How many came since a count was last shown; all of it if it never was."""
        known = np.where(self._fell, 0, np.maximum(self.last, 0))
        pending: Longs = self.now - known
        return pending

    @cached_property
    def moved(self) -> Longs | None:
        """How many came since the day before."""
        return None if self.before is None else self.now - self.before

    @cached_property
    def hidden_before(self) -> Flags | None:
        return None if self.before is None else ~self.was

    @cached_property
    def _newcomers(self) -> Longs:
        """One to four people who came, or left, since a count was last shown; else 0."""
        moved = np.abs(self.now - self.last)
        if self.rest:
            moved[-1] = np.where(self._fell[-1], 0, moved[-1])
        return np.where(moved_by_few(moved, self.last >= 0, self.threshold), moved, 0)

    @cached_property
    def _held(self) -> Flags:
        """Once hidden, a count comes back only when it moved by enough, and on a day it moved: the
        value shown would tell what it was on the days it was hidden.

        A profile comes back on a day on which it moved by enough. Yesterday's count is no more than
        today's: by fewer, and yesterday's witness would no longer fit (67 and 34 hidden under 101,
        then 73 and 37 shown: three newcomers). Totals do not wait for it: at the schools, where
        they move by a few people a week, most would never come back.
        """
        if self.moved is None:
            return np.zeros(self.now.shape, np.bool_)
        still = moved_by_few(np.abs(self.pending), ~self.was, self.threshold)
        slow = (self.moved >= 0) & (self.moved < self.threshold)
        slow[:, ALL] = self.moved[:, ALL] == 0
        held: Flags = still | (~self.was & slow)
        return held

    # -- what is known by subtraction

    @cached_property
    def complements(self) -> list[Longs]:
        """What a count leaves of each one around it."""
        around = [wide for wide in (self.outer, self.wider) if wide is not None]
        found = [np.maximum(wide - self.now, 0) for wide in around]
        if self.inner is not None:
            found.append(np.maximum(self.now - self.inner, 0))
        return found

    @property
    def apart(self) -> Longs | None:
        """How many people of all pathways are not in this one; None where pathways add up."""
        if self.wider is None or self.others is None:
            return None
        apart: Longs = np.maximum(self.wider - self.now, 0)
        return apart

    @cached_property
    def _few_left(self) -> tuple[list[Longs], list[Longs]]:
        """Complements of one to four people that a reader could tell, else 0: those that grow with
        the count (it less its inner level), then those that shrink (a wider count less it)."""
        every = np.ones(self.now.shape, np.bool_)
        known = [every] if self.outer is not None else []
        known += [each for each in (self.wider_shown, self.inner_shown) if each is not None]
        few = [
            self._small(np.where(shown, left, 0))
            for left, shown in zip(self.complements, known, strict=True)
        ]
        return (few[-1:], few[:-1]) if self.inner is not None else ([], few)

    def _small(self, people: Longs) -> Longs:
        return np.where(self.few(people), people, 0)

    def few(self, people: Longs) -> Flags:
        few: Flags = (people > 0) & (people < self.threshold)
        return few

    # -- the answer

    @cached_property
    def tight(self) -> Flags:
        """Counts that tell of few people by themselves, by subtraction or by comparison."""
        grows, shrinks = self._few_left
        found: Flags = self.few(self.now) | (self._newcomers > 0)
        for each in (*grows, *shrinks):
            found |= each > 0
        found[self.mixed, UNKNOWN] = False
        return found

    @cached_property
    def sensitive(self) -> Flags:
        """Counts that must not be told today."""
        found: Flags = self.tight | self._held
        found[self.mixed, UNKNOWN] = False
        return found

    @cached_property
    def mixed(self) -> Flags:
        """Rows whose profiles are from one source and the total from another: nobody is in the
        difference."""
        if self.unknown:
            return np.zeros(len(self.now), np.bool_)
        found: Flags = (self.now[:, UNKNOWN] > 0) & self.now[:, :UNKNOWN].any(axis=1)
        return found

    # -- how far a count could be otherwise

    @cached_property
    def needs(self) -> Needs:
        """How far a witness must go for the small groups around a count to be none, or large."""
        nobody = [np.zeros_like(self.now)]
        if self.others is None:  # in one series, several exchanges go far together
            return Needs.of(nobody, nobody, self.threshold)
        grows, shrinks = self._few_left
        with_count = [self._small(self.now), self._newcomers, *grows]
        return Needs.of(with_count, nobody + shrinks, self.threshold)

    @cached_property
    def up(self) -> Longs:
        """How many people more a count could have."""
        # Nobody stays nobody in the eyes of the reader: what comes later may tell it.
        found = np.where(self.now > 0, ANY, 0)
        if self.outer is not None:
            found = np.minimum(found, np.maximum(self.outer - self.now, 0))
        if self.wider is not None:
            found = np.minimum(found, self._bounded(np.maximum(self.wider - self.now, 0)))
        found[self.mixed, UNKNOWN] = 0
        return found

    @cached_property
    def down(self) -> Longs:
        """How many people fewer."""
        # What is hidden is known to have moved.
        found = np.maximum(self.pending - 1, 0)
        if self.inner is not None:
            found = np.minimum(found, np.maximum(self.now - self.inner, 0))
        if self.others is not None:
            found = np.minimum(found, self._bounded(np.maximum(self.others, 0)))
        found[self.mixed, UNKNOWN] = 0
        return found

    def _bounded(self, room: Longs) -> Longs:
        """The room that all pathways leave to a count, where a reader knows them; where they are
        hidden, that of all that is hidden in a row or a column, whose sum is known."""
        assert self.wider is not None
        assert self.wider_shown is not None
        # Two sources may disagree: what is not inside is not bounded.
        known = self.wider_shown & (self.wider >= self.now)
        bound = np.where(known, room, ANY)
        hidden = ~self.wider_shown[:, :ALL]
        inside = room[:, :ALL] * hidden
        by_row = np.where(self.wider_shown[:, [ALL]], inside.sum(axis=1)[:, None], ANY)
        by_column = np.where(self.margins[:ALL], inside.sum(axis=0), ANY)
        of_group = np.minimum(by_row, by_column)
        bound[:, :ALL] = np.where(hidden, np.minimum(bound[:, :ALL], of_group), bound[:, :ALL])
        return bound
