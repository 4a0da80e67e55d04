"""Provenance: the formula drawn, the files, what was set aside, and what stays hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from observatory.given import FUNNEL, HEADCOUNT, built, table
from observatory.test_board import text_of


@pytest.mark.usefixtures("nation")
def test_a_rate_is_drawn_as_its_numerator_over_its_denominator(reader: Client) -> None:
    page = reader.get("/provenance/participation_rate/dep:25/")
    words = text_of(page.content)
    assert "<mfrac>" in page.content.decode()
    assert "égale Participants divisé par Effectif, soit 926 divisé par" in words
    assert "participation-departements-2024-04-10.csv" in words
    assert "Données du" in words
    assert "10 avril 2024" in words


@pytest.mark.usefixtures("nation")
def test_participants_are_the_sum_of_three_states(reader: Client) -> None:
    words = text_of(reader.get("/provenance/participants/FR/").content)
    assert "22 787 plus 2 711 plus 15 047 : 40 545" in words


@pytest.mark.usefixtures("nation")
def test_a_subject_of_one_profile(reader: Client) -> None:
    address = "/provenance/coverage/FR/?profile=1D_PUBLIC&subject=Respect+des+licences"
    words = text_of(reader.get(address).content)
    assert "34,0 %" in words
    assert "6 764" in words
    assert "couverture-sujets-2024-04-10.csv" in words


@pytest.mark.usefixtures("nation")
def test_every_figure_of_the_board_leads_to_its_provenance(reader: Client) -> None:
    page = reader.get("/").content.decode()
    links = set(re.findall(r'href="(/provenance/[^"]+)"', page))
    assert len(links) > 50
    for link in sorted(links)[::12]:
        assert reader.get(link.replace("&amp;", "&")).status_code == 200, link


def test_what_was_set_aside_is_told_with_the_reason(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    settings.VIGIE_HOME = tmp_path
    profiles = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")
    rows = [f"dep:25;{profile};Bilan;2024-04-10;10;10;10" for profile in profiles]
    whole = "dep:25;ALL;Bilan;2024-04-10;60;60;60"
    built(tmp_path, {"a.csv": table(FUNNEL, *rows, whole)})
    words = text_of(reader.get("/provenance/participants/dep:25/").content)
    assert "Une autre valeur est connue" in words
    assert "150" in words
    assert "180" in words
    assert "est retenu" in words


def test_a_figure_kept_in_an_address_shows_the_value_of_its_day(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    settings.VIGIE_HOME = tmp_path
    built(
        tmp_path,
        {
            "a.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-04-10;10;20;30"),
            "b.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-09-10;11;22;133"),
            "c.csv": table(HEADCOUNT, "dep:25;ALL;1000;2024-04-01"),
        },
    )
    then = text_of(reader.get("/provenance/participants/dep:25/?as_of=2024-04-10").content)
    assert "30 : 60" in then
    assert "Tel que connu le" in then
    now = text_of(reader.get("/provenance/participants/dep:25/").content)
    assert "133 : 166" in now


def test_the_link_keeps_the_date_of_the_page(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    """A later headcount must not change the rate that an older page leads to."""
    settings.VIGIE_HOME = tmp_path
    built(
        tmp_path,
        {
            "a.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-04-10;10;20;30"),
            "b.csv": table(HEADCOUNT, "dep:25;ALL;1000;2024-04-01", "dep:25;ALL;600;2024-06-01"),
        },
    )
    page = reader.get("/tableau/dep:25/?date=2024-05-01").content.decode()
    found = re.search(r'href="(/provenance/participation_rate/dep:25/[^"]*)"', page)
    assert found is not None
    words = text_of(reader.get(found[1].replace("&amp;", "&")).content)
    assert "60 divisé par 1 000 : 6,0 %" in words
    assert "60 divisé par 600 : 10,0 %" in text_of(
        reader.get("/provenance/participation_rate/dep:25/").content
    )


@pytest.mark.usefixtures("academy")
class TestPeople:
    def test_a_hidden_figure_tells_neither_value_nor_files(self, reader: Client) -> None:
        words = text_of(reader.get("/provenance/participants/dep:70/?profile=1D_PRIVATE").content)
        assert "masqué" in words
        assert "Les fichiers ne sont pas détaillés derrière un chiffre masqué" in words
        assert "Resultats-" not in words

    def test_lines_of_peoples_files_are_told_where_their_participants_are(
        self, reader: Client
    ) -> None:
        whole = reader.get("/provenance/participants/aca:besancon/").content
        assert re.search(r"I\d{6} [\d ]+ 2-", text_of(whole))
        brought_by = re.search(r'href="(/imports/historique/I\d{6}/)"', whole.decode())
        assert brought_by is not None
        assert reader.get(brought_by[1]).status_code == 200
        # The participants of a campaign are hidden here: so is the number of its lines.
        assert not re.search(
            r"I\d{6} [\d ]+ 2-", text_of(reader.get("/provenance/participants/dep:70/").content)
        )
        page = reader.get("/tableau/dep:25/?niveau=district").content.decode()
        district = re.search(r'href="(/provenance/participants/circo:[^"]+)"', page)
        assert district is not None
        below = text_of(reader.get(district[1].replace("&amp;", "&")).content)
        assert "non détaillées" in below

    def test_the_unknown_line_has_a_provenance(self, reader: Client) -> None:
        page = reader.get("/tableau/dep:25/?niveau=district").content.decode()
        found = re.search(r'href="(/provenance/participants/dep:25:unplaced/[^"]*)"', page)
        assert found is not None
        assert "niveau=district" in found[1]
        words = text_of(reader.get(found[1].replace("&amp;", "&")).content)
        assert "Hors circonscription ou non situés" in words


@pytest.mark.parametrize(
    "address",
    ["/provenance/nombre_magique/FR/", "/provenance/participants/Syldavie/",
     "/provenance/participants/FR/?subject=Hameçonnage", "/provenance/coverage/FR/?subject=Rien"],
)  # fmt: skip
@pytest.mark.usefixtures("nation")
def test_what_does_not_exist_is_404(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404
