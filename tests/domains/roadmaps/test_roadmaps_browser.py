"""An adviser writes her roadmap in a real browser; an inspector answers with another value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from lib.roadmaps import a_roadmap, an_indicator
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps.actions_measuring import set_objective
from vigie.periods import PARIS

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_an_adviser_writes_measures_types_revises_and_prints(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage
) -> None:
    del home
    settings.ALLOWED_HOSTS = ["*"]
    now = datetime.now(PARIS)
    adviser = someone(Role.ADVISER, territory="dep:25")
    roadmap = a_roadmap("dep:25", by=adviser, at=now)
    indicator = an_indicator(roadmap, by=adviser, at=now)
    set_objective(indicator, text=">= 10", by=adviser, at=now)
    page = open_page(
        f"{live_server.url}/feuilles-de-route/", cookies=cookies_of(client_of(adviser))
    )
    assert violations(page) == []
    follow(page.get_by_role("link", name="Un essai"))
    assert violations(page) == []
    page.get_by_role("link", name="Des stages").click()

    page.get_by_role("link", name="Ajouter une action").click()
    page.get_by_label("Action", exact=False).first.fill("Trois stages d’une journée")
    page.get_by_role("button", name="Enregistrer").click()
    said = page.get_by_role("status").first
    expect(said).to_contain_text("L’action est enregistrée")
    expect(page.get_by_text("Trois stages d’une journée").first).to_be_visible()
    assert violations(page) == []

    page.get_by_role("link", name="Ajouter un indicateur").click()
    page.get_by_label("Libellé").fill("Taux de participation")
    page.get_by_label("Code").fill("P1")
    page.get_by_label("Mesure").select_option("trainings_held")
    expect(page.locator("#apercu")).to_contain_text("Rien de tel n’est encore écrit dans Vigie")
    page.get_by_label("Mesure").select_option("participation_rate")
    expect(page.locator("#apercu")).to_contain_text("Aucun import ne parle encore")
    page.get_by_label("Profil").select_option("1D_PUBLIC")
    page.get_by_label("Objectif").fill(">= 10 %")
    assert violations(page) == []
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taux de participation")
    expect(page.get_by_text("Ne peut être dit").first).to_be_visible()
    assert violations(page) == []

    page.goto(f"{live_server.url}/feuilles-de-route/{roadmap.code}/indicateurs/{indicator.pk}/")
    page.get_by_role("link", name="Saisir une valeur").click()
    page.get_by_label("Valeur (en stages)").fill("12")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".answer")).to_contain_text("Atteint")

    page.get_by_role("link", name="Réviser l’objectif").click()
    page.get_by_label("Objectif").first.fill(">= 40")
    page.get_by_label("Pourquoi").fill("Des moyens de plus")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Des moyens de plus")).to_be_visible()
    expect(page.locator(".answer")).not_to_contain_text("Atteint")
    page.get_by_role("status").first.get_by_role("button", name="Annuler").click()
    expect(page.locator(".answer")).to_contain_text("Atteint")
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0

    page.goto(f"{live_server.url}/feuilles-de-route/{roadmap.code}/")
    assert overflow(page) == 0
    page.get_by_role("link", name="Rapport").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
