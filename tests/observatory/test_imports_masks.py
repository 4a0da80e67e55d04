"""What the pages show of refused lines about people: never who they are."""

from pathlib import Path

import pytest

from lib.people import signed_in
from observatory.dropping import EXAMPLES, Person
from vigie.observatory.imports_masks import MASK, mask_notice, mask_problem
from vigie.sources.problems import Notice, Problem

ROSTER = """email;last_name;first_name;profile;uai;department
zoe.delmarre@academie.example;Delmarre;Zoé;1D_PUBLIC;0250001Z;
basile.orvane-academie.example;Orvane;Basile;1D_PUBLIC;;25
ines.tolbiac@academie.example;Tolbiac;Inès;9D_PUBLIC;;25
"""
PEOPLE = ("zoe.delmarre", "Delmarre", "Zoé", "basile.orvane", "Orvane", "Basile", "Tolbiac")


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


def problem(column: str | None, value: str, line: int | None = 5, message: str = "Non.") -> Problem:
    return Problem(line, column, value, message, "Corrigez.")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "zoe.delmarre"),
        ("last_name", "Delmarre"),
        ("Nom du Participant", "Delmarre"),
        ("Prénom du Participant", "Zoé"),
        ("Adresse e-mail académique", "zoe.delmarre"),
        ("Votre identifiant", "zdelmarre"),
        ("Numen", "25E1234567XYZ"),
        ("Date de naissance", "12/03/1980"),
        ("Groupe", "Delmarre Zoé"),
        (None, "Delmarre;Zoé;9D"),
        ("% de progression", "zoe@academie.example"),
    ],
)
def test_what_may_name_a_person_is_masked(column: str | None, value: str) -> None:
    masked = mask_problem(problem(column, value, message=f"« {value} » ?"), personal=True)
    assert masked.value == MASK
    assert value not in masked.message
    assert masked.line == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("% maitrise de l'ensemble des acquis du profil", "78"),
        ("Date et heure de début (Europe/Paris)", "31/02/2025 10:00"),
        ("Nom de la campagne", "Auto-positionnement"),
        ("Nombre d'acquis du profil cible dans la compétence Interagir", "-2"),
        ("profile", "9D"),
        ("department", "96"),
        ("uai", "0250001Z"),
        ("Identifiant de l’établissement", "0250001Z"),
    ],
)
def test_what_helps_to_mend_is_shown(column: str, value: str) -> None:
    assert mask_problem(problem(column, value), personal=True).value == value


def test_a_table_without_people_hides_nothing() -> None:
    shown = mask_problem(problem("territory", "Franche-Conté"), personal=False)
    assert shown.value == "Franche-Conté"


def test_an_address_is_masked_wherever_it_is() -> None:
    said = mask_notice(
        Notice("twice", "La ligne de zoe@academie.example est deux fois.", 3, "email", "x"),
        personal=True,
    )
    assert "zoe" not in said.message


def test_a_long_value_cut_in_a_message_is_masked() -> None:
    value = "Delmarre " * 12
    cut = mask_problem(problem("nom", value, message=f"« {value[:59]}… » non."), personal=True)
    assert "Delmarre" not in cut.message


def test_pages_and_files_of_errors_name_nobody(person: Person) -> None:
    address = person.drop(("personnels.csv", ROSTER))
    shown = person.read(address)
    errors = person.client.get(f"{address}1/erreurs.csv").content.decode()
    assert "3 lignes à corriger" in shown or "Refusé" in shown
    assert "9D_PUBLIC" in shown
    for name in PEOPLE:
        assert name not in shown
        assert name not in errors


def test_nothing_kept_of_a_reading_names_anybody(person: Person, home: Path) -> None:
    person.drop(("personnels.csv", ROSTER))
    kept = "".join(path.read_text("utf-8") for path in (home / "drafts").rglob("*.json"))
    for name in PEOPLE:
        assert name not in kept


def test_no_page_names_the_people_of_an_export(person: Person) -> None:
    export = EXAMPLES / "wrong" / "taux-superieur-a-1.csv"
    address = person.drop(export)
    person.decide(address, "1/importer", {"1-accept": "2"})
    pages = [address, "/imports/", "/imports/historique/I000001/", "/qualite/"]
    shown = "".join(person.read(page) for page in pages)
    assert "I000001" in shown
    for row in export.read_text("utf-8-sig").splitlines()[1:]:
        last, first, mail = (cell.strip('"') for cell in row.split(";")[5:8])
        assert last not in shown
        assert mail not in shown
        assert f" {first} " not in shown
