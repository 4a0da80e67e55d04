"""`campaigns`: which territory, profile and pathway each Pix campaign is for, declared once."""

from __future__ import annotations

import re

import polars as pl

from vigie.codes import UnknownCode, quoted
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
        if not row.ok:
            continue
        if once.check(row, campaign, "code", "la campagne"):
            name, season = row.text("name") or None, row.text("season") or None
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
