"""The tables that are not Pix exports: printed figures, schools, staff, headcounts."""

from __future__ import annotations

from pathlib import Path

import academy
import printed

HEADCOUNTS_AS_OF = "2024-10-01"


def write_table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A semicolon table as people exchange them: UTF-8, quotes only where they are needed."""
    lines = [";".join(quoted(value) for value in row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def quoted(value: object) -> str:
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ';"\n') else text


def write_national(folder: Path) -> None:
    with_headcount = (*printed.FUNNEL_HEADER, "headcount", "participation_rate")
    for name, rows in (
        ("participation-regions", (*printed.REGIONS, printed.NATION)),
        ("participation-departements", printed.DEPARTMENTS),
        ("participation-tne", (printed.TNE,)),
    ):
        path = folder / f"{name}-{printed.AS_OF}.csv"
        write_table(path, with_headcount, printed.funnel(rows))
    path = folder / f"participation-profils-{printed.AS_OF}.csv"
    write_table(path, (*printed.FUNNEL_HEADER, "participation_rate"), printed.profiles())
    path = folder / f"couverture-sujets-{printed.AS_OF}.csv"
    write_table(path, printed.COVERAGE_HEADER, printed.coverage())


SCHOOLS_HEADER = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;"
    "Code_postal;Code_commune;Nom_commune;Code_departement;Code_academie;Code_region;"
    "Ecole_maternelle;Ecole_elementaire;Type_contrat_prive;Libelle_departement;Libelle_academie;"
    "Libelle_region;nom_circonscription;date_ouverture;date_maj_ligne;etat;code_nature;"
    "libelle_nature;code_circonscription;code_bassin_formation;libelle_bassin_formation"
)
NATURES = {
    "Ecole": ("151", "ECOLE DE NIVEAU ELEMENTAIRE"),
    "Collège": ("340", "COLLEGE"),
    "Lycée": ("302", "LYCEE D ENSEIGNEMENT GENERAL ET TECHNOLOGIQUE"),
}


def write_schools(path: Path, places: list[academy.School]) -> None:
    departments = {row[0]: row[1] for row in academy.DEPARTMENTS}
    rows: list[tuple[object, ...]] = []
    for place in places:
        primary = place.kind == "Ecole"
        district, basin = place.district or ("", ""), place.basin or ("", "")
        rows.append(
            (
                place.uai,
                place.name,
                place.kind,
                "Public" if place.public else "Privé",
                f"{place.department}000",
                place.commune_code,
                place.commune,
                f"0{place.department}",
                "03",
                "27",
                "1" if primary else "0",
                "1" if primary else "0",
                "SANS OBJET" if place.public else "CONTRAT D'ASSOCIATION TOUTES CLASSES",
                departments[place.department],
                "Besançon",
                "Bourgogne-Franche-Comté",
                f"Circonscription 1er degré {district[1]}" if primary else "",
                place.opened,
                "2024-09-15",
                "OUVERT",
                *NATURES[place.kind],
                district[0],
                basin[0],
                f"Bassin {basin[1]}" if basin[1] else "",
            )
        )
    write_table(path, tuple(SCHOOLS_HEADER.split(";")), rows)


def write_roster(path: Path, staff: list[academy.Person]) -> None:
    header = (
        "email",
        "last_name",
        "first_name",
        "profile",
        "uai",
        "department",
        "circonscription",
        "bassin",
        "discipline",
    )
    rows: list[tuple[object, ...]] = []
    for person in staff:
        area = person.area[0] if person.area else ""
        primary = person.profile.startswith("1D")
        rows.append(
            (
                person.email,
                person.last_name,
                person.first_name,
                person.profile,
                person.school.uai if person.school else "",
                "" if person.school else person.department,
                area if primary else "",
                "" if primary else area,
                person.discipline,
            )
        )
    write_table(path, header, rows)


def write_headcounts(folder: Path) -> None:
    header = ("territory", "profile", "headcount", "as_of")
    date = HEADCOUNTS_AS_OF
    whole = [
        (f"dep:{department}", profile, headcount, date)
        for department, profiles in academy.HEADCOUNTS.items()
        for profile, headcount in profiles.items()
    ]
    write_table(folder / f"effectifs-departements-{date}.csv", header, [*whole])
    finer = [(*row, date) for row in academy.area_headcounts()]
    write_table(folder / f"effectifs-circonscriptions-bassins-{date}.csv", header, [*finer])
