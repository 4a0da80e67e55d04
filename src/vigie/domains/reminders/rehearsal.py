"""A dry run: what would leave now, written as files, and nothing changed."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from vigie.domains.reminders.carriers import Fate, Files
from vigie.domains.reminders.letters import letter
from vigie.domains.reminders.sending import claim
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web import clock


def rehearse(folder: Path, *, most: int | None = None) -> int:
    """Writes the messages that are due to a folder; returns how many. The queue stays as it was:
    what a sender would claim is claimed in a transaction that is undone."""
    carrier, at, number = Files(folder), clock.now(), 0
    where = tree(at.astimezone(PARIS).date())
    with transaction.atomic():
        while most is None or number < most:
            claimed = claim(at)
            if claimed is None:
                break
            for envelope, mine in claimed[: None if most is None else most - number]:
                names = {each.wave.territory: where.name(each.wave.territory) for each in mine}
                answer = carrier.carry(letter(envelope, mine, place_of=names), envelope.token)
                number += answer.fate == Fate.LEFT
        transaction.set_rollback(True)
    return number
