"""What all participants of a territory master, to stand beside a group (seeds/001, l. 592).

It is drawn once a quarter for a territory and kept, so that its many readers learn no more than
one. Its noise is wider than that of a group: a territory is large enough to bear it.
"""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from functools import partial

from django.db import transaction

from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.groups import counting
from vigie.domains.groups.models import Reference
from vigie.domains.groups.noise import Noise, two_sided
from vigie.domains.groups.synthesis import moved
from vigie.domains.people.actions import SYSTEM
from vigie.domains.territories.tree import tree
from vigie.measures.answers import Answers
from vigie.periods import PARIS

MINIMUM = 200
"""Answers, moved at random, under which a territory is no reference: the next one around is."""
RATIO = Fraction(9, 10)
"""Ratio of the noise: about 13 people, and a loss of ln(10/9) a quarter for each item."""


def quarter_of(at: datetime) -> str:
    """« 2024-T4 »."""
    day = at.astimezone(PARIS).date()
    return f"{day.year}-T{(day.month + 2) // 3}"


def reference_for(territory: str, cut: int, at: datetime) -> Reference | None:
    """The reference of the quarter for a territory, or for the nearest one around it that has
    enough answers; None where none has. Drawn now if it was not yet."""
    on = at.astimezone(PARIS).date()
    places = tree(on)
    found: list[Answers] = []
    for code in places.path(territory)[::-1] if territory in places else []:
        kept = _kept(places.canonical(code), cut, at)
        if kept is None:
            if not found:
                found.append(counting.answers_on(on, known_at=at))
            counted = counting.count(found[0].inside(places, code), cut)
            kept = _keep(places.canonical(code), cut, counted, at, partial(two_sided, RATIO))
        if kept.shown:
            return kept
    return None


def counts_of(reference: Reference | None) -> dict[str, tuple[int, int]]:
    """Entry → people who master it and people who answered, both moved at random."""
    if reference is None:
        return {}
    return {key: (met, among) for key, (met, among) in json.loads(reference.shown).items()}


def _kept(territory: str, cut: int, at: datetime) -> Reference | None:
    return Reference.objects.filter(
        territory=territory, quarter=quarter_of(at), mastery_cut=cut
    ).first()


@transaction.atomic
def _keep(
    territory: str, cut: int, counted: counting.Counted, at: datetime, noise: Noise
) -> Reference:
    """Draws the reference of a territory, unless another process just did."""
    # Held until the end: whoever comes second then finds what the first drew.
    wait_for_turn()
    known = _kept(territory, cut, at)
    if known is not None:
        return known
    record("reference.draw", actor=SYSTEM, about=f"territory:{territory}", at=at,
           details={"quarter": quarter_of(at)})  # fmt: skip
    blocks = [n + noise() for n in counted.blocks]
    mastered = moved(counted, noise)
    shown = ""
    if blocks[0] >= MINIMUM:
        shown = json.dumps(
            {
                entry.key: (met, blocks[entry.block])
                for entry, met in zip(counted.entries, mastered, strict=True)
                if blocks[entry.block] >= MINIMUM
            },
            ensure_ascii=False,
        )
    return Reference.objects.create(
        territory=territory, quarter=quarter_of(at), mastery_cut=cut, computed_at=at,
        as_of=counted.as_of, shown=shown,
    )  # fmt: skip
