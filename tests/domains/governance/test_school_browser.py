"""A head in a real browser: a mission letter, the key people, the hours of rest, and undoing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from vigie.domains.people.roles import Role

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]
SCHOOL = "uai:0259109R"


def test_a_head_says_who_does_what_and_when_the_school_rests(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage
) -> None:
    assert home.is_dir()
    settings.ALLOWED_HOSTS = ["*"]
    site = str(live_server.url)
    someone(Role.RUPN, territory=SCHOOL)
    cookies = cookies_of(client_of(someone(Role.HEAD, territory=SCHOOL)))
    page = open_page(f"{site}/etablissement/{SCHOOL}/roles/", cookies=cookies)
    assert violations(page) == []
    follow(page.get_by_role("link", name="Voir le détail").first)
    assert violations(page) == []
    follow(page.get_by_role("link", name="L’écrire"))
    assert violations(page) == []
    page.get_by_label("Concertation tenue le").fill("2026-09-10")
    follow(page.get_by_role("button", name="Enregistrer"))
    expect(page.get_by_role("status").first).to_contain_text("La lettre est commencée")
    assert violations(page) == []
    page.get_by_label("Signée par la direction le").fill("2026-09-11")
    page.get_by_label("Signée par la personne le").fill("2026-09-12")
    follow(page.get_by_role("button", name="Enregistrer"))
    expect(page.locator(".lead")).to_contain_text("signée")
    follow(page.get_by_role("button", name="Revenir à l’édition d’avant"))
    expect(page.locator(".lead")).to_contain_text("en concertation")

    rest = open_page(f"{site}/deconnexion/{SCHOOL}/", cookies=cookies, width=320)
    assert violations(rest) == []
    assert overflow(rest) == 0
    rest.get_by_label("Le soir, à partir de").fill("18 h 30")
    follow(rest.get_by_role("button", name="Enregistrer"))
    expect(rest.get_by_role("status").first).to_contain_text("de 18 h 30 à 7 h")
    rest.get_by_label("Fait le : Un temps en classe").fill("2026-09-10")
    follow(rest.get_by_role("button", name="Noter comme fait : Un temps en classe"))
    expect(rest.get_by_text("fait le 10 septembre 2026")).to_be_visible()
    assert violations(rest) == []
    assert overflow(rest) == 0
    follow(rest.get_by_role("button", name="Annuler ce qui est dit"))
    expect(rest.get_by_text("n’a encore rien dit")).to_be_visible()
