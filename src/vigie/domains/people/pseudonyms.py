"""The pseudonym under which the facts know a person: made when asked for, never kept beside her
address, so that the records alone do not say who is who in the facts."""

from __future__ import annotations

from collections.abc import Iterable

from vigie.domains.people.models import Person, normal_email
from vigie.domains.territories.tree import home
from vigie.facts.pseudonyms import installation_key, pseudonym


def pseudonym_of(person: Person) -> int:
    """The number that stands for the person in the facts (see `vigie.facts.pseudonyms`)."""
    return pseudonym_of_address(person.email)


def pseudonym_of_address(address: str) -> int:
    """The number that stands for whoever has this address in the facts."""
    return pseudonyms_of_addresses([address])[0]


def pseudonyms_of_addresses(addresses: Iterable[str]) -> list[int]:
    """As `pseudonym_of_address`, in order, reading the key of the installation once."""
    key = installation_key(home())
    return [pseudonym(key, normal_email(address)) for address in addresses]
