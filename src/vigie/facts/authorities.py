"""The local authorities that own the buildings and equipment of schools.

Communes for primary schools, départements for collèges, régions for lycées (002, l. 215), with
the exceptions of `facts/data/authorities.csv`: single collectivities, Paris, Alsace, overseas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from vigie.codes import UnknownCode, slug, uai_department
from vigie.facts.skeleton import Area, areas_on, day, holds, rows


class LocalAuthority(NamedTuple):
    """`kind`: commune, department, region, single (one collectivity for all) or state."""

    code: str
    name: str
    kind: str
    note: str | None = None


class _Exception(NamedTuple):
    valid_from: date | None
    valid_to: date | None
    authority: LocalAuthority


@cache
def _exceptions() -> dict[tuple[str, str], tuple[_Exception, ...]]:
    """(territory, stage) -> the authorities that differ from the rule, with their dates."""
    found: dict[tuple[str, str], tuple[_Exception, ...]] = {}
    for row in rows("authorities.csv"):
        authority = LocalAuthority(row["code"], row["name"], row["kind"], row["note"] or None)
        key = row["territory"], row["stage"]
        line = _Exception(day(row["valid_from"]), day(row["valid_to"]), authority)
        found[key] = (*found.get(key, ()), line)
    return found


def _exception(territory: str, stage: str, on: date) -> LocalAuthority | None:
    for line in _exceptions().get((territory, stage), ()):
        if holds(line.valid_from, line.valid_to, on):
            return line.authority
    return None


def _of_colleges(department: Area, on: date) -> LocalAuthority:
    code = department.code.removeprefix("dep:")
    return _exception(department.code, "college", on) or LocalAuthority(
        f"departement:{code}", f"Conseil départemental {department.of}", "department"
    )


def _of_lycees(region: Area, on: date) -> LocalAuthority:
    return _exception(region.code, "lycee", on) or LocalAuthority(
        f"region:{region.code.removeprefix('reg:')}", f"Conseil régional {region.of}", "region"
    )


# Collectivities detached from Guadeloupe, whose schools are still counted with it.
_DETACHED = {
    "saint-martin": LocalAuthority(
        "collectivite:saint-martin", "Collectivité de Saint-Martin", "single"
    ),
    "saint-barthelemy": LocalAuthority(
        "collectivite:saint-barthelemy", "Collectivité de Saint-Barthélemy", "single"
    ),
}


def _of_primary_schools(department: str, commune: str) -> LocalAuthority:
    return LocalAuthority(f"commune:{department}-{slug(commune)}", commune, "commune")


_LYCEE = re.compile(r"\b(lycee|lgt|lpo?|lp|lg|lt|erea|lycees)\b")
_COLLEGE = re.compile(r"\b(college|colleges|clg|segpa)\b")
_SCHOOL_CAMPUS = re.compile(r"\bcite scolaire\b")


def local_authorities(school: Mapping[str, object], on: date) -> tuple[LocalAuthority, ...]:
    """The authorities of a school, a row of the family `schools`: two for a cité scolaire.

    Empty when the row does not tell (no commune, no known type). The authority owns a public
    school; for a private one it is the authority that contributes, and a note says so.
    """
    department = _department(school)
    areas = {area.code: area for area in areas_on(on)}
    area = areas.get(f"dep:{department}") if department else None
    if department is None or area is None:
        return ()
    commune = str(school.get("commune_name") or school.get("commune") or "").strip()
    kind = slug(str(school.get("type") or "")).replace("-", " ")
    region = areas[areas[area.parent].parent]
    found: tuple[LocalAuthority, ...]
    detached = _DETACHED.get(slug(commune)) if department == "971" else None
    if detached is not None:
        found = (detached,)
    elif _SCHOOL_CAMPUS.search(kind):
        found = tuple(dict.fromkeys((_of_lycees(region, on), _of_colleges(area, on))))
    elif _LYCEE.search(kind):
        found = (_of_lycees(region, on),)
    elif _COLLEGE.search(kind):
        found = (_of_colleges(area, on),)
    elif school.get("degree") in ("primary", "1D") and commune:
        found = (_of_primary_schools(department, commune),)
    else:
        found = ()
    if str(school.get("sector") or "").startswith("priv"):
        found = tuple(a._replace(note=_PRIVATE) for a in found)
    return found


_PRIVATE = (
    "Établissement privé\u00a0: la collectivité contribue aux dépenses sans posséder les locaux."
)


def _department(school: Mapping[str, object]) -> str | None:
    department = school.get("department")
    if department:
        return str(department)
    try:
        return uai_department(str(school.get("uai") or ""))
    except UnknownCode:
        return None


def local_authority(school: Mapping[str, object], on: date) -> LocalAuthority | None:
    """The first of `local_authorities` (of a cité scolaire, that of the lycée), or None."""
    return next(iter(local_authorities(school, on)), None)


def authorities_of(region: str, on: date) -> tuple[LocalAuthority, ...]:
    """Those of the secondary schools of a région académique, the région first.

    Bourgogne-Franche-Comté: eight départements and one région, nine in all (002, l. 215).
    """
    areas = {area.code: area for area in areas_on(on)}
    departments = [
        area
        for area in areas.values()
        if area.level == "department" and areas[area.parent].parent == region
    ]
    found = (_of_lycees(areas[region], on), *(_of_colleges(d, on) for d in departments))
    return tuple(dict.fromkeys(found))
