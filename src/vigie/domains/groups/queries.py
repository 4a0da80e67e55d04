"""Reads of groups: where each stands for its trainer, and those in which someone sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from vigie.domains.groups.models import Group, Seat, Synthesis
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import News
from vigie.web import formats

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


def news(rights: Rights) -> list[News]:
    """What to tell a person on her home: lists with her that wait, pictures that she may read."""
    if rights.person is None:
        return []
    told = []
    waiting = [
        seat
        for seat in seats_of(rights.person)
        if not is_computed(seat.group) and seat.rank is not None and seat.withdrawn_at is None
    ]
    if waiting:
        number = formats.plural(len(waiting), "groupe scellé", "groupes scellés")
        told.append(
            News(
                f"Vous figurez dans {number}, dont la synthèse n’est pas encore calculée.",
                "Voir lesquels, ou m’en retirer",
                reverse("groups_with_me"),
            )
        )
    if rights.may_open("groups"):
        due = Group.objects.sealed_by(rights.person).due(rights.at).count()
        if due:
            number = formats.plural(due, "synthèse de groupe", "synthèses de groupe")
            told.append(News(f"{number} à lire.", "Mes groupes scellés", reverse("groups")))
    return told


def is_computed(group: Group) -> bool:
    """Whether the synthesis exists, enough answers or not."""
    return getattr(group, "synthesis", None) is not None


def _state(group: Group, at: datetime) -> str:
    if group.cancelled_at is not None:
        return CANCELLED
    if is_computed(group):
        return READABLE if group.synthesis.is_readable else TOO_FEW
    return DUE if group.publish_at <= at else WAITING
