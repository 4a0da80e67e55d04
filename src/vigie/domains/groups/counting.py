"""From the answers of people to counts: how many take part, how many master each item."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_queries import those_who_chose
from vigie.domains.groups.frameworks import only_competence
from vigie.domains.groups.models import Group
from vigie.domains.territories.tree import home, tree
from vigie.measures.answers import FINISHED, SENT, Answers, Item, answers, share_of
from vigie.periods import PARIS

PATHWAY = "POSITIONING"
REFERENTIALS = {"CRCN-EDU": "CRCN-Édu", "CRCN": "CRCN", "PIX": "Pix"}


@dataclass(frozen=True)
class Entry:
    """Something counted: the whole, a referential, a domain or a competence.

    `block`: which of the numbers of answers it is a part of; items that come in the same campaigns
    share one, the first (0) being that of everybody. `like`: rank of the entry that this one is
    under another name, drawn with it; None for most.
    """

    level: str
    referential: str
    label: str
    block: int = 0
    like: int | None = None

    @property
    def key(self) -> str:
        """A name that lasts from one import to the next."""
        return f"{self.level}|{self.referential}|{self.label}"


@dataclass(frozen=True)
class Counted:
    """True counts of people: who started, finished, sent; `blocks`: who sent and has the items of
    each block; `mastered`: for each entry, who reaches the cut. Never shown as they are.

    Each figure takes one person more or less when one person changes.
    """

    participants: int
    finished: int
    blocks: tuple[int, ...]
    entries: tuple[Entry, ...]
    mastered: tuple[int, ...]
    as_of: date | None = None

    @property
    def sent(self) -> int:
        return self.blocks[0]


def count_group(group: Group, at: datetime) -> Counted:
    """The counts of a group as known at its publication date.

    Out are those who had no synthesis left, who withdrew, or who chose to take part in none.
    """
    listed = group.seats.counting().values_list("person", flat=True)
    people = those_who_chose(listed, Choice.TAKE_PART, at)
    on = group.publish_at.astimezone(PARIS).date()
    found = answers_on(on, known_at=group.publish_at, people=people)
    return count(found, group.policy.mastery_cut)


def answers_on(on: date, *, known_at: datetime, people: Collection[int] | None = None) -> Answers:
    """The answers to the positioning, of these people or of everybody."""
    return answers(home(), tree(on), pathway=PATHWAY, on=on, known_at=known_at, people=people)


def count(found: Answers, cut: int) -> Counted:
    """The counts behind answers. `cut`: share in 1/10000 from which an item is mastered.

    A referential is mastered when the mean of its competences (its domains, where the campaign
    gives no competence) reaches the cut.
    """
    frames: dict[frozenset[int], int] = {found.snapshots: 0}
    entries: list[Entry] = []
    exprs: list[pl.Expr] = []
    for entry, frame, share in _entries(found):
        block = frames.setdefault(frame, len(frames))
        entries.append(replace(entry, block=block))
        exprs.append((share >= cut).fill_null(False).sum().alias(str(len(exprs))))
    sent = found.rows.filter(pl.col("state") == SENT)
    mastered = sent.select(exprs).row(0) if exprs else ()
    blocks = [int(sent["snapshot"].is_in(list(frame)).sum()) for frame in frames]
    return Counted(
        participants=found.rows.height,
        finished=int((found.rows["state"] >= FINISHED).sum()),
        blocks=tuple(blocks),
        entries=tuple(entries),
        mastered=tuple(int(n) for n in mastered),
        as_of=found.as_of,
    )


def _entries(found: Answers) -> Iterator[tuple[Entry, frozenset[int], pl.Expr]]:
    """The entries in the order of the frame, with who has them and the share of each person."""
    held = list(zip(found.items, found.frames, strict=True))
    start = 0
    for item, frame in held:
        if item.level == "overall":
            start += 1
            yield Entry("overall", "", "Ensemble"), frame, pl.col(item.column)
    for referential, label in REFERENTIALS.items():
        parts = parts_of(found.items, referential)
        if parts and len(parts) > 1:
            frame = frozenset().union(*(f for item, f in held if item in parts))
            share = share_of([item.column for item in parts])
            start += 1
            yield Entry("referential", referential, label), frame, share
    yield from _competences_then_domains(held, start)


def _competences_then_domains(
    held: Sequence[tuple[Item, frozenset[int]]], start: int
) -> Iterator[tuple[Entry, frozenset[int], pl.Expr]]:
    """Competences, numbered from `start`, then domains, those that come down to one competence
    being told so."""
    ranks: dict[str, int] = {}
    for item, frame in held:
        if item.level == "competence":
            ranks[item.label] = start + len(ranks)
            yield Entry(item.level, item.referential, item.label), frame, pl.col(item.column)
    for item, frame in held:
        if item.level == "domain":
            only = only_competence(item.label, ranks)
            like = None if only is None else ranks[only]
            entry = Entry(item.level, item.referential, item.label, like=like)
            yield entry, frame, pl.col(item.column)


def parts_of(items: Collection[Item], referential: str) -> list[Item]:
    """The competences of a referential, its domains where no competence is given."""
    own = [item for item in items if item.referential == referential]
    competences = [item for item in own if item.level == "competence"]
    return competences or [item for item in own if item.level == "domain"]
