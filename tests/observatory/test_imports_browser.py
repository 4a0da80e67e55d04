"""The import pages in a real browser: dropping, deciding, waiting, and reading them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.browsing import follow
from observatory.dropping import EXAMPLES, HEADCOUNTS

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]

WRONG = sorted((EXAMPLES / "wrong").glob("*.csv"))
MONDAY = next((EXAMPLES / "monday").glob("*.csv"))


@pytest.fixture
def site(home: Path, live_server: LiveServer, settings: Settings) -> str:
    settings.ALLOWED_HOSTS = ["*"]
    assert home.is_dir()
    return str(live_server.url)


def test_dropping_deciding_and_reaching_the_board(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/imports/")
    page.set_input_files("input[type=file]", [*WRONG, MONDAY])
    expect(page.locator("[data-chosen] li")).to_have_count(4)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url("**/imports/depot/**")
    card = page.locator("section", has=page.get_by_role("heading", name=MONDAY.name))
    expect(card).to_contain_text("Prêt, à préciser", timeout=20_000)
    card.get_by_label("Territoire").fill("Doubs")
    card.get_by_label("Profil").select_option(label="1D public")
    card.get_by_role("button", name="Relire avec ces précisions").click()
    expect(card).to_contain_text("Prêt à importer", timeout=20_000)
    card.get_by_role("button", name="Importer").click()
    # Nothing to press while the figures are counted: the page follows by itself.
    expect(page.locator("#calcul")).to_contain_text("Chiffres à jour", timeout=30_000)
    expect(page.locator("#calcul").get_by_role("link", name="Doubs")).to_be_visible()
    wrong = page.locator("section", has=page.get_by_role("heading", name="territoire-inconnu.csv"))
    wrong.get_by_label("J’accepte de laisser de côté les lignes 3 et 4").check()
    wrong.get_by_role("button", name="Importer la seule autre ligne").click()
    expect(wrong.locator(".badge").first).to_have_text("Importé", timeout=20_000)


def test_a_file_that_is_too_big_is_told_before_it_is_sent(
    site: str, open_page: OpenPage, settings: Settings
) -> None:
    settings.VIGIE_MAX_UPLOAD_BYTES = 1_000_000
    page = open_page(f"{site}/imports/")
    page.set_input_files(
        "input[type=file]", {"name": "gros.csv", "mimeType": "text/csv", "buffer": b"x" * 1_000_001}
    )
    expect(page.locator("[data-chosen]")).to_contain_text("Trop gros (plus de 1,0 Mo)")
    page.get_by_role("button", name="Lire les fichiers").click()
    assert page.url.endswith("/imports/")


def test_without_scripts_everything_can_be_done(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/imports/", scripts=False)
    page.set_input_files(
        "input[type=file]",
        {"name": "e.csv", "mimeType": "text/csv", "buffer": HEADCOUNTS.encode()},
    )
    follow(page.get_by_role("button", name="Lire les fichiers"))
    for _ in range(20):
        if page.get_by_role("button", name="Importer").count():
            break
        page.reload()
    follow(page.get_by_role("button", name="Importer"))
    for _ in range(40):
        if page.get_by_text("Chiffres à jour").count():
            break
        page.reload()
    expect(page.get_by_text("Chiffres à jour")).to_be_visible()
