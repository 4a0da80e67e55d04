"""Inviting from the machine itself: the first administrator has nobody to be invited by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigie.codes import UnknownCode
from vigie.domains.people.actions import give_mandate, register_person
from vigie.domains.people.forms import Typed, parse_role
from vigie.domains.people.models import Mandate, Person
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS
from vigie.web.refusals import FormRefused


@dataclass(frozen=True)
class Invited:
    """Who was invited, for which mandate; `already`: she held it, and nothing changed."""

    person: Person
    mandate: Mandate
    place_name: str
    already: bool


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    territory: str,
    first_name: str,
    last_name: str,
    until: str,
    at: datetime,
) -> Invited:
    """Makes the person if she is not known, and gives her the mandate unless she holds it.

    Raises FormRefused, and what `give_mandate` raises.
    """
    places = tree(at.astimezone(PARIS).date())
    typed = Typed({"email": email, "territory": territory, "until": until})
    address, ends_at = typed.email(), typed.end("until")
    place = typed.territory(lambda text: places.canonical(places.resolve(text)))
    try:
        asked = parse_role(role)
    except UnknownCode as error:
        typed.faults["role"] = f"{error.message} {error.remedy}"
    if typed.faults:
        raise FormRefused(typed.faults)
    person = Person.objects.of_email(address)
    if person is None:
        person = register_person(
            email=address, first_name=first_name, last_name=last_name, place=place, by=None, at=at
        )
    held = Mandate.objects.of(person).not_ended(at).filter(role=asked.value, territory=place)
    known = held.filter(ends_at=ends_at).first()
    mandate = known or give_mandate(
        person, role=asked, territory=place, starts_at=at, ends_at=ends_at, by=None, at=at
    )
    return Invited(person, mandate, places.name(place), known is not None)
