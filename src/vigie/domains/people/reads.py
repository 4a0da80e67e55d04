"""Reads of what is held of one person: writing them down, and showing her who made them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record_reads
from vigie.domains.audit.models import Entry
from vigie.domains.audit.queries import reads_of
from vigie.domains.people.actions import reference
from vigie.domains.people.log_words import Reader
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import home


@transaction.atomic
def note_reads(
    held: Rights, *, about: Iterable[str], why: str, where: str, roles: Iterable[Role] = ()
) -> None:
    """Writes down that someone reads what is held of these people, before it is shown to her.

    `about`: references. `why`, `where`: French words, read by the people concerned. `roles`: those
    that open the page; the first of her mandates among them is the one written down.
    """
    mandates = held.holding(*roles) or list(held.mandates)
    record_reads(
        reader=reference(held.person),
        about=about,
        why=why,
        where=where,
        at=held.at,
        role=mandates[0].role if mandates else "",
        territory=mandates[0].territory if mandates else "",
    )


def references_of(person: Person) -> list[str]:
    """How the log names a person: by her number, and by her pseudonym in the imported files."""
    found = [reference(person)]
    # Without a key nothing was ever imported, and asking for one would make it.
    if home().key.exists():
        found.append(f"pseudonym:{pseudonym_of(person)}")
    return found


@dataclass(frozen=True)
class Read:
    """One read: who (name of today, role of then), when, why, from which page."""

    at: datetime
    who: str
    role: str
    why: str
    where: str


def reads_about(person: Person, words: Reader) -> list[Read]:
    """Who read what is held of a person, the latest first; her own readings are not among them."""
    mine = references_of(person)
    entries = list(reads_of(mine).exclude(actor=mine[0]))
    words.know(entry.actor for entry in entries)
    return [_read(entry, words) for entry in entries]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(entry: Entry, words: Reader) -> Read:
    told = json.loads(entry.details) if entry.details is not None else {}
    role = words.value("role", told["role"]) if "role" in told else ""
    place = words.value("territory", told["territory"]) if "territory" in told else ""
    gone = words.erased if entry.details is None else ""
    return Read(
        at=entry.at,
        who=words.reference(entry.actor),
        role=", ".join(part for part in (role, place) if part) or gone,
        why=_capital(str(told.get("why", ""))) or gone,
        where=str(told.get("where", "")) or gone,
    )
