"""Who may: getters that give the object or refuse."""

from __future__ import annotations

from vigie.domains.groups.models import Group, Seat
from vigie.domains.people.permissions import Answer
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.rights import Refused, Rights, or_unknown
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation


def group_of(rights: Rights, token: str) -> Group:
    """A group for the trainer who sealed it, while a mandate of hers holds there.

    Raises Refused, the same whether the group exists or not."""
    group = Group.objects.filter(token=token).first()
    if group is None or rights.person is None or group.trainer_id != rights.person.pk:
        raise Refused(Answer.UNKNOWN)
    if group.territory not in grounds(rights) and not any(
        relation(rights.tree, mandate.territory, group.territory) in (Relation.OWN, Relation.CHILD)
        for mandate in rights.holding(Role.TRAINER)
    ):
        raise Refused(Answer.UNKNOWN)
    return group


def grounds(rights: Rights) -> list[str]:
    """The territories in which a trainer may seal groups: those of her mandates."""
    return list(dict.fromkeys(each.territory for each in rights.holding(Role.TRAINER)))


def seat_of(rights: Rights, token: str) -> Seat:
    """The seat of the person who asks in a group. Raises Refused, the same whether the group
    exists or she has no seat in it."""
    if rights.person is None:
        raise Refused(Answer.SIGN_IN)
    return or_unknown(
        Seat.objects.of(pseudonym_of(rights.person))
        .filter(group__token=token, group__cancelled_at__isnull=True)
        .select_related("group")
        .first()
    )
