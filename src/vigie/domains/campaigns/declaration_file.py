"""The year's campaigns from one file: read, compared with what is declared, one error per cell.

A campaign is recognised by its code. An empty cell, or a column that is not there, leaves what is
declared as it is: a file adds and corrects, it never takes away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vigie.codes import parse_pathway, parse_profile
from vigie.domains.campaigns import parsers
from vigie.domains.campaigns.actions import (
    COMBINATION_REMEDY,
    CampaignRefused,
    Declaration,
    refuse_alone,
    taken_by,
)
from vigie.domains.campaigns.models import COMBINATION, Campaign, Season
from vigie.sources.campaigns import When, parse_campaign, parse_years
from vigie.sources.headers import Column, notice_unknown, place_columns
from vigie.sources.problems import Findings, Notice, Problem, Refused
from vigie.sources.registry import plain_table
from vigie.sources.rows import Row, RowReader

COLUMNS = (
    Column("code", ("code campagne", "campagne", "code de la campagne")),
    Column("territory", ("territoire", "département")),
    Column("profile", ("profil",)),
    Column("pathway", ("parcours",)),
    Column("season", ("saison",), required=False),
    Column("school_year", ("année scolaire",), required=False),
    Column("name", ("nom", "nom de la campagne", "libellé"), required=False),
    Column("link", ("lien", "adresse"), required=False),
    Column("origin", ("origine",), required=False),
    Column("subject", ("discipline",), required=False),
    Column("requested_by", ("demandée par", "demandeur"), required=False),
    Column("opens_on", ("ouvre le", "ouverture"), required=False),
    Column("closes_on", ("ferme le", "fermeture"), required=False),
)
NAMES = tuple(column.key for column in COLUMNS)
_DAYS = ("opens_on", "closes_on")
_PARSERS: Mapping[str, Callable[[str], object]] = {
    "code": parse_campaign,
    "profile": parse_profile,
    "pathway": parse_pathway,
    "season": parsers.parse_opening,
    "school_year": parse_years,
    "name": parsers.parse_name,
    "link": parsers.parse_link,
    "origin": parsers.parse_origin,
    "subject": parsers.parse_subject,
    "requested_by": parsers.parse_requester,
}
_REQUIRED = ("code", "territory", "profile", "pathway")


@dataclass(frozen=True)
class Line:
    """A line as understood: what it says of the campaign of `code`, only the cells that are filled.
    Values are those of the fields of `Campaign`."""

    number: int
    said: Mapping[str, object]

    @property
    def code(self) -> str:
        return str(self.said["code"])


@dataclass(frozen=True)
class Change:
    """A declared campaign, and what a line makes of it: field -> (before, after)."""

    campaign: Campaign
    after: Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class Plan:
    """What a file would do. With `problems`, it does nothing."""

    new: Sequence[Campaign] = ()
    changes: Sequence[Change] = ()
    same: int = 0
    problems: Sequence[Problem] = ()
    notices: Sequence[Notice] = field(default=())


def read(path: Path, resolve: Callable[[str], str]) -> tuple[list[Line], Plan]:
    """The lines of a CSV, XLSX or ODS file, and what is wrong with it, every error together."""
    findings = Findings()
    try:
        table = plain_table(path, COLUMNS, findings)
        places = place_columns(table.header, COLUMNS)
        notice_unknown(table.header, places, findings)
        known: dict[str, str] = {}

        def place(text: str) -> str:
            if text not in known:
                known[text] = resolve(text)
            return known[text]

        rows = RowReader(table, places, findings)
        lines = [line for row in rows if (line := _line(row, place)) is not None]
    except Refused as error:
        return [], Plan(problems=error.problems)
    if not lines and not findings.problems:
        empty = Problem(None, None, None, "Le fichier n’a aucune ligne.", "Ajoutez une ligne.")
        return [], Plan(problems=(empty,))
    return lines, Plan(problems=findings.problems, notices=findings.notices)


def compare(lines: Sequence[Line], holds: Callable[[str], bool]) -> Plan:
    """What these lines would change, and why not. `holds`: whether a territory is the reader's."""
    declared = {each.code: each for each in Campaign.objects.declared()}
    after = {code: _combination(each) for code, each in declared.items()}
    new: list[Campaign] = []
    changes: list[Change] = []
    same, problems, seen = 0, Findings(), dict[str, int]()
    kept: list[Line] = []
    for line in lines:
        known = declared.get(line.code)
        made = _made(line, known)
        if _refused(line, known, made, seen, holds, problems):
            continue
        seen[line.code] = line.number
        after[line.code] = _combination(made)
        kept.append(line)
        if known is None:
            new.append(made)
            continue
        changed = _changed(line, known)
        if changed:
            changes.append(Change(known, changed))
        else:
            same += 1
    _refuse_doubles(kept, after, problems)
    return Plan(new, changes, same, problems.problems)


def as_text(lines: Sequence[Line]) -> str:
    """The lines, to keep between the preview and the decision."""
    said = [[line.number, {k: _plain(v) for k, v in line.said.items()}] for line in lines]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[Line]:
    """The lines that `as_text` kept."""
    return [Line(number, _typed(said)) for number, said in json.loads(text)]


def stated(campaign: Campaign) -> dict[str, object]:
    """All that is declared of a campaign, as JSON can hold it."""
    return {name: _plain(getattr(campaign, name)) for name in NAMES}


def restored(said: Mapping[str, object]) -> dict[str, object]:
    """What `stated` kept, as the fields of a campaign hold it."""
    return _typed(said)


def _line(row: Row, place: Callable[[str], str]) -> Line | None:
    said: dict[str, object] = {}
    for name in NAMES:
        if name in _DAYS:
            value: object = row.day(name)
        else:
            parser = place if name == "territory" else _PARSERS[name]
            value = row.parse(name, parser, required=name in _REQUIRED)
        if isinstance(value, When):
            said |= {} if value.season is None else {"season": Season(value.season)}
            said |= {"school_year": value.years} if value.years else {}
        elif value is not None:
            said[name] = value
    return Line(row.line, said) if row.ok else None


def _made(line: Line, known: Campaign | None) -> Campaign:
    """The campaign as it would stand."""
    base = {name: getattr(known, name) for name in NAMES} if known else {}
    said = Declaration(**{**base, **line.said})
    return Campaign(**{name: getattr(said, name) for name in NAMES})


def _refused(
    line: Line,
    known: Campaign | None,
    made: Campaign,
    seen: Mapping[str, int],
    holds: Callable[[str], bool],
    problems: Findings,
) -> bool:
    def refuse(column: str, message: str, remedy: str) -> bool:
        problems.refuse(line.number, column, str(line.said.get(column, "")), message, remedy)
        return True

    if line.code in seen:
        message = f"Cette campagne est déjà à la ligne {seen[line.code]}."
        return refuse("code", message, "Retirez l’une des deux lignes.")
    if not holds(made.territory):
        return refuse(
            "territory",
            "Ce territoire n’est pas dans le vôtre.",
            "Retirez la ligne, ou choisissez un territoire qui y est.",
        )
    if known is not None and not holds(known.territory):
        return refuse(
            "code",
            "Cette campagne est déclarée dans un autre territoire que le vôtre.",
            "Vérifiez le code\u00a0; son territoire seul peut la modifier.",
        )
    try:
        refuse_alone(made)
    except CampaignRefused as error:
        return refuse(error.field, error.message, error.remedy)
    return False


def _refuse_doubles(
    lines: Sequence[Line], after: Mapping[str, tuple[object, ...]], problems: Findings
) -> None:
    """Refuses the lines whose combination is that of another campaign, once all is written."""
    holders: dict[tuple[object, ...], list[str]] = {}
    for code, combination in after.items():
        holders.setdefault(combination, []).append(code)
    numbers = {line.code: line.number for line in lines}
    for line in lines:
        others = [code for code in holders[after[line.code]] if code != line.code]
        # Of two lines of one file, the second is the one to mend.
        first = next((c for c in others if numbers.get(c, 0) < line.number), None)
        if first is not None:
            problems.refuse(line.number, "code", line.code, taken_by(first), COMBINATION_REMEDY)


def _changed(line: Line, known: Campaign) -> dict[str, tuple[object, object]]:
    return {
        name: (getattr(known, name), value)
        for name, value in line.said.items()
        if getattr(known, name) != value
    }


def _combination(campaign: Campaign) -> tuple[object, ...]:
    return tuple(getattr(campaign, name) for name in COMBINATION)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _typed(said: Mapping[str, object]) -> dict[str, object]:
    found = dict(said)
    for name in _DAYS:
        if found.get(name):
            found[name] = date.fromisoformat(str(found[name]))
    if "season" in found:
        found["season"] = Season(int(str(found["season"])))
    return found
