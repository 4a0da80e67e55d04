"""The history of a roadmap in words: who did what, when, and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.domains.audit.words import act_name
from vigie.domains.roadmaps.changes import Told


@dataclass(frozen=True)
class ActShown:
    """An act in words. `about`: the things that it touched, three at most, then how many more."""

    code: str
    what: str
    about: Sequence[str]
    more: int
    who: str
    at: datetime
    undone: bool
    can_be_undone: bool


def told_of(acts: Iterable[Told]) -> list[ActShown]:
    """Acts in words, in the order given."""
    found = []
    for act in acts:
        labels = list(dict.fromkeys(each.label for each in act.changes if each.label))
        found.append(
            ActShown(
                act.code,
                act_name(act.verb),
                labels[:3],
                max(0, len(labels) - 3),
                act.by.name if act.by is not None else "Vigie",
                act.at,
                act.undone_at is not None,
                act.can_be_undone,
            )
        )
    return found
