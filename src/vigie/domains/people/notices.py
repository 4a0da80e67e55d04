"""Messages that tell a person something happened: written down with the act, sent by the courier.

They say where to look, never what is there: a mailbox is read by others too. What is not urgent
waits for the end of the night or of the weekend, by the clock of who receives it.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from vigie.calendar.hours import after_rest
from vigie.calendar.places import Place, places
from vigie.domains.people.courier import courier
from vigie.domains.people.door_models import Notice
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import ROLES, Role
from vigie.domains.territories.around import departments_of
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS

_HERE = "http://127.0.0.1:8000"


def notify(
    person: Person, *, subject: str, body: str, at: datetime, where: str = "", urgent: bool = False
) -> None:
    """Writes a message down, in the transaction of the act it tells of; it leaves soon after, or
    in the morning. `where`: the territory she is in, hers by default."""
    leaves_at = at if urgent else after_rest(at, _clocks(where or person.place, at))
    Notice.objects.create(
        person=person, subject=subject, body=body, asked_at=at, leaves_at=leaves_at
    )
    transaction.on_commit(courier.call)


def _clocks(territory: str, at: datetime) -> Place:
    """The clocks of a territory; those of Paris where it has too many, or none is known."""
    inside = departments_of(tree(at.astimezone(PARIS).date()), territory)
    known = [places()[c.removeprefix("dep:")] for c in inside if c.removeprefix("dep:") in places()]
    clocks = tuple(dict.fromkeys(zone for each in known for zone in each.clocks))
    return Place("", clocks) if len(known) == 1 or len(clocks) == 1 else places()["75"]


def tell_of_mandate(mandate: Mandate, place_name: str, *, by: Person, at: datetime) -> None:
    """Tells a person that she was given a mandate, by whom, and where to sign in."""
    role = ROLES[Role(mandate.role)].label
    context = {
        "by": by.name,
        "role": role,
        "place": place_name,
        "starts_at": mandate.starts_at,
        "address": address_of("sign_in"),
    }
    body = render_to_string("people/mail_mandate.txt", context)
    notify(mandate.person, subject="Votre accès à Vigie", body=body, at=at, where=mandate.territory)


def address_of(name: str, *args: object) -> str:
    """The whole address of a page, as messages write it."""
    return f"{settings.VIGIE_BASE_URL or _HERE}{reverse(name, args=args)}"
