"""Exact results, for the academic Pix+ Édu team only: those of a group, those of one person.

Each reading is written in the log, person by person, in the transaction that reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from vigie.codes import pathway_label
from vigie.domains.audit.actions import record_reads
from vigie.domains.groups import counting
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import home, tree
from vigie.measures.answers import FINISHED, SENT, Answers, Result, results, share_of
from vigie.periods import PARIS

STATES = ("commencé, non terminé", "terminé, non envoyé", "terminé, envoyé")
WHOLE = 10_000


@dataclass(frozen=True)
class Mastery:
    """Mean share mastered, in [0, 1], among those who sent and have the item."""

    level: str
    referential: str
    label: str
    value: float


@dataclass(frozen=True)
class GroupFigures:
    """The figures of a group as seeds/001 (l. 609-645) print them. `listed`: addresses given;
    `unmatched`: those without any participation in the académie; `means`: the whole and the
    referentials; `details`: domains and competences, lowest first. `as_of`: latest export."""

    listed: int
    participants: int
    finished: int
    sent: int
    means: Sequence[Mastery]
    details: Sequence[Mastery]
    as_of: date | None

    @property
    def unmatched(self) -> int:
        return self.listed - self.participants


@transaction.atomic
def read_group(
    addresses: Sequence[str], *, territory: str, why: str, by: Person, at: datetime
) -> GroupFigures:
    """The exact figures of distinct addresses, among the people counted in a territory.

    Someone of another territory and someone who never took part are the same: not found.
    """
    on = at.astimezone(PARIS).date()
    found = counting.answers_on(on, known_at=at, people=pseudonyms_of_addresses(addresses))
    inside = found.inside(tree(on), territory)
    _write_down(inside.rows["person"].to_list(), "résultats d’un groupe", territory, why, by, at)
    means, details = _masteries(inside)
    return GroupFigures(
        listed=len(addresses),
        participants=inside.rows.height,
        finished=int((inside.rows["state"] >= FINISHED).sum()),
        sent=int((inside.rows["state"] == SENT).sum()),
        means=means,
        details=details,
        as_of=inside.as_of,
    )


@transaction.atomic
def read_person(
    address: str, *, territory: str, why: str, by: Person, at: datetime
) -> Sequence[Result]:
    """The results of whoever has an address, in each pathway, as counted in a territory. Empty
    when there is nobody: the address is unknown, or of another territory, without telling which.
    """
    on = at.astimezone(PARIS).date()
    (person,) = pseudonyms_of_addresses([address])
    found = results(home(), tree(on), person=person, territory=territory, on=on, known_at=at)
    if found:
        _write_down([person], "résultats d’une personne", territory, why, by, at)
    return found


def pathway_name(code: str) -> str:
    """The French name of a pathway; one that no declaration told is said so."""
    return "Parcours non précisé" if code == "UNKNOWN" else pathway_label(code)


def _write_down(
    people: Sequence[int], where: str, territory: str, why: str, by: Person, at: datetime
) -> None:
    record_reads(
        reader=reference(by),
        about=[f"pseudonym:{person}" for person in people],
        why=why,
        where=where,
        at=at,
        role=Role.PIX_TEAM.value,
        territory=territory,
    )


def _masteries(found: Answers) -> tuple[list[Mastery], list[Mastery]]:
    sent = found.rows.filter(pl.col("state") == SENT)

    def mean(share: pl.Expr) -> float | None:
        value = sent.select(share.mean()).item()
        return None if value is None else float(value) / WHOLE

    means = []
    for referential, label in counting.REFERENTIALS.items():
        parts = counting.parts_of(found.items, referential)
        value = mean(share_of([item.column for item in parts])) if parts else None
        if value is not None:
            means.append(Mastery("referential", referential, label, value))
    details = []
    for item in found.items:
        value = mean(pl.col(item.column))
        if value is None:
            continue
        if item.level == "overall":
            means.append(Mastery("overall", "", "Ensemble", value))
        else:
            details.append(Mastery(item.level, item.referential, item.label, value))
    return means, sorted(details, key=lambda each: (each.value, each.label))
