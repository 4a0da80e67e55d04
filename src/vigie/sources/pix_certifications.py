"""`pix-certifications`: certification results, of a session or of a class."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from vigie.codes import normalise, parse_uai, quoted
from vigie.sources.cells import is_email, parse_day
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    fold,
    notice_unknown,
    place_columns,
    recognise_columns,
    unescape,
)
from vigie.sources.pix import export_date
from vigie.sources.problems import CellError, Findings
from vigie.sources.reading import Context, Reading
from vigie.sources.rows import Row, RowReader
from vigie.sources.tabular import Table

NAME = "pix-certifications"
LABEL = "Résultats de certification Pix"
NUMBER = Column("Numéro de certification")
FIRST_NAME = Column("Prénom")
LAST_NAME = Column("Nom")
BIRTH = Column("Date de naissance")
EXTERNAL = Column("Identifiant Externe")
STATUS = Column("Statut")
PIX = Column("Nombre de Pix")
SESSION = Column("Session")
DAY = Column("Date de passage de la certification")
COLUMNS = (
    NUMBER,
    FIRST_NAME,
    LAST_NAME,
    BIRTH,
    Column("Lieu de naissance", required=False),
    EXTERNAL,
    STATUS,
    PIX,
    Column("Commentaire jury pour l'organisation", required=False),
    SESSION,
    Column("Centre de certification", required=False),
    DAY,
)
COMPLEMENTARY = fold("Certification") + " "
STATUSES = {
    "validee": "validated",
    "rejetee": "rejected",
    "annulee": "cancelled",
    "en erreur": "error",
    "demarree": "started",
}
COMPLEMENTARY_STATUSES = {**STATUSES, "non passee": "not_taken"}
MAX_PIX, MAX_LEVEL = 1024, 8
SCHEMA = {
    "line": pl.Int32,
    "person_key": pl.String,
    "status": pl.String,
    "complementary": pl.String,
    "complementary_status": pl.String,
    "pix": pl.Int16,
    "session": pl.String,
    "certified_on": pl.Date,
    "uai": pl.String,
}


def recognise(header: Header) -> Recognition:
    """The names that the session file and the class file share."""
    return recognise_columns(header, COLUMNS)


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Certifications, one row each: person_key, status (validated, rejected, cancelled, error,
    started), complementary (label) and its status (or `not_taken`), pix (null where `-`), session,
    certified_on, uai. When several complementary certifications are printed, the one taken counts.
    """
    del context
    header = table.header
    places = place_columns(header, COLUMNS)
    levels = {
        place for place, name in enumerate(header.names) if re.fullmatch(r"[1-5]\.[1-4]", name)
    }
    extra = {
        place: header.names[place].split(None, 1)[1]
        for place, key in enumerate(header.keys)
        if key.startswith(COMPLEMENTARY) and place not in places.values()
    }
    notice_unknown(header, set(places.values()) | levels | set(extra), findings)
    every = places | {header.names[place]: place for place in (*levels, *extra)}
    numbers: dict[str, int] = {}
    kept: list[tuple[object, ...]] = []
    days: list[date] = []
    reader = RowReader(table, every, findings)
    for row in reader:
        status = row.parse(STATUS.key, _status, required=True)
        score = row.parse(PIX.key, lambda text: _whole_or_dash(text, MAX_PIX))
        day = row.parse(DAY.key, parse_day)
        row.parse(BIRTH.key, parse_day)
        for place in levels:
            row.parse(header.names[place], lambda text: _whole_or_dash(text, MAX_LEVEL))
        label, result = _complementary(row, extra, header)
        key, uai = _identity(row)
        number = row.text(NUMBER.key)
        if row.ok and numbers.setdefault(number, row.line) != row.line:
            row.refuse(
                NUMBER.key,
                f"La certification {quoted(number)} est déjà à la ligne {numbers[number]}.",
                "Gardez une seule de ces deux lignes.",
            )
        if not row.ok:
            continue
        if day is not None:
            days.append(day)
        session = row.text(SESSION.key)
        kept.append((row.line, key, status, label, result, score, session, day, uai))
    as_of, origin = export_date(file_name, None)
    if as_of is None and days:
        as_of, origin = max(days), "content"
    return Reading(
        source=NAME,
        as_of=as_of,
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"certifications": [pl.DataFrame(kept, schema=SCHEMA, orient="row")]},
    )


def _status(text: str) -> str:
    return _one_of(text, STATUSES)


def _one_of(text: str, known: dict[str, str]) -> str:
    code = known.get(normalise(text))
    if code is None:
        raise CellError(
            f"Le statut {quoted(text)} n’est pas connu.",
            "Exportez de nouveau le fichier depuis Pix en français.",
        )
    return code


def _whole_or_dash(text: str, top: int) -> int | None:
    if text == "-":
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) > top:
        raise CellError(
            f"{quoted(text)} n’est ni un nombre de 0 à {top}, ni un tiret.",
            "Exportez de nouveau le fichier depuis Pix.",
        )
    return int(text)


def _complementary(
    row: Row, extra: dict[int, str], header: Header
) -> tuple[str | None, str | None]:
    """Label and status of the complementary certification: the one taken, else the first."""
    found = []
    for place, label in extra.items():
        status = row.parse(header.names[place], lambda text: _one_of(text, COMPLEMENTARY_STATUSES))
        if status is not None:
            found.append((label, status))
    taken = [one for one in found if one[1] != "not_taken"]
    chosen = taken or found
    return chosen[0] if chosen else (None, None)


def _identity(row: Row) -> tuple[str, str | None]:
    """The key of the person and the school, from the external id, else from name and birth."""
    external = unescape(row.text(EXTERNAL.key))
    if is_email(external):
        return external.lower(), None
    uai = None
    if re.fullmatch(r"[0-9]{7}[A-Za-z]", external):
        uai = row.parse(EXTERNAL.key, parse_uai)
    elif external:
        return external.lower(), None
    names = (row.text(LAST_NAME.key), row.text(FIRST_NAME.key), row.text(BIRTH.key))
    return "|".join(normalise(unescape(name)) for name in names), uai
