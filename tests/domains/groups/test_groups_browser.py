"""The way of a group in a real browser: signed for, sealed, left by one, read, chosen from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from domains.groups.conftest import MoveTo
from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, signed_in, someone
from lib.sealed import AFTER, SECRET, crowd, plant
from vigie.domains.people.roles import Role

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_signing_sealing_leaving_and_reading(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage, move_to: MoveTo
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    people = crowd(12, masters=[SECRET])
    plant(home, people)
    site = str(live_server.url)

    dpo = open_page(
        f"{site}/regle-des-groupes/aca:besancon/",
        cookies=cookies_of(signed_in(Role.DPO, territory="aca:besancon")),
    )
    dpo.get_by_label("Pourquoi changer la règle").fill("Avis du comité de novembre")
    follow(dpo.get_by_role("button", name="Proposer cette version"))
    assert violations(dpo) == []
    dpo.get_by_label("J’ai lu ce que fait cette version").check()
    dpo.get_by_role("button", name="Signer la version 1").click()
    expect(dpo.get_by_role("status").first).to_contain_text("La version 1 est signée")

    trainer = someone(Role.TRAINER, territory="dep:25")
    page = open_page(f"{site}/groupes/sceller/", cookies=cookies_of(client_of(trainer)))
    assert violations(page) == []
    page.get_by_label("Intitulé de la session").fill("Mardi au collège")
    page.get_by_label("Date de la session").fill("2026-11-20")
    page.get_by_label("Lire la synthèse à partir du").fill("2026-11-05")
    page.get_by_label("Heure").fill("10:00")
    page.get_by_label("Adresses du groupe").fill("\n".join(each.address for each in people))
    page.get_by_role("button", name="Sceller").click()
    expect(page.get_by_role("status").first).to_contain_text("12 adresses valides scellées")
    expect(page.get_by_text("version 1, signée le")).to_be_visible()

    teacher = open_page(
        f"{site}/accueil/", cookies=cookies_of(client_of(someone(email=people[0].address)))
    )
    follow(teacher.get_by_role("link", name="Voir lesquels, ou m’en retirer"))
    assert violations(teacher) == []
    teacher.get_by_role("button", name="Me retirer").click()
    expect(teacher.get_by_role("button", name="Y revenir")).to_be_visible()

    move_to(AFTER)
    page.reload()
    assert violations(page) == []
    page.get_by_role("row", name=SECRET).get_by_label("Retenir").check()
    page.get_by_role("button", name="Garder ces sujets").click()
    expect(page.get_by_role("status").first).to_contain_text("1 sujet gardé")
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    page.emulate_media(media="print")
    expect(page.get_by_text("Les chiffres d’une synthèse de groupe ne s’impriment pas.")
           ).to_be_visible()  # fmt: skip
    expect(page.get_by_text("10 à 19").or_(page.get_by_text("20 ou plus")).first).to_be_hidden()


def test_the_academic_team_reads_with_a_reason(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage, move_to: MoveTo
) -> None:
    del move_to
    settings.ALLOWED_HOSTS = ["*"]
    people = crowd(12, masters=[SECRET])
    plant(home, people)
    reader = cookies_of(signed_in(Role.PIX_TEAM, territory="aca:besancon"))
    page = open_page(f"{live_server.url}/resultats-exacts/aca:besancon/groupe/", cookies=reader)
    page.get_by_label("Adresses du groupe").fill("\n".join(each.address for each in people))
    page.get_by_label("Pourquoi lire").fill("Préparer la formation de mars")
    page.get_by_role("button", name="Lire les résultats du groupe").click()
    expect(page.get_by_role("row", name=SECRET)).to_contain_text("80,0")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    page.goto(f"{live_server.url}/resultats-exacts/aca:besancon/personne/")
    page.get_by_label("Adresse de la personne").fill(people[0].address)
    page.get_by_label("Pourquoi lire").fill("Répondre à sa demande")
    page.get_by_role("button", name="Lire ses résultats").click()
    expect(page.get_by_text("terminé, envoyé")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) == 0
