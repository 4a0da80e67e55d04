"""`schools`: the national schools directory, as published in open data (R004, R005)."""

from __future__ import annotations

from datetime import date

import polars as pl

from vigie.codes import normalise, parse_department, parse_uai, quoted
from vigie.sources.cells import parse_day
from vigie.sources.headers import (
    Column,
    Header,
    Recognition,
    fold,
    notice_unknown,
    place_columns,
    recognise_columns,
)
from vigie.sources.problems import NBSP, CellError, Findings
from vigie.sources.reading import AsOfOrigin, Context, Reading
from vigie.sources.rows import Row, RowReader
from vigie.sources.tabular import Table

NAME = "schools"
LABEL = "Annuaire des établissements"
COLUMNS = (
    Column("identifiant_de_l_etablissement", ("numero_uai", "uai", "code_etablissement")),
    Column("nom_etablissement", ("appellation_officielle", "nom")),
    Column("type_etablissement", ("nature_uai_libe",)),
    Column("statut_public_prive", ("secteur_public_prive_libe", "secteur")),
    Column("code_departement", ("departement",)),
    Column("code_academie", (), required=False),
    Column("libelle_academie", (), required=False),
    Column("code_circonscription", ("circonscription",), required=False),
    Column("nom_circonscription", ("libelle_circonscription",), required=False),
    Column("code_bassin_formation", ("bassin",), required=False),
    Column("libelle_bassin_formation", ("libelle_bassin", "nom_bassin"), required=False),
    Column("code_commune", ("code_insee",), required=False),
    Column("nom_commune", ("libelle_commune",), required=False),
    Column("date_ouverture", (), required=False),
    Column("date_fermeture", (), required=False),
    Column("etat", ("etat_etablissement_libe",), required=False),
    Column("ecole_maternelle", (), required=False),
    Column("ecole_elementaire", (), required=False),
    Column("voie_generale", (), required=False),
    Column("voie_technologique", (), required=False),
    Column("voie_professionnelle", (), required=False),
    Column("lycee_agricole", (), required=False),
    Column("type_contrat_prive", (), required=False),
    Column("date_maj_ligne", (), required=False),
)
# Published columns that Vigie has no use for: left aside without a word each.
_UNUSED = """
adresse_1 adresse_2 adresse_3 code_postal code_region telephone fax web mail restauration
hebergement ulis apprentissage segpa section_arts section_cinema section_theatre section_sport
section_internationale section_europeenne lycee_militaire lycee_des_metiers post_bac
appartenance_education_prioritaire greta siren_siret nombre_d_eleves fiche_onisep position
libelle_departement libelle_region coordx_origine coordy_origine epsg_origine coordonnee_x
coordonnee_y epsg latitude longitude precision_localisation ministere_tutelle multi_uai
etablissement_multi_lignes rpi_concentre rpi_disperse code_nature libelle_nature
code_type_contrat_prive pial etablissement_mere type_rattachement_etablissement_mere
code_zone_animation_pedagogique libelle_zone_animation_pedagogique
"""
UNUSED = frozenset(fold(name) for name in _UNUSED.split())
OUTSIDE = ("service administratif", "information et orientation", "medico-social", "autre")
SCHEMA = {
    "line": pl.Int32,
    "uai": pl.String,
    "name": pl.String,
    "type": pl.String,
    "sector": pl.String,
    "degree": pl.String,
    "department": pl.String,
    "academie": pl.String,
    "district": pl.String,
    "district_name": pl.String,
    "basin": pl.String,
    "basin_name": pl.String,
    "commune": pl.String,
    "opened": pl.Date,
    "closed": pl.Date,
    "state": pl.String,
}


def recognise(header: Header) -> Recognition:
    """The columns of the published directory that Vigie cannot do without."""
    return recognise_columns(header, COLUMNS, never=("email", "last_name", "headcount"))


def read(table: Table, findings: Findings, context: Context, file_name: str) -> Reading:
    """Schools, one row per UAI. `degree` is `1D` or `2D`, `sector` `public` or `private`,
    `state` `open` or `closed`. Services and medico-social establishments belong to no degree:
    they are left out, and counted in a notice."""
    del context, file_name
    places = place_columns(table.header, COLUMNS)
    known = set(places.values()) | {
        place for place, key in enumerate(table.header.keys) if key in UNUSED
    }
    notice_unknown(table.header, known, findings)
    seen: dict[str, tuple[object, ...]] = {}
    updated: list[date] = []
    services = repeated = 0
    reader = RowReader(table, places, findings)
    for row in reader:
        if _is_outside(row):
            services += 1
            continue
        school = _school(row)
        if school is None:
            continue
        uai = str(school[1])
        if seen.setdefault(uai, school) is not school:
            repeated += _is_same(row, seen[uai], school)
        elif day := _quiet_day(row.text("date_maj_ligne")):
            updated.append(day)
    if repeated:
        findings.notice(
            "repeated_school",
            "Lignes qui répètent un établissement déjà lu, avec les mêmes degré, secteur et "
            f"département (comptées une fois){NBSP}: {repeated}.",
        )
    if services:
        findings.notice(
            "services_left_out",
            "Lignes laissées de côté car hors du 1er et du 2nd degré (services administratifs, "
            f"orientation, médico-social, autres){NBSP}: {services}.",
        )
    origin: AsOfOrigin | None = "column" if updated else None
    return Reading(
        source=NAME,
        as_of=max(updated, default=None),
        as_of_origin=origin,
        rows_read=reader.rows_read,
        notices=findings.notices,
        problems=findings.problems,
        refused_lines=findings.refused_lines,
        frames={"schools": [pl.DataFrame(list(seen.values()), schema=SCHEMA, orient="row")]},
    )


def _is_same(row: Row, first: tuple[object, ...], again: tuple[object, ...]) -> bool:
    """Whether a repeated UAI (the directory has a line per nature) says the same of what counts;
    otherwise the row is refused."""
    if first[4:7] == again[4:7]:
        return True
    row.refuse(
        "identifiant_de_l_etablissement",
        f"L’établissement est déjà à la ligne {first[0]}, avec un autre degré, secteur ou "
        "département.",
        f"Gardez une seule des lignes {first[0]} et {row.line}.",
    )
    return False


def _is_outside(row: Row) -> bool:
    kind = normalise(row.text("type_etablissement"))
    return kind in OUTSIDE


def _school(row: Row) -> tuple[object, ...] | None:
    uai = row.parse("identifiant_de_l_etablissement", parse_uai, required=True)
    name = row.parse("nom_etablissement", str, required=True)
    department = row.parse("code_departement", parse_department, required=True)
    sector = row.parse("statut_public_prive", parse_sector, required=True)
    degree = _degree(row)
    opened, closed = row.day("date_ouverture"), row.day("date_fermeture")
    state = row.parse("etat", parse_state) or ("closed" if closed else "open")
    if not row.ok:
        return None
    return (
        row.line,
        uai,
        name,
        row.text("type_etablissement"),
        sector,
        degree,
        department,
        row.text("code_academie") or None,
        row.text("code_circonscription") or None,
        row.text("nom_circonscription") or None,
        row.text("code_bassin_formation") or None,
        row.text("libelle_bassin_formation") or None,
        row.text("nom_commune") or row.text("code_commune") or None,
        opened,
        closed,
        state,
    )


def parse_sector(text: str) -> str:
    """`public` or `private`. Raises `CellError`."""
    key = normalise(text)
    if key in ("public", "pu"):
        return "public"
    if key.startswith("prive") or key == "pr":
        return "private"
    raise CellError(
        f"Le secteur {quoted(text)} n’est ni Public ni Privé.", "Écrivez Public ou Privé."
    )


def parse_state(text: str) -> str:
    """`open` or `closed`. Raises `CellError`."""
    key = normalise(text)
    if key.startswith("ouvert") or key == "a ouvrir":
        return "open"
    if key.startswith("ferme") or key == "a fermer":
        return "closed" if key.startswith("ferme") else "open"
    raise CellError(f"L’état {quoted(text)} n’est pas connu.", "Écrivez OUVERT, A FERMER ou FERME.")


def _degree(row: Row) -> str | None:
    """1D for écoles, 2D for collèges, lycées and EREA; refused when nothing tells (R004)."""
    kind = normalise(row.text("type_etablissement"))
    if kind.startswith(("ecole", "maternelle", "elementaire", "primaire")):
        return "1D"
    if kind.startswith(("college", "lycee", "erea", "etablissement regional", "cite scolaire")):
        return "2D"
    if "1" in (row.text("ecole_maternelle"), row.text("ecole_elementaire")):
        return "1D"
    upper = ("voie_generale", "voie_technologique", "voie_professionnelle", "lycee_agricole")
    if "1" in {row.text(key) for key in upper}:
        return "2D"
    row.refuse(
        "type_etablissement",
        f"Rien ne dit si l’établissement relève du 1er ou du 2nd degré{NBSP}: "
        f"{quoted(row.text('type_etablissement'))}.",
        "Indiquez un type, par exemple Ecole, Collège ou Lycée.",
    )
    return None


def _quiet_day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except CellError:
        return None
