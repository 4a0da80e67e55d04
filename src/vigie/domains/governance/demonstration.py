"""The invented letter of the demonstration: that of its RUPN, in consultation; three of the four
key people of her school are already delegated."""

from __future__ import annotations

from datetime import datetime, timedelta

from vigie.domains.governance.actions import Said, write_letter
from vigie.domains.governance.missions import PROPOSED
from vigie.domains.governance.models import Function, Letter
from vigie.domains.people.models import Mandate
from vigie.domains.people.roles import Role
from vigie.periods import PARIS

_ACADEMY = "aca:besancon"


def plant(at: datetime) -> list[Letter]:
    """Writes the letters of the RUPN of the demonstration and of its IAN, unless some are there."""
    if Letter.objects.exists():
        return []
    talked = at.astimezone(PARIS).date() - timedelta(days=12)
    held = Mandate.objects.in_force(at).filter(role=Role.RUPN.value).select_related("person")
    made = [
        write_letter(
            each.territory,
            Function.RUPN,
            Said(PROPOSED[Function.RUPN], consulted_on=talked, pix_edu=True),
            holder=each.person,
            by=None,
            at=at,
        )
        for each in held
    ]
    above = Said(PROPOSED[Function.IAN], consulted_on=talked, head_signed_on=talked,
                 holder_signed_on=talked, pix_edu=True)  # fmt: skip
    # Seventy-five teachers, as one académie told (seeds/001, l. 858).
    ian = write_letter(_ACADEMY, Function.IAN, above, title="IAN et équipe numérique", given_to=75,
                       by=None, at=at)  # fmt: skip
    return [*made, ian]
