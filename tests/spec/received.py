"""Files of an invented academy, as an officer receives them: directory, roster, Pix exports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from lib.pix_files import Layout, Row, line, text

_DIRECTORY = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;"
    "Code_departement;Code_academie;code_circonscription;nom_circonscription;"
    "code_bassin_formation;libelle_bassin_formation;date_ouverture;etat"
)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def uai(number: int) -> str:
    """A school code with its check letter."""
    return f"{number:07d}{_LETTERS[number % 23]}"


PRIMARY = [uai(250100 + n) for n in range(4)]
COLLEGE = uai(250200)


def directory(folder: Path) -> Path:
    """Four schools of the Doubs in two districts, and one collège in a basin."""
    rows = [
        f"{code};École inventée {n};Ecole;Public;025;03;025001{n % 2}A;Dole {n % 2 + 1};;;"
        "1970-09-01;OUVERT"
        for n, code in enumerate(PRIMARY)
    ]
    rows.append(f"{COLLEGE};Collège inventé;Collège;Public;025;03;;;03021;Dole 1;1970-09-01;OUVERT")
    path = folder / "annuaire-2024-09-01.csv"
    path.write_text("\n".join([_DIRECTORY, *rows]) + "\n", encoding="utf-8")
    return path


def address(n: int) -> str:
    return f"personne{n}@ac-fictive.fr"


def roster(folder: Path, places: Iterable[tuple[int, str]], profile: str = "1D_PUBLIC") -> Path:
    """Who works where: (person, school code)."""
    rows = [f"{address(n)};Nom{n};Prénom;{profile};{code}" for n, code in places]
    path = folder / "annuaire-personnels-2024-09-01.csv"
    header = "email;last_name;first_name;profile;uai"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def row(n: int, state: int, day: int, skills: tuple[str, ...] = (), mastered: int = 6) -> Row:
    """Person `n` on a day of November 2024: 0 started, 1 finished, 2 finished and sent."""
    at = datetime(2024, 11, day, 9, 30)
    return Row(
        last_name=f"Nom{n}",
        first_name="Prénom",
        external_id=address(n),
        progress=0.4 if state == 0 else 1.0,
        started=at,
        shared=at if state == 2 else None,
        mastered=(mastered,) * 4,
        skills=skills,
    )


def export(
    folder: Path,
    number: int,
    rows: Iterable[Row],
    *,
    on: str = "2024-12-01",
    pathway: str = "Auto-positionnement",
    skills: tuple[str, ...] = (),
) -> Path:
    """The export of campaign `number`, extracted on a day."""
    layout = Layout(
        campaign_id=512000 + number,
        code=f"PXEDUA{number}",
        campaign=f"Campagne {number}",
        pathway=f"Pix+ Édu - {pathway}",
        skills=skills,
    )
    body = [";".join(text(name) for name in layout.header())]
    body += [line(layout, each) for each in rows]
    path = folder / f"Resultats-campagne-{number}-{512000 + number}-{on}-0915.csv"
    path.write_text("\ufeff" + "\n".join(body) + "\n", encoding="utf-8")
    return path
