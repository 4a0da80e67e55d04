"""Small invented populations, counted by hand, as the counts that are protected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

import numpy as np

from measures.attack import FEW, Name, Reader, Sum
from vigie.measures.exchanges import ALL, UNKNOWN, Flags, Longs
from vigie.measures.protection import FUNNEL, Protection

LEVELS = 3
NOBODY = -1
_MANY = 16
"""Places from which a tree grows no deeper."""
Story = tuple[int, ...]
"""The state reached on each day: NOBODY, 0 started, 1 finished, 2 sent."""


@dataclass(frozen=True)
class Someone:
    """`stories`: one for each pathway."""

    place: int
    profile: int
    stories: tuple[Story, ...]


class World:
    """A tree of places (`around[place]` is the one above, -1 for the first) and who is there."""

    def __init__(self, around: Sequence[int], people: Sequence[Someone], *, days: int = 1) -> None:
        self.around = list(around)
        self.everyone = list(people)
        places = range(len(around))
        self.inside = [[part for part in places if around[part] == place] for place in places]
        self.together = len(people[0].stories)
        self.unknown = True
        self._days = [date(2025, 1, 1) + timedelta(n) for n in range(days)]
        shape = (self.together + 1, days, len(around), ALL + 1, LEVELS)
        self.counted = np.zeros(shape, np.int64)
        for someone in people:
            for day in range(days):
                states = [story[day] for story in someone.stories]
                for series, state in enumerate([*states, max(states)]):
                    self._count(series, day, someone, state)

    def _count(self, series: int, day: int, someone: Someone, state: int) -> None:
        place = someone.place
        while place >= 0:
            for column in (someone.profile, ALL):
                self.counted[series, day, place, column, : state + 1] += 1
            place = self.around[place]

    def days(self, _table: str) -> Sequence[date]:
        return self._days

    def members(self, _place: int) -> Sequence[int]:
        return ()

    def people(self, _table: str, series: int, places: Sequence[int]) -> Longs:
        found: Longs = self.counted[series][:, list(places)]
        return found

    # -- what a reader makes of it

    def truth(self) -> dict[Name, int]:
        """Every count by name, and those of the people of a place who are in none of its parts.

        A name is (series, day, place, column, level), the place being `rest(place)` for the latter.
        """
        found: dict[Name, int] = {}
        for index in product(*(range(n) for n in self.counted.shape)):
            series, day, place, column, level = index
            found[index] = int(self.counted[index])
            if self.inside[place]:
                parts = self.counted[series, day, self.inside[place], column, level]
                name = (series, day, rest(place), column, level)
                found[name] = found[index] - int(parts.sum())
        return found

    def reader(self, protection: Protection) -> Reader:
        """A reader who saw every count that may be shown, on every day.

        Where nobody is outside the parts of a place, pages have no line for them: she knows it.
        """
        reader, truth = Reader(), self.truth()
        for name, people in truth.items():
            series, day, place, column, level = name  # type: ignore[misc]  # five numbers
            nobody = place < 0 and not truth[self.together, day, place, ALL, 0]
            if nobody or self._shown(protection, series, place)[day, column, level]:
                reader.sees(name, people)
            if place >= 0 and self.inside[place]:
                parts = [*self.inside[place], rest(place)]
                reader.adds_up(name, [(series, day, part, column, level) for part in parts])
            if column == ALL:
                reader.adds_up(name, [(series, day, place, each, level) for each in range(ALL)])
            if level:
                reader.inside(name, (series, day, place, column, level - 1))
            if day:
                reader.inside((series, day - 1, place, column, level), name)
            if series < self.together:
                reader.inside(name, (self.together, day, place, column, level))
            else:
                pathways = [(each, day, place, column, level) for each in range(self.together)]
                reader.at_most.append({name: 1, **dict.fromkeys(pathways, -1)})
        return reader

    def _shown(self, protection: Protection, series: int, place: int) -> Flags:
        if place >= 0:
            return protection.shown(FUNNEL, series, place)
        return protection.rest(FUNNEL, series, rest(place), self.inside[rest(place)])

    def few(self) -> Iterator[Sum]:
        """Every number of people from 1 to 4: counts, steps not taken, newcomers of a day."""
        truth = self.truth()
        for name in truth:
            series, day, place, column, level = name  # type: ignore[misc]  # five numbers
            sums: list[Sum] = [{name: 1}]
            if level:
                sums.append({(series, day, place, column, level - 1): 1, name: -1})
            sums += [{name: 1, (series, n, place, column, level): -1} for n in range(day)]
            if series < self.together:
                sums.append({(self.together, day, place, column, level): 1, name: -1})
            for each in sums:
                if 0 < sum(n * truth[other] for other, n in each.items()) <= FEW:
                    yield each

    def groups(self, protection: Protection) -> Iterator[Sum]:
        """What is hidden together and adds up to 1 to 4 people: parts of a place, profiles."""
        truth = self.truth()
        for name in truth:
            series, day, place, column, level = name  # type: ignore[misc]  # five numbers

            def hidden(at: int, of: int, found: Name = name) -> bool:
                own = self._shown(protection, found[0], at)  # type: ignore[index]  # five numbers
                return not own[found[1], of, found[4]]  # type: ignore[index]  # five numbers

            parts = [*self.inside[place], rest(place)] if place >= 0 and self.inside[place] else []
            places = [p for p in parts if hidden(p, column)]
            profiles = [each for each in range(ALL) if column == ALL and hidden(place, each)]
            for group in (
                [(series, day, part, column, level) for part in places],
                [(series, day, place, each, level) for each in profiles],
            ):
                if 0 < sum(truth[each] for each in group) <= FEW:
                    yield dict.fromkeys(group, 1)


def rest(place: int) -> int:
    """The name of those of a place who are in none of its parts, and back."""
    return -1 - place


def invented(
    seed: int, *, days: int = 1, pathways: int = 1, crowd: int = 12, deep: bool = False
) -> World:
    """Départements of one académie, their schools, and who is there: many of few.

    `deep`: one more level at times, people of no known profile, and people of a place who are in
    none of its parts.
    """
    random = Random(seed)
    around = _places(random, deep=deep)
    schools = [place for place in range(len(around)) if place not in around]
    profiles = [*range(random.randint(2, 4)), *([UNKNOWN] if random.random() < 0.4 else [])]
    people = []
    for place in range(len(around)) if deep else schools:
        usual = [random.random() ** 2 for _ in profiles]
        many = random.randint(0, 3) + int(2 * crowd * random.random() ** 3)
        for _ in range(many if place in schools else random.choice((0, 0, 1, 3, 7))):
            profile = random.choices(profiles, usual)[0]
            stories = [_story(random, days)]
            for _ in range(pathways - 1):
                away = (NOBODY,) * days
                stories.append(away if random.random() < 0.6 else _story(random, days))
            people.append(Someone(place, profile, tuple(stories)))
    someone = Someone(schools[0], 0, ((2,) * days,) * pathways)
    return World(around, people or [someone], days=days)


def _places(random: Random, *, deep: bool) -> list[int]:
    """The place around each place: an académie, two levels inside it, three at times."""
    around, last = [-1], [0]
    for level in range(random.choice((2, 3)) if deep else 2):
        parts: list[int] = []
        for place in last:
            for _ in range(random.randint(1 if level else 2, 3)):
                around.append(place)
                parts.append(len(around) - 1)
        last = parts
        if len(around) > _MANY:
            break
    return around


def _story(random: Random, days: int) -> Story:
    state, story = NOBODY, []
    for _ in range(days):
        if random.random() < 0.6:
            state = min(2, state + random.randint(0, 3))
        story.append(state)
    return tuple(story)
