"""Small invented populations, counted by hand, as the counts that are protected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

import numpy as np

from measures.attack import Name, Reader, Sum
from vigie.measures.exchanges import ALL, Longs
from vigie.measures.protection import FUNNEL, Protection

LEVELS = 3
NOBODY = -1
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
        return {
            index: int(self.counted[index])
            for index in product(*(range(n) for n in self.counted.shape))
        }

    def reader(self, protection: Protection) -> Reader:
        """A reader who saw every count that may be shown, on every day."""
        reader = Reader()
        for index, people in self.truth().items():
            series, day, place, column, level = index  # type: ignore[misc]  # five numbers
            if protection.shown(FUNNEL, series, place)[day, column, level]:
                reader.sees(index, people)
            parts = self.inside[place]
            if parts:
                reader.adds_up(index, [(series, day, part, column, level) for part in parts])
            if column == ALL:
                reader.adds_up(index, [(series, day, place, each, level) for each in range(ALL)])
            if level:
                reader.inside(index, (series, day, place, column, level - 1))
            if day:
                reader.inside((series, day - 1, place, column, level), index)
            if series < self.together:
                reader.inside(index, (self.together, day, place, column, level))
            else:
                pathways = [(each, day, place, column, level) for each in range(self.together)]
                reader.at_most.append({index: 1, **dict.fromkeys(pathways, -1)})
        return reader

    def few(self) -> Iterator[Sum]:
        """Every number of people from 1 to 4: counts, steps not taken, newcomers of a day."""
        for index in self.truth():
            series, day, place, column, level = index  # type: ignore[misc]  # five numbers
            sums: list[Sum] = [{index: 1}]
            if level:
                sums.append({(series, day, place, column, level - 1): 1, index: -1})
            sums += [{index: 1, (series, n, place, column, level): -1} for n in range(day)]
            if series < self.together:
                sums.append({(self.together, day, place, column, level): 1, index: -1})
            for each in sums:
                if 0 < sum(n * int(self.counted[name]) for name, n in each.items()) < 5:
                    yield each

    def groups(self, protection: Protection) -> Iterator[Sum]:
        """What is hidden together and adds up to 1 to 4 people: parts of a place, profiles."""
        for index in self.truth():
            series, day, place, column, level = index  # type: ignore[misc]  # five numbers

            def hidden(at: int, of: int, found: Name = index) -> bool:
                own = protection.shown(FUNNEL, found[0], at)  # type: ignore[index]  # five numbers
                return not own[found[1], of, found[4]]  # type: ignore[index]  # five numbers

            parts = [p for p in self.inside[place] if hidden(p, column)]
            profiles = [each for each in range(ALL) if column == ALL and hidden(place, each)]
            for group in (
                [(series, day, part, column, level) for part in parts],
                [(series, day, place, each, level) for each in profiles],
            ):
                if 0 < sum(int(self.counted[name]) for name in group) < 5:
                    yield dict.fromkeys(group, 1)


def invented(seed: int, *, days: int = 1, pathways: int = 1, crowd: int = 12) -> World:
    """Départements of one académie, their schools, and who is there: many of few."""
    random = Random(seed)
    around = [-1]
    for _ in range(random.randint(2, 3)):
        around.append(0)
        district = len(around) - 1
        around += [district] * random.randint(1, 3)
    schools = [place for place in range(len(around)) if place not in around]
    people = []
    for school in schools:
        usual = [random.random() ** 2 for _ in range(3)]
        for _ in range(random.randint(0, 3) + int(2 * crowd * random.random() ** 3)):
            profile = random.choices(range(3), usual)[0]
            stories = [_story(random, days)]
            for _ in range(pathways - 1):
                away = (NOBODY,) * days
                stories.append(away if random.random() < 0.6 else _story(random, days))
            people.append(Someone(school, profile, tuple(stories)))
    someone = Someone(schools[0], 0, ((2,) * days,) * pathways)
    return World(around, people or [someone], days=days)


def _story(random: Random, days: int) -> Story:
    state, story = NOBODY, []
    for _ in range(days):
        if random.random() < 0.6:
            state = min(2, state + random.randint(0, 3))
        story.append(state)
    return tuple(story)
