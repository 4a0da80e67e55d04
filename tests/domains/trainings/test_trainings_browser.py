"""A session in a real browser: an officer plans it for two schools, ticks a head off, gives the
list of its trainees, and previews a wave to them that begins before the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from domains.trainings.planned import COLLEGE, NOW, OTHER
from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from lib.reminded import person, roster
from vigie.domains.campaigns.models import Arrangement
from vigie.domains.people.roles import Role
from vigie.domains.reminders.models import Wave
from vigie.web import clock

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_from_a_session_to_a_wave_before_its_deadline(
    schools: Path,
    live_server: LiveServer,
    settings: Settings,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.ALLOWED_HOSTS = ["*"]
    settings.VIGIE_BASE_URL = site = str(live_server.url)
    roster(schools, [person(n) for n in range(1, 9)])
    Arrangement.objects.create(
        territory="dep:25", profile="2D_PUBLIC", school_year="2026-2027", label="Date butoir",
        time="other", minutes=90, deadline=date(2027, 1, 31), changed_at=NOW, changed_by="x",
    )  # fmt: skip
    officer = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    page = open_page(f"{site}/formations/dep:25/", cookies=cookies_of(officer))
    assert violations(page) == []
    follow(page.get_by_role("link", name="Planifier une session"))
    assert violations(page) == []
    page.get_by_label("Intitulé").fill("Évaluer avec le numérique")
    page.get_by_label("Organisée par").fill("EAFC de Besançon")
    page.get_by_label("Lieu").fill("Collège des Salines")
    page.get_by_label("Premier jour").fill("2027-02-02")
    page.get_by_label("2D public").check()
    page.get_by_label("Établissements concernés").fill(f"{COLLEGE}\n{OTHER}")
    follow(page.get_by_role("button", name="Enregistrer la session"))
    expect(page.get_by_text("Il manque des campagnes")).to_be_visible()
    expect(page.get_by_text("2 directions")).to_be_visible()
    assert violations(page) == []

    page.get_by_text("Noter le contact avec Collège des Salines").click()
    page.get_by_role("group", name="Collège des Salines").get_by_label("Note").fill("Deux heures")
    assert violations(page) == []
    follow(page.get_by_role("button", name="Contact pris avec Collège des Salines"))
    expect(page.get_by_text("1 direction", exact=True)).to_be_visible()

    follow(page.get_by_role("link", name="Donner la liste"))
    assert violations(page) == []
    listed = "\n".join(f"stagiaire{n}@exemple.example" for n in range(1, 7))
    page.get_by_label("Adresses académiques").fill(f"{listed}\nperso@gmail.com")
    page.get_by_role("button", name="Ajouter à la liste").click()
    expect(page.get_by_text("Certaines lignes sont refusées")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(page) == 0
    follow(page.get_by_role("link", name="Retour à la session"))
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})

    follow(page.get_by_role("link", name="Leur rappeler le parcours"))
    expect(page.get_by_label("Session ou cohorte visée")).to_have_value("session:" + token(page))
    page.get_by_label("Date butoir connue du territoire").select_option("2027-01-31")
    page.get_by_label("Commencer").select_option("deadline")
    page.get_by_label("Nombre de jours ouvrés avant la date butoir").fill("5")
    page.get_by_label("Pourquoi ces personnes").fill("vous êtes attendu à une formation")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("6 personnes")).to_be_visible()
    expect(page.get_by_text("La vague commence le 25 janvier 2027")).to_be_visible()
    assert violations(page) == []
    follow(page.get_by_role("button", name="Décider cette vague"))
    expect(page.get_by_text("parmi les stagiaires de")).to_be_visible()
    assert Wave.objects.get().starts_on == date(2027, 1, 25)


def token(page: Page) -> str:
    """The session that the address names."""
    return page.url.partition("session=")[2]
