"""Who is told of an incident, and of its 72 hours: those who answer for the data there.

A message says that there is something to look at, and where; nothing of the incident itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import Decided
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.notices import address_of, notify
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation, relation
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web import formats

BEFORE = timedelta(hours=24)
"""How long before the end of the 72 hours a decision that is missing is asked for."""


def followers(territory: str, at: datetime) -> list[Person]:
    """The data-protection officers of a territory, and the relays of a school."""
    places = tree(at.astimezone(PARIS).date())
    held = (
        Mandate.objects.in_force(at)
        .filter(role__in=(Role.DPO, Role.GDPR_RELAY), person__is_active=True)
        .select_related("person")
    )
    found = {
        each.person.pk: each.person
        for each in held
        if relation(places, each.territory, territory) in (Relation.OWN, Relation.CHILD)
    }
    return list(found.values())


def tell_of_incident(incident: Incident, *, at: datetime) -> int:
    """Tells those who follow the place that an incident was declared; how many were told."""
    told = [
        person
        for person in followers(incident.territory, at)
        if person.pk != incident.declared_by_id
    ]
    for person in told:
        notify(
            person,
            subject="Un incident de sécurité à examiner",
            body="Bonjour,\n\nUn incident de sécurité vient d’être signalé dans Vigie, dans un "
            f"lieu que vous suivez. Le voir\u00a0:\n\n{address_of('incident', incident.pk)}\n",
            at=at,
            urgent=True,
        )
    return len(told)


@transaction.atomic
def tell_of_deadlines(at: datetime) -> int:
    """Tells, once for each, of the breaches whose 72 hours end within a day and on which nothing
    was decided; how many messages were written."""
    waiting = Incident.objects.breaches().filter(
        closed_at__isnull=True, notify_cnil=Decided.NOT_YET, warned_at__isnull=True
    )
    told = 0
    for incident in waiting.select_for_update():
        if not at < incident.deadline <= at + BEFORE:
            continue
        incident.warned_at = at
        incident.save(update_fields=["warned_at"])
        for person in followers(incident.territory, at):
            notify(
                person,
                subject="Un incident attend votre décision",
                body="Bonjour,\n\nLes 72 heures pour décider de notifier la CNIL se terminent le "
                f"{formats.moment(incident.deadline)}. Décider\u00a0:\n\n"
                f"{address_of('incident', incident.pk)}\n",
                at=at,
                urgent=True,
            )
            told += 1
    return told
