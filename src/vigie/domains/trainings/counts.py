"""What this domain counts: the sessions held (R043; seeds/000, l. 122)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from vigie.domains.territories.counts import Count, Thing, register
from vigie.domains.trainings.models import Session, SessionState
from vigie.periods import PARIS


def sessions() -> Iterator[Thing]:
    """Each session held, from its first day, whose school year it counts in; one that is only
    planned, or cancelled, says that its territory keeps its sessions here."""
    rows = Session.objects.order_by().values_list("territory", "state", "first_day", "made_at")
    for territory, state, first_day, made_at in rows:
        if state == SessionState.HELD:
            yield Thing(territory, first_day)
        else:
            yield Thing(territory, _known(first_day, made_at), counts=False)


def _known(first_day: date, made_at: datetime) -> date:
    return min(first_day, made_at.astimezone(PARIS).date())


register(
    Count(
        name="trainings_held",
        label="Formations tenues",
        unit="formations",
        one="formation",
        meaning="Sessions de formation du territoire, et des territoires qu’il contient, marquées "
        "«\u00a0tenues\u00a0» dans Formations.",
        formula="nombre de sessions tenues, chacune à son premier jour\u00a0; les sessions prévues "
        "ou annulées ne comptent pas",
        things=sessions,
        page="trainings",
        anchor="compte",
    )
)
