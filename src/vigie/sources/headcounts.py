"""`headcounts`: how many people are concerned, by territory, profile and date (R003)."""

from __future__ import annotations

from datetime import date

import polars as pl

from vigie.sources.aggregates import AS_OF, HEADCOUNT_NAMES, PROFILE, TERRITORY, Once, latest
from vigie.sources.coherence import Printed, check_totals
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

NAME = "headcounts"
LABEL = "Effectifs"
HEADCOUNT = Column("headcount", HEADCOUNT_NAMES)
COLUMNS = (TERRITORY, PROFILE, HEADCOUNT, AS_OF)
SCHEMA = {
    "line": pl.Int32,
    "territory": pl.String,
    "profile": pl.String,
    "as_of": pl.Date,
    "headcount": pl.Int64,
}


def recognise(header: Header) -> Recognition:
    """A territory and a headcount, and no funnel."""
    return recognise_columns(
        header, COLUMNS, never=("started_not_finished", "finished_sent", "coverage_percent")
    )


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Headcounts: one row per territory, profile and date; people, whole numbers."""
    del file_name
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    kept: list[tuple[int, str, str, date | None, int]] = []
    printed: list[Printed] = []
    reader = RowReader(table, places, findings)
    for row in reader:
        territory = row.territory(context)
        profile = row.profile()
        day = row.day("as_of", required="as_of" in places)
        headcount = row.count("headcount")
        if not row.ok or territory is None or profile is None or headcount is None:
            continue
        if once.check(row, (territory, profile, day), "territory", "le territoire et le profil"):
            kept.append((row.line, territory, profile, day, headcount))
            printed.append(Printed(territory, profile, (day,), "effectif", headcount, row.line))
    check_totals(printed, findings, context)
    as_of, origin = latest([row[3] for row in kept if row[3] is not None])
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"headcounts": [pl.DataFrame(kept, schema=SCHEMA, orient="row")]},
    )
