"""`pix-assessment`: the export of an assessment campaign of Pix Orga, old and new variants.

One row per participation in the file; `latest_sending` makes it one row per campaign and person.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from vigie.sources import pix
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.pix import Batch, Campaigns, absent, explain_fraction, fraction
from vigie.sources.pix_items import Items
from vigie.sources.pix_people import People, external_column
from vigie.sources.problems import Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.tabular import Table

NAME = "pix-assessment"
LABEL = "Export Pix Orga, campagne d’évaluation"
PROGRESS = Column("% de progression", required=False)
START = Column("Date et heure de début (Europe/Paris)", ("Date de début",))
SHARED = Column("Partage (O/N)")
SHARED_AT = Column("Date et heure du partage (Europe/Paris)", ("Date du partage",))
COLUMNS = (*pix.COMMON, PROGRESS, START, SHARED, SHARED_AT)

STARTED, FINISHED, SENT = 0, 1, 2


def recognise(header: Header) -> Recognition:
    """The names that every variant of the assessment export bears."""
    return recognise_columns(header, COLUMNS)


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Participations and items of an assessment export.

    `participations`, one row per participation: line, campaign, person_key, state (0 started,
    1 finished, 2 sent), started_on, shared_at and active_at (UTC), sendings (0 or 1), uai, and one
    column `c_…` per item, UInt16 ten-thousandths, null unless sent. `items` describes them.
    """
    reader = _Assessment(table.header, findings, context)
    frames = [
        reader.batch(block.frame, block.refused)
        for block in table.blocks(findings, reader.numbers)
        if block.frame.height or block.refused
    ]
    reader.conclude()
    live = [item.column for item in reader.items.live()]
    keep = [*BASE, *live]
    as_of, origin = pix.export_date(file_name, reader.latest)
    found = reader.campaigns.found()
    titles = {one.campaign: f"{one.name} {one.pathway or ''} {one.organisation}" for one in found}
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        campaigns=found,
        frames={
            "participations": [frame.select(keep) for frame in frames] or [reader.nothing()],
            "items": [reader.items.frame(titles)],
        },
    )


BASE = (
    "line",
    "campaign",
    "person_key",
    "state",
    "started_on",
    "shared_at",
    "active_at",
    "sendings",
    "uai",
)
SCHEMA = {
    "line": pl.Int32(),
    "campaign": pl.String(),
    "person_key": pl.String(),
    "state": pl.Int8(),
    "started_on": pl.Date(),
    "shared_at": pl.Datetime("us", "UTC"),
    "active_at": pl.Datetime("us", "UTC"),
    "sendings": pl.Int16(),
    "uai": pl.String(),
}


class _Assessment:
    def __init__(self, header: Header, findings: Findings, context: Context) -> None:
        self.header = header
        self.findings = findings
        self.places = place_columns(header, COLUMNS)
        self.items = Items(header, findings)
        known = set(self.places.values()) | self.items.places | _decorations(header)
        names = [self.places[pix.LAST_NAME.key], self.places[pix.FIRST_NAME.key]]
        after = self.places.get(PROGRESS.key, self.places[START.key])
        external = external_column(header, known, names, after)
        if external is not None:
            known.add(external)
        notice_unknown(header, known, findings)
        if PROGRESS.key not in self.places:
            findings.notice(
                "no_progress",
                "L’export n’a pas de colonne « % de progression » : les parcours terminés "
                "sans envoi y sont comptés comme non terminés.".replace("« ", "«\u00a0")
                .replace(" »", "\u00a0»")
                .replace(" :", "\u00a0:"),
                line=header.line,
            )
        self.campaigns = Campaigns(header, self.places, findings)
        self.people = People(header, self.places, external, context.known_schools, findings)
        self.rows_read = 0
        self.latest: datetime | None = None

    @property
    def numbers(self) -> dict[int, pl.DataType]:
        """The columns of rates and counts, to be read as numbers where the file allows it."""
        numbers = self.items.numbers
        if PROGRESS.key in self.places:
            numbers[self.places[PROGRESS.key]] = pl.Float64()
        return numbers

    def batch(self, frame: pl.DataFrame, refused: int) -> pl.DataFrame:
        """The typed good rows of one block."""
        self.rows_read += frame.height + refused
        batch = Batch(frame, self.header, self.findings)
        campaign = self.campaigns.of(batch)
        people = self.people.of(batch, campaign)
        shared = pix.yes_no(batch, self.places[SHARED.key])
        starts = pix.paris_times(batch, self.places[START.key])
        started = starts["utc"]
        shared_at = self._shared_at(batch, shared)
        self._refuse_missing(batch, started)
        state = pl.select(
            pl.when(shared)
            .then(SENT)
            .when(self._finished(batch, shared))
            .then(FINISHED)
            .otherwise(STARTED)
            .cast(pl.Int8)
        ).to_series()
        backwards = shared_at < started
        if backwards.any():
            self.findings.notice(
                "dates_order",
                "Des envois sont datés d’avant le début du parcours.",
                line=frame.filter(backwards.fill_null(False))["line"][0],
                column=self.header.names[self.places[SHARED_AT.key]],
            )
        active = shared_at.fill_null(started)
        base = people.select(
            frame["line"],
            campaign,
            "person_key",
            state.alias("state"),
            starts["day"].alias("started_on"),
            shared_at.alias("shared_at"),
            active.alias("active_at"),
            (state == SENT).cast(pl.Int16).alias("sendings"),
            "uai",
        )
        sent = state == SENT
        wanted = frame.select("line", *map(str, sorted(self.items.places)))
        sending = Batch(wanted.filter(sent), self.header, self.findings)
        shares = self.items.of(sending, campaign.filter(sent))
        typed = pl.concat(
            [
                pl.concat([base.filter(sent), shares], how="horizontal"),
                base.filter(~sent).with_columns(*self.items.empty()),
            ]
        )
        for bad in (batch.bad_lines, sending.bad_lines):
            if bad is not None:
                typed = typed.filter(~pl.col("line").is_in(bad.implode()))
        newest = typed["active_at"].max()
        if isinstance(newest, datetime) and (self.latest is None or newest > self.latest):
            self.latest = newest
        return typed

    def nothing(self) -> pl.DataFrame:
        """The typed table of an export without rows."""
        return pl.DataFrame(schema=SCHEMA)

    def conclude(self) -> None:
        """Says what only the whole file shows."""
        self.people.conclude()
        self.items.conclude()

    def _shared_at(self, batch: Batch, shared: pl.Series) -> pl.Series:
        place = self.places[SHARED_AT.key]
        times = pix.paris_times(batch, place)["utc"]
        undated = shared & times.is_null()
        if undated.any():
            batch.refuse(
                undated & absent(batch.frame, place),
                place,
                lambda _: (
                    "L’envoi n’est pas daté alors que la ligne est partagée.",
                    "Exportez de nouveau le fichier depuis Pix Orga.",
                ),
            )
        batch.refuse(
            ~shared & times.is_not_null(),
            place,
            lambda _: (
                "Une date de partage est donnée alors que la ligne n’est pas partagée.",
                "Exportez de nouveau le fichier depuis Pix Orga.",
            ),
        )
        return times

    def _refuse_missing(self, batch: Batch, started: pl.Series) -> None:
        place = self.places[START.key]
        if started.null_count():
            batch.refuse(
                started.is_null() & absent(batch.frame, place),
                place,
                lambda _: (
                    "La date de début manque.",
                    "Exportez de nouveau le fichier depuis Pix Orga.",
                ),
            )

    def _finished(self, batch: Batch, shared: pl.Series) -> pl.Series:
        place = self.places.get(PROGRESS.key)
        if place is None:
            return pl.select(pl.repeat(False, batch.frame.height)).to_series()
        progress = batch.frame.select(fraction(batch.frame, place).alias("progress"))["progress"]
        odd = progress.is_null() | progress.is_nan() | (progress > 1) | (progress < 0)
        if odd.any():
            quiet = shared & absent(batch.frame, place)
            batch.refuse(odd & ~quiet.fill_null(False), place, explain_fraction)
        return progress >= 1


def _decorations(header: Header) -> set[int]:
    """Stages and badges: known, and not kept, since items say more."""
    return {
        place
        for place, key in enumerate(header.keys)
        if key.startswith("palier obtenu") or key.endswith("obtenu (o/n)")
    }


def latest_sending(frame: pl.DataFrame, key: str = "person") -> pl.DataFrame:
    """One row per (campaign, `key`) out of one row per participation.

    The values are those of the latest sending by its date and time (not the last line of the file);
    without any sending, those of the furthest, then most recent participation. At the same minute
    the earlier line wins, Pix listing a person's newest participation first. `state` is the best,
    `sendings` the number of sendings, `started_on` the first start, `active_at` the last activity.
    """
    grain = ["campaign", key]
    several = frame.select(pl.struct(grain).is_duplicated()).to_series()
    if not several.any():
        return frame
    repeated = frame.filter(several)
    summed = repeated.group_by(grain).agg(
        pl.col("sendings").sum().cast(frame.schema["sendings"]),
        pl.col("started_on").min(),
        pl.col("active_at").max(),
    )
    first = repeated.sort(
        ["state", "shared_at", "active_at", "line"],
        descending=[True, True, True, False],
        nulls_last=True,
    ).unique(subset=grain, keep="first", maintain_order=True)
    merged = first.drop("sendings", "started_on", "active_at").join(summed, on=grain)
    return pl.concat([frame.filter(~several), merged.select(frame.columns)])
