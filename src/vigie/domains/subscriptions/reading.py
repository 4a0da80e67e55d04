"""Subscriptions from one file, of a school or of a territory: read, compared with what is known,
one error per cell.

A subscription is recognised by its school, its resource and its public. A later last day renews it;
an earlier one is an old file's, and changes nothing. An empty cell, or a column that is not there,
leaves what is known: a file adds, corrects and renews, it never takes away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from vigie.codes import parse_uai
from vigie.domains.subscriptions import parsers
from vigie.domains.subscriptions.models import Deed, Subscription
from vigie.sources.headers import Column, notice_unknown, place_columns
from vigie.sources.problems import Findings, Notice, Problem, Refused, refused
from vigie.sources.registry import plain_table
from vigie.sources.rows import Row, RowReader

COLUMNS = (
    Column("uai", ("code uai", "établissement", "rne", "uaiEtab"), required=False),
    Column("resource", ("ressource", "nom de la ressource", "libellé", "libelleRessource")),
    Column("publisher", ("éditeur", "libelle de l editeur"), required=False),
    Column("public", ("public visé", "publicCible"), required=False),
    Column("licences", ("nombre de licences", "exemplaires", "nbLicenceGlobale"), required=False),
    Column("starts_on", ("premier jour", "début", "date de début", "debutValidite")),
    Column("ends_on", ("dernier jour", "fin", "date de fin", "échéance", "finValidite")),
)
NAMES = tuple(column.key for column in COLUMNS)
FIELDS = ("resource", "publisher", "public", "licences", "starts_on", "ends_on")
_DAYS = ("starts_on", "ends_on")
_PARSERS: Mapping[str, Callable[[str], object]] = {
    "resource": parsers.parse_resource,
    "publisher": parsers.parse_publisher,
    "public": parsers.parse_public,
    "licences": parsers.parse_licences,
    "starts_on": parsers.parse_day,
    "ends_on": parsers.parse_day,
}
_REQUIRED = ("resource", *_DAYS)
_MOST_LINES = 200_000


Key = tuple[str, str, str]
"""School, resource made comparable, public: what makes it the same subscription as another."""


@dataclass(frozen=True)
class Line:
    """A line as understood: only the cells that are filled, as the fields of `Subscription`."""

    number: int
    school: str
    said: Mapping[str, object]

    @property
    def key(self) -> Key:
        """Which subscription it is about."""
        resource = parsers.resource_key(str(self.said["resource"]))
        return self.school, resource, str(self.said.get("public", ""))

    def day(self, name: str) -> date:
        found = self.said[name]
        assert isinstance(found, date)  # both are required
        return found


@dataclass(frozen=True)
class Change:
    """A known subscription, and what the file makes of it: field → (before, after)."""

    subscription: Subscription
    after: Mapping[str, tuple[object, object]]

    @property
    def deed(self) -> Deed:
        """A later end renews; anything else corrects."""
        return Deed.RENEWED if "ends_on" in self.after else Deed.CORRECTED


@dataclass(frozen=True)
class Plan:
    """What a file would do; with `problems`, nothing. `older`: lines that end before what is
    known."""

    new: Sequence[Subscription] = ()
    changes: Sequence[Change] = ()
    same: int = 0
    older: int = 0
    problems: Sequence[Problem] = ()
    notices: Sequence[Notice] = field(default=())


def read(path: Path, school: str = "") -> tuple[list[Line], Plan]:
    """The lines of a CSV, XLSX or ODS file, and what is wrong with it, every error together.

    `school`: the only one that the file may speak of; without it, each line says which.
    """
    findings = Findings()
    try:
        table = plain_table(path, COLUMNS, findings)
        places = place_columns(table.header, COLUMNS)
        if not school and "uai" not in places:
            raise refused(
                "Il manque dans ce fichier la colonne «\u00a0code uai\u00a0».",
                "Ajoutez le numéro UAI de chaque ligne, ou déposez ce fichier depuis la page de "
                "l’établissement.",
                line=table.header.line,
                value=" | ".join(table.header.names[:8]),
            )
        notice_unknown(table.header, places, findings)
        lines = []
        for row in RowReader(table, places, findings):
            if (line := _line(row, school)) is not None:
                lines.append(line)
            if len(lines) > _MOST_LINES:
                raise refused(
                    f"Le fichier dépasse {_MOST_LINES} lignes.", "Déposez-le en plusieurs fois."
                )
    except Refused as error:
        return [], Plan(problems=error.problems)
    if not lines and not findings.problems:
        empty = Problem(None, None, None, "Le fichier n’a aucune ligne.", "Ajoutez une ligne.")
        return [], Plan(problems=(empty,))
    return lines, Plan(problems=findings.problems, notices=findings.notices)


def _line(row: Row, school: str) -> Line | None:
    uai = row.parse("uai", parse_uai, required=not school)
    place = f"uai:{uai}" if uai else school
    if uai and school and place != school:
        row.refuse(
            "uai",
            "Cette ligne est d’un autre établissement que le vôtre.",
            "Retirez-la, ou corrigez le numéro UAI.",
        )
    said: dict[str, object] = {}
    for name in FIELDS:
        value = row.parse(name, _PARSERS[name], required=name in _REQUIRED)
        if value is not None:
            said[name] = value
    first, last = said.get("starts_on"), said.get("ends_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        row.refuse(
            "ends_on", "Le dernier jour est avant le premier.", "Corrigez l’une des deux dates."
        )
    return Line(row.line, place, said) if row.ok else None


def compare(lines: Sequence[Line], holds: Callable[[str], bool]) -> Plan:
    """What these lines would change, and why not. `holds`: whether a school is the reader's."""
    problems = Findings()
    ours: dict[str, bool] = {}
    for line in lines:
        if line.school not in ours:
            ours[line.school] = holds(line.school)
        if not ours[line.school]:
            problems.refuse(
                line.number,
                "uai",
                line.school.removeprefix("uai:"),
                "Cet établissement n’est pas dans votre territoire, ou n’est pas connu.",
                "Vérifiez le numéro UAI, ou retirez la ligne.",
            )
    if problems.problems:
        return Plan(problems=problems.problems)
    return merge(lines, _known(lines))


def merge(lines: Sequence[Line], known: Mapping[Key, Subscription]) -> Plan:
    """What these lines make of what is known. Of several about one subscription, that which ends
    last holds; the others still say when it began."""
    after: dict[Key, dict[str, object]] = {}
    met: set[Key] = set()
    older = 0
    for line in sorted(lines, key=lambda each: (each.day("ends_on"), each.number)):
        standing = known.get(line.key)
        if standing is not None and line.day("ends_on") < standing.ends_on:
            older += 1
            continue
        met.add(line.key)
        if line.key not in after:
            after[line.key] = _values(standing) if standing else dict(line.said)
        _apply(line, after[line.key], is_known=standing is not None)
    new = [
        Subscription(school=key[0], key=key[1], **said)
        for key, said in after.items()
        if key not in known
    ]
    changes = [
        Change(known[key], changed)
        for key, said in after.items()
        if key in known and (changed := _changed(known[key], said))
    ]
    return Plan(new, changes, len(met) - len(new) - len(changes), older)


def _known(lines: Sequence[Line]) -> dict[Key, Subscription]:
    schools = {line.school for line in lines}
    every = Subscription.objects.standing()
    # A database limits how many values a question may hold.
    found = every.filter(school__in=schools) if len(schools) < 500 else every
    return {
        (each.school, each.key, each.public): each
        for each in found.iterator()
        if each.school in schools
    }


def _values(standing: Subscription) -> dict[str, object]:
    return {name: getattr(standing, name) for name in (*FIELDS, "dropped_at")}


def _apply(line: Line, values: dict[str, object], *, is_known: bool) -> None:
    """Adds to what a subscription is what a line says of it."""
    first, last = values["starts_on"], values["ends_on"]
    assert isinstance(first, date)  # a subscription has both
    assert isinstance(last, date)  # idem
    said = dict(line.said)
    # Periods that follow each other are one: it began with the first of them.
    if first <= line.day("starts_on") <= last + timedelta(days=1):
        said["starts_on"] = first
    if is_known:
        del said["resource"]  # another way to write the same name: the one that is known stays
        if line.day("ends_on") > last:
            said["dropped_at"] = None
    values.update(said)


def _changed(
    standing: Subscription, said: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    return {
        name: (getattr(standing, name), value)
        for name, value in said.items()
        if getattr(standing, name) != value
    }


def as_text(lines: Sequence[Line]) -> str:
    """The lines, to keep between the preview and the decision."""
    said = [
        [line.number, line.school, {name: plain(value) for name, value in line.said.items()}]
        for line in lines
    ]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[Line]:
    """The lines that `as_text` kept."""
    return [
        Line(
            number,
            school,
            {
                name: date.fromisoformat(value) if name in _DAYS else value
                for name, value in said.items()
            },
        )
        for number, school, said in json.loads(text)
    ]


def plain(value: object) -> object:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
