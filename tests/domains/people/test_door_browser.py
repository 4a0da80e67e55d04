"""The door in a real browser: its cookies, its redirections and its policy are the browser's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.people import someone
from lib.provider_process import Says
from vigie.domains.people.links import make_link
from vigie.domains.people.roles import Role
from vigie.web import clock

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(home: Path, live_server: LiveServer, settings: Settings) -> str:
    assert home.is_dir()
    settings.ALLOWED_HOSTS = ["*"]
    settings.VIGIE_BASE_URL = live_server.url
    return str(live_server.url)


def test_by_the_provider_then_by_a_link_then_out(
    site: str, open_page: OpenPage, says: Says
) -> None:
    person = someone(Role.HEAD, territory="uai:0259109R", email="nora.petit@ac-besancon.example")
    says(signed=True)
    page = open_page(f"{site}/sessions/")
    page.get_by_role("link", name="Continuer avec votre compte académique").click()
    page.wait_for_url("**/sessions/")
    assert page.context.cookies()[0]["httpOnly"]

    other = open_page(make_link(person, by=None, at=clock.now()), scheme="dark", width=320)
    assert (violations(other), overflow(other)) == ([], 0)
    expect(other.get_by_role("button", name="Se déconnecter")).to_have_count(0)
    other.get_by_role("button", name="Me connecter sur cet appareil").click()
    other.wait_for_url("**/accueil/")
    other.goto(f"{site}/sessions/")
    assert (violations(other), overflow(other)) == ([], 0)

    page.reload()
    expect(page.get_by_role("heading", name="Ailleurs")).to_be_visible()
    page.get_by_role("button", name="Fermer toutes les autres sessions").click()
    expect(page.get_by_text("Toutes vos autres sessions sont fermées.")).to_be_visible()
    other.goto(f"{site}/accueil/")
    expect(other.get_by_text("Votre session a pris fin.")).to_be_visible()
    assert (violations(other), overflow(other)) == ([], 0)


def test_asking_for_a_link_without_a_script(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/connexion/", scripts=False)
    page.get_by_label("Votre adresse professionnelle").fill("personne@ac-besancon.example")
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_role("heading", name="Regardez votre messagerie")).to_be_visible()
