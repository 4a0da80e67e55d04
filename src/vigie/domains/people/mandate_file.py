"""Mandates from a file, one line per person and role: read, then compared with what stands.

A line whose mandate is not in force gives it. One whose mandate is in force already, and that says
another last day, moves its end, which may be now; a line without a last day leaves it as it is. The
file is taken whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from vigie.codes import ALL, parse_profile
from vigie.domains.people.actions import WrongPlace, refuse_place
from vigie.domains.people.forms import role_parser
from vigie.domains.people.grants import may_give, roles_to_give
from vigie.domains.people.models import Mandate
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import ROLES, Role
from vigie.periods import end_of, start_of
from vigie.sources.cells import parse_email
from vigie.sources.headers import Column, notice_unknown, place_columns
from vigie.sources.problems import Findings, Notice, Problem, Refused, refused
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
MOST_LINES = 2000
_AT_ONCE = 500

Resolve = Callable[[str], str]
"""From a name or a code to the canonical code of a territory. Raises UnknownCode."""


@dataclass(frozen=True)
class MandateLine:
    """One line as understood. `first_day`: at once if none; `last_day`: without a foreseen end."""

    line: int
    email: str
    first_name: str
    last_name: str
    profile: str
    role: Role
    territory: str
    first_day: date | None
    last_day: date | None

    @property
    def ends_at(self) -> datetime | None:
        return end_of(self.last_day) if self.last_day else None

    def starts_at(self, at: datetime) -> datetime:
        return start_of(self.first_day) if self.first_day else at

    @property
    def key(self) -> tuple[str, str, str]:
        """Which mandate it is about."""
        return self.email, self.role.value, self.territory


@dataclass(frozen=True)
class MandateFound:
    """What a file says, before anything is compared. With `problems`, nothing of it is kept;
    `refused`: how many of the `rows` hold one."""

    lines: Sequence[MandateLine] = ()
    problems: Sequence[Problem] = ()
    notices: Sequence[Notice] = field(default=())
    rows: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Moved:
    """A mandate in force whose end the file moves."""

    line: MandateLine
    mandate: Mandate
    at: datetime

    @property
    def ends_now(self) -> bool:
        """Whether it stops with the file."""
        return self.line.ends_at is not None and self.line.ends_at <= self.at

    @property
    def is_longer(self) -> bool:
        former, new = self.mandate.ends_at, self.line.ends_at
        return former is not None and new is not None and new > former


@dataclass(frozen=True)
class MandatePlan:
    """What a file would do; with `problems`, nothing. `same`: lines that change nothing."""

    given: Sequence[MandateLine] = ()
    moved: Sequence[Moved] = ()
    same: Sequence[MandateLine] = ()
    problems: Sequence[Problem] = ()
    refused: int = 0


def read(path: Path, rights: Rights, resolve: Resolve) -> MandateFound:
    """Reads a CSV, XLSX or ODS file of mandates, all its errors together."""
    findings = Findings()
    names = " ; ".join(ROLES[role].label for role in roles_to_give(rights))
    parse_role = role_parser(f"Écrivez un de ces rôles\u00a0: {names}.")
    lines = []
    try:
        table = plain_table(path, COLUMNS, findings)
        places = place_columns(table.header, COLUMNS)
        notice_unknown(table.header, places, findings)
        reader = RowReader(table, places, findings)
        for row in reader:
            if (line := _line(row, parse_role, resolve)) is not None:
                lines.append(line)
            if reader.rows_read > MOST_LINES:
                raise refused(
                    f"Le fichier dépasse {MOST_LINES} lignes.", "Déposez-le en plusieurs fois."
                )
    except Refused as error:
        return MandateFound(problems=error.problems)
    if not lines and not findings.problems:
        empty = Problem(None, None, None, "Le fichier n’a aucune ligne.", "Ajoutez une ligne.")
        return MandateFound(problems=(empty,))
    return MandateFound(lines, findings.problems, findings.notices, reader.rows_read,
                        len(findings.refused_lines))  # fmt: skip


def _line(row: Row, parse_role: Callable[[str], Role], resolve: Resolve) -> MandateLine | None:
    email = row.parse("email", parse_email, required=True)
    role = row.parse("role", parse_role, required=True)
    territory = row.parse("territory", resolve, required=True)
    profile = row.parse("profile", parse_profile)
    first_day, last_day = row.day("from"), row.day("to")
    if first_day and last_day and last_day < first_day:
        row.refuse("to", "La fin est avant le début.", "Corrigez l’une des deux dates.")
    for name in ("first_name", "last_name"):
        if len(row.text(name)) > 100:
            row.refuse(name, "Ce nom dépasse 100 caractères.", "Raccourcissez-le.")
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
        first_day,
        last_day,
    )


def compare(lines: Sequence[MandateLine], rights: Rights) -> MandatePlan:
    """What these lines would change now, for who has these rights, and why not."""
    at, findings = rights.at, Findings()
    standing = _standing(lines, at)
    given: list[MandateLine] = []
    moved: list[Moved] = []
    same: list[MandateLine] = []
    met: dict[tuple[str, str, str], int] = {}
    for line in lines:
        before = len(findings.refused_lines)
        _check(line, rights, met, findings)
        known = standing.get(line.key)
        if known is None:
            _check_new(line, at, findings)
        if len(findings.refused_lines) > before:
            continue
        if known is None:
            given.append(line)
        elif line.ends_at is None or line.ends_at == known.ends_at:
            same.append(line)
        elif known.origin_id is not None:
            findings.refuse(line.line, "au", _day(line), "Ce mandat vient d’une délégation.",
                            "Changez-le sur la page des rôles de l’établissement, ou laissez cette "
                            "cellule vide.")  # fmt: skip
        else:
            moved.append(Moved(line, known, at))
    if findings.problems:
        return MandatePlan(problems=findings.problems, refused=len(findings.refused_lines))
    return MandatePlan(given, moved, same)


def _check(
    line: MandateLine, rights: Rights, met: dict[tuple[str, str, str], int], findings: Findings
) -> None:
    label = ROLES[line.role].label
    if not may_give(rights, line.role, line.territory):
        findings.refuse(
            line.line, "rôle", label, "Ce mandat n’est pas à vous de le donner.",
            "Demandez-le à l’administration de la plateforme, ou retirez la ligne.",
        )  # fmt: skip
    if rights.person is not None and line.email == rights.person.email:
        findings.refuse(
            line.line, "adresse", line.email, "On ne se donne pas un mandat à soi-même.",
            "Retirez la ligne.",
        )  # fmt: skip
    if (first := met.setdefault(line.key, line.line)) != line.line:
        findings.refuse(line.line, "adresse", line.email,
                        f"La ligne {first} dit déjà ce rôle, au même endroit, pour cette personne.",
                        "Retirez l’une des deux.")  # fmt: skip


def _check_new(line: MandateLine, at: datetime, findings: Findings) -> None:
    try:
        refuse_place(line.role, line.territory, at)
    except WrongPlace as error:
        findings.refuse(line.line, "territoire", line.territory, error.message, error.remedy)
    if line.ends_at is not None and line.ends_at <= at:
        findings.refuse(line.line, "au", _day(line),
                        "Ce jour est passé, et aucun mandat en cours n’est à finir.",
                        "Corrigez la date, ou retirez la ligne.")  # fmt: skip


def _day(line: MandateLine) -> str:
    return f"{line.last_day:%d/%m/%Y}" if line.last_day else ""


def _standing(lines: Sequence[MandateLine], at: datetime) -> Mapping[tuple[str, str, str], Mandate]:
    """The mandates in force, or to come, that these lines are about; of several, the last to end
    that nobody delegated."""
    emails = sorted({line.email for line in lines})
    found: dict[tuple[str, str, str], Mandate] = {}
    # A database limits how many values a question may hold.
    for start in range(0, len(emails), _AT_ONCE):
        some = Mandate.objects.not_ended(at).filter(
            person__email__in=emails[start : start + _AT_ONCE]
        )
        for each in sorted(some.select_related("person"), key=_rank):
            found[each.person.email, each.role, each.territory] = each
    return found


def _rank(mandate: Mandate) -> tuple[bool, bool, float]:
    ends_at = mandate.ends_at
    return mandate.origin_id is None, ends_at is None, ends_at.timestamp() if ends_at else 0.0


def as_text(lines: Sequence[MandateLine]) -> str:
    """The lines, to keep between the preview and the decision."""
    said = [
        [each.line, each.email, each.first_name, each.last_name, each.profile, each.role.value,
         each.territory, *(day.isoformat() if day else "" for day in
                           (each.first_day, each.last_day))]
        for each in lines
    ]  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[MandateLine]:
    """The lines that `as_text` kept."""
    return [
        MandateLine(
            line, email, first_name, last_name, profile, Role(role), territory,
            *(date.fromisoformat(day) if day else None for day in days),
        )
        for line, email, first_name, last_name, profile, role, territory, *days in json.loads(text)
    ]  # fmt: skip


def resolver(rights: Rights) -> Resolve:
    """How these rights read the name of a territory."""

    def resolve(text: str) -> str:
        return rights.tree.canonical(rights.tree.resolve(text))

    return resolve
