"""What a page shows of the territories around, according to who reads it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from lib.people import signed_in
from observatory.dropping import EXAMPLES, Person
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger

REGION = "reg:bourgogne-franche-comte"


def links(browser: Client, address: str) -> set[str]:
    """The territories that a page leads to."""
    page = browser.get(address)
    assert page.status_code == 200, (address, page.status_code)
    found = re.findall(r'href="/tableau/([^/"?]+)/', page.content.decode())
    return set(found)


@pytest.mark.usefixtures("academy")
class TestFigures:
    def test_an_adviser_sees_her_departement_and_what_is_inside(self) -> None:
        browser = signed_in(Role.ADVISER, territory="dep:25")
        assert browser.get("/tableau/dep:25/").status_code == 200
        assert browser.get("/tableau/circo:0259900A/").status_code == 200
        for address in ("/tableau/dep:70/", f"/tableau/{REGION}/", "/tableau/aca:besancon/"):
            assert browser.get(address).status_code == 403

    def test_no_link_leads_where_she_may_not_go(self) -> None:
        browser = signed_in(Role.ADVISER, territory="dep:25")
        for page in ("tableau", "participation", "couverture"):
            for code in links(browser, f"/{page}/dep:25/"):
                assert browser.get(f"/tableau/{code}/").status_code == 200, (page, code)

    @pytest.mark.parametrize(
        ("role", "territory"),
        [
            (Role.HEAD, "uai:0259109R"),
            (Role.ADVISER, "dep:25"),
            (Role.DELEGATE, REGION),
            (Role.PIX_TEAM, "aca:besancon"),
            (Role.ADMINISTRATOR, "FR"),
        ],
    )
    def test_no_page_leads_to_a_refusal(self, role: Role, territory: str) -> None:
        browser = signed_in(role, territory=territory)
        near = territory if role != Role.ADMINISTRATOR else "FR"
        pages = [f"/{each}/{near}/" for each in ("tableau", "participation", "couverture")]
        pages += [
            f"/provenance/participation_rate/{near}/",
            "/qualite/",
            "/campagnes/",
            "/imports/",
        ]
        asked: set[str] = set()
        for page in pages:
            answer = browser.get(page, follow=True)
            if answer.status_code != 200:
                continue  # this page is not hers
            main = answer.content.decode().partition("<main")[2]
            kinds = {}
            for href in re.findall(r'<a\b[^>]*href="(/[^"#]*)"', main):
                path = unescape(href).partition("?")[0]
                kinds.setdefault(re.sub(r"[a-z]+:\w+|[IBC][A-Z0-9]{6,}", "*", path), path)
                kinds.setdefault((re.sub(r"[^/]+/$", "", path)), path)
            for path in set(kinds.values()) - asked:
                asked.add(path)
                assert browser.get(path).status_code not in (403, 404), (page, path)
        assert asked

    def test_the_menu_is_the_same_on_every_page_and_leads_to_open_doors(self) -> None:
        browser = signed_in(Role.ADVISER, territory="dep:25")
        menus = []
        for page in ("/accueil/", "/tableau/dep:25/", f"/feuilles-de-route/de/{REGION}/"):
            answer = browser.get(page)
            assert answer.status_code == 200, page
            menu = answer.content.decode().split('id="navigation"')[1].split("</nav>")[0]
            menus.append(re.findall(r">([^<]+)</a>", menu))
            for href in re.findall(r'href="([^"]+)"', menu):
                assert browser.get(href, follow=True).status_code == 200, (page, href)
        assert "Déploiement" in menus[0]
        assert menus[0] == menus[1] == menus[2]

    def test_those_beside_her_are_shown_to_whoever_holds_the_territory_above(self) -> None:
        near = signed_in(Role.ADVISER, territory="dep:25").get("/tableau/dep:25/")
        above = signed_in(Role.PIX_TEAM, territory="aca:besancon").get("/tableau/dep:25/")
        assert "départements comparables" not in near.content.decode()
        assert "départements comparables" in above.content.decode()

    @pytest.mark.parametrize(
        ("role", "territory", "leads_to"),
        [
            (Role.ADVISER, "dep:25", "/participation/dep:25/"),
            (Role.HEAD, "uai:0259109R", "/participation/uai:0259109R/"),
            (Role.NATIONAL_TEAM, "FR", None),
        ],
    )
    def test_the_menu_leads_to_her_own_territory(
        self, role: Role, territory: str, leads_to: str | None
    ) -> None:
        answer = signed_in(role, territory=territory).get("/participation/")
        if leads_to is None:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer["Location"]) == (302, leads_to)

    def test_a_page_kept_by_the_browser_is_for_its_reader_alone(self) -> None:
        first = signed_in(Role.ADVISER, territory="dep:25").get("/tableau/dep:25/")
        other = signed_in(Role.PIX_TEAM, territory="aca:besancon")
        again = other.get("/tableau/dep:25/", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert "private" in first["Cache-Control"]

    def test_the_home_of_a_teacher_is_where_the_root_leads(self) -> None:
        answer = signed_in(Role.TEACHER, territory="uai:0259109R").get("/")
        assert (answer.status_code, answer["Location"]) == (302, "/accueil/")


@pytest.fixture
def filled(home: Path) -> list[str]:
    """Two imports: of the Doubs, and of the nation. Their numbers."""
    officer = Person(signed_in())
    doubs = "territory;profile;headcount;as_of\ndep:25;1D_PUBLIC;2900;2024-10-01\n"
    officer.import_all(("doubs.csv", doubs))
    officer.import_all(EXAMPLES / "national" / "participation-tne-2024-04-10.csv")
    return [record.import_id for record in Ledger(Home(home)).records()]


@pytest.mark.parametrize(
    ("territory", "doubs", "nation"),
    [
        # (page of the import, withdrawal)
        ("FR", (200, 200), (200, 200)),
        ("aca:besancon", (200, 200), (200, 404)),
        ("aca:dijon", (404, 404), (200, 404)),
    ],
)
def test_imports_are_for_those_of_their_territory(
    filled: list[str], territory: str, doubs: tuple[int, int], nation: tuple[int, int]
) -> None:
    browser = signed_in(Role.PIX_TEAM, territory=territory)
    history = browser.get("/imports/").content.decode()
    for number, (read, change) in zip(filled, (doubs, nation), strict=True):
        assert browser.get(f"/imports/historique/{number}/").status_code == read
        assert browser.get(f"/imports/historique/{number}/retirer/").status_code == change
        assert (f"/imports/historique/{number}/" in history) is (read == 200)


def test_an_import_says_who_brought_it_by_name_and_keeps_a_reference(
    filled: list[str], home: Path
) -> None:
    kept = {record.imported_by for record in Ledger(Home(home)).records()}
    assert all(re.fullmatch(r"person:\d+", by) for by in kept)
    page = signed_in().get(f"/imports/historique/{filled[0]}/").content.decode()
    assert "Anne Onyme" in page
    assert "person:" not in page


def test_a_campaign_elsewhere_can_neither_be_declared_nor_changed(home: Path) -> None:  # noqa: ARG001  # the data folder
    form = {"code": "ABCDEF123", "territory": "Doubs", "profile": "1D_PUBLIC",
            "pathway": "POSITIONING", "season": "2"}  # fmt: skip
    far = signed_in(Role.PIX_TEAM, territory="aca:dijon")
    refused = far.post("/campagnes/nouvelle/", form)
    assert refused.status_code == 400
    assert "pas dans le vôtre" in refused.content.decode()
    near = signed_in(Role.PIX_TEAM, territory="aca:besancon")
    assert near.post("/campagnes/nouvelle/", form).status_code == 302
    for path in ("/campagnes/code/ABCDEF123/", "/campagnes/code/ABCDEF123/retirer/"):
        assert near.get(path).status_code == 200
        assert far.get(path).status_code == 404
    assert "ABCDEF123" in near.get("/campagnes/").content.decode()
