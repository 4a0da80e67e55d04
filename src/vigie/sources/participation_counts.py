"""`participation-counts`: the funnel already counted, by territory, profile, pathway and date."""

from __future__ import annotations

from datetime import date

import polars as pl

from vigie.sources import headcounts
from vigie.sources.aggregates import (
    AS_OF,
    HEADCOUNT_NAMES,
    PATHWAY,
    PROFILE,
    TERRITORY,
    Once,
    latest,
)
from vigie.sources.cells import parse_percent
from vigie.sources.coherence import Printed, check_share, check_totals, grouped
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.problems import NBSP, Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.rows import Row, RowReader
from vigie.sources.tabular import Table

NAME = "participation-counts"
LABEL = "Participation agrégée"
STEPS = (
    Column(
        "started_not_finished",
        ("parcours commencés non terminés", "commencé non terminé", "commencés non terminés"),
    ),
    Column(
        "finished_not_sent",
        (
            "terminés non envoyés",
            "terminé non envoyé",
            "parcours terminés non envoyés",
            "finished_results_not_sent",
        ),
    ),
    Column(
        "finished_sent",
        (
            "terminés envoyés",
            "terminé envoyé",
            "parcours terminés envoyés",
            "finished_results_sent",
        ),
    ),
)
HEADCOUNT = Column("headcount", HEADCOUNT_NAMES, required=False)
RATE = Column(
    "participation_rate",
    ("participation_rate_pct", "taux de participation", "participation_rate_percent"),
    required=False,
)
COLUMNS = (TERRITORY, PROFILE, PATHWAY, AS_OF, *STEPS, HEADCOUNT, RATE)
STEP_NAMES = {
    "started_not_finished": "commencés non terminés",
    "finished_not_sent": "terminés non envoyés",
    "finished_sent": "terminés envoyés",
}
SCHEMA = {
    "line": pl.Int32,
    "territory": pl.String,
    "profile": pl.String,
    "pathway": pl.String,
    "as_of": pl.Date,
    "started_not_finished": pl.Int64,
    "finished_not_sent": pl.Int64,
    "finished_sent": pl.Int64,
}
# A rate printed with one decimal may be half a tenth off its parts.
RATE_TOLERANCE = 0.05


def recognise(header: Header) -> Recognition:
    """A territory and the three steps of the funnel."""
    return recognise_columns(header, COLUMNS)


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Funnel counts, in people; `headcount`, when there, also gives headcounts."""
    del file_name
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    kept: list[tuple[object, ...]] = []
    people: dict[tuple[str, str, date | None], tuple[int, int]] = {}
    printed: list[Printed] = []
    days: list[date] = []
    reader = RowReader(table, places, findings)
    for row in reader:
        territory, profile, pathway = row.territory(context), row.profile(), row.pathway()
        day = row.day("as_of", required="as_of" in places)
        steps = [row.count(step.key) for step in STEPS]
        headcount = row.count("headcount", required=False)
        rate = row.parse("participation_rate", parse_percent)
        if not row.ok or territory is None or profile is None:
            continue
        if not once.check(
            row,
            (territory, profile, pathway, day),
            "territory",
            "le territoire, le profil et le parcours",
        ):
            continue
        if headcount is not None and not _same_headcount(
            row, people, (territory, profile, day), headcount
        ):
            continue
        counts = [count or 0 for count in steps]
        kept.append((row.line, territory, profile, pathway, day, *counts))
        if day is not None:
            days.append(day)
        for step, count in zip(STEPS, counts, strict=True):
            printed.append(
                Printed(territory, profile, (pathway, day), STEP_NAMES[step.key], count, row.line)
            )
        _check_row(row, sum(counts), headcount, rate, findings)
    for (territory, profile, day), (headcount, line) in people.items():
        printed.append(Printed(territory, profile, (day,), "effectif", headcount, line))
    check_totals(printed, findings, context)
    frames = {"funnels": [pl.DataFrame(kept, schema=SCHEMA, orient="row")]}
    if people:
        rows = [(line, t, p, d, n) for (t, p, d), (n, line) in people.items()]
        frames["headcounts"] = [pl.DataFrame(rows, schema=headcounts.SCHEMA, orient="row")]
    as_of, origin = latest(days)
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames=frames,
    )


def _same_headcount(
    row: Row,
    people: dict[tuple[str, str, date | None], tuple[int, int]],
    key: tuple[str, str, date | None],
    headcount: int,
) -> bool:
    """Whether the headcount agrees with an earlier row of the same place, profile and date."""
    before, line = people.setdefault(key, (headcount, row.line))
    if before == headcount:
        return True
    row.refuse(
        "headcount",
        f"L’effectif diffère de celui de la ligne {line} ({grouped(before)}) pour le même "
        "territoire, le même profil et la même date.",
        "Gardez un seul effectif par territoire, profil et date.",
    )
    return False


def _check_row(
    row: Row, participants: int, headcount: int | None, rate: float | None, findings: Findings
) -> None:
    if headcount is None:
        return
    if participants > headcount:
        findings.notice(
            "participants_above_headcount",
            f"Ligne {row.line}, {row.text('territory')}{NBSP}: {grouped(participants)} "
            f"participants pour un effectif de {grouped(headcount)}.",
            line=row.line,
            value=str(participants),
        )
    if rate is not None:
        check_share(
            rate,
            participants,
            headcount,
            RATE_TOLERANCE,
            findings=findings,
            line=row.line,
            column="taux de participation",
        )
