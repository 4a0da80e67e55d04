"""The export of the accounts of responsables, read in memory: whom to remind, class by class, and
how many accounts there are. What is read lives in the answer to one request, and nowhere else.

No public page documents the columns of EduConnect's own export: these are the least that a list
needs, each under several names (docs/reference/formats/accounts.md).
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vigie.codes import UnknownCode, normalise, quoted
from vigie.domains.activation.levels import LEVELS, NONE, class_order, level_of
from vigie.sources.headers import Column, Header, place_columns, refuse_missing
from vigie.sources.problems import Findings, Problem, Refused, refused
from vigie.sources.registry import plain_table
from vigie.sources.rows import Row, RowReader

COLUMNS = (
    Column("last_name", ("nom", "nom du responsable", "nom responsable", "nom de famille")),
    Column("first_name", ("prénom", "prénom du responsable", "prénom responsable")),
    Column("class", ("classe", "classe de l’élève", "classe élève", "division", "code classe",
                     "classe(s)")),
    Column("state", ("état du compte", "état compte", "état", "statut du compte", "statut",
                     "compte activé", "activé", "activation")),
    Column("pupil", ("élève", "nom de l’élève", "enfant", "enfant(s)"), required=False),
    Column("phone", ("téléphone", "numéro de téléphone"), required=False),
    Column("mobile", ("portable", "téléphone portable", "mobile"), required=False),
    Column("profile", ("profil", "type", "type de compte", "catégorie"), required=False),
)  # fmt: skip
ACTIVATED = ("activé", "activée", "actif", "active", "oui", "1", "vrai")
WAITING = ("non activé", "non activée", "inactif", "inactive", "à activer", "désactivé", "créé",
           "notifié", "distribué", "en attente", "non", "0", "faux")  # fmt: skip
"""The states that are understood; any other is refused, not guessed."""
MOST_LINES = 20_000
_ACTIVATED = {normalise(word) for word in ACTIVATED}
_WAITING = {normalise(word) for word in WAITING}
_GUARDIANS = ("responsable", "parent", "tuteur", "representant")
_OF_PUPILS = {"ine", "numero ine", "identifiant national", "date de naissance", "ne(e) le",
              "date naissance", "sexe", "regime", "mef"}  # fmt: skip
_AGAIN = "Exportez les comptes des responsables, et déposez ce fichier-là."


@dataclass(frozen=True)
class Family:
    """Someone whose account is not activated: to be shown once, never kept."""

    class_name: str
    last_name: str
    first_name: str
    pupil: str
    phone: str


@dataclass(frozen=True)
class Level:
    """The accounts of a level."""

    name: str
    accounts: int
    activated: int


@dataclass(frozen=True)
class Reading:
    """What a file says. `families`: class after class. `left_out`: lines that are of pupils or
    staff. With `problems`, nothing else."""

    families: Sequence[Family] = ()
    levels: Sequence[Level] = ()
    accounts: int = 0
    activated: int = 0
    left_out: int = 0
    problems: Sequence[Problem] = field(default=())

    @property
    def classes(self) -> list[tuple[str, list[Family]]]:
        """The families by class, in the order of schooling."""
        found: dict[str, list[Family]] = {}
        for each in self.families:
            found.setdefault(each.class_name, []).append(each)
        return list(found.items())


@contextmanager
def in_memory(content: bytes) -> Iterator[Path]:
    """A path under which bytes can be read that are on no disk: what a killed process had read is
    gone with it. Where the system has no such files, a folder that goes at the end."""
    if not hasattr(os, "memfd_create"):
        with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
            path = Path(folder) / "depot"
            path.write_bytes(content)
            yield path
        return
    handle = os.memfd_create("depot")
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(content)
        yield Path(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def read(content: bytes) -> Reading:
    """The accounts of an export, every error together."""
    findings = Findings()
    try:
        with in_memory(content) as path:
            # Whose file it is comes before what it lacks.
            table = plain_table(path, COLUMNS[:1], findings)
            _refuse_pupils(table.header)
            refuse_missing(table.header, COLUMNS)
            places = place_columns(table.header, COLUMNS)
            lines = list(_lines(RowReader(table, places, findings)))
    except Refused as error:
        return Reading(problems=error.problems)
    if findings.problems:
        return Reading(problems=findings.problems)
    guardians = [line for line in lines if line.guardian]
    if not lines:
        return _refused("Le fichier n’a aucune ligne.", _AGAIN)
    if not guardians:
        return _refused("Aucune ligne n’est celle d’un responsable\u00a0: ce fichier est celui "
                        "d’élèves ou de personnels.", _AGAIN)  # fmt: skip
    return _counted(guardians, len(lines) - len(guardians))


Account = tuple[str, str, bool]
"""What makes two lines one account: a responsable has a line for each child."""


@dataclass(frozen=True)
class _Line:
    family: Family
    account: Account
    guardian: bool


def _lines(rows: RowReader) -> Iterator[_Line]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_LINES:
            raise refused(
                f"Le fichier dépasse {MOST_LINES} lignes.",
                "Exportez un seul établissement à la fois.",
            )
        profile = normalise(row.text("profile"))
        guardian = not profile or any(word in profile for word in _GUARDIANS)
        if not guardian:
            yield _Line(Family("", "", "", "", ""), ("", "", False), guardian=False)
            continue
        found = _line(row)
        if found is not None:
            yield found


def _line(row: Row) -> _Line | None:
    last = row.parse("last_name", str, required=True)
    first = row.parse("first_name", str)
    state = row.parse("state", _state, required=True)
    if not row.ok or last is None or state is None:
        return None
    phones = dict.fromkeys(filter(None, (row.text("phone"), row.text("mobile"))))
    family = Family(
        row.text("class") or NONE, last, first or "", row.text("pupil"), ", ".join(phones)
    )
    return _Line(family, (normalise(last), normalise(first or ""), state), guardian=True)


def _state(text: str) -> bool:
    word = normalise(text)
    if word in _ACTIVATED:
        return True
    if word in _WAITING:
        return False
    raise UnknownCode(
        f"L’état {quoted(text)} n’est pas connu.",
        f"Écrivez activé ou non activé. Sont compris\u00a0: {', '.join((*ACTIVATED, *WAITING))}.",
    )


def _counted(lines: Sequence[_Line], left_out: int) -> Reading:
    names = dict.fromkeys(line.family.class_name for line in lines)
    levels = {name: NONE if name == NONE else level_of(name) for name in names}
    order = {name: rank for rank, name in enumerate(sorted(names, key=_class_order))}
    by_level: dict[str, set[Account]] = defaultdict(set)
    for line in lines:
        by_level[levels[line.family.class_name]].add(line.account)
    every = {line.account for line in lines}
    waiting = {line.family: line.account for line in lines if not line.account[2]}
    return Reading(
        families=sorted(waiting, key=lambda each: (order[each.class_name], waiting[each])),
        levels=[
            Level(name, len(by_level[name]), sum(account[2] for account in by_level[name]))
            for name in LEVELS
            if name in by_level
        ],
        accounts=len(every),
        activated=sum(account[2] for account in every),
        left_out=left_out,
    )


def _class_order(name: str) -> tuple[object, ...]:
    rank = (LEVELS.index(NONE), []) if name == NONE else class_order(name)
    return (*rank, name)


def _refuse_pupils(header: Header) -> None:
    """A file of pupils has their birth dates and numbers, and no responsable."""
    keys = set(header.keys)
    if keys & _OF_PUPILS and not any(word in key for key in keys for word in _GUARDIANS):
        if any(key in keys for key in ("profil", "type", "type de compte", "categorie")):
            return  # each line then says whose it is
        raise refused(
            "Ce fichier semble être celui des élèves, et non des responsables.",
            _AGAIN,
            line=header.line,
            value=" | ".join(header.names[:8]),
        )


def _refused(message: str, remedy: str) -> Reading:
    return Reading(problems=(Problem(None, None, None, message, remedy),))
