"""People of the tests: someone with a mandate, and a browser of hers."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from vigie.domains.people.actions import give_mandate, register_person
from vigie.domains.people.door_models import Visit
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.people.visits import VISIT

SINCE = datetime(2020, 9, 1, tzinfo=UTC)
_numbers = count(1)


def someone(*roles: Role, territory: str = "FR", email: str = "") -> Person:
    """A new person who holds these roles in a territory since long ago."""
    person = register_person(
        email=email or f"personne{next(_numbers)}@exemple.example",
        first_name="Anne",
        last_name="Onyme",
        by=None,
        at=SINCE,
    )
    for role in roles:
        give_mandate(person, role=role, territory=territory, starts_at=SINCE, by=None, at=SINCE)
    return person


def client_of(person: Person, *, enforce_csrf_checks: bool = False) -> Client:
    """A browser in which the person is signed in."""
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(person)
    visit = Visit.objects.create(
        person=person, way="test", device="Test", opened_at=SINCE, seen_at=SINCE
    )
    session = client.session
    session[VISIT] = visit.pk
    session.save()
    return client


def signed_in(*roles: Role, territory: str = "FR") -> Client:
    """A browser of someone new; by default one who reads every figure and imports files."""
    return client_of(someone(*(roles or (Role.NATIONAL_TEAM,)), territory=territory))


def cookies_of(client: Client) -> dict[str, str]:
    """What a real browser needs to carry on the visit of a test's."""
    return {name: morsel.value for name, morsel in client.cookies.items()}
