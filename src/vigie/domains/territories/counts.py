"""What the domains count themselves, territory by territory: a registry to which each contributes.

A domain says in its own `counts.py` what it counts (`register`); the file is found because its
application is installed. Who shows a count asks here, and never knows the domain that keeps it.
Nothing is stored: the things are asked for each time, so that what is taken back is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import autodiscover_modules

from vigie.domains.territories.around import around_of
from vigie.facts.geography import Tree


@dataclass(frozen=True)
class Thing:
    """`number` things of a territory, on the day from which they count.

    Where `counts` is false they do not count, and only say that the territory keeps its things here
    from that day on: without them, none known would be taken for none.
    """

    territory: str
    on: date
    counts: bool = True
    number: int = 1


@dataclass(frozen=True)
class Count:
    """One thing that a domain counts. `label`, `unit` (« campagnes »), `one` of them
    (« campagne »), `meaning` and `formula` are French. `things`: all of them, everywhere. `page`:
    the name of the address that lists those of a territory, and `anchor` where on the page."""

    name: str
    label: str
    unit: str
    one: str
    meaning: str
    formula: str
    things: Callable[[], Iterable[Thing]]
    page: str
    anchor: str = ""


@dataclass(frozen=True)
class Days:
    """The things of one territory and of those inside it.

    `since`: the first day of which something is known, None when nothing is. `on`: how many things
    begin to count on each day.
    """

    since: date | None
    on: Mapping[date, int]

    def number(self, first: date | None, last: date) -> int:
        """How many things began to count from a day (always, when None) to another, included."""
        return sum(
            number
            for day, number in self.on.items()
            if day <= last and (first is None or day >= first)
        )


_counts: dict[str, Count] = {}


def register(count: Count) -> None:
    """Adds a count to the registry; registering a name again changes nothing."""
    _counts.setdefault(count.name, count)


def counts() -> dict[str, Count]:
    """Every count, by name, in the order of the applications."""
    autodiscover_modules("counts")
    return dict(_counts)


def days_of(count: Count, tree: Tree, territories: Iterable[str]) -> dict[str, Days]:
    """The things of each territory, those of the territories inside it included."""
    wanted = dict.fromkeys(territories)
    around: dict[str, list[str]] = {}
    since: dict[str, date] = {}
    found: defaultdict[str, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for thing in count.things():
        if thing.territory not in around:
            here = around_of(tree, thing.territory)
            around[thing.territory] = [code for code in here if code in wanted]
        for code in around[thing.territory]:
            since[code] = min(since.get(code, thing.on), thing.on)
            if thing.counts:
                found[code][thing.on] += thing.number
    return {code: Days(since.get(code), dict(found[code])) for code in wanted}
