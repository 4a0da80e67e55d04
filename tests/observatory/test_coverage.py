"""Coverage: the printed table of 10 April 2024, its gaps, its three views."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from observatory.given import EXAMPLES, imported
from observatory.test_board import text_of
from vigie.measures.build import build
from vigie.observatory import cubes
from vigie.observatory.asked import Asked
from vigie.observatory.coverage import Coverage, Options, coverage
from vigie.web import formats
from vigie.web.tables import Row, Table


def page(code: str = "FR", view: str = "synthese", item: str = "subject",
         profile: str | None = None, grouped: bool = False) -> Coverage:  # fmt: skip
    cube = cubes.current()
    assert cube is not None
    return coverage(cube, Asked("coverage", code, profile=profile), Options(view, item, grouped))


def row(table: Table | None, name: str) -> Row:
    assert table is not None
    return next(each for each in table.rows if each.cells["name"] == name)


def shown(table: Table | None, name: str, keys: str) -> list[str]:
    cells = row(table, name).cells
    return [formats.shown(cells[key], 0).text.replace("\u202f", " ") for key in keys.split()]  # type: ignore[arg-type]  # figures


PROFILES = "1D_PRIVATE 1D_PUBLIC 2D_PRIVATE 2D_PUBLIC CPE"


@pytest.mark.usefixtures("nation")
class TestNation:
    def test_the_printed_totals(self) -> None:
        """seeds/001, l. 154: 65, 64, 71, 73, 64 (one off where inputs are rounded) and 69."""
        found = page().heat
        means = shown(found, "Moyenne simple des sujets", PROFILES)
        assert means[:4] == ["65 %", "64 %", "71 %", "73 %"]
        assert means[4] in ("64 %", "65 %")
        assert shown(found, "Moyenne pondérée par les envois", "ALL") == ["69 %"]

    def test_lines_of_the_printed_table(self) -> None:
        found = page().heat
        assert shown(found, "Respect des licences", PROFILES) == [
            "35 %", "34 %", "42 %", "44 %", "27 %"
        ]  # fmt: skip

    def test_a_subject_that_a_profile_has_not_is_not_zero(self) -> None:
        cells = row(page().heat, "Classe Inversée").cells
        assert cells["1D_PUBLIC"].status == "not_applicable"  # type: ignore[union-attr]  # a figure

    def test_referentials_are_apart_by_more_than_twenty_points(self) -> None:
        """seeds/001, l. 123: 78 and 56."""
        said = [sentence.replace("\u202f", " ").replace("\u00a0", " ")
                for sentence in page().sentences]  # fmt: skip
        assert "Plus de 20 points séparent le CRCN (78 %) du CRCN-Édu (56 %)." in said

    def test_the_four_weakest_subjects_of_primary_public(self) -> None:
        """seeds/001, l. 875: RGPD 31, licences 34, évaluation 42, Prim à bord 46."""
        found = page().priorities
        assert found is not None
        mine = [each for each in found.rows if each.cells["profile"] == "1D public"]
        assert [str(each.cells["name"]) for each in mine] == [
            "RGPD dans sa pratique d'enseignant du primaire",
            "Respect des licences",
            "Outils d'évaluation",
            "Prim à bord",
        ]
        assert [formats.shown(each.cells["coverage"], 0).text for each in mine] == [  # type: ignore[arg-type]  # figures
            "31\u202f%", "34\u202f%", "42\u202f%", "46\u202f%"
        ]  # fmt: skip

    def test_variants_are_grouped_on_demand(self) -> None:
        cells = row(page(grouped=True).heat, "RGPD dans sa pratique d'enseignant").cells
        texts = [formats.shown(cells[key], 0).text for key in PROFILES.split()]  # type: ignore[arg-type]  # figures
        assert [text[:2] for text in texts] == ["20", "31", "37", "54", "44"]
        assert cells["ALL"] == "3\u00a0variantes"

    def test_three_views_give_the_same_totals(self, reader: Client) -> None:
        heat, flat = page().heat, page(view="donnees").flat
        assert heat is not None
        assert flat is not None
        for label in ("Moyenne simple des sujets", "Moyenne pondérée par les envois"):
            mine = {
                str(each.cells["profile"]): each.cells["coverage"].value  # type: ignore[union-attr]  # figures
                for each in flat.rows
                if each.cells["name"] == label
            }
            cells = row(heat, label).cells
            assert mine["Ensemble"] == cells["ALL"].value  # type: ignore[union-attr]  # figures
            assert mine["CPE"] == cells["CPE"].value  # type: ignore[union-attr]  # figures
        for view in ("synthese", "graphique", "donnees"):
            words = text_of(reader.get(f"/couverture/?vue={view}").content)
            assert "69 %" in words
            assert "14 734 envois" in words

    def test_every_coverage_has_its_number_of_sendings(self) -> None:
        found = page(view="donnees").flat
        assert found is not None
        for each in found.rows:
            if each.cells["coverage"].status == "ok":  # type: ignore[union-attr]  # figures
                assert each.cells["senders"].status == "ok"  # type: ignore[union-attr]  # figures

    def test_one_profile_is_one_column(self) -> None:
        found = page(profile="CPE").heat
        assert found is not None
        assert [column.key for column in found.columns] == ["name", "CPE"]


@pytest.mark.usefixtures("academy")
class TestAcademy:
    def test_competences_and_domains_where_files_have_them(self) -> None:
        for item in ("competence", "domain"):
            found = page("dep:25", item=item).heat
            assert found is not None
            assert len(found.rows) > 3

    def test_beside_the_nation_for_the_same_profile(self) -> None:
        found = page("aca:besancon").reference
        assert found is not None
        last = found.rows[-1].cells
        here, nation, gap = (last[key].value for key in ("here", "nation", "gap"))  # type: ignore[union-attr]  # figures
        assert gap == pytest.approx(here - nation)

    def test_the_territories_below_are_drawn_and_listed(self, reader: Client) -> None:
        words = text_of(reader.get("/couverture/aca:besancon/?vue=graphique").content)
        assert "Taux de couverture par département" in words


@pytest.mark.usefixtures("nation")
def test_nothing_sent_says_what_to_do(reader: Client) -> None:
    words = text_of(reader.get("/couverture/dep:50/").content)
    assert "Aucun résultat envoyé ici pour ces choix" in words


@pytest.fixture
def two_sources(tmp_path: Path, settings: Settings) -> None:
    """The Doubs by a table of subjects, and by the exports of two pathways."""
    settings.VIGIE_HOME = tmp_path
    places = ("etablissements.csv", "personnels.csv")
    files = (*places, "campagnes.csv", *EXPORTS, "couverture-sujets-2025-02-03.csv")
    build(imported(tmp_path, [EXAMPLES / "academie" / name for name in files]))


EXPORTS = (
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2025-02-03-0820.csv",
    "Resultats-Cr_er-des-supports-p_dagogiques_1D-public_Doubs_2024-2025-512148-2025-02-03-0820.csv",
)


@pytest.mark.usefixtures("two_sources")
class TestTwoSources:
    def test_the_mean_is_that_of_the_lines_under_it(self) -> None:
        """Subjects of the table, which the exports do not have; more people sent competences."""
        for profile, key in (("1D_PUBLIC", "1D_PUBLIC"), (None, "1D_PUBLIC"), (None, "2D_PUBLIC")):
            found = page("dep:25", profile=profile)
            assert found.heat is not None
            lines = [each.cells[key] for each in found.heat.rows if not each.emphasis]
            known = [each.value for each in lines if each is not None and each.status == "ok"]  # type: ignore[union-attr]  # figures
            mean = row(found.heat, "Moyenne simple des sujets").cells[key]
            assert mean.value == pytest.approx(sum(known) / len(known))  # type: ignore[union-attr]  # a figure
            assert found.apart == ""

    def test_the_mean_of_the_exports_stays_in_sight(self, reader: Client) -> None:
        mean = page("dep:25", profile="1D_PUBLIC").tiles[1].figure
        (other,) = mean.alternatives
        assert formats.share(mean.value, 0) == "67\u202f%"
        assert (formats.share(other.value, 0), other.level) == ("63\u202f%", "competence")
        address = "/provenance/coverage_subject_mean/dep:25/?profile=1D_PUBLIC"
        words = text_of(reader.get(address).content)
        assert "la moyenne des compétences donne 63,0 %" in words

    def test_places_known_from_the_exports_are_not_set_against_the_table(self) -> None:
        """No table speaks below the département: its rate is no mark for the competences there."""
        found = page("dep:25", "graphique")
        below = found.charts[1]
        assert "ils ne se comparent pas" in below.note
        assert found.children is not None
        assert found.children.note == below.note
        assert "Doubs 7" not in below.wide

    def test_lines_of_another_level_say_that_the_means_are_not_theirs(self) -> None:
        found = page("dep:25", item="competence", profile="1D_PUBLIC")
        assert found.apart == (
            "Pour 1D public, et donc pour l’ensemble, les lignes viennent de "
            + " et ".join(f"{name} (3\u00a0février\u00a02025)" for name in EXPORTS)
            + ", et les moyennes de couverture-sujets-2025-02-03.csv "
            "(3\u00a0février\u00a02025)\u00a0: elles ne se recalculent pas à partir des lignes."
        )
        for each in (found.heat, page("dep:25", "donnees", "competence", "1D_PUBLIC").flat):
            assert each is not None
            assert each.note.endswith(found.apart)


@pytest.mark.usefixtures("academy")
def test_a_place_with_exports_only_shows_its_competences(reader: Client) -> None:
    """Below the département no table speaks: the lines are those of the mean above them."""
    cube = cubes.current()
    assert cube is not None
    district = cube.tree.descendants("dep:25", "district")[0]
    words = text_of(reader.get(f"/couverture/{district}/").content)
    assert "Moyenne simple des compétences" in words
    assert "Par compétence et par profil" in words
    assert "Moyenne simple des sujets" not in words
