"""`pix-profiles`: the export of a profile collection campaign of Pix Orga."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from vigie.codes import quoted, slug
from vigie.sources import pix
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    fold,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.pix import Batch, Campaigns, absent, text
from vigie.sources.pix_people import People, external_column
from vigie.sources.problems import Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.tabular import Table

NAME = "pix-profiles"
LABEL = "Export Pix Orga, collecte de profils"
SENT = Column("Envoi (O/N)")
SENT_AT = Column("Date et heure de l'envoi (Europe/Paris)", ("Date de l'envoi",))
PIX = Column("Nombre de pix total")
CERTIFIABLE = Column("Certifiable (O/N)")
COMPETENCES = Column("Nombre de compétences certifiables")
COLUMNS = (*pix.COMMON, SENT, SENT_AT, PIX, CERTIFIABLE, COMPETENCES)
LEVEL = fold("Niveau pour la compétence") + " "
SCORE = fold("Nombre de pix pour la compétence") + " "
WORDS = 4  # "Niveau pour la compétence", then the name

# Sixteen competences of eight levels, eight pix each.
MAX_LEVEL, MAX_PIX, MAX_COMPETENCES = 8, 1024, 16

SCHEMA = {
    "line": pl.Int32(),
    "campaign": pl.String(),
    "person_key": pl.String(),
    "shared_at": pl.Datetime("us", "UTC"),
    "pix": pl.Int16(),
    "certifiable": pl.Boolean(),
    "certifiable_competences": pl.Int8(),
    "uai": pl.String(),
}


def recognise(header: Header) -> Recognition:
    """The names that every variant of the profile collection export bears."""
    return recognise_columns(header, COLUMNS)


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Profiles, one row per participation: line, campaign, person_key, shared_at (UTC, null when
    not sent), pix, certifiable, certifiable_competences, uai, and a level `l_…` per competence."""
    reader = _Profiles(table.header, findings, context)
    frames = [reader.batch(block.frame, block.refused) for block in table.blocks(findings)]
    reader.people.conclude()
    as_of, origin = pix.export_date(file_name, reader.latest)
    empty = pl.DataFrame(schema={**SCHEMA, **dict.fromkeys(reader.levels, pl.Int8())})
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        campaigns=reader.campaigns.found(),
        frames={"pix_profiles": frames or [empty]},
    )


def latest_sending(frame: pl.DataFrame, key: str = "person") -> pl.DataFrame:
    """One row per (campaign, `key`): the latest sending, else the first line of the person."""
    return frame.sort(["shared_at", "line"], descending=[True, False], nulls_last=True).unique(
        subset=["campaign", key], keep="first", maintain_order=True
    )


class _Profiles:
    def __init__(self, header: Header, findings: Findings, context: Context) -> None:
        self.header = header
        self.findings = findings
        self.places = place_columns(header, COLUMNS)
        self.levels = _levels(header)
        scores = {place for place, key in enumerate(header.keys) if key.startswith(SCORE)}
        known = set(self.places.values()) | set(self.levels.values()) | scores
        names = [self.places[pix.LAST_NAME.key], self.places[pix.FIRST_NAME.key]]
        external = external_column(header, known, names, self.places[SENT.key])
        if external is not None:
            known.add(external)
        notice_unknown(header, known, findings)
        self.campaigns = Campaigns(header, self.places, findings)
        self.people = People(header, self.places, external, context.known_schools, findings)
        self.rows_read = 0
        self.latest: datetime | None = None

    def batch(self, frame: pl.DataFrame, refused: int) -> pl.DataFrame:
        """The typed good rows of one block."""
        self.rows_read += frame.height + refused
        batch = Batch(frame, self.header, self.findings)
        campaign = self.campaigns.of(batch)
        people = self.people.of(batch, campaign)
        sent = pix.yes_no(batch, self.places[SENT.key])
        times = pix.paris_times(batch, self.places[SENT_AT.key])["utc"]
        place = self.places[SENT_AT.key]
        batch.refuse(
            sent & absent(batch.frame, place),
            place,
            lambda _: ("L’envoi n’est pas daté.", "Exportez de nouveau le fichier."),
        )
        typed = people.select(
            frame["line"],
            campaign,
            "person_key",
            times.alias("shared_at"),
            _whole(batch, sent, self.places[PIX.key], MAX_PIX).cast(pl.Int16).alias("pix"),
            self._certifiable(batch, sent).alias("certifiable"),
            _whole(batch, sent, self.places[COMPETENCES.key], MAX_COMPETENCES)
            .cast(pl.Int8)
            .alias("certifiable_competences"),
            "uai",
            *(
                _whole(batch, sent, place, MAX_LEVEL).cast(pl.Int8).alias(name)
                for name, place in self.levels.items()
            ),
        )
        bad = batch.bad_lines
        if bad is not None:
            typed = typed.filter(~pl.col("line").is_in(bad.implode()))
        newest = typed["shared_at"].max()
        if isinstance(newest, datetime) and (self.latest is None or newest > self.latest):
            self.latest = newest
        return typed

    def _certifiable(self, batch: Batch, sent: pl.Series) -> pl.Series:
        place = self.places[CERTIFIABLE.key]
        chosen = batch.frame.filter(sent.fill_null(False))
        found = pix.yes_no(part := Batch(chosen, self.header, self.findings), place)
        if part.bad_lines is not None:
            batch.mark(part.bad_lines)
        table = pl.DataFrame({"line": chosen["line"], "found": found})
        return batch.frame.select("line").join(table, on="line", how="left", maintain_order="left")[
            "found"
        ]


def _levels(header: Header) -> dict[str, int]:
    """Column of facts -> place, for each competence."""
    levels: dict[str, int] = {}
    for place, key in enumerate(header.keys):
        if key.startswith(LEVEL):
            label = header.names[place].split(None, WORDS)[WORDS]
            base = name = f"l_{slug(label).replace('-', '_') or 'x'}"
            n = 2
            while name in levels:
                name, n = f"{base}_{n}", n + 1
            levels[name] = place
    return levels


def _whole(batch: Batch, sent: pl.Series, place: int, top: int) -> pl.Series:
    """Whole numbers from 0 to `top` of the rows sent; `NA` is null, anything else is refused."""
    raw = batch.frame.select(
        text(place).cast(pl.Int32, strict=False).alias("raw"),
        absent(batch.frame, place).alias("quiet"),
    )
    bad = ~raw["quiet"] & (raw["raw"].is_null() | (raw["raw"] > top) | (raw["raw"] < 0))
    batch.refuse(
        bad,
        place,
        lambda value: (
            f"{quoted(value)} n’est pas un nombre entier de 0 à {top}.",
            "Exportez de nouveau le fichier depuis Pix Orga.",
        ),
    )
    in_bounds = raw["raw"].is_between(0, top) & sent
    return pl.select(pl.when(in_bounds).then(raw["raw"])).to_series()
