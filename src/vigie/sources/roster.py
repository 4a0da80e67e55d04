"""`roster`: the staff that the platform may write to, and where they work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from vigie.codes import (
    UnknownCode,
    parse_department,
    parse_profile,
    parse_uai,
    quoted,
    uai_department,
)
from vigie.sources.aggregates import PROFILE, Once
from vigie.sources.cells import parse_email
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.problems import NBSP, CellError, Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.rows import RowReader
from vigie.sources.tabular import Table

NAME = "roster"
LABEL = "Annuaire des personnels"
COLUMNS = (
    Column(
        "email",
        (
            "adresse électronique",
            "adresse mail",
            "adresse académique",
            "adresse e-mail",
            "courriel",
            "mail",
            "e-mail",
        ),
    ),
    Column("last_name", ("nom", "nom de famille", "nom d'usage")),
    Column("first_name", ("prénom",)),
    PROFILE,
    Column("uai", ("rne", "code uai", "établissement", "uai d'affectation"), required=False),
    Column("department", ("département", "code département"), required=False),
    Column("district", ("circonscription", "code circonscription"), required=False),
    Column("basin", ("bassin", "bassin de formation", "code bassin"), required=False),
    Column("discipline", (), required=False),
)
SCHEMA = {
    "line": pl.Int32,
    "person_key": pl.String,
    "profile": pl.String,
    "uai": pl.String,
    "department": pl.String,
    "district": pl.String,
    "basin": pl.String,
    "discipline": pl.String,
}


def recognise(header: Header) -> Recognition:
    """An e-mail, a name, and a school or a département."""
    found = recognise_columns(header, COLUMNS, never=("ID Campagne", "Statut"))
    where = [column for column in COLUMNS if column.key in ("uai", "department")]
    if found.complete and not any(column.folded & set(header.keys) for column in where):
        return Recognition(found.score * 0.9, ("uai (ou département)",))
    return found


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """One row per e-mail. Names are checked and left behind; `person_key` is the e-mail."""
    del file_name
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    kept: list[tuple[object, ...]] = []
    reader = RowReader(table, places, findings)
    for row in reader:
        email = row.parse("email", parse_email, required=True)
        profile = row.profile() if row.text("profile") else None
        uai = row.parse("uai", parse_uai)
        department = row.parse("department", lambda text: _department(text, context))
        if row.ok and uai is None and department is None:
            row.refuse(
                "uai" if "uai" in places else "department",
                "La personne n’a ni établissement ni département.",
                "Indiquez un code UAI, ou à défaut un département.",
            )
        if not row.ok:
            continue
        if uai is not None and context.known_schools is not None:
            _check_school(uai, context.known_schools, row.line, findings)
        if uai is not None and department is None:
            department = _department_of(uai)
        if once.check(row, email, "email", "l’adresse"):
            finer = [row.text(key) or None for key in ("district", "basin", "discipline")]
            kept.append((row.line, email, profile, uai, department, *finer))
    return Reading(
        source=NAME,
        as_of=None,
        as_of_origin=None,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"placements": [pl.DataFrame(kept, schema=SCHEMA, orient="row")]},
    )


def _department(text: str, context: Context) -> str:
    """A code of département, from a code or a name."""
    try:
        return parse_department(text)
    except UnknownCode:
        if any(letter.isdigit() for letter in text):
            raise
    code = context.resolve_territory(text, None)
    if not code.startswith("dep:"):
        raise UnknownCode(
            f"{quoted(text)} n’est pas un département.",
            "Écrivez un code de département, par exemple 01, 2A, 25 ou 974.",
        )
    return code.removeprefix("dep:")


def _check_school(uai: str, known: frozenset[str], line: int, findings: Findings) -> None:
    if uai not in known:
        findings.notice(
            "unknown_school",
            f"L’établissement {quoted(uai)} n’est pas dans l’annuaire{NBSP}: la personne sera "
            "placée dans son département.",
            line=line,
            column="uai",
            value=uai,
        )


def _department_of(uai: str) -> str | None:
    try:
        return uai_department(uai)
    except ValueError:
        return None


ADDRESSEE = {
    "email": pl.String,
    "first_name": pl.String,
    "profile": pl.String,
    "uai": pl.String,
    "department": pl.String,
    "district": pl.String,
    "basin": pl.String,
}


def addressees(table: Table) -> Iterator[pl.DataFrame]:
    """Who may be written to, block after block, in the columns of `ADDRESSEE`: the rows of a roster
    that was imported already, with the names that its facts leave behind.

    Rows without a valid address or without a département are not told again: the import did.
    """
    places = place_columns(table.header, COLUMNS)
    for block in table.blocks(Findings()):
        texts = block.frame.select(
            (
                pl.col(str(places[name])).fill_null("").str.strip_chars()
                if name in places
                else pl.lit("")
            ).alias(name)
            for name in ADDRESSEE
        )
        found = texts.with_columns(
            pl.col("email").str.to_lowercase(),
            _each(texts["profile"], parse_profile),
            _each(texts["uai"], parse_uai),
            _each(texts["department"], parse_department),
        )
        found = found.with_columns(
            pl.col("department").fill_null(_each(found["uai"], uai_department)),
            *(pl.col(n).replace("", None) for n in ("district", "basin")),
        )
        valid = pl.col("email").str.contains(
            r"^[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+\.[^\s@]+$"
        )
        yield found.filter(valid & pl.col("department").is_not_null())


def _each(texts: pl.Series, parser: Callable[[str], str]) -> pl.Series:
    """The code of each text, null where there is none; each distinct text is read once."""
    known: dict[str, str | None] = {}
    for text in texts.unique().drop_nulls():
        try:
            known[text] = parser(text) if text else None
        except (UnknownCode, CellError, ValueError):
            known[text] = None
    return texts.replace_strict(known, default=None, return_dtype=pl.String)
