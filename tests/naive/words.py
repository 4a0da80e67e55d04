"""Words of the twin: measures, what stands, what is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from naive.people import UNKNOWN
from naive.places import PROFILES
from naive.world import Item, Printed

SINGLE = (*PROFILES, UNKNOWN)
ENOUGH = 1e-9
ORDER = (
    "POSITIONING", "DIGITAL_CULTURE", "ADAPT_DOCUMENTS", "COMMUNICATE", "SHARE_RESOURCES",
    "CREATE_MATERIALS", "DIGITAL_SECURITY", "MONITORING", "FINAL", "PIX_SNEE", UNKNOWN,
)  # fmt: skip
FINEST = ("subject", "competence", "domain", "overall")

SUMS = {  # family, and the additive components that are added
    "started_not_finished": ("funnel", (0,)),
    "finished_not_sent": ("funnel", (1,)),
    "sent": ("funnel", (2,)),
    "finished": ("funnel", (1, 2)),
    "participants": ("funnel", (0, 1, 2)),
    "completed_one_pathway": ("funnel", (1, 2)),
    "headcount": ("headcount", (0,)),
    "identified": ("placement", (0, 1, 2)),
    "placed": ("placement", (3,)),
}
RATES = {
    "participation_rate": ("participants", "headcount"),
    "finished_share": ("finished", "participants"),
    "sent_share": ("sent", "finished"),
    "mail_usable_share": ("placed", "identified"),
}
COVERAGES = {"coverage": "senders", "coverage_subject_mean": "subjects"}
COMPARISONS = {  # of, against, operation
    "share_of_parent": ("sent", "parent", "share"),
    "gap_to_reference": ("coverage", "FR", "gap"),
    "participation_gap": ("participation_rate", "FR", "gap"),
}
MEASURES = (*SUMS, *RATES, *COVERAGES, "senders", *COMPARISONS)


@dataclass(frozen=True)
class Part:
    """Additive values, the units they cover, the days and the tables of what they rest on.

    `people`: whether rows of people are among it.
    """

    values: tuple[int, ...]
    present: float
    newest: date
    oldest: date
    tables: frozenset[int] = frozenset()
    people: bool = False

    def plus(self, other: Part | None) -> Part:
        if other is None:
            return self
        return Part(
            tuple(a + b for a, b in zip(self.values, other.values, strict=True)),
            self.present + other.present,
            max(self.newest, other.newest),
            min(self.oldest, other.oldest),
            self.tables | other.tables,
            self.people or other.people,
        )

    def minus(self, other: Part | None) -> Part:
        if other is None:
            return self
        values = tuple(a - b for a, b in zip(self.values, other.values, strict=True))
        return replace(self, values=values, present=self.present - other.present)


@dataclass(frozen=True)
class Reply:
    """What the twin says of a figure; `other` is the value that does not stand."""

    status: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    present: float | None = None
    expected: float | None = None
    other: float | None = None
    as_of: date | None = None


MISSING = Reply("missing")
Asked = Item | str | None
"""An item, all those of a referential, or all."""


@dataclass(frozen=True)
class Sent:
    """What stands for an item that someone of a profile sent."""

    item: Item
    profile: str
    part: Part


def whole(line: Printed, family: str) -> tuple[int, ...]:
    """The additive values of a printed line; a coverage as its sum of shares and its senders."""
    if family != "coverages":
        return tuple(int(value or 0) for value in line.values)
    percent, senders = line.values
    if percent is None or not senders:
        return 0, 0
    return round(percent * senders * 100), int(senders)


def fits(item: Item, asked: Asked) -> bool:
    """Whether an item is one of those asked; the whole of a pathway is in no referential."""
    if isinstance(asked, str):
        return item.referential == asked and item.level != "overall"
    return asked is None or item == asked


def units(found: list[Sent]) -> float:
    """Units of the most widely known item, profile by profile."""
    profiles = {sent.profile for sent in found}
    return sum(max(s.part.present for s in found if s.profile == one) for one in profiles)


def people_in(found: list[Sent]) -> int:
    """People of the item most sent, profile by profile."""
    profiles = {sent.profile for sent in found}
    return sum(max(s.part.values[1] for s in found if s.profile == one) for one in profiles)


def printed(found: list[Sent]) -> bool:
    """Whether a table is behind some of it."""
    return any(sent.part.tables for sent in found)


def as_wide(found: list[Sent]) -> list[Sent]:
    """The items known in as many units as any of their profile."""
    widest = {
        sent.profile: max(s.part.present for s in found if s.profile == sent.profile)
        for sent in found
    }
    return [sent for sent in found if sent.part.present >= widest[sent.profile] - ENOUGH]


def total(parts: Iterable[Part | None]) -> Part | None:
    found: Part | None = None
    for part in parts:
        if part is not None:
            found = part.plus(found)
    return found
