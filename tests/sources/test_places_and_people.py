"""The schools directory, the roster, and the declaration of campaigns."""

from datetime import date

import pytest

from lib.reading import read_bytes
from lib.sources_drawn import CAMPAIGNS, ROSTER, SCHOOLS
from vigie.sources.reading import Context


def test_schools_carry_degree_sector_and_groups() -> None:
    reading = read_bytes(SCHOOLS)
    assert reading.source == "schools"
    assert reading.problems == ()
    assert [notice.code for notice in reading.notices] == ["services_left_out"]
    assert reading.rows_read == 4
    rows = reading.tables["schools"].to_dicts()
    assert [(r["uai"], r["degree"], r["sector"], r["department"], r["state"]) for r in rows] == [
        ("0750652B", "1D", "public", "75", "open"),
        ("0250001R", "2D", "private", "25", "open"),
        ("7200002P", "2D", "public", "2B", "open"),
    ]
    assert (rows[0]["district"], rows[0]["district_name"]) == ("0751234X", "Paris 1")
    assert (rows[1]["basin"], rows[1]["basin_name"]) == ("03001", "Besançon")
    assert rows[0]["opened"] == date(1965, 5, 1)
    assert rows[0]["basin"] is None


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("0750652B", "0750652C", "lettre B"),
        (";Ecole;", ";Autre chose;", "degré"),
        (";Ecole;", ";;", "degré"),
        (";Public;075", ";;075", "vide"),
        (";Public;075", ";Mixte;075", "Public ni Privé"),
        ("075;01", "099;01", "n’existe pas"),
        ("1965-05-01", "1965-02-30", "n’existe pas"),
        ("OUVERT", "PEUT-ETRE", "état"),
        ("0250001R", "0750652B", "déjà à la ligne 2"),
    ],
)
def test_a_school_that_cannot_be_filed_is_refused(right: str, wrong: str, said: str) -> None:
    reading = read_bytes(SCHOOLS.replace(right, wrong, 1))
    (problem,) = reading.problems
    assert said in problem.message
    assert reading.tables["schools"].height == 2


def test_the_roster_gives_places_without_names() -> None:
    reading = read_bytes(ROSTER)
    assert reading.problems == ()
    table = reading.tables["placements"]
    assert table.select("person_key", "profile", "uai", "department", "discipline").rows() == [
        ("nour.abadie@ac-besancon.fr", "1D_PUBLIC", "0750652B", "75", None),
        ("y.b@ac-besancon.fr", "2D_PUBLIC", "0250001R", "25", "Lettres"),
    ]
    assert not {"last_name", "first_name", "email"} & set(table.columns)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("y.b@ac-besancon.fr", "y.b@", "adresse électronique"),
        ("y.b@ac-besancon.fr", "", "vide"),
        ("y.b@ac-besancon.fr", "NOUR.abadie@ac-besancon.fr", "répète"),
        ("0250001R", "0250001C", "lettre R"),
        ("0250001R", "", "ni établissement ni département"),
        ("2D_PUBLIC", "3D", "profil"),
    ],
)
def test_a_wrong_member_of_staff_is_refused(right: str, wrong: str, said: str) -> None:
    reading = read_bytes(ROSTER.replace(right, wrong, 1))
    (problem,) = reading.problems
    assert problem.line == 3
    assert said in problem.message
    assert reading.tables["placements"].height == 1


def test_a_school_out_of_the_directory_is_noticed() -> None:
    reading = read_bytes(ROSTER, context=Context(known_schools=frozenset({"0750652B"})))
    assert [(n.code, n.value) for n in reading.notices] == [("unknown_school", "0250001R")]


def test_a_department_alone_will_do() -> None:
    content = "Adresse mail;Nom;Prénom;Profil;Département\na.b@ac-x.fr;B;A;CPE;02A\n"
    assert read_bytes(content).tables["placements"]["department"].to_list() == ["2A"]


def test_campaigns_are_declared_by_their_code() -> None:
    reading = read_bytes(CAMPAIGNS)
    assert reading.source == "campaigns"
    assert reading.tables["campaigns"].rows() == [
        (2, "PXEDUA234", "dep:25", "1D_PUBLIC", "POSITIONING", "Doubs 1D", "2026-2027"),
        (3, "PXEDUB235", "dep:39", None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("2E+05", "tableur"), ("AB-12", "code de campagne"), ("PXEDUA234", "répète"), ("", "vide")],
)
def test_a_wrong_campaign_code_is_refused(wrong: str, said: str) -> None:
    (problem,) = read_bytes(CAMPAIGNS.replace("pxedub235", wrong)).problems
    assert problem.line == 3
    assert said in problem.message


# The columns that the directory publishes (data.education.gouv.fr, fr-en-annuaire-education).
_PUBLISHED = """
Identifiant_de_l_etablissement Nom_etablissement Type_etablissement Statut_public_prive
Adresse_1 Adresse_2 Adresse_3 Code_postal Code_commune Nom_commune Code_departement
Code_academie Code_region Ecole_maternelle Ecole_elementaire Voie_generale Voie_technologique
Voie_professionnelle Telephone Fax Web Mail Restauration Hebergement ULIS Apprentissage Segpa
Section_arts Section_cinema Section_theatre Section_sport Section_internationale
Section_europeenne Lycee_Agricole Lycee_militaire Lycee_des_metiers Post_BAC
Appartenance_Education_Prioritaire GRETA SIREN_SIRET Nombre_d_eleves Fiche_onisep position
Type_contrat_prive Libelle_departement Libelle_academie Libelle_region coordX_origine
coordY_origine epsg_origine nom_circonscription latitude longitude precision_localisation
date_ouverture date_maj_ligne etat ministere_tutelle multi_uai rpi_concentre rpi_disperse
code_nature libelle_nature Code_type_contrat_prive PIAL etablissement_mere
type_rattachement_etablissement_mere code_circonscription code_zone_animation_pedagogique
libelle_zone_animation_pedagogique code_bassin_formation libelle_bassin_formation
"""
PUBLISHED = _PUBLISHED.split()


def published(**cells: str) -> str:
    given = {
        "Identifiant_de_l_etablissement": "0250001R",
        "Nom_etablissement": "Lycée inventé",
        "Type_etablissement": "Lycée",
        "Statut_public_prive": "Public",
        "Code_departement": "025",
        "libelle_nature": "LYCEE POLYVALENT",
        "date_ouverture": "26/04/1969",
        "date_maj_ligne": "2025-01-06",
        "etat": "OUVERT",
        **cells,
    }
    return ";".join(given.get(name, "") for name in PUBLISHED) + "\n"


def test_the_published_directory_is_read_whole_and_dated() -> None:
    section = published(libelle_nature="SECTION D ENSEIGNEMENT PROFESSIONNEL")
    reading = read_bytes(";".join(PUBLISHED) + "\n" + published() + section)
    assert reading.problems == ()
    assert [notice.code for notice in reading.notices] == ["repeated_school"]
    assert reading.tables["schools"].height == 1
    assert (reading.as_of, reading.as_of_origin) == (date(2025, 1, 6), "column")


def test_a_department_may_be_named() -> None:
    content = "email;nom;prénom;profil;département\na.b@ac-x.fr;B;A;CPE;Doubs\n"
    context = Context(resolve_territory=lambda text, _on: {"Doubs": "dep:25"}.get(text, "reg:x"))
    reading = read_bytes(content, context=context)
    assert reading.tables["placements"]["department"].to_list() == ["25"]
    (problem,) = read_bytes(content.replace("Doubs", "Bretagne"), context=context).problems
    assert "pas un département" in problem.message
