"""The pages of campaigns and strategies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import cookies_of, signed_in
from observatory.dropping import EXAMPLES, Person, text_of
from vigie.domains.campaigns.actions import Declaration, declare_campaign, revise_campaign
from vigie.domains.campaigns.models import Campaign, FieldAct, ProfileStrategy
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.measures.cube import Cube
from vigie.measures.query import Query, run

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OpenPage = Callable[..., Page]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
EXPORT = next((EXAMPLES / "monday").glob("*.csv"))
DOUBS = {
    "code": "PBYBWV439",
    "territory": "Doubs",
    "profile": "1D_PUBLIC",
    "pathway": "POSITIONING",
    "season": "2",
    "school_year": "2024-2025",
    "name": "",
    "link": "",
}


@pytest.fixture
def person(home: Path) -> Person:
    assert home.is_dir()
    return Person(signed_in())


def people_of_doubs(home: Path) -> int | float | None:
    (figure,) = run(Cube.open(Home(home)), Query("participants", "Doubs", profile="1D_PUBLIC"))
    return figure.value


def test_nothing_is_known_at_first(person: Person) -> None:
    assert "Aucune campagne n’est connue" in person.read("/campagnes/")


def test_a_declared_campaign_puts_its_export_in_its_place(person: Person, home: Path) -> None:
    person.import_all(EXPORT)
    assert people_of_doubs(home) is None
    assert "PBYBWV439 Territoire et profil" in person.read("/qualite/")
    assert "à déclarer" in person.read("/campagnes/")
    assert (
        'value="PBYBWV439"'
        in person.client.get("/campagnes/nouvelle/?code=pbybwv439").content.decode()
    )
    shown = person.decide("/campagnes/", "nouvelle", DOUBS)
    assert "La campagne PBYBWV439 est déclarée." in shown
    assert "PBYBWV439 Doubs 1D public Auto-positionnement Saison 2, 2024-2025" in shown
    assert "03/03/2025 ici Modifier" in shown
    # 526 lines, sent again by some: 496 people.
    assert people_of_doubs(home) == 496
    assert "Toutes les campagnes importées ont un territoire" in person.read("/qualite/")


def test_a_wrong_form_keeps_what_was_typed(person: Person) -> None:
    answer = person.client.post(
        "/campagnes/nouvelle/", DOUBS | {"territory": "Doub", "school_year": "2024"}
    )
    assert answer.status_code == 400
    shown = text_of(answer)
    assert "La campagne n’est pas enregistrée 2 entrées à revoir" in shown
    assert 'value="Doub"' in answer.content.decode()
    assert not Campaign.objects.exists()


def test_refusals_are_told_next_to_their_entry(person: Person, home: Path) -> None:
    person.decide("/campagnes/", "nouvelle", DOUBS)
    answer = person.client.post("/campagnes/nouvelle/", DOUBS | {"code": "AUTRE1"})
    assert answer.status_code == 409
    assert "« PBYBWV439 » est déjà déclarée pour ce parcours" in text_of(answer)
    answer = person.client.post(
        "/campagnes/nouvelle/", DOUBS | {"code": "AUTRE1", "pathway": "FINAL", "season": "1"}
    )
    assert answer.status_code == 409
    assert "n’était pas ouvert en saison 1" in text_of(answer)
    assert Campaign.objects.count() == 1
    assert len(Ledger(Home(home)).active()) == 1


def test_a_declaration_against_a_file_is_refused_whole(person: Person, home: Path) -> None:
    file = "code;territory;profile;pathway;season\nFICHIER99;Doubs;1D_PUBLIC;POSITIONING;saison 2\n"
    person.import_all(("campagnes.csv", file))
    answer = person.client.post("/campagnes/nouvelle/", DOUBS | {"school_year": ""})
    assert answer.status_code == 409
    assert "FICHIER99" in text_of(answer)
    assert not Campaign.objects.exists()
    assert len(Ledger(Home(home)).active()) == 1


def test_a_campaign_is_corrected_then_taken_back(person: Person, home: Path) -> None:
    person.import_all(EXPORT)
    person.decide("/campagnes/", "nouvelle", DOUBS)
    page = person.client.get("/campagnes/code/pbybwv439/").content.decode()
    assert 'value="Doubs"' in page
    person.decide("/campagnes/code/PBYBWV439/".removesuffix("PBYBWV439/"), "PBYBWV439",
                  DOUBS | {"territory": "dep:39"})  # fmt: skip
    assert people_of_doubs(home) is None
    assert "Ses exports restent importés" in person.read("/campagnes/code/PBYBWV439/retirer/")
    shown = person.decide("/campagnes/code/PBYBWV439/", "retirer")
    assert "La déclaration de PBYBWV439 est retirée." in shown
    assert person.client.get("/campagnes/code/PBYBWV439/").status_code == 404


def test_declarations_whose_import_was_withdrawn_are_counted_again(person: Person) -> None:
    person.decide("/campagnes/", "nouvelle", DOUBS)
    person.decide("/imports/historique/I000001/", "retirer")
    assert "Des déclarations ne sont pas comptées" in person.read("/campagnes/")
    shown = person.decide("/campagnes/", "publier")
    assert "Des déclarations ne sont pas comptées" not in shown


def test_known_campaigns_travel_as_a_file(person: Person, home: Path) -> None:
    person.import_all(EXAMPLES / "academie" / "campagnes.csv")
    file = person.client.get("/campagnes/campagnes.csv")
    assert "attachment" in file["Content-Disposition"]
    assert len(file.content.splitlines()) == 26
    # What comes out goes in again and says the same.
    before = person.read("/campagnes/")
    person.decide("/imports/historique/I000001/", "retirer")
    person.import_all(("vigie-campagnes.csv", file.content))
    assert [r.rows_kept for r in Ledger(Home(home)).active()] == [25]
    assert person.read("/campagnes/") == before


def test_a_page_of_strategies(person: Person) -> None:
    assert "Aucune stratégie n’est encore écrite" in person.read("/campagnes/strategies/")
    answer = person.client.get("/campagnes/strategies/?territoire=doubs")
    assert answer["Location"] == "/campagnes/strategies/dep:25/"
    assert "Territoire non reconnu" in person.read("/campagnes/strategies/?territoire=Doub")
    person.client.post(
        "/campagnes/strategies/dep:25/CPE/",
        {"strategy": "Réunion de rentrée <b>", "targets": "15 %", "special_schemes": ""},
    )
    shown = person.client.get("/campagnes/strategies/dep:25/").content.decode()
    assert "Réunion de rentrée &lt;b&gt;" in shown
    assert "Objectifs" in shown
    assert "Doubs CPE Réunion de rentrée" in person.read("/campagnes/strategies/")


def test_a_strategy_is_checked_and_taken_away(person: Person) -> None:
    address = "/campagnes/strategies/dep:25/CPE/"
    answer = person.client.post(address, {"strategy": " "})
    assert answer.status_code == 400
    assert "La stratégie est vide." in text_of(answer)
    assert person.client.post(address, {"strategy": "x" * 4001}).status_code == 400
    person.client.post(address, {"strategy": "Réunion."})
    assert ProfileStrategy.objects.count() == 1
    person.client.post(address, {"retirer": "1"})
    assert not ProfileStrategy.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/campagnes/strategies/dep:96/", "/campagnes/strategies/dep:25/9D/", "/campagnes/code/X1/"],
)
def test_what_does_not_exist(person: Person, address: str) -> None:
    assert person.client.get(address).status_code == 404


def test_an_edit_is_shown_and_undone_and_the_figures_follow(person: Person, home: Path) -> None:
    person.import_all(EXPORT)
    person.decide("/campagnes/", "nouvelle", DOUBS)
    person.decide("/campagnes/code/", "PBYBWV439", DOUBS | {"territory": "dep:39", "name": "Jura"})
    assert people_of_doubs(home) is None
    act = FieldAct.objects.latest("pk")
    shown = person.read("/campagnes/")
    assert "Modification : PBYBWV439 (territoire : Doubs → Jura ; nom : vide → Jura)" in shown
    assert shown.count("Annuler : ") == 1, "only the last change"
    assert "Derniers changements" in person.read("/campagnes/code/PBYBWV439/")
    shown = person.decide(f"/campagnes/changements/{act.pk}/", "annuler")
    assert "C’est annulé : la campagne PBYBWV439 est comme avant ce changement." in shown
    assert people_of_doubs(home) == 496
    # A second press, from an old page.
    shown = person.decide(f"/campagnes/changements/{act.pk}/", "annuler")
    assert "ne peut plus être annulé" in shown
    assert people_of_doubs(home) == 496


def test_the_changes_of_another_territory_are_neither_shown_nor_undone(person: Person) -> None:
    person.decide("/campagnes/", "nouvelle", DOUBS)
    act = FieldAct.objects.latest("pk")
    stranger = signed_in(Role.PIX_TEAM, territory="aca:normandie")
    assert "PBYBWV439" not in stranger.get("/campagnes/").content.decode()
    assert stranger.post(f"/campagnes/changements/{act.pk}/annuler/").status_code == 404
    assert Campaign.objects.declared().exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_correction_is_undone_in_a_browser(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage
) -> None:
    assert home.is_dir()
    settings.ALLOWED_HOSTS = ["*"]
    said = Declaration("AZERTY123", "dep:25", "CPE", "POSITIONING", 2, "2026-2027")
    campaign = declare_campaign(said, by="person:1", at=NOW)
    revise_campaign(campaign, replace(said, name="Rentrée"), by="person:1", at=NOW)
    officer = signed_in(Role.PIX_TEAM, territory="aca:besancon")
    page = open_page(f"{live_server.url}/campagnes/", cookies=cookies_of(officer))
    assert violations(page) == []
    acts = page.get_by_role("region", name="Derniers changements")
    expect(acts).to_contain_text("nom\u00a0: vide → Rentrée")
    follow(acts.get_by_role("button", name="Annuler : Modification, AZERTY123"))
    expect(page.get_by_role("status").first).to_contain_text("est comme avant ce changement")
    follow(page.get_by_role("link", name="Modifier", exact=True))
    expect(page.get_by_label("Nom", exact=True)).to_have_value("")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
