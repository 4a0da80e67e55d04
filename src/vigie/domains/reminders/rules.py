"""Who may: getters that give the object or refuse."""

from __future__ import annotations

from vigie.domains.people.permissions import Answer
from vigie.domains.people.rights import Refused, Rights, or_unknown
from vigie.domains.people.roles import Role
from vigie.domains.reminders.models import Envelope, LocalDays, Wave
from vigie.domains.territories.relations import Relation, relation


def wave_of(rights: Rights, address: str, token: str, method: str = "GET") -> Wave:
    """A wave of a territory that the table opens. Raises Refused, the same whether it exists."""
    wave = or_unknown(Wave.objects.filter(token=token).first())
    rights.require(address, method, wave.territory)
    return wave


def envelope_of(rights: Rights, address: str, token: str) -> Envelope:
    """An uncertain message of a wave of one's own. Raises Refused as `wave_of`."""
    envelope = Envelope.objects.filter(token=token).first()
    held = envelope.reminders.select_related("wave").first() if envelope else None
    if envelope is None or held is None:
        raise Refused(Answer.UNKNOWN)
    rights.require(address, "POST", held.wave.territory)
    return envelope


def days_of(rights: Rights, address: str, number: int) -> LocalDays:
    """The days that a territory said. Raises Refused as `wave_of`."""
    found = or_unknown(LocalDays.objects.filter(pk=number, withdrawn_at__isnull=True).first())
    rights.require(address, "POST", found.territory)
    return found


def reads_names(rights: Rights, territory: str) -> bool:
    """Whether names may be shown: to the academic team of the place, and nobody else."""
    return any(
        relation(rights.tree, mandate.territory, territory) in (Relation.OWN, Relation.CHILD)
        for mandate in rights.holding(Role.PIX_TEAM)
    )
