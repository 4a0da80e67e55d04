"""Compliance in a real browser: a teacher chooses, a head declares, the officer closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from conftest import carry
from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, someone
from vigie.domains.people.roles import Role
from vigie.web import clock

OpenPage = Callable[..., Page]
Enter = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]

COLLEGE = "uai:0259109R"


@pytest.fixture
def enter(academy: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage) -> Enter:
    """`enter(role, path, territory=…)` → a page of the site as someone with that role."""
    assert academy.is_dir()
    settings.ALLOWED_HOSTS = ["*"]

    def entered(role: Role, path: str, territory: str = COLLEGE, email: str = "") -> Page:
        client = client_of(someone(role, territory=territory, email=email))
        cookies = {"sessionid": client.cookies["sessionid"].value}
        return open_page(f"{live_server.url}{path}", cookies=cookies)

    return entered


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


def test_a_teacher_chooses_agrees_and_changes_her_mind(enter: Enter) -> None:
    enter(Role.TRAINER, "/resultats-partages/", "aca:besancon", "formation@exemple.example")
    page = enter(Role.TEACHER, "/mes-choix/")
    page.get_by_role("button", name="Accepter le partage").click()
    expect(page.get_by_text("Vous avez dit oui")).to_be_visible()
    page.get_by_label("Adresse de la personne qui vous forme").fill("formation@exemple.example")
    page.get_by_label("Jusqu’au").fill((clock.today() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Donner mon accord").click()
    expect(page.get_by_text("est enregistré.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Retirer cet accord").click()
    expect(page.get_by_role("button", name="Rétablir")).to_be_visible()


def test_a_form_that_comes_back_leads_to_what_is_to_mend(
    academy: Path, live_server: LiveServer, settings: Settings, browser: Browser
) -> None:
    assert academy.is_dir()
    settings.ALLOWED_HOSTS = ["*"]
    teacher = client_of(someone(Role.TEACHER, territory=COLLEGE))
    context = browser.new_context()
    carry(context, live_server.url, {"sessionid": teacher.cookies["sessionid"].value})
    page = context.new_page()
    page.goto(f"{live_server.url}/mes-choix/")
    address = page.get_by_label("Adresse de la personne qui vous forme")
    address.fill("personne@exemple.example")
    page.get_by_label("Jusqu’au").fill((clock.today() + timedelta(days=30)).isoformat())
    follow(page.get_by_role("button", name="Donner mon accord"))
    expect(address).to_be_focused()
    expect(address).to_have_value("personne@exemple.example")
    context.close()


def test_an_incident_from_its_declaration_to_its_end(enter: Enter) -> None:
    head = enter(Role.HEAD, "/incidents/signaler/")
    head.get_by_label("En une phrase").fill("Clé perdue")
    head.get_by_label("Ce qui s’est passé").fill("Une clé avec des bulletins.")
    head.get_by_label("Des données personnelles sont perdues").check()
    check(head)
    head.get_by_role("button", name="Signaler l’incident").click()
    expect(head.get_by_role("heading", name="Vos signalements")).to_be_visible()
    head.goto(head.url.replace("signaler/", ""))
    head.get_by_role("link", name="Clé perdue").click()
    expect(head.get_by_text("Il reste 71")).to_be_visible()
    head.get_by_label("Ce qui a été fait").fill("Clé retrouvée, chiffrée.")
    head.get_by_role("button", name="Ajouter la mesure").click()
    head.get_by_role("button", name="L’incident est maîtrisé").click()
    head.get_by_label("Risque pour les personnes").select_option("none")
    head.get_by_role("button", name="Enregistrer l’examen").click()
    head.get_by_label("Notifier la CNIL").select_option("no")
    head.get_by_label("Raison, pour la CNIL").fill("Clé chiffrée.")
    head.get_by_label("Informer les personnes").select_option("no")
    head.get_by_label("Raison, pour les personnes").fill("Clé chiffrée.")
    head.get_by_role("button", name="Enregistrer les décisions").click()
    expect(head.get_by_text("Les décisions sont enregistrées.")).to_be_visible()
    expect(head.get_by_role("button", name="Clore l’incident")).to_have_count(0)

    officer = enter(Role.DPO, "/incidents/", "aca:besancon")
    follow(officer.get_by_role("link", name="Clé perdue"))
    check(officer)
    officer.get_by_label("Conclusion").fill("Chiffrer toutes les clés.")
    officer.get_by_role("button", name="Clore l’incident").click()
    expect(officer.get_by_text("L’incident est clos.")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    ["registre/{}/inscrire/", "espace-rgpd/{}/", "oeuvres/{}/enregistrer/"],
)
def test_the_pages_of_a_school_are_for_everyone(enter: Enter, path: str) -> None:
    check(enter(Role.HEAD, f"/{path.format(COLLEGE)}"))
