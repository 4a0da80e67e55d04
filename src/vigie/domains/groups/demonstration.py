"""The invented groups of the demonstration: one to read, one where the teacher sits and waits."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from vigie.domains.compliance.policies_queries import policy_in_force
from vigie.domains.groups.actions import seal_group
from vigie.domains.groups.counting import answers_on
from vigie.domains.groups.models import Group
from vigie.domains.people import personas
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonyms_of_addresses
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import home, tree
from vigie.facts.archive import Archive
from vigie.facts.ledger import Ledger
from vigie.measures.answers import SENT
from vigie.periods import PARIS

_PROFILE = "2D_PUBLIC"
_MOST, _SILENT = 22, 5


@transaction.atomic
def plant(at: datetime) -> list[Group]:
    """Seals two groups for the invented trainer, unless there is one already; none where the
    folder holds no invented staff."""
    trainer, teacher = (_persona(role) for role in (Role.TRAINER, Role.TEACHER))
    listed = _staff(at)
    if trainer is None or teacher is None or len(listed) < 2 * 8 or Group.objects.exists():
        return []
    # Readable from now on, and not before: what was imported after its date does not count.
    days = timedelta(days=3)
    return [
        _sealed(trainer, "Évaluer avec le numérique", listed, at - days, days),
        _sealed(trainer, "Créer des ressources à plusieurs", [teacher.email, *listed[:11]], at,
                timedelta(days=4)),
    ]  # fmt: skip


def _persona(role: Role) -> Person | None:
    email = next(each.email for each in personas.PERSONAS if each.role == role)
    return Person.objects.of_email(email)


def _sealed(
    trainer: Person, title: str, listed: Sequence[str], at: datetime, delay: timedelta
) -> Group:
    territory = trainer.mandates.all()[0].territory
    return seal_group(
        trainer=trainer,
        territory=territory,
        title=title,
        session_on=(at + delay + timedelta(days=7)).astimezone(PARIS).date(),
        publish_at=at + delay,
        addresses=listed,
        in_force=policy_in_force(tree(at.date()), territory, at),
        at=at,
    )


def _staff(at: datetime) -> list[str]:
    """Addresses of invented staff of collèges and lycées: most sent their results, some did not."""
    addresses = [
        row["email"].strip().lower()
        for record in Ledger(home()).active()
        if record.source == "roster"
        for row in csv.DictReader(
            io.StringIO(Archive(home()).path(record.sha256).read_text("utf-8-sig")), delimiter=";"
        )
        if row.get("email") and row.get("profile") == _PROFILE
    ]
    on = at.astimezone(PARIS).date()
    found = answers_on(on, known_at=at, people=pseudonyms_of_addresses(addresses))
    states = dict(found.rows.select("person", "state").iter_rows())
    people = dict(zip(addresses, pseudonyms_of_addresses(addresses), strict=True))
    sent = [address for address, person in people.items() if states.get(person) == SENT]
    silent = [address for address, person in people.items() if states.get(person) != SENT]
    return [*sent[: _MOST - _SILENT], *silent[:_SILENT]]
