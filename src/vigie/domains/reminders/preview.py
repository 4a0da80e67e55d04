"""What a wave would do, before anyone decides it: how many, who not, and five examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record_reads
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.reminders.audience import audience
from vigie.domains.reminders.letters import written
from vigie.domains.reminders.models import Wave
from vigie.domains.reminders.planning import Timetable, starts_at
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web.wording import as_html

EXAMPLES = 5


@dataclass(frozen=True)
class Example:
    """Someone who would be written to, and when."""

    address: str
    first_name: str
    due_at: datetime


@dataclass(frozen=True)
class Preview:
    """`number` of people; `left_out`: how many for each reason; `examples`: five people at most.
    `subject`, `html`: the message, for the first of them or for nobody in particular."""

    number: int
    left_out: dict[str, int]
    examples: tuple[Example, ...]
    first_day: datetime | None
    last_day: datetime | None
    subject: str
    html: str


@transaction.atomic
def preview(wave: Wave, *, by: Person, at: datetime) -> Preview:
    """The preview of a wave that is not kept, for who may read people one by one: it names some,
    and over a list it tells where people stand. The names read are logged, person by person."""
    timetable = Timetable(starts_at(wave, at), wave.over_days)
    number, left_out = 0, Counter[str]()
    examples: list[tuple[int, Example]] = []
    first = last = None
    for block in audience(wave, at):
        left_out.update(block.left_out)
        dated = timetable.due(block.kept)
        left_out["no_calendar"] += dated["due"].null_count()
        dated = dated.drop_nulls("due")
        number += dated.height
        if dated.height:
            low, high = dated["due"].min(), dated["due"].max()
            first = low if first is None else min(first, low)  # type: ignore[type-var]  # seconds
            last = high if last is None else max(last, high)  # type: ignore[type-var]  # seconds
        for row in dated.head(EXAMPLES - len(examples)).iter_rows(named=True):
            due = datetime.fromtimestamp(row["due"], PARIS)
            examples.append((row["person"], Example(row["email"], row["first_name"], due)))
    if examples:
        record_reads(
            reader=reference(by),
            about=[f"pseudonym:{person}" for person, _ in examples],
            why="aperçu d’une vague de rappels",
            where="relances",
            at=at,
            role=Role.PIX_TEAM.value,
            territory=wave.territory,
        )
    whose = examples[0][1].first_name if examples else "Prénom"
    place = tree(at.astimezone(PARIS).date()).name(wave.territory)
    subject, body = written(wave, first_name=whose, place=place)
    return Preview(
        number,
        {why: n for why, n in left_out.items() if n},
        tuple(example for _, example in examples),
        _moment(first),
        _moment(last),
        subject,
        as_html(body, heading="h4"),
    )


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, PARIS) if isinstance(seconds, int) else None
