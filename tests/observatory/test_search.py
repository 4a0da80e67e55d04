"""The box of the header: one territory, several, none; on every page, with its filters."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from lib.people import signed_in
from observatory.test_board import text_of
from vigie.domains.people.roles import Role
from vigie.observatory import cubes
from vigie.web.territories import suggestions


def asked(reader: Client, address: str, text: str, more: str = "") -> str:
    """Where the box leads from a page; the words of the page that answers when it stays."""
    response = reader.get(f"{address}?aller={quote(text)}{more}")
    if response.status_code == 302:
        return str(response["Location"])
    assert response.status_code == 200
    return text_of(response.content)


@pytest.mark.usefixtures("nation")
class TestOneFits:
    @pytest.mark.parametrize(
        ("text", "code"),
        [("Doubs", "dep:25"), ("25", "dep:25"), ("dep:25", "dep:25"), ("corse", "reg:corse"),
         ("Académie de Besançon", "aca:besancon"), ("TNE", "label:tne"), (" Doubs ", "dep:25")],
    )  # fmt: skip
    def test_a_name_or_a_code(self, reader: Client, text: str, code: str) -> None:
        assert asked(reader, "/", text) == f"/tableau/{code}/"

    def test_the_nation_has_the_short_address(self, reader: Client) -> None:
        assert asked(reader, "/participation/", "France") == "/participation/"

    def test_the_page_and_its_filters_are_kept(self, reader: Client) -> None:
        more = "&profil=CPE&vue=donnees&niveau=region&donnees-q=rgpd"
        found = asked(reader, "/couverture/", "Doubs", more)
        assert found == "/couverture/dep:25/?profil=CPE&vue=donnees"

    def test_a_page_of_a_figure_leads_to_the_board(self, reader: Client) -> None:
        address = "/provenance/participants/dep:25/"
        assert asked(reader, address, "Jura") == "/tableau/dep:39/"
        assert asked(reader, address, "France") == "/"

    def test_the_box_is_for_who_may_open_such_a_page(self, reader: Client) -> None:
        teacher = signed_in(Role.TEACHER, territory="uai:0259109R")
        assert 'name="aller"' in reader.get("/accueil/").content.decode()
        assert 'name="aller"' not in teacher.get("/accueil/").content.decode()

    def test_each_suggestion_leads_somewhere(self) -> None:
        cube = cubes.current()
        assert cube is not None
        codes = {cube.tree.resolve(name) for name in suggestions()}
        # 18 régions, 30 académies, 101 départements, those alone in the one above counted once.
        assert len(codes) > 130


@pytest.mark.usefixtures("nation")
class TestNoneFits:
    def test_an_unknown_name_is_told_with_the_nearest(self, reader: Client) -> None:
        words = asked(reader, "/", "Dubs")
        assert "Le territoire « Dubs » est inconnu." in words.replace("\u00a0", " ")
        assert "Vouliez-vous dire" in words

    def test_what_was_written_stays_in_the_box(self, reader: Client) -> None:
        page = reader.get("/?aller=%3Cscript%3E").content.decode()
        assert 'value="&lt;script&gt;"' in page

    def test_nothing_written(self, reader: Client) -> None:
        assert "Le territoire est vide." in asked(reader, "/", "")

    def test_a_former_academie_names_its_successor(self, reader: Client) -> None:
        assert "a fusionné dans l’académie" in asked(reader, "/", "Rouen")

    def test_a_place_that_no_file_names_has_no_page(self, reader: Client) -> None:
        assert "Aucun fichier importé ne parle" in asked(reader, "/", "Wallis-et-Futuna")
        assert reader.get("/tableau/dep:986/").status_code == 404


@pytest.mark.usefixtures("academy")
class TestSeveralFit:
    @pytest.fixture
    def name(self) -> str:
        """A name that several schools bear."""
        cube = cubes.current()
        assert cube is not None
        names = cube.tree.frame["name"].value_counts(sort=True)
        assert names["count"][0] > 1
        return str(names["name"][0])

    def test_each_choice_has_its_name_level_and_way(self, reader: Client, name: str) -> None:
        response = reader.get(f"/participation/?aller={quote(name)}&profil=CPE")
        words = text_of(response.content)
        assert response.status_code == 200
        assert "Quel territoire ?" in words
        assert "Bourgogne-Franche-Comté › Besançon › " in words
        page = response.content.decode()
        cube = cubes.current()
        assert cube is not None
        bearers = cube.tree.frame.filter(name=name)["code"].to_list()
        for code in bearers:
            assert f'href="/participation/{code}/?profil=CPE"' in page
            # Two schools of one circonscription may bear one name.
            uai = code.removeprefix("uai:")
            assert f"{name} ({uai}) , école ou établissement" in words

    def test_an_ambiguous_address_offers_the_same_choices(self, reader: Client, name: str) -> None:
        response = reader.get(f"/tableau/{quote(name)}/")
        assert response.status_code == 404
        assert "Choisissez" in text_of(response.content)


@pytest.mark.usefixtures("nation")
@pytest.mark.parametrize(
    ("page", "action"),
    [("/", "/"), ("/tableau/dep:25/", "/"), ("/participation/dep:25/", "/participation/"),
     ("/couverture/", "/couverture/"), ("/provenance/participants/dep:25/", "/"),
     ("/accessibilite/", "/")],
)  # fmt: skip
def test_the_box_is_on_every_page(reader: Client, page: str, action: str) -> None:
    html = reader.get(page).content.decode()
    assert f'<form class="goto" method="get" action="{action}"' in html
    assert html.count('for="aller"') == 1
    assert '<option value="Doubs"></option>' in html
