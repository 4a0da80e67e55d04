"""Invented populations whose coverages are read too: the sendings of two subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from measures.attack import FEW, Name, Reader, Sum
from measures.worlds import World
from vigie.measures.exchanges import ALL, Flags, Longs
from vigie.measures.protection import FUNNEL, SENDINGS, Protection

SENT = 2


class Sent(World):
    """A world where the subject « a » is in the first pathway only, and « b » in all of them.

    Whoever sends a pathway sends each of its subjects, and the reader knows it.
    """

    def pathways_of(self, table: str) -> range:
        return range(1 if table.endswith("/a") else self.together)

    tables = (f"{SENDINGS}/a", f"{SENDINGS}/b")

    @classmethod
    def like(cls, world: World) -> Sent:
        return cls(world.around, world.everyone, days=len(world.days(FUNNEL)))

    def people(self, table: str, series: int, places: Sequence[int]) -> Longs:
        if table == FUNNEL:
            return super().people(table, series, places)
        if table == SENDINGS:
            found = np.max([self.people(each, series, places) for each in self.tables], axis=0)
            most: Longs = found
            return most
        return self.sent(table, series)[:, list(places)][..., None]

    def sent(self, table: str, series: int) -> Longs:
        """By day, place and column; over all pathways, sendings add up."""
        asked = [series] if series < self.together else range(self.together)
        every = [each for each in asked if each in self.pathways_of(table)]
        zeros = np.zeros_like(self.counted[0, ..., SENT])
        found: Longs = sum((self.counted[each, ..., SENT] for each in every), zeros)
        return found

    def reads(self, reader: Reader, protection: Protection) -> Iterator[tuple[Name, int, Sum]]:
        """Adds what the pages of coverage show; answers each number of sendings and its parts."""
        for table in self.tables:
            for series in range(self.together + 1):
                counted, asked = self.sent(table, series), [series]
                if series == self.together:
                    asked = list(self.pathways_of(table))
                elif series not in self.pathways_of(table):
                    continue
                for place in range(len(self.around)):
                    shown = self._told(protection, table, series, place)
                    for day, column in np.ndindex(counted.shape[0], ALL + 1):
                        name = (table, series, day, place, column)
                        people = int(counted[day, place, column])
                        parts = [(each, day, place, column, SENT) for each in asked]
                        reader.adds_up(name, parts)
                        if shown[day, column]:
                            reader.sees(name, people)
                        yield name, people, {name: 1}

    def _told(self, protection: Protection, table: str, series: int, place: int) -> Flags:
        """A coverage is shown with its number where the subject's and the largest one may be."""
        tables = (SENDINGS, table)
        found = [protection.shown(each, series, place)[..., 0] for each in tables]
        both: Flags = found[0] & found[1]
        return both


def told_by_coverages(world: World, *, exactly: bool = False) -> tuple[Sum, int] | None:
    """Some few people whom a reader of participation and of coverages finds out; None: nobody."""
    sent = Sent.like(world)
    protection = Protection(sent, 5)
    reader, truth = sent.reader(protection), sent.truth()
    wanted = [*sent.few()]
    for name, people, alone in sent.reads(reader, protection):
        truth[name] = people
        if 0 < people <= FEW:
            wanted.append(alone)
    return next(reader.told(truth, wanted, exactly=exactly), None)


__all__ = ["Sent", "told_by_coverages"]
