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

import numpy as np

from vigie.measures.exchanges import ALL, Flags, Longs
from vigie.measures.hiding import hidden
from vigie.measures.sensitive import Level


@dataclass(frozen=True)
class Within:
    """A wider count of the same people (all pathways), by day, row, column and level.

    `shown`: where it is shown; `people`: how many; `others`: how many of them the other pathways
    of the reader's knowledge hold too, or nothing where the wider count is no union.
    """

    shown: Flags
    people: Longs
    others: Longs | None = None

    @property
    def arrays(self) -> tuple[Flags, Longs, Longs | None]:
        return self.shown, self.people, self.others


def decide(
    people: Longs,
    above: Flags,
    *,
    threshold: int,
    tied: Flags | None = None,
    within: Within | None = None,
    between: bool = False,
    unknown: bool = True,
) -> Flags:
    """What may be shown of a family: by day, row, column and level.

    `people`: counts by day, row, column, level. `above`: what is shown of the territory itself, by
    day, column, level. `tied`: where the rows add up to the territory (two sources may disagree);
    None for the nation, a row that is part of nothing. `between`: the third level lies between the
    first two, instead of inside the second. `unknown`: some people are of no known profile; else
    what the profiles of a place leave of its total is a difference between two sources.
    """
    family = _Family(people, above, threshold, tied, within, between=between, unknown=unknown)
    for day in range(len(people)):
        family.decide(day)
    return family.shown


class _Family:
    """A family, decided day after day: what was decided of a day does not change later."""

    def __init__(
        self,
        people: Longs,
        above: Flags,
        threshold: int,
        tied: Flags | None,
        within: Within | None,
        *,
        between: bool,
        unknown: bool,
    ) -> None:
        self.people, self.above, self.threshold = people, above, threshold
        self.tied, self.within = tied, within
        self.between, self.unknown = between, unknown
        self.alone = tied is None
        self.shown = np.zeros(people.shape, np.bool_)
        self.margins: Flags = np.zeros_like(above) if tied is None else above & tied
        """Where the sum of the rows is known."""
        self.last = np.full(people.shape[1:], -1, np.int64)
        """Each count as it was when it was last shown, -1 if never."""
        self.single = _only_row(people)
        if within is not None:
            self.single &= _only_row(within.people)
        self.heir: int | None = None

    def decide(self, day: int) -> None:
        """Decides on a day, level after level; those before it were decided."""
        if self.single[day] and not self.alone:
            # The only part with anyone is the territory itself.
            self.shown[day] = self.above[day]
        elif day and _same(self.people, self.above, self.within, day):
            self.shown[day] = self.shown[day - 1]
            return
        else:
            if self.heir is None and not self.alone:
                self.heir = _heir(self.people[day], self.above[day], self.threshold)
            for level in range(self.people.shape[-1]):
                seen = ~hidden(self._level(day, level))
                self.shown[day, ..., level] = seen | self._nobody_told(day, level, seen)
        self.last = np.where(self.shown[day], self.people[day], self.last)

    def _level(self, day: int, level: int) -> Level:
        """What a reader knows around the counts of a level on a day."""
        at = (day, ..., level)
        people, within = self.people, self.within
        outer, inner, inner_shown = self._beside(day, level)
        around = self._outer_shown(day, level)
        if within is not None:
            around = around & within.shown[at]
        rows = people.shape[1]
        return Level(
            now=people[at],
            threshold=self.threshold,
            last=self.last[..., level],
            before=people[day - 1, ..., level] if day else None,
            was=self.shown[day - 1, ..., level] if day else np.zeros_like(around),
            open=around & _inherited(self.above[at], rows, self.heir),
            around=around,
            outer=outer,
            inner=inner,
            inner_shown=inner_shown,
            wider=None if within is None else within.people[at],
            wider_shown=None if within is None else within.shown[at],
            others=None if within is None or within.others is None else within.others[at],
            margins=self.margins[at],
            margins_before=self.margins[day - 1, :, level] & self.margins[at]
            if day and not self.alone
            else None,
            promised=np.zeros(people.shape[2], np.bool_)
            if self.alone
            else _promised(self.above[day], level, between=self.between),
            rest=not self.alone,
            unknown=self.unknown,
        )

    def _beside(self, day: int, level: int) -> tuple[Longs | None, Longs | None, Flags | None]:
        """The level around one, that inside it, and where the latter is shown: those decided."""
        now = self.people[day]
        if self.between and level == 2:
            return now[..., 0], now[..., 1], self.shown[day, ..., 1]
        return (now[..., level - 1] if level else None), None, None

    def _outer_shown(self, day: int, level: int) -> Flags:
        if not level:
            return np.ones(self.people.shape[1:3], np.bool_)
        outer: Flags = self.shown[day, ..., 0 if self.between and level == 2 else level - 1]
        return outer

    def _nobody_told(self, day: int, level: int, seen: Flags) -> Flags:
        """Nobody among nobody is told already."""
        now = self.people[day, ..., level]
        nobody: Flags = now == 0
        told = nobody[:, [ALL]] & seen[:, [ALL]]
        if not self.alone:
            told = told | ((now.sum(axis=0) == 0) & self.margins[day, :, level])
        if level:
            told = told | ((self.people[day, ..., 0] == 0) & self.shown[day, ..., 0])
        if self.within is not None:
            told = told | (
                (self.within.people[day, ..., level] == 0) & self.within.shown[day, ..., level]
            )
        return nobody & told


def _heir(people: Longs, above: Flags, threshold: int) -> int | None:
    """The row that hides all that is hidden of the territory, so that the others need not.

    What the territory hides must be able to be otherwise, and it is the sum of its parts: one part
    is enough to make it so, if there are people enough in it. By row, column and level.
    """
    concealed = ~above & people.any(axis=0)
    if not concealed.any():
        return None
    room = np.where(concealed, people, 1 << 40).min(axis=(1, 2))
    room[-1] = 0  # the rest: those in none of the parts
    best = int(np.argmax(room))
    return best if room[best] >= threshold else None


def _inherited(above: Flags, rows: int, heir: int | None) -> Flags:
    """What each row may show for what is hidden of the territory: by row and column."""
    found = np.broadcast_to(above, (rows, len(above))).copy()
    if heir is not None:
        found[:] = True
        found[heir] = above
    return found


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
