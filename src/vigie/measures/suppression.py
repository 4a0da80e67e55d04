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
from vigie.measures.hiding import Step


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
    alone = tied is None
    days, rows, columns, levels = people.shape
    shown = np.zeros(people.shape, np.bool_)
    last = np.full((rows, columns, levels), -1, np.int64)
    single = _only_row(people)
    if within is not None:
        single &= _only_row(within.people)
    heir: int | None = None
    for day in range(days):
        if single[day] and not alone:
            # The only part with anyone is the territory itself.
            shown[day] = above[day]
            last = np.where(shown[day], people[day], last)
            continue
        if day and _same(people, above, within, day):
            shown[day] = shown[day - 1]
            continue
        if heir is None and not alone:
            heir = _heir(people[day], above[day], threshold)
        for level in range(levels):
            now = people[day, :, :, level]
            before = None if not day else people[day - 1, :, :, level]
            around = np.ones(now.shape, np.bool_)
            outer = None
            if level:
                around &= shown[day, :, :, 0 if between and level == 2 else level - 1]
                outer = people[day, :, :, level - 1]
            inner = None
            if between and level == 2:
                inner, outer = outer, people[day, :, :, 0]
            wider = None
            if within is not None:
                around &= within.shown[day, :, :, level]
                wider = within.people[day, :, :, level]
            step = Step(
                now=now,
                last=last[:, :, level],
                was=shown[day - 1, :, :, level] if day else np.zeros_like(around),
                before=before,
                open=around & _inherited(above[day, :, level], rows, heir),
                around=around,
                outer=outer,
                inner=inner,
                inner_shown=None if inner is None else shown[day, :, :, level - 1],
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
            told = nobody[:, [ALL]] & seen[:, [ALL]]
            if tied is not None:
                none_above = (now.sum(axis=0) == 0) & above[day, :, level] & tied[day, :, level]
                told = told | none_above
            if level:
                told = told | ((people[day, :, :, 0] == 0) & shown[day, :, :, 0])
            if within is not None:
                told = told | ((wider == 0) & within.shown[day, :, :, level])
            shown[day, :, :, level] = seen | (nobody & told)
        last = np.where(shown[day], people[day], last)
    return shown


def _heir(people: Longs, above: Flags, threshold: int) -> int | None:
    """The row that hides all that is hidden of the territory, so that the others need not.

    What the territory hides must be able to be otherwise, and it is the sum of its parts: one part
    is enough to make it so, if there are people enough in it. By row, column and level.
    """
    hidden = ~above & people.any(axis=0)
    if not hidden.any():
        return None
    room = np.where(hidden, people, 1 << 40).min(axis=(1, 2))
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
