"""An inspector proposes another value in a real browser, and gets an answer; the report says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from lib.roadmaps import a_roadmap, an_indicator
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps.actions_measuring import set_objective
from vigie.periods import PARIS

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_an_inspector_proposes_and_gets_an_answer(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage, tmp_path: Path
) -> None:
    del home
    settings.ALLOWED_HOSTS = ["*"]
    now = datetime.now(PARIS)
    delegate = someone(Role.DELEGATE, territory="reg:bourgogne-franche-comte")
    inspector = someone(Role.SUBJECT_INSPECTOR, territory="aca:besancon")
    roadmap = a_roadmap("reg:bourgogne-franche-comte", by=delegate, at=now)
    indicator = an_indicator(roadmap, by=delegate, at=now)
    set_objective(indicator, text=">= 10", by=delegate, at=now)
    base = f"{live_server.url}/feuilles-de-route/{roadmap.code}"

    hers = open_page(
        f"{base}/indicateurs/{indicator.pk}/suivi/", cookies=cookies_of(client_of(inspector))
    )
    follow(hers.get_by_role("link", name="Proposer une autre valeur"))
    assert violations(hers) == []
    hers.get_by_label("Valeur proposée").fill("7")
    hers.get_by_role("button", name="Proposer").click()
    hers.get_by_label("Valeur constatée le").fill(f"{now:%Y-%m-%d}")
    hers.get_by_label("Raison").fill("Notre relevé.")
    hers.get_by_role("button", name="Proposer").click()
    expect(hers.get_by_role("status").first).to_contain_text("La proposition est transmise")
    assert violations(hers) == []

    page = open_page(f"{live_server.url}/accueil/", cookies=cookies_of(client_of(delegate)))
    follow(page.get_by_role("link", name="Répondre"))
    assert violations(page) == []
    page.get_by_role("row", name="Proposition à répondre").get_by_role("link").click()
    page.get_by_label("Réponse").select_option("refused")
    page.get_by_label("Motif").fill("Une école manque.")
    assert violations(page) == []
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Une école manque.").first).to_be_visible()

    hers.reload()
    expect(hers.get_by_text("Notre relevé.")).to_be_visible()
    expect(hers.get_by_text("Une école manque.").first).to_be_visible()

    page.goto(f"{base}/rapport/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    waiting.value.save_as(tmp_path / "rapport.pdf")
    text = " ".join(each.extract_text() for each in PdfReader(tmp_path / "rapport.pdf").pages)
    assert "Une école manque." in " ".join(text.split())

    page.goto(f"{base}/revues/")
    follow(page.get_by_role("button", name="Ouvrir la revue"))
    assert violations(page) == []
    follow(page.get_by_role("link", name="Projeter"))
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en sont les indicateurs")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Compte rendu").fill("Relu ensemble.")
    page.get_by_role("button", name="Signer et clore").click()
    expect(page.get_by_text("Compte rendu signé par")).to_be_visible()
