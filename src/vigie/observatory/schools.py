"""The sheet of a school: what the directory says of it, and who owns its buildings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from vigie.facts.authorities import local_authorities
from vigie.facts.lake import Lake
from vigie.observatory.cubes import home

_DEGREES = {"1D": "premier degré", "2D": "second degré"}
_SECTORS = {"public": "public", "private": "privé sous contrat"}
_KINDS = {
    "commune": "commune",
    "department": "département",
    "region": "région",
    "single": "collectivité unique",
    "state": "État",
}


@dataclass(frozen=True)
class SchoolSheet:
    """`pairs`: (name, value) of the directory; `authorities`: the local authorities, in words."""

    pairs: Sequence[tuple[str, str]]
    authorities: Sequence[str]


def sheet(code: str, on: date) -> SchoolSheet | None:
    """What the latest directory says of a school (`uai:…`); None when it is not in it."""
    uai = code.removeprefix("uai:")
    rows = Lake(home()).scan("schools").filter(pl.col("uai") == uai).collect()
    if rows.is_empty():
        return None
    row = rows.sort("import_no").row(-1, named=True)
    pairs = [
        ("Code UAI", row["uai"]),
        ("Type", row.get("type")),
        ("Degré", _DEGREES.get(row.get("degree") or "", row.get("degree"))),
        ("Secteur", _SECTORS.get(row.get("sector") or "", row.get("sector"))),
        ("Commune", row.get("commune")),
        ("Circonscription", row.get("district_name") or row.get("district")),
        ("Bassin de formation", row.get("basin_name") or row.get("basin")),
    ]
    owners = [
        ". ".join(filter(None, (f"{each.name} ({_KINDS.get(each.kind, each.kind)})", each.note)))
        for each in local_authorities(row, on)
    ]
    return SchoolSheet([(name, str(value)) for name, value in pairs if value], owners)
