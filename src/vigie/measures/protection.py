"""What may be shown of every count of people of a cube, decided once, the same on every page.

Decisions go down the tree: what is shown of a territory never depends on what is inside it, and
what is hidden of it is hidden in all that is inside it. So a page pays for the families on its way
from the nation, once, and everything a reader may ever put side by side was decided together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from typing import Protocol

import numpy as np

from vigie.measures.decisions import Decisions, Key
from vigie.measures.exchanges import Flags, Longs
from vigie.measures.suppression import Within, decide

FUNNEL, SENDINGS = "funnel", "sendings"
_KEPT = 128 << 20
"""Bytes of the decisions that are kept; then the oldest goes."""
_ALIKE = 64
"""Decisions kept by what they were taken from."""

_DECIDED = (0, 2, 1)
"""The levels of the funnel in the order in which they are decided: participants, who sent, who
finished. A coverage tells how many sent: hiding those would hide it for three people who finished
and did not send. Its own inverse."""


class Counts(Protocol):
    """The counts to protect, by table: levels inside one another, pathway by pathway."""

    @property
    def together(self) -> int:
        """The series of all pathways together; those before it are the pathways."""

    @property
    def unknown(self) -> bool:
        """Whether some people are of no known profile."""

    @property
    def inside(self) -> Sequence[Sequence[int]]:
        """The positions right inside each position."""

    @property
    def around(self) -> Sequence[int]:
        """The position around each position, -1 for the nation."""

    def members(self, place: int) -> Sequence[int]:
        """The places of a label: a position after those of the tree."""

    def days(self, table: str) -> Sequence[date]:
        """The days on which a table may have changed, ascending."""

    def people(self, table: str, series: int, places: Sequence[int]) -> Longs:
        """Counts by day, place, column (profiles, the unknown one, all) and level."""


@dataclass
class Protection:
    """`threshold`: the smallest number of people that may be shown, zero apart."""

    counts: Counts
    threshold: int
    kept: Decisions | None = None
    """What was decided before any page asked."""
    _families: dict[Key, Flags] = field(default_factory=dict)
    _bytes: int = 0
    _taken: dict[tuple[object, ...], Flags] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def shown(self, table: str, series: int, place: int) -> Flags:
        """Whether each count of a place may be shown, by day, column and level.

        Levels are participants, finished, sent, whatever the order in which they were decided.
        """
        if place >= len(self.counts.around):
            return self._of_label(table, series, place)
        around = self.counts.around[place]
        family = self._family(table, series, around)
        row = 0 if around < 0 else bisect_left(self.counts.inside[around], place)
        return self._in_order(family[:, row])

    def _of_label(self, table: str, series: int, place: int) -> Flags:
        """A label is shown where all of its members are, and it is large enough itself."""
        shown = self._label(table, series, place)[:, 0]
        return self._in_order(shown)

    def _label(self, table: str, series: int, place: int) -> Flags:
        if self._alike(table):
            series = self.counts.together
        key = (table, series, place + len(self.counts.around))
        with self._lock:
            if key not in self._families:
                people = self._people(table, series, [place])
                above = np.ones((people.shape[0], *people.shape[2:]), np.bool_)
                for member in self.counts.members(place):
                    nobody = self._people(table, series, [member])[:, 0] == 0
                    own = self._in_order(self.shown(table, series, member))
                    above &= own | nobody
                self._keep(key, self._decided(people, above, None, None))
            return self._families[key]

    def _in_order(self, shown: Flags) -> Flags:
        """From the order of the funnel to that of the decisions, and back."""
        if shown.shape[-1] < len(_DECIDED):
            return shown
        answer: Flags = shown[..., list(_DECIDED)]
        return answer

    def rest(self, table: str, series: int, place: int, parts: Sequence[int]) -> Flags:
        """The same for the people of a place who are in none of these of its children.

        Their number is shown only if those hidden among the parts, and those hidden elsewhere,
        are each protected without the other: it tells the sum of both.
        """
        family = self._family(table, series, place)
        inside = list(self.counts.inside[place])
        if not set(parts) <= set(inside):
            return np.zeros_like(family[:, 0])
        own = self.shown(table, series, place)
        chosen = np.isin(inside, list(parts))
        hidden = ~family
        among = np.concatenate([chosen, [False]])
        # Hidden on both sides at once, in the same column and level: their sum stays untold.
        split: Flags = np.asarray(hidden[:, among].any(axis=1) | hidden[:, ~among].any(axis=1))
        return own & ~self._in_order(split)

    def _family(self, table: str, series: int, place: int) -> Flags:
        """Decisions on the children of a place, then on the rest of it; -1: on the nation."""
        if self._alike(table):
            series = self.counts.together
        key = (table, series, place)
        with self._lock:
            if key not in self._families:
                known = self.kept.get(key) if self.kept else None
                self._keep(key, self._decide(table, series, place) if known is None else known)
            return self._families[key]

    def decide_ahead(
        self, families: Sequence[Key], tell: Callable[[int, int], None] | None = None
    ) -> None:
        """Decides on families and keeps it, unless it was done: `tell(done, total)`."""
        if self.kept is None or self.kept.path.exists():
            return
        decided = []
        for done, key in enumerate(families, start=1):
            decided.append((key, self._family(*key)))
            if tell is not None:
                tell(done, len(families))
        self.kept.keep(decided)

    def _keep(self, key: Key, family: Flags) -> None:
        """Keeps a decision for later pages; the oldest goes, to be taken again alike."""
        while self._families and self._bytes + family.nbytes > _KEPT:
            self._bytes -= self._families.pop(next(iter(self._families))).nbytes
        self._families[key] = family
        self._bytes += family.nbytes

    def _decide(self, table: str, series: int, place: int) -> Flags:
        people = self._rows(table, series, place)
        within = self._within(table, series, place)
        if place < 0:
            above = np.ones((people.shape[0], *people.shape[2:]), np.bool_)
            return self._decided(people, above, None, within)
        whole = self._people(table, series, [*self.counts.inside[place], place])[:, -1]
        above = self._in_order(self.shown(table, series, place))
        return self._decided(people, above, people.sum(axis=1) == whole, within)

    def _decided(
        self, people: Longs, above: Flags, tied: Flags | None, within: Within | None
    ) -> Flags:
        """The subjects of one pathway were sent by the same people: they are decided once."""
        told = (people, above, tied, *(within.arrays if within else ()))
        key = (people.shape, *(None if each is None else each.tobytes() for each in told))
        found = self._taken.get(key)
        if found is None:
            found = decide(
                people,
                above,
                threshold=self.threshold,
                tied=tied,
                within=within,
                between=people.shape[-1] == len(_DECIDED),
                unknown=self.counts.unknown,
            )
            while len(self._taken) >= _ALIKE:
                del self._taken[next(iter(self._taken))]
            self._taken[key] = found
        return found

    def _alike(self, table: str) -> bool:
        """Whether there is one pathway only, which then is all of them together."""
        return self.counts.together == 1 and not table.startswith(SENDINGS)

    def _within(self, table: str, series: int, place: int) -> Within | None:
        """The wider count that a table is part of."""
        together = self.counts.together
        if table.startswith(SENDINGS):
            if table != SENDINGS:
                most = self._family(SENDINGS, series, place)
                return Within(most, self._rows(SENDINGS, series, place))
            return self._senders(series, place)
        if series == together:
            return None
        union = self._family(table, together, place)
        whole = self._rows(table, together, place)
        others: Longs = -whole
        for each in range(together):
            others = others + self._rows(table, each, place)
        return Within(union, whole, others)

    def _senders(self, series: int, place: int) -> Within:
        """Who sent, pathway by pathway: over all pathways, sendings add up."""
        single = [series] if series != self.counts.together else range(self.counts.together)
        shown: Flags | None = None
        people: Longs | None = None
        level = _DECIDED.index(2)
        for each in single:
            seen = self._family(FUNNEL, each, place)[..., level]
            sent = self._rows(FUNNEL, each, place)[..., level]
            shown = seen if shown is None else shown & seen
            people = sent if people is None else people + sent
        if shown is None or people is None:
            return Within(
                self._family(FUNNEL, series, place)[..., [level]],
                self._rows(FUNNEL, series, place)[..., [level]],
            )
        return Within(shown[..., None], people[..., None])

    def _rows(self, table: str, series: int, place: int) -> Longs:
        """Counts of the children of a place, and of those who are in none of them."""
        if place < 0:
            return self._people(table, series, [0])
        inside = list(self.counts.inside[place])
        found = self._people(table, series, [*inside, place])
        parts, whole = found[:, :-1], found[:, -1]
        rest = np.maximum(whole - parts.sum(axis=1), 0)
        return np.concatenate([parts, rest[:, None]], axis=1)

    def _people(self, table: str, series: int, places: Sequence[int]) -> Longs:
        """Counts with their levels in the order in which they are decided."""
        found = self.counts.people(table, series, places)
        if found.shape[-1] < len(_DECIDED):
            return found
        answer: Longs = found[..., list(_DECIDED)]
        return answer
