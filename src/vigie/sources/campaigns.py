"""`campaigns`: which territory, profile and pathway each Pix campaign is for, declared once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from vigie.codes import UnknownCode, normalise, quoted
from vigie.periods import RefusedDate, SchoolYears
from vigie.sources.aggregates import PATHWAY, PROFILE, TERRITORY, Once
from vigie.sources.cells import is_mangled, mangled
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.problems import Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.rows import RowReader
from vigie.sources.tabular import Table

NAME = "campaigns"
LABEL = "Déclaration des campagnes"
CODE = Column("code", ("campagne", "campaign", "code campagne", "code de la campagne"))
COLUMNS = (
    CODE,
    TERRITORY,
    PROFILE,
    PATHWAY,
    Column("name", ("nom", "nom de la campagne", "libellé"), required=False),
    Column("season", ("saison", "année scolaire"), required=False),
)
NEVER = (
    "headcount",
    "effectif",
    "started_not_finished",
    "coverage_percent",
    "subject",
    "email",
    "ID Campagne",
    "Nom du Participant",
)
SCHEMA = {
    "line": pl.Int32,
    "campaign": pl.String,
    "territory": pl.String,
    "profile": pl.String,
    "pathway": pl.String,
    "name": pl.String,
    "season": pl.String,
}


@dataclass(frozen=True)
class When:
    """When a campaign is open: its season (0: outside of seasons; None: not said) and its school
    years, `2026-2027` or `2026-2029`, empty when not said.

    `made_for`: whom it was made for, empty when for everyone; it stands beside that of everyone in
    the same season, and is no second code of it."""

    season: int | None
    years: str
    made_for: str = ""

    @property
    def text(self) -> str:
        """All in one text, as facts and lists have it: « Saison 2, 2026-2027 », « Saison 2, pour :
        Discipline, Lettres »."""
        season = f"Saison {self.season}" if self.season else ""
        made_for = f"pour\u00a0: {self.made_for}" if self.made_for else ""
        return ", ".join(part for part in (season, self.years, made_for) if part)


def recognise(header: Header) -> Recognition:
    """A campaign code and a territory, and nothing counted."""
    return recognise_columns(header, COLUMNS, never=NEVER)


def parse_campaign(text: str) -> str:
    """A campaign code: capitals and digits, `AZERTY123`."""
    if is_mangled(text):
        raise mangled(text)
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,30}", code):
        raise UnknownCode(
            f"{quoted(text)} n’est pas un code de campagne.",
            "Écrivez le code tel que Pix Orga l’affiche, par exemple AZERTY123.",
        )
    return code


def parse_season(text: str) -> int:
    """« 2 », « S2 », « Saison 2 » → 2; « hors saison » → 0."""
    shape = re.fullmatch(r"(?:saison |season |s ?)?([0-2])|(hors saison)", normalise(text))
    if shape is None:
        raise UnknownCode(
            f"La saison {quoted(text)} n’existe pas.", "Écrivez 1, 2, ou\u00a0: hors saison."
        )
    return int(shape[1] or 0)


def parse_years(text: str) -> str:
    """« 2026-2027 », or several years that follow each other: « 2026-2029 »."""
    try:
        return SchoolYears.parse(text).label
    except RefusedDate as error:
        raise UnknownCode(error.message, error.remedy) from error


def parse_when(text: str) -> When:
    """A season, school years, or both: « Saison 2, 2026-2027 », « Saison 2 (2026-2029) »; then whom
    the campaign is for, when not for everyone: « Saison 2, pour : Discipline, Lettres »."""
    season, years = None, ""
    opened, *made_for = re.split(r"\bpour\s*:", text, maxsplit=1)
    for part in filter(None, map(str.strip, re.split(r"[,;()]", opened))):
        if re.search(r"\d{2}", part):
            years = parse_years(part)
        else:
            season = parse_season(part)
    return When(season, years, "".join(made_for).strip())


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """One row per campaign; an empty profile or pathway means that the campaign does not split."""
    del file_name
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    kept: list[tuple[object, ...]] = []
    reader = RowReader(table, places, findings)
    for row in reader:
        campaign = row.parse("code", parse_campaign, required=True)
        territory = row.territory(context)
        profile = row.profile() if row.text("profile") else None
        pathway = row.pathway()
        when = row.parse("season", parse_when)
        if not row.ok:
            continue
        if once.check(row, campaign, "code", "la campagne"):
            name, season = row.text("name") or None, when.text or None if when else None
            kept.append((row.line, campaign, territory, profile, pathway, name, season))
    return Reading(
        source=NAME,
        as_of=None,
        as_of_origin=None,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"campaigns": [pl.DataFrame(kept, schema=SCHEMA, orient="row")]},
    )
