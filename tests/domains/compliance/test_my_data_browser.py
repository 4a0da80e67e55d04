"""« Mes données » in a real browser: what is held, taken away, erased with a word, and undone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from facts.given import participation, pix_file, take
from lib.accessibility import overflow, violations
from lib.people import client_of, someone
from vigie.domains.people.roles import Role
from vigie.facts.home import Home

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def check(page: Page) -> None:
    """Axe in light and dark, and nothing that scrolls sideways on a telephone."""
    page.emulate_media(reduced_motion="reduce")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page, colours_only=True) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_teacher_sees_takes_away_erases_and_changes_her_mind(
    home: Path, tmp_path: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    take(Home(home), pix_file(tmp_path, participation("benali", 7, shared=9)), profile="CPE")
    person = someone(Role.TEACHER, territory="uai:0250001A", email="nour.benali@ac-fictive.fr")
    cookies = {"sessionid": client_of(person).cookies["sessionid"].value}
    page = open_page(f"{live_server.url}/mes-donnees/", cookies=cookies)
    expect(page.get_by_text("terminé, envoyé")).to_be_visible()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Emporter toutes mes données").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "mes-donnees.json" in archive.namelist()

    page.get_by_role("link", name="Effacer mes données").click()
    page.get_by_label("Pour confirmer, écrivez EFFACER").fill("effacer")
    check(page)
    page.get_by_role("button", name="Effacer mes données").click()
    page.get_by_role("button", name="Garder mes données").click()
    expect(page.get_by_text("Votre demande est annulée.")).to_be_visible()
    page.goto(f"{live_server.url}/conservation/")
    check(page)
