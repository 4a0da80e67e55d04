"""Reads of groups: where each stands for its trainer, and those in which someone sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.domains.groups.models import Group, Seat, Synthesis
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of

WAITING, DUE, READABLE, TOO_FEW, CANCELLED = "waiting", "due", "readable", "too_few", "cancelled"
STATES = {
    WAITING: "en attente",
    DUE: "à lire",
    READABLE: "lisible",
    TOO_FEW: "trop peu de réponses",
    CANCELLED: "annulé",
}


@dataclass(frozen=True)
class Sealed:
    """A group of a trainer and where it stands."""

    group: Group
    state: str

    @property
    def state_name(self) -> str:
        return STATES[self.state]


def state_of(group: Group, at: datetime) -> str:
    """Where a group stands at a moment."""
    if group.cancelled_at is not None:
        return CANCELLED
    made = Synthesis.objects.filter(group=group).first()
    if made is not None:
        return READABLE if made.is_readable else TOO_FEW
    return DUE if group.publish_at <= at else WAITING


def groups_of(trainer: Person, at: datetime) -> list[Sealed]:
    """The groups that a trainer sealed, the newest first."""
    found = Group.objects.sealed_by(trainer).select_related("synthesis")
    return [Sealed(group, _state(group, at)) for group in found]


def seats_of(person: Person) -> Sequence[Seat]:
    """The groups in which someone sits, found by her pseudonym, the latest date first."""
    return list(
        Seat.objects.of(pseudonym_of(person))
        .filter(group__cancelled_at__isnull=True)
        .select_related("group", "group__trainer", "group__synthesis")
        .order_by("-group__publish_at")
    )


def is_computed(group: Group) -> bool:
    """Whether the synthesis exists, enough answers or not."""
    return getattr(group, "synthesis", None) is not None


def _state(group: Group, at: datetime) -> str:
    if group.cancelled_at is not None:
        return CANCELLED
    if is_computed(group):
        return READABLE if group.synthesis.is_readable else TOO_FEW
    return DUE if group.publish_at <= at else WAITING
