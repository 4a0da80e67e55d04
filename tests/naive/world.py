"""A world small enough to draw: what was imported, in order, as plain objects.

Nothing here computes. `writing.py` puts a world into a home; `twin.py` counts it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class School:
    """A line of a directory. `degree` is 1D or 2D; the group is the one that suits it."""

    uai: str
    degree: str
    department: str
    group: str | None = None


@dataclass(frozen=True)
class Directory:
    as_of: date
    schools: tuple[School, ...]


@dataclass(frozen=True)
class Staff:
    """A line of a roster: where a person works."""

    person: int
    profile: str | None
    uai: str | None = None
    department: str | None = None
    district: str | None = None
    basin: str | None = None


@dataclass(frozen=True)
class Roster:
    as_of: date
    staff: tuple[Staff, ...]


@dataclass(frozen=True)
class Item:
    """What a coverage is about; `level` is subject, competence, domain or overall."""

    name: str
    level: str
    referential: str

    @property
    def column(self) -> str:
        return f"c_{self.name}"

    @property
    def label(self) -> str:
        return f"Item {self.name}"


@dataclass(frozen=True)
class Answer:
    """How far a person went; `shares` (1/10000, one per item) only if the results were sent."""

    person: int
    state: int
    active_at: datetime
    uai: str | None = None
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Campaign:
    """A campaign as one export gives it, with the options that the importer gave."""

    code: str
    territory: str | None
    profile: str | None
    pathway: str | None
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Export:
    as_of: date
    campaigns: tuple[Campaign, ...]


@dataclass(frozen=True)
class Declared:
    """A campaign declared by its code."""

    code: str
    territory: str
    profile: str
    pathway: str


@dataclass(frozen=True)
class Declarations:
    as_of: date
    campaigns: tuple[Declared, ...]


@dataclass(frozen=True)
class Printed:
    """A printed line. `values`: the headcount, or the three states, or (percent, senders)."""

    territory: str
    profile: str
    as_of: date
    values: tuple[float | int | None, ...]
    pathway: str | None = None
    item: Item | None = None


@dataclass(frozen=True)
class Table:
    """A printed table of one family: headcounts, funnels or coverages."""

    family: str
    lines: tuple[Printed, ...]

    @property
    def as_of(self) -> date:
        return max(line.as_of for line in self.lines)


Received = Directory | Roster | Export | Declarations | Table


@dataclass(frozen=True)
class World:
    """Imports in the order of their numbers (the first is 1), and those taken back."""

    imports: tuple[Received, ...]
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def standing(self) -> list[tuple[int, Received]]:
        """Number and content of the imports that were not taken back."""
        numbered = enumerate(self.imports, start=1)
        return [(no, each) for no, each in numbered if no not in self.withdrawn]

    @property
    def last(self) -> date:
        """The newest date of all that stands."""
        return max(each.as_of for _no, each in self.standing())
