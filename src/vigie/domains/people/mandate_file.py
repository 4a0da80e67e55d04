"""Mandates from a file: one line per person and role, taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from vigie.codes import ALL, parse_profile
from vigie.domains.people.actions import give_mandate, register_person
from vigie.domains.people.forms import parse_role
from vigie.domains.people.grants import may_give
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import Role
from vigie.periods import end_of, start_of
from vigie.sources.cells import parse_email
from vigie.sources.headers import Column, notice_unknown, place_columns
from vigie.sources.problems import Findings, Problem, Refused
from vigie.sources.registry import plain_table
from vigie.sources.rows import Row, RowReader

COLUMNS = (
    Column("email", ("adresse", "adresse électronique", "courriel", "mail")),
    Column("last_name", ("nom",), required=False),
    Column("first_name", ("prénom",), required=False),
    Column("profile", ("profil",), required=False),
    Column("role", ("rôle",)),
    Column("territory", ("territoire",)),
    Column("from", ("du", "début"), required=False),
    Column("to", ("au", "fin"), required=False),
)


@dataclass(frozen=True)
class MandateLine:
    """One mandate to give, as understood."""

    line: int
    email: str
    first_name: str
    last_name: str
    profile: str
    role: Role
    territory: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class MandateFile:
    """What a file says. With `problems`, nothing of it is taken. `standing`: lines whose mandate is
    in force already, left as they are."""

    lines: Sequence[MandateLine]
    standing: Sequence[MandateLine]
    problems: Sequence[Problem]


def read(path: Path, rights: Rights, resolve: Callable[[str], str]) -> MandateFile:
    """Reads a CSV, XLSX or ODS file of mandates, all its errors together."""
    findings = Findings()
    try:
        table = plain_table(path, COLUMNS, findings)
        places = place_columns(table.header, COLUMNS)
    except Refused as error:
        return MandateFile((), (), error.problems)
    notice_unknown(table.header, places, findings)
    read_lines = [
        line
        for row in RowReader(table, places, findings)
        if (line := _line(row, rights, resolve)) is not None
    ]
    if not read_lines and not findings.problems:
        problem = Problem(None, None, None, "Le fichier n’a aucune ligne.", "Ajoutez une ligne.")
        return MandateFile((), (), (problem,))
    held = _held(read_lines, rights.at)
    new = [each for each in read_lines if (each.email, each.role, each.territory) not in held]
    old = [each for each in read_lines if (each.email, each.role, each.territory) in held]
    return MandateFile(new, old, findings.problems)


def _line(row: Row, rights: Rights, resolve: Callable[[str], str]) -> MandateLine | None:
    email = row.parse("email", parse_email, required=True)
    role = row.parse("role", parse_role, required=True)
    territory = row.parse("territory", resolve, required=True)
    profile = row.parse("profile", parse_profile)
    starts_on, ends_on = row.day("from"), row.day("to")
    if role and territory and not may_give(rights, role, territory):
        row.refuse(
            "role",
            "Ce mandat n’est pas à vous de le donner.",
            "Demandez-le à l’administration de la plateforme, ou retirez la ligne.",
        )
    if email and rights.person is not None and email == rights.person.email:
        row.refuse("email", "On ne se donne pas un mandat à soi-même.", "Retirez la ligne.")
    if starts_on and ends_on and ends_on < starts_on:
        row.refuse("to", "La fin est avant le début.", "Corrigez l’une des deux dates.")
    if not row.ok or not email or role is None or not territory:
        return None
    return MandateLine(
        row.line,
        email,
        row.text("first_name"),
        row.text("last_name"),
        "" if profile in (None, ALL) else str(profile),
        role,
        territory,
        start_of(starts_on) if starts_on else rights.at,
        end_of(ends_on) if ends_on else None,
    )


def _held(lines: Sequence[MandateLine], at: datetime) -> set[tuple[str, str, str]]:
    emails = {each.email for each in lines}
    found = Mandate.objects.not_ended(at).filter(person__email__in=emails)
    return set(found.values_list("person__email", "role", "territory"))


@transaction.atomic
def take(lines: Sequence[MandateLine], *, by: Person, at: datetime) -> int:
    """Gives every mandate of a file; how many. Raises PeopleRefused, and then gives none."""
    for each in lines:
        person = Person.objects.of_email(each.email)
        if person is None:
            person = register_person(
                email=each.email, first_name=each.first_name, last_name=each.last_name,
                profile=each.profile, place=each.territory, by=by, at=at,
            )  # fmt: skip
        give_mandate(person, role=each.role, territory=each.territory, starts_at=each.starts_at,
                     ends_at=each.ends_at, by=by, at=at)  # fmt: skip
    return len(lines)
