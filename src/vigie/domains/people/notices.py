"""Messages that tell a person something happened: written down with the act, sent by the courier.

They say where to look, never what is there: a mailbox is read by others too.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from vigie.domains.people.courier import courier
from vigie.domains.people.door_models import Notice
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import ROLES, Role

_HERE = "http://127.0.0.1:8000"


def notify(person: Person, *, subject: str, body: str, at: datetime) -> None:
    """Writes a message down, in the transaction of the act it tells of; it leaves soon after."""
    Notice.objects.create(person=person, subject=subject, body=body, asked_at=at)
    transaction.on_commit(courier.call)


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
    notify(mandate.person, subject="Votre accès à Vigie", body=body, at=at)


def address_of(name: str, *args: object) -> str:
    """The whole address of a page, as messages write it."""
    return f"{settings.VIGIE_BASE_URL or _HERE}{reverse(name, args=args)}"
