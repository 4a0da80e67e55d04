"""The board: what a reader sees at each level, and how the address steers it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from lib.people import signed_in
from observatory.given import FUNNEL, HEADCOUNT, built, table
from vigie.domains.people.roles import Role
from vigie.measures.cube import Cube
from vigie.measures.query import Query, run
from vigie.observatory import cubes
from vigie.observatory.asked import Asked
from vigie.observatory.board import board


def text_of(page: bytes) -> str:
    """The words of a page, with plain spaces."""
    bare = unescape(re.sub(r"<[^>]+>", " ", page.decode()))
    return re.sub(r"\s+", " ", bare)


def test_without_a_cube_the_page_says_what_to_do(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    settings.VIGIE_HOME = tmp_path
    for address in ("/", "/participation/", "/couverture/", "/tableau/dep:25/"):
        response = reader.get(address)
        assert response.status_code == 200
        assert "Aucun chiffre pour l’instant" in text_of(response.content)
        assert "vigie build" in text_of(response.content)
    adviser = signed_in(Role.ADVISER, territory="dep:25").get("/tableau/dep:25/")
    assert "aura déposé les premiers" in text_of(adviser.content)
    assert "vigie build" not in text_of(adviser.content)


@pytest.mark.usefixtures("nation")
class TestNation:
    def test_both_objectives_and_where_we_stand(self, reader: Client) -> None:
        words = text_of(reader.get("/").content)
        assert "4,5 %" in words
        assert "43,8 %" in words
        assert words.count("Objectif pas encore atteint") == 2
        assert "40 545" in words
        assert "906 607" in words
        assert "22 787" in words
        assert "2 711" in words
        assert "15 047" in words

    def test_the_tne_stand_beside_the_nation(self, reader: Client) -> None:
        words = text_of(reader.get("/").content)
        assert "6 493" in words
        assert "129 098" in words
        assert "5,0 %" in words

    def test_the_map_leads_to_each_region_and_says_its_value(self, reader: Client) -> None:
        page = reader.get("/").content.decode().replace("\u202f", " ")
        assert 'href="/tableau/reg:normandie/"' in page
        assert 'aria-label="Normandie : 6,0 %"' in page

    def test_the_level_of_the_children_is_chosen(self, reader: Client) -> None:
        page = reader.get("/?niveau=department").content.decode().replace("\u202f", " ")
        assert 'aria-label="Doubs : 12,2 %"' in page

    def test_regions_add_up_to_the_nation(self) -> None:
        cube = cubes.current()
        assert cube is not None
        shown = board(cube, Asked("board", "FR", level="region"))
        assert shown.children is not None
        *rows, total = shown.children.rows
        for key in ("participants", "headcount"):
            assert sum(row.cells[key].value for row in rows) == total.cells[key].value  # type: ignore[union-attr]  # figures

    def test_two_territories_show_that_they_meet_both_objectives(self) -> None:
        """Saint-Pierre-et-Miquelon meets them too, but two people there finished and sent nothing:
        who finished is hidden, and with it the share of those who sent."""
        cube = cubes.current()
        assert cube is not None
        both = {
            code
            for code in [*cube.tree.descendants("FR", "region"), "dep:25", "dep:18", "dep:34"]
            if [tile.status for tile in board(cube, Asked("board", code)).tiles][1:3]
            == ["met", "met"]
        }
        assert both == {"reg:martinique", "dep:25"}

    def test_half_exactly_meets_the_second_objective(self) -> None:
        cube = cubes.current()
        assert cube is not None
        cher = board(cube, Asked("board", "dep:18"))  # 118 of 236 (seeds/001, l. 1083)
        assert [tile.status for tile in cher.tiles][2] == "met"

    def test_a_place_that_is_three_levels_is_one_step_of_the_breadcrumb(
        self, reader: Client
    ) -> None:
        page = reader.get("/tableau/dep:972/").content.decode()
        trail = page[page.index('class="breadcrumb"') :]
        trail = trail[: trail.index("</nav>")]
        assert trail.count("Martinique") == 1

    def test_what_is_missing_is_said(self, reader: Client) -> None:
        words = text_of(reader.get("/?niveau=department").content)
        assert "Aucune donnée de participation pour" in words

    def test_the_cube_is_opened_once(self, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        reader.get("/")
        opened: list[object] = []
        monkeypatch.setattr(Cube, "open_or_none", opened.append)
        assert reader.get("/").status_code == 200
        assert opened == []


@pytest.mark.usefixtures("nation")
class TestAddress:
    def test_a_plain_name_leads_to_the_code_and_keeps_the_filters(self, reader: Client) -> None:
        response = reader.get("/tableau/Doubs/?profil=CPE")
        assert response.status_code == 302
        assert response["Location"] == "/tableau/dep:25/?profil=CPE"

    def test_an_unknown_territory_is_404_with_the_reason(self, reader: Client) -> None:
        response = reader.get("/tableau/Syldavie/")
        assert response.status_code == 404
        assert "Syldavie" in text_of(response.content)

    def test_a_filter_that_cannot_be_read_is_ignored_and_said(self, reader: Client) -> None:
        response = reader.get("/?profil=plombier&date=31/02/2024")
        words = text_of(response.content)
        assert response.status_code == 200
        assert "ne connaît pas « plombier »" in words
        assert "ne connaît pas « 31/02/2024 »" in words

    def test_filters_follow_the_reader_down(self, reader: Client) -> None:
        page = reader.get("/?profil=1D_PUBLIC").content.decode()
        assert 'href="/tableau/reg:normandie/?profil=1D_PUBLIC"' in page

    def test_the_menu_keeps_the_territory_and_the_filters(self, reader: Client) -> None:
        page = reader.get("/tableau/dep:25/?profil=CPE&parcours=POSITIONING&date=2024-04-10")
        menu = page.content.decode().split('id="navigation"')[1].split("</nav>")[0]
        kept = "profil=CPE&amp;parcours=POSITIONING&amp;date=2024-04-10"
        assert f'href="/couverture/dep:25/?{kept}"' in menu
        assert f'href="/tableau/dep:25/?{kept}" aria-current="page"' in menu
        assert 'href="/imports/"' in menu
        imports = reader.get("/imports/?profil=CPE").content.decode()
        assert 'href="/couverture/"' in imports

    def test_the_filters_left_open_are_not_in_the_address(self, reader: Client) -> None:
        page = reader.get("/tableau/dep:25/?profil=CPE&parcours=&date=")
        assert page["Location"] == "/tableau/dep:25/?profil=CPE"

    def test_only_reading_is_allowed(self, reader: Client) -> None:
        assert reader.post("/").status_code == 405


def test_the_same_page_twice_is_304_until_something_is_counted(
    tmp_path: Path, settings: Settings, reader: Client
) -> None:
    settings.VIGIE_HOME = tmp_path
    built(tmp_path, {"a.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-04-10;10;20;30")})
    first = reader.get("/tableau/dep:25/")
    again = reader.get("/tableau/dep:25/", headers={"if-none-match": first["ETag"]})
    other = reader.get("/tableau/dep:25/?profil=CPE", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    built(tmp_path, {"b.csv": table(HEADCOUNT, "dep:25;ALL;600;2024-04-01")})
    fresh = reader.get("/tableau/dep:25/", headers={"if-none-match": first["ETag"]})
    assert fresh.status_code == 200
    assert "10,0 %" in text_of(fresh.content)


def test_a_board_as_known_on_a_day(tmp_path: Path, settings: Settings, reader: Client) -> None:
    settings.VIGIE_HOME = tmp_path
    built(
        tmp_path,
        {
            "a.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-04-10;10;20;30"),
            "b.csv": table(FUNNEL, "dep:25;ALL;Bilan;2024-09-10;11;22;133"),
        },
    )
    assert "166" in text_of(reader.get("/tableau/dep:25/").content)
    then = text_of(reader.get("/tableau/dep:25/?date=2024-05-01").content)
    assert "166" not in then
    assert "telles que connues le 1er mai 2024" in then


@pytest.mark.usefixtures("nation")
def test_a_place_no_file_speaks_of_says_so(reader: Client) -> None:
    words = text_of(reader.get("/tableau/dep:50/?profil=CPE").content)
    assert "Rien à montrer ici pour ces choix" in words
    assert "Tout manque pour ce choix" in words
    assert "Données au" not in words


@pytest.mark.usefixtures("academy")
class TestLevels:
    """One board at each level (R346), down to the school."""

    def _codes(self) -> dict[str, str]:
        cube = cubes.current()
        assert cube is not None
        tree = cube.tree
        found = {"nation": "FR", "region": "reg:bourgogne-franche-comte",
                 "academie": "aca:besancon", "department": "dep:25"}  # fmt: skip
        for level in ("district", "basin", "school"):
            found[level] = tree.descendants("dep:25", level)[0]
        return found

    def test_every_level_has_its_board_and_the_same_headlines(self, reader: Client) -> None:
        for level, code in self._codes().items():
            response = reader.get(f"/tableau/{code}/")
            words = text_of(response.content)
            assert response.status_code == 200, level
            assert "Taux de participation" in words, level
            assert "Ont terminé un parcours" in words, level

    def test_a_school_shows_its_local_authority(self, reader: Client) -> None:
        words = text_of(reader.get(f"/tableau/{self._codes()['school']}/").content)
        assert "Collectivité de rattachement" in words
        assert "(commune)" in words or "Conseil" in words

    def test_people_who_cannot_be_placed_have_a_line(self, reader: Client) -> None:
        words = text_of(reader.get("/tableau/dep:25/?niveau=district").content)
        assert "Hors circonscription ou non situés" in words

    def test_children_and_the_unknown_line_add_up_to_their_parent(self) -> None:
        cube = cubes.current()
        assert cube is not None
        whole = run(cube, Query("participants", "dep:25"))[0].value
        for level in ("district", "basin"):
            shown = board(cube, Asked("board", "dep:25", level=level))
            assert shown.children is not None
            codes = [row.cells["participants"].territory for row in shown.children.rows[:-1]]  # type: ignore[union-attr]  # figures
            # Before protection: on screen some of them may be hidden.
            below = run(cube, Query("participants", "dep:25", level=level))
            assert codes == [figure.territory for figure in below]
            assert sum(figure.value or 0 for figure in below) == whole
            assert codes[-1] == "dep:25:unplaced"

    def test_a_school_is_hidden_on_every_page_or_on_none(self) -> None:
        """Two pages that list one school otherwise would give back what one of them hides."""
        cube = cubes.current()
        assert cube is not None
        seen: dict[str, set[str]] = {}
        groups = [*cube.tree.descendants("dep:25", "district"),
                  *cube.tree.descendants("dep:25", "basin")]  # fmt: skip
        for code in ("aca:besancon", "dep:25", *groups):
            children = board(cube, Asked("board", code, level="school")).children
            assert children is not None
            for row in children.rows[:-1]:
                figure = row.cells["participants"]
                if figure.territory.startswith("uai:"):  # type: ignore[union-attr]  # a figure
                    seen.setdefault(figure.territory, set()).add(figure.status)  # type: ignore[union-attr]  # a figure
        for code in list(seen)[::7]:
            own = board(cube, Asked("board", code)).tiles[0].figure
            seen[code].add(own.status)
        assert seen
        assert {code for code, states in seen.items() if len(states) > 1} == set()

    def test_few_people_are_hidden(self, reader: Client) -> None:
        """1D privé in Haute-Saône: three participants."""
        words = text_of(reader.get("/tableau/dep:70/?profil=1D_PRIVATE").content)
        assert "masqué" in words


@pytest.mark.usefixtures("academy")
def test_a_hidden_funnel_is_not_told_as_absent(reader: Client) -> None:
    # Six people began in this school: how far each group went would point at them.
    page = reader.get("/tableau/uai:0259001Y/").content.decode()
    assert "Le détail est masqué" in page
    assert "Pas de donnée de participation" not in page
    assert "Pas de donnée de participation" in reader.get("/tableau/dep:21/").content.decode()


@pytest.mark.usefixtures("academy")
def test_what_a_head_follows_and_no_source_brings_is_said_to_be_missing(reader: Client) -> None:
    assert text_of(reader.get("/tableau/uai:0259001Y/").content).count("non fourni") == 4
    assert "non fourni" not in text_of(reader.get("/tableau/dep:25/").content)
