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


def test_means_of_other_files_than_the_lines_are_told(tmp_path: Path, settings: Settings) -> None:
    """A table of coverage gives the subjects, the exports of the day give the means."""
    settings.VIGIE_HOME = tmp_path
    exports = [
        "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2025-02-03-0820.csv",
        "Resultats-Cr_er-des-supports-p_dagogiques_1D-public_Doubs_2024-2025-512148-2025-02-03-0820.csv",
    ]
    files = ("campagnes.csv", *exports, "couverture-sujets-2025-02-03.csv")
    build(imported(tmp_path, [EXAMPLES / "academie" / name for name in files]))
    told = page("dep:25").apart
    first, second = (f"{name} (3\u00a0février\u00a02025)" for name in exports)
    assert told == (
        "Pour 1D public, et donc pour l’ensemble, les lignes viennent de "
        "couverture-sujets-2025-02-03.csv (3\u00a0février\u00a02025), et les moyennes de "
        f"{first} et {second}\u00a0: elles ne se recalculent pas à partir des lignes."
    )
    for table in (page("dep:25").heat, page("dep:25", view="donnees").flat):
        assert table is not None
        assert table.note.endswith(told)
    assert page("dep:25", profile="2D_PRIVATE").apart == ""
    assert page("dep:25", item="competence").apart == ""
