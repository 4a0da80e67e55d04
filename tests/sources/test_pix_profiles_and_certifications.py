"""Profile collections and certification results."""

from datetime import UTC, date, datetime

import pytest

from lib.reading import read_bytes
from lib.sources_drawn import CERTIFICATIONS, PROFILES
from vigie.sources.pix_profiles import latest_sending


def test_profiles_are_read_with_their_levels() -> None:
    reading = read_bytes(PROFILES, "Resultats-Collecte-512345-2026-10-05-0920.csv")
    assert reading.source == "pix-profiles"
    assert (reading.problems, reading.notices) == ((), ())
    assert (reading.as_of, reading.as_of_origin) == (date(2026, 10, 5), "file name")
    table = reading.tables["pix_profiles"]
    assert table.row(0, named=True) == {
        "line": 2,
        "campaign": "CLGQWE789",
        "person_key": "adam|lina|college fictif",
        "shared_at": datetime(2026, 9, 18, 8, 4, tzinfo=UTC),
        "pix": 199,
        "certifiable": True,
        "certifiable_competences": 10,
        "uai": None,
        "l_gerer_des_donnees": 3,
        "l_s_inserer_dans_le_monde_numerique": 2,
    }
    assert table.row(3)[3:7] == (None, None, None, None)


def test_the_latest_profile_counts() -> None:
    table = latest_sending(read_bytes(PROFILES).tables["pix_profiles"], key="person_key")
    assert table.sort("line")["pix"].to_list() == [199, 66, None]


def test_the_old_profile_export_has_days() -> None:
    content = PROFILES.replace("Date et heure de l'envoi (Europe/Paris)", "Date de l'envoi")
    content = content.replace("18/09/2026 10:04", "2026-09-18")
    table = read_bytes(content).tables["pix_profiles"]
    assert table["shared_at"][0] == datetime(2026, 9, 17, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "wrong", "column"),
    [
        (";199;", ";1025;", "Nombre de pix total"),
        (";10;3;24", ";17;3;24", "Nombre de compétences certifiables"),
        (";10;3;24", ";10;9;24", "Niveau pour la compétence Gérer des données"),
        (";10;3;24", ";10;3,5;24", "Niveau pour la compétence Gérer des données"),
        ('199;"Oui"', '199;"Yes"', "Certifiable (O/N)"),
        ('"3A";"Oui"', '"3A";"?"', "Envoi (O/N)"),
        ("18/09/2026 10:04", "NA", "Date et heure de l'envoi (Europe/Paris)"),
    ],
)
def test_a_wrong_profile_is_refused(right: str, wrong: str, column: str) -> None:
    reading = read_bytes(PROFILES.replace(right, wrong, 1))
    (problem,) = reading.problems
    assert (problem.line, problem.column) == (2, column)
    assert reading.tables["pix_profiles"].height == 3


def test_certifications_of_a_session() -> None:
    reading = read_bytes(CERTIFICATIONS)
    assert reading.source == "pix-certifications"
    assert (reading.problems, reading.notices) == ((), ())
    assert (reading.as_of, reading.as_of_origin) == (date(2026, 5, 12), "content")
    label = "Pix+ Édu 2nd degré"
    day = date(2026, 5, 12)
    rows = reading.tables["certifications"].drop("person_key").rows()
    assert rows == [
        (2, "validated", label, "validated", 512, "777", day, None),
        (3, "rejected", label, "not_taken", 0, "777", day, "0750652B"),
        (4, "cancelled", label, "cancelled", None, "777", day, None),
    ]
    assert reading.tables["certifications"]["person_key"].to_list() == [
        "nour.abadie@ac-x.fr",
        "benali|yanis|03/04/1990",
        "esope|zoe|05/06/1992",
    ]


def test_certifications_of_a_class_have_no_complementary_column() -> None:
    rows = [line.split(";") for line in CERTIFICATIONS.splitlines()]
    gone = [rows[0].index('"Certification Pix+ Édu 2nd degré"')]
    gone.append(rows[0].index('"Centre de certification"'))
    content = "\n".join(
        ";".join(cell for place, cell in enumerate(row) if place not in gone) for row in rows
    )
    reading = read_bytes(content)
    assert reading.problems == ()
    assert reading.tables["certifications"]["complementary"].null_count() == 3


@pytest.mark.parametrize(
    ("right", "wrong", "column"),
    [
        ('"Validée";"Validée"', '"Valid";"Validée"', "Statut"),
        ('"Validée";"Validée"', '"Validée";"?"', "Certification Pix+ Édu 2nd degré"),
        (";512;", ";1025;", "Nombre de Pix"),
        ("10002", "10001", "Numéro de certification"),
        ("12/05/2026", "31/02/2026", "Date de passage de la certification"),
        ("0750652B", "0750652C", "Identifiant Externe"),
    ],
)
def test_a_wrong_certification_is_refused(right: str, wrong: str, column: str) -> None:
    reading = read_bytes(CERTIFICATIONS.replace(right, wrong, 1))
    (problem,) = reading.problems
    assert problem.column == column
    assert reading.tables["certifications"].height == 2
