"""`coverage-table`: coverage already computed, by territory, profile and subject (R099, R104)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from vigie.codes import ALL, PROFILES, normalise, quoted
from vigie.sources.aggregates import AS_OF, PATHWAY, PROFILE, TERRITORY, Once, latest
from vigie.sources.cells import parse_percent
from vigie.sources.coherence import Printed, check_totals, percent
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.problems import NBSP, Findings, refused
from vigie.sources.reading import Context, Reading
from vigie.sources.rows import Row, RowReader
from vigie.sources.tabular import Table

NAME = "coverage-table"
LABEL = "Couverture agrégée"
COVERAGE = Column(
    "coverage_percent",
    ("couverture", "taux de couverture", "couverture en %", "coverage", "coverage_pct"),
)
SENDERS = Column(
    "senders",
    (
        "envois",
        "nombre d'envois",
        "nombre de participants ayant envoyé leurs résultats",
        "participants ayant envoyé leurs résultats",
    ),
)
COLUMNS = (
    TERRITORY,
    PROFILE,
    PATHWAY,
    Column("referential", ("référentiel", "cadre de référence"), required=False),
    Column("subject", ("sujet",)),
    COVERAGE,
    SENDERS,
    AS_OF,
)
SCHEMA = {
    "line": pl.Int32,
    "territory": pl.String,
    "profile": pl.String,
    "pathway": pl.String,
    "referential": pl.String,
    "subject": pl.String,
    "coverage": pl.Float64,
    "senders": pl.Int64,
    "as_of": pl.Date,
}
KNOWN = ("CRCN", "CRCN-EDU", "PIX")
REFERENTIALS = {"crcn": "CRCN", "crcn edu": "CRCN-EDU", "crcnedu": "CRCN-EDU", "pix": "PIX"}


@dataclass(frozen=True)
class _Cover:
    line: int
    territory: str
    profile: str
    pathway: str | None
    referential: str
    subject: str
    coverage: float | None
    senders: int
    as_of: date | None


def recognise(header: Header) -> Recognition:
    """A territory, a subject, a coverage and the number of senders."""
    return recognise_columns(header, COLUMNS)


def parse_referential(text: str) -> str:
    """`CRCN`, `CRCN-EDU` or, when nothing is said, `PIX`; another name is kept as it is."""
    key = normalise(text).replace("-", " ")
    return REFERENTIALS.get(key, text or "PIX")


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Coverages in percent from 0 to 100; null where the subject is not in the pathway."""
    del file_name
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    kept: list[_Cover] = []
    reader = RowReader(table, places, findings)
    for row in reader:
        territory, profile, pathway = row.territory(context), row.profile(), row.pathway()
        subject = row.parse("subject", str, required=True)
        coverage = row.parse("coverage_percent", parse_percent)
        senders = row.count("senders")
        day = row.day("as_of", required="as_of" in places)
        if not row.ok or territory is None or profile is None or senders is None:
            continue
        referential = parse_referential(row.text("referential"))
        subject = subject or ""
        key = (territory, profile, pathway, referential, normalise(subject), day)
        if once.check(row, key, "subject", "le territoire, le profil et le sujet"):
            _check_row(row, referential, coverage, senders, findings)
            kept.append(
                _Cover(
                    row.line,
                    territory,
                    profile,
                    pathway,
                    referential,
                    subject,
                    coverage,
                    senders,
                    day,
                )
            )
    _refuse_fractions(kept, table.header.names[places["coverage_percent"]])
    _check_senders(kept, findings, context)
    _check_means(kept, findings)
    as_of, origin = latest([cover.as_of for cover in kept if cover.as_of is not None])
    rows = [tuple(vars(cover).values()) for cover in kept]
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"coverages": [pl.DataFrame(rows, schema=SCHEMA, orient="row")]},
    )


def _check_row(
    row: Row, referential: str, coverage: float | None, senders: int, findings: Findings
) -> None:
    """Says what is taken as it is, and may be a slip."""
    if referential not in KNOWN:
        findings.notice(
            "unknown_referential",
            f"Le référentiel {quoted(referential)} n’est pas de ceux que Vigie connaît "
            f"({', '.join(KNOWN)}){NBSP}: ses sujets sont comptés à part.",
            line=row.line,
            column="referential",
            value=referential,
        )
    if coverage and not senders:
        findings.notice(
            "coverage_without_senders",
            f"Ligne {row.line}, {row.text('subject')}{NBSP}: une couverture de "
            f"{percent(coverage)} sans aucun envoi. Elle n’est pas comptée.",
            line=row.line,
            column="senders",
            value="0",
        )


def _refuse_fractions(kept: Iterable[_Cover], column: str) -> None:
    """Refuses a table of fractions: 0,66 read as a percentage would be believed."""
    values = [(cover.coverage, cover.line) for cover in kept if cover.coverage is not None]
    below_one = [(value, line) for value, line in values if 0 < value < 1]
    if below_one and all(value <= 1 for value, _ in values):
        value, line = below_one[0]
        raise refused(
            "Les taux de couverture de ce fichier vont de 0 à 1, alors que la colonne attend un "
            f"pourcentage de 0 à 100{NBSP}%.",
            f"Écrivez {percent(100 * value)} au lieu de {value:g}".replace(".", ",") + ".",
            line=line,
            column=column,
            value=f"{value:g}".replace(".", ","),
        )


def _check_senders(kept: Iterable[_Cover], findings: Findings, context: Context) -> None:
    """Senders are repeated on each subject: each territory, profile and date counts once."""
    seen: dict[tuple[str, str, str | None, date | None], _Cover] = {}
    for cover in kept:
        seen.setdefault((cover.territory, cover.profile, cover.pathway, cover.as_of), cover)
    printed = [
        Printed(
            cover.territory,
            cover.profile,
            (cover.pathway, cover.as_of),
            "envois",
            cover.senders,
            cover.line,
        )
        for cover in seen.values()
    ]
    check_totals(printed, findings, context)


def _check_means(kept: Iterable[_Cover], findings: Findings) -> None:
    """A coverage of `ALL` lies between the lowest and the highest of the profiles."""
    groups: dict[tuple[object, ...], dict[str, _Cover]] = {}
    for cover in kept:
        key = (cover.territory, cover.pathway, cover.referential, cover.subject, cover.as_of)
        groups.setdefault(key, {})[cover.profile] = cover
    for found in groups.values():
        total = found.get(ALL)
        values = [
            part.coverage
            for profile in PROFILES
            if (part := found.get(profile)) is not None and part.coverage is not None
        ]
        if total is None or total.coverage is None or len(values) < 2:
            continue
        low, high = min(values), max(values)
        if not low - 0.5 <= total.coverage <= high + 0.5:
            findings.notice(
                "share_out_of_step",
                f"Ligne {total.line}, {total.subject}{NBSP}: la couverture de l’ensemble "
                f"({percent(total.coverage)}) sort de celle des profils (de {percent(low)} à "
                f"{percent(high)}).",
                line=total.line,
                column="coverage_percent",
                value=percent(total.coverage),
            )
