"""What ends when: of a school, of a territory; and what a person is told of it on her home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import Role
from vigie.domains.people.tasks import News, place_name
from vigie.domains.subscriptions.actions import warning_days
from vigie.domains.subscriptions.models import Subscription, SubscriptionChange
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree
from vigie.periods import PARIS
from vigie.web import formats

SOON = 60
"""Days within which an end is put forward; renewals are for the next year (seeds/002, l. 95)."""
HORIZONS = (30, 60, 90)
LATE = 60
"""Days during which a subscription that ended without a decision still waits for one."""
WARNED_ROLES = (Role.HEAD, Role.SCHOOL_DIRECTOR, Role.GAR_ALLOCATOR)
"""Who is warned: the head, and who holds the resources of the GAR for her."""
_INSIDE = (Relation.OWN, Relation.CHILD)
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Line:
    """A subscription on a day. `days`: left until its last day, negative once it is over.
    `undoable`: its last change, when that can be undone."""

    subscription: Subscription
    days: int
    undoable: SubscriptionChange | None = None

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.days < 0:
            return "terminé, non renouvelé" if self.subscription.dropped_at else "terminé"
        words = ends_in(self.days)
        if self.starts_in > 0:
            words = f"commence dans {formats.plural(self.starts_in, 'jour')}"
        return f"{words}, ne sera pas renouvelé" if self.subscription.dropped_at else words

    @property
    def starts_in(self) -> int:
        """Days until its first day, negative once it began."""
        one = self.subscription
        return self.days - (one.ends_on - one.starts_on).days

    @property
    def waits(self) -> bool:
        """Whether it ends soon, or ended lately, and nobody decided."""
        return self.subscription.dropped_at is None and -LATE <= self.days <= SOON


def ends_in(days: int) -> str:
    """« se termine dans 12 jours »."""
    if days == 0:
        return "se termine aujourd’hui"
    return f"se termine dans {formats.plural(days, 'jour')}"


def lines_of(school: str, on: date) -> list[Line]:
    """The subscriptions of a school, by their end."""
    found = list(Subscription.objects.standing().of(school))
    undoable = _undoable(found)
    return [Line(each, (each.ends_on - on).days, undoable.get(each.pk)) for each in found]


def withdrawn_lately(school: str, on: date) -> list[Subscription]:
    """What was taken off the list of a school by hand, and may be put back."""
    gone = Subscription.objects.of(school).filter(withdrawn_at__date__gte=on - timedelta(days=SOON))
    undoable = _undoable(list(gone))
    return [each for each in gone if each.pk in undoable]


def _undoable(subscriptions: Sequence[Subscription]) -> dict[int, SubscriptionChange]:
    """The last change of each, where it was made by hand: see `actions.last_change`."""
    changed = {each.pk: each.changed_at for each in subscriptions}
    found = SubscriptionChange.objects.filter(
        subscription__in=changed, file__isnull=True, undone_at__isnull=True
    )
    return {
        each.subscription_id: each
        for each in found
        if each.made_at == changed[each.subscription_id]
    }


def schools_inside(tree: Tree, place: str, schools: Iterable[str]) -> set[str]:
    """Those of these schools that are in a territory."""
    return {each for each in set(schools) if relation(tree, place, each) in _INSIDE}


def ending_in(tree: Tree, place: str, on: date, within: int) -> list[Line]:
    """The subscriptions of the schools of a territory that end within so many days."""
    ending = Subscription.objects.standing().ending(on, on + timedelta(days=within))
    schools = tree.descendants(place, "school")
    found = [
        Line(each, (each.ends_on - on).days)
        # A database limits how many values a question may hold.
        for start in range(0, len(schools), _AT_ONCE)
        for each in ending.filter(school__in=schools[start : start + _AT_ONCE])
    ]
    return sorted(found, key=lambda line: (line.days, line.subscription.resource))


def schools_by_horizon(lines: Sequence[Line]) -> dict[int, int]:
    """How many schools have a subscription that ends within 30, 60 and 90 days."""
    return {
        days: len({each.subscription.school for each in lines if each.days <= days})
        for days in HORIZONS
    }


def news(rights: Rights) -> list[News]:
    """On the home of who is warned: the subscriptions that are about to end."""
    schools = dict.fromkeys(
        each.territory
        for each in rights.holding(*WARNED_ROLES)
        if rights.may_open("subscriptions", each.territory)
    )
    on = rights.at.astimezone(PARIS).date()
    told = []
    for school in schools:
        first, _ = warning_days(school)
        last = on + timedelta(days=first)
        ending = list(Subscription.objects.standing().undecided().of(school).ending(on, last))
        if ending:
            number = formats.plural(
                len(ending), "abonnement se termine", "abonnements se terminent"
            )
            soonest = formats.day(ending[0].ends_on)
            where = f" ({place_name(rights, school)})" if len(schools) > 1 else ""
            told.append(
                News(
                    f"{number} dans les {first} jours, le premier le {soonest}{where}.",
                    "Renouveler ou non",
                    reverse("subscriptions", args=[school]),
                )
            )
    return told
