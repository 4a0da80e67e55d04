"""No e-mail, name or external id outside the archive: not in the lake, the ledger or a message."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from facts.given import participation, pix_file, table, take
from lib.pix_files import Layout
from vigie.facts.contracts import FAMILIES
from vigie.facts.home import Home
from vigie.facts.import_report import ImportReport
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

NAMES = ("zorglub", "quenneville")
IDENTITIES = (*NAMES, "EXTERNE-4471", "ac-fictive.fr", "exemple.fr")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def outside_the_archive(home: Home) -> bytes:
    """Everything written but the archive, the tables being given as text too."""
    raw = [
        path.read_bytes()
        for path in home.path.rglob("*")
        if path.is_file() and home.archive not in path.parents
    ]
    imports = range(1, 20)
    tables = [Lake(home).scan(family, imports).collect().write_csv() for family in FAMILIES]
    return b"\n".join(raw).lower() + "\n".join(tables).lower().encode()


def assert_nobody(home: Home, *reports: ImportReport) -> None:
    written = outside_the_archive(home)
    for identity in IDENTITIES:
        assert identity.lower().encode() not in written, identity
    for report in reports:
        assert report.status == "imported", report.errors


ROSTER = (
    "email;last_name;first_name;profile;department;circonscription",
    "nour.zorglub@ac-fictive.fr;Zorglub;Nour;CPE;25;",
    "yanis.quenneville@exemple.fr;Quenneville;Yanis;CPE;99;",
    "lea.zorglub@ac-fictive.fr;Zorglub;Léa;2D_PUBLIC;25;",
)
CERTIFICATIONS = (
    '"Numéro de certification";"Prénom";"Nom";"Date de naissance";"Lieu de naissance";'
    '"Identifiant Externe";"Statut";"Nombre de Pix";"1.1";"1.2";"1.3";"2.1";"2.2";"2.3";"2.4";'
    '"3.1";"3.2";"3.3";"3.4";"4.1";"4.2";"4.3";"5.1";"5.2";'
    '"Commentaire jury pour l’organisation";"Session";"Centre de certification";'
    '"Date de passage de la certification"',
    '10001;"Nour";"Zorglub";"01/02/1988";"Ville";"EXTERNE-4471";"Validée";512;4;4;4;4;4;4;4;4;4;4'
    ';4;4;4;4;4;4;"Bravo Zorglub";777;"Centre Fictif";"12/05/2026"',
)


def test_no_source_lets_an_identity_through(home: Home, tmp_path: Path) -> None:
    people = [participation(name, 7, shared=9) for name in NAMES]
    people.append(participation(NAMES[0], 1))
    reports = [
        take(home, pix_file(tmp_path, *people), profile="CPE"),
        take(home, pix_file(tmp_path, *people, layout=Layout(external_id=None), on="2026-10-12")),
        take(home, table(tmp_path, "agents.csv", *ROSTER), accept_refused=True),
        take(home, table(tmp_path, "session.csv", *CERTIFICATIONS), territory="Doubs"),
    ]
    assert_nobody(home, *reports)
    assert reports[2].rows_refused == 1
    assert reports[3].warnings == ()
    assert Ledger(home).records()[-1].territory == "dep:25"


def test_identical_people_in_two_files_are_one_pseudonym(home: Home, tmp_path: Path) -> None:
    take(home, pix_file(tmp_path, participation(NAMES[0], 7, shared=9)))
    take(home, table(tmp_path, "agents.csv", *ROSTER), accept_refused=True)
    taken = set(Lake(home).scan("participations").collect()["person"])
    placed = Lake(home).scan("placements").filter(pl.col("department") == "25").collect()
    assert len(taken & set(placed["person"])) == 1


def test_a_warning_that_quotes_an_address_is_recorded_without_it(
    home: Home, tmp_path: Path
) -> None:
    twice = (*ROSTER[:2], ROSTER[1])
    report = take(home, table(tmp_path, "agents.csv", *twice), accept_refused=True)
    assert_nobody(home, report)
    for path in home.ledger.glob("*.json"):
        assert "value" not in json.loads(path.read_text())
