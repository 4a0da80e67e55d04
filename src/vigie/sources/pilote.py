"""The values file of PILOTE, the State's steering tool: read strictly, and written back.

`identifiant_indic;zone_id;zone_nom;date_valeur;type_valeur;valeur`, as `;` CSV or XLSX. `vi`, `va`,
`vc`: initial, current, target value. An empty value erases. It is not a source of facts: what it
says of the indicators of a roadmap is typed by whoever imports it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import xlsxwriter

from vigie.codes import (
    DEPARTMENT_CODES,
    NATION,
    UnknownCode,
    normalise,
    parse_department,
    quoted,
)
from vigie.sources import cells
from vigie.sources.aggregates import Once
from vigie.sources.headers import Column, notice_unknown, place_columns
from vigie.sources.problems import CellError, Findings, Notice, Problem
from vigie.sources.registry import plain_table
from vigie.sources.rows import RowReader

NAME = "pilote"
LABEL = "Valeurs de PILOTE"
COLUMNS = (
    Column("identifiant_indic", ("identifiant de l'indicateur", "indic_id")),
    Column("zone_id", ("zone",)),
    Column("zone_nom", ("nom de la zone",), required=False),
    Column("date_valeur", ("date", "metric_date")),
    Column("type_valeur", ("type", "metric_type")),
    Column("valeur", ("metric_value",)),
)
HEADER = tuple(column.key for column in COLUMNS)
Quantity = Literal["vi", "va", "vc"]
QUANTITIES = {
    "vi": "valeur initiale",
    "va": "valeur actuelle",
    "vc": "valeur cible",
}
_QUANTITY_NAMES = {code: code for code in QUANTITIES} | {
    normalise(name): code for code, name in QUANTITIES.items()
}
FRANCE = "FRANCE"
# The codes of INSEE since 2016; each region is one région académique.
REGIONS = {
    "01": "guadeloupe",
    "02": "martinique",
    "03": "guyane",
    "04": "la-reunion",
    "06": "mayotte",
    "11": "ile-de-france",
    "24": "centre-val-de-loire",
    "27": "bourgogne-franche-comte",
    "28": "normandie",
    "32": "hauts-de-france",
    "44": "grand-est",
    "52": "pays-de-la-loire",
    "53": "bretagne",
    "75": "nouvelle-aquitaine",
    "76": "occitanie",
    "84": "auvergne-rhone-alpes",
    "93": "provence-alpes-cote-d-azur",
    "94": "corse",
}
_REGION_CODES = {slug: code for code, slug in REGIONS.items()}
MAX_DIGITS = 20


@dataclass(frozen=True)
class PiloteRow:
    """One line. `territory` is our code of `zone`; `value` None erases what was said before."""

    line: int
    indicator: str
    zone: str
    zone_name: str
    territory: str
    on: date
    quantity: Quantity
    value: Fraction | None


@dataclass(frozen=True)
class PiloteReading:
    """What a file says; it is to be taken whole, so nothing is when there is a problem."""

    rows: tuple[PiloteRow, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def read(path: Path) -> PiloteReading:
    """Reads a file; raises `Refused` when it is no such table at all."""
    findings = Findings()
    table = plain_table(path, COLUMNS, findings)
    places = place_columns(table.header, COLUMNS)
    notice_unknown(table.header, places, findings)
    once = Once()
    rows: list[PiloteRow] = []
    for row in RowReader(table, places, findings):
        indicator = row.parse("identifiant_indic", _indicator, required=True)
        zone = row.parse("zone_id", parse_zone, required=True)
        day = row.day("date_valeur", required=True)
        quantity = row.parse("type_valeur", _quantity, required=True)
        value = row.parse("valeur", _value)
        if not row.ok or indicator is None or zone is None or day is None or quantity is None:
            continue
        key = (indicator, zone, day, quantity)
        if once.check(row, key, "zone_id", "l’indicateur, la zone, la date et le type"):
            rows.append(
                PiloteRow(
                    row.line, indicator, zone, row.text("zone_nom"), territory_of(zone), day,
                    quantity, value,
                )
            )  # fmt: skip
    return PiloteReading(tuple(rows), findings.problems, findings.notices)


def parse_zone(text: str) -> str:
    """The canonical code of a zone: `D34`, `R76`, `FRANCE`. Raises `CellError`, `UnknownCode`."""
    code = text.strip().upper()
    if code == FRANCE:
        return code
    if code[:1] == "R" and code[1:] in REGIONS:
        return code
    if code[:1] == "D" and len(code) > 1:
        return f"D{parse_department(code[1:])}"
    remedy = "Écrivez D34 pour un département, R76 pour une région (code INSEE) ou FRANCE."
    if code in DEPARTMENT_CODES:
        remedy = f"Écrivez D{code} pour le département, ou R et le code INSEE de la région."
    raise CellError(f"La zone {quoted(text)} n’existe pas.", remedy)


def territory_of(zone: str) -> str:
    """Our code of a zone: `dep:34`, `reg:occitanie`, `FR`."""
    if zone == FRANCE:
        return NATION
    return f"dep:{zone[1:]}" if zone[0] == "D" else f"reg:{REGIONS[zone[1:]]}"


def zone_of(territory: str) -> str:
    """The zone of a territory. Raises `UnknownCode` for a level that PILOTE does not have."""
    if territory == NATION:
        return FRANCE
    level, _, code = territory.partition(":")
    if level == "dep":
        return f"D{code}"
    if level == "reg" and code in _REGION_CODES:
        return f"R{_REGION_CODES[code]}"
    raise UnknownCode(
        f"PILOTE n’a pas de zone pour {quoted(territory)}.",
        "Il ne connaît que la nation, les régions et les départements.",
    )


def _indicator(text: str) -> str:
    if cells.is_mangled(text):
        raise cells.mangled(text)
    if len(text) > 40 or any(character.isspace() for character in text):
        raise CellError(
            f"{quoted(text)} n’est pas un identifiant d’indicateur.",
            "Écrivez l’identifiant sans espace, par exemple IND-123, en 40 caractères au plus.",
        )
    return text


def _quantity(text: str) -> Quantity:
    found = _QUANTITY_NAMES.get(normalise(text))
    if found is None:
        raise CellError(
            f"Le type de valeur {quoted(text)} n’existe pas.",
            "Écrivez vi (valeur initiale), va (valeur actuelle) ou vc (valeur cible).",
        )
    return cast("Quantity", found)


def _value(text: str) -> Fraction:
    """An exact number, with a comma or a point."""
    cells.parse_number(text)
    clean = "".join(c for c in text if not c.isspace() and c != "'").replace(",", ".")
    if len(clean.lstrip("+-").replace(".", "")) > MAX_DIGITS:
        raise CellError(f"{quoted(text)} est démesuré.", f"Écrivez au plus {MAX_DIGITS} chiffres.")
    return Fraction(clean)


def write_csv(rows: Iterable[PiloteRow]) -> bytes:
    """The file as `;` CSV in UTF-8, decimals with a point; `read` gives the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(row) for row in rows)
    return out.getvalue().encode()


def write_xlsx(rows: Iterable[PiloteRow]) -> bytes:
    """The file as a workbook whose cells are all text, so that nothing is turned into a date."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("valeurs")
    for place, cells_ in enumerate((HEADER, *map(_cells, rows))):
        for column, text in enumerate(cells_):
            sheet.write_string(place, column, text)
    book.close()
    return out.getvalue()


def _cells(row: PiloteRow) -> tuple[str, ...]:
    return (
        row.indicator, row.zone, row.zone_name, row.on.isoformat(), row.quantity,
        decimal_text(row.value),
    )  # fmt: skip


def decimal_text(value: Fraction | None) -> str:
    """A number as PILOTE's file has it: exact when it can be, else with twelve decimals."""
    if value is None:
        return ""
    for places in range(MAX_DIGITS):
        scaled = value * 10**places
        if scaled.denominator == 1:
            break
    else:
        places = 12
        scaled = Fraction(round(value * 10**places))
    digits = f"{abs(int(scaled)):0{places + 1}}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text
