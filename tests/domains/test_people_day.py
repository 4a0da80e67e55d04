"""What each of them comes for, in a real browser: a head, a trainer, a teacher, the DPO."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from conftest import carry
from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from lib.provider_process import Says, our_provider, speaker
from lib.sealed import COMPETENCES, NOW, Invented, crowd, plant
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.web import clock

OpenPage = Callable[..., Page]
Come = Callable[[Person, str], Page]
pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.django_db(transaction=True)]
SCHOOL = "uai:0259109R"
SCHOOLS = Path(__file__).parents[2] / "examples" / "academie" / "etablissements.csv"
HEAD = "nora.petit@ac-besancon.example"


class Time:
    """The clock of the site."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.to(NOW)

    def to(self, moment: datetime) -> None:
        self._monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with our_provider() as address:
        yield address


@pytest.fixture
def says(provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Says:
    return speaker(provider, settings, monkeypatch)


@pytest.fixture
def site(home: Path, live_server: LiveServer, settings: Settings, moment: Time) -> str:  # noqa: ARG001  # the site starts at that moment
    """The site, with the schools and twelve people who answered the positioning."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.VIGIE_BASE_URL = live_server.url
    teacher = Invented("prof@exemple.example", 2, frozenset(COMPETENCES[:2]))
    report = import_file(Home(home), SCHOOLS, by="essai", now=NOW - timedelta(days=3))
    assert report.status == "imported"
    plant(home, [teacher, *crowd(11, masters=COMPETENCES[:2])])
    build(Home(home))
    return str(live_server.url)


@pytest.fixture
def come(site: str, open_page: OpenPage) -> Come:
    """`come(person, path)`: a browser of hers, at that page, that meets no barrier."""

    def came(person: Person, path: str) -> Page:
        page = open_page(f"{site}/accessibilite/")
        page.context.clear_cookies()
        carry(page.context, site, cookies_of(client_of(person)))
        page.goto(f"{site}{path}")
        assert violations(page) == []
        return page

    return came


def test_a_head_comes_by_the_provider_delegates_and_sees_it_end(
    site: str, open_page: OpenPage, says: Says, moment: Time, settings: Settings
) -> None:
    settings.VIGIE_SESSION_HOURS = 12
    someone(Role.HEAD, territory=SCHOOL, email=HEAD)
    says(signed=True)
    page = open_page(f"{site}/etablissement/{SCHOOL}/roles/")
    sign_in(page)
    page.wait_for_url("**/roles/")
    service = page.get_by_role("article", name="Pix Orga")
    expect(service).to_contain_text("La direction, de droit.")
    follow(service.get_by_role("link", name=re.compile("^Déléguer")))
    assert violations(page) == []
    page.get_by_label("Adresse de la personne").fill("omar.galland@ac-besancon.example")
    page.get_by_label("Au", exact=True).fill((NOW + timedelta(days=1)).date().isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("confié à omar.galland@ac-besancon.example")
    expect(service).to_contain_text("omar.galland@ac-besancon.example")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0

    # Two days later the visit is over, and so is the delegation.
    moment.to(NOW + timedelta(days=2))
    page.goto(f"{site}/etablissement/{SCHOOL}/roles/")
    sign_in(page)
    page.wait_for_url("**/roles/")
    expect(page.get_by_role("article", name="Pix Orga")).to_contain_text("La direction, de droit.")


def test_a_trainer_seals_a_group_then_reads_it(come: Come, moment: Time) -> None:
    trainer = someone(Role.TRAINER, territory="dep:25")
    page = come(trainer, "/accueil/")
    page.get_by_role("link", name=re.compile("^Groupes scellés|^Mes groupes")).first.click()
    seal(page, "Évaluer avec le numérique", [f"stagiaire{n}@exemple.example" for n in range(11)])
    expect(page.locator("main")).to_contain_text("11")
    assert violations(page) == []

    moment.to(NOW + timedelta(days=3))
    page = come(trainer, "/groupes/")
    follow(page.get_by_role("link", name="Évaluer avec le numérique"))
    assert violations(page) == []
    expect(page.locator("main")).to_contain_text(COMPETENCES[0])
    expect(page.locator("main")).to_contain_text(re.compile("10 à 19|5 à 9"))
    page.emulate_media(media="print")
    expect(page.get_by_role("cell", name=COMPETENCES[0]).or_(
        page.get_by_role("rowheader", name=COMPETENCES[0])
    ).first).to_be_hidden()  # fmt: skip


def test_a_teacher_sees_who_read_her_data_and_withdraws(come: Come) -> None:
    team = someone(Role.PIX_TEAM, territory="aca:besancon")
    teacher = someone(Role.TEACHER, territory=SCHOOL, email="prof@exemple.example")
    trainer = someone(Role.TRAINER, territory="dep:25")

    page = come(team, "/resultats-exacts/aca:besancon/personne/")
    page.get_by_label("Adresse de la personne").fill("prof@exemple.example")
    page.get_by_label("Pourquoi lire ces résultats").fill("Préparer un accompagnement demandé.")
    page.get_by_role("button", name=re.compile("^Lire")).click()
    expect(page.locator("main")).to_contain_text("Auto-positionnement")

    page = come(trainer, "/groupes/sceller/")
    others = [f"stagiaire{n}@exemple.example" for n in range(9)]
    fill_the_seal(page, "Protéger les données", ["prof@exemple.example", *others])

    page = come(teacher, "/accueil/")
    page.get_by_role("link", name="Qui a consulté mes données").click()
    expect(page.locator("main")).to_contain_text("Anne Onyme")
    expect(page.locator("main")).to_contain_text("Préparer un accompagnement demandé.")
    assert violations(page) == []
    page.get_by_role("link", name="Accueil", exact=True).first.click()
    page.get_by_role("link", name="Groupes où je figure").click()
    page.get_by_role("button", name=re.compile("^Me retirer")).click()
    expect(page.locator("main")).to_contain_text("Vous vous en êtes retiré·e")
    assert violations(page) == []


def test_the_dpo_signs_a_policy_and_closes_an_incident(come: Come) -> None:
    dpo = someone(Role.DPO, territory="aca:besancon")
    head = someone(Role.HEAD, territory=SCHOOL, email=HEAD)

    page = come(dpo, "/regle-des-groupes/aca:besancon/")
    page.get_by_label("Pourquoi changer la règle").fill("Une promesse plus prudente.")
    page.get_by_role("button", name="Proposer cette version").click()
    page.get_by_label("J’ai lu ce que fait cette version et je la signe").check()
    page.get_by_role("button", name="Signer la version 1").click()
    expect(page.locator("#en-vigueur + *")).to_contain_text("Version 1, signée")
    assert violations(page) == []

    page = come(head, "/incidents/signaler/")
    declare(page)
    page = come(dpo, "/incidents/")
    page.get_by_role("link", name="Clé USB perdue").click()
    page.get_by_label("Ce qui a été fait").fill("Clé retrouvée, vide.")
    page.get_by_role("button", name="Ajouter la mesure").click()
    page.get_by_role("button", name="L’incident est maîtrisé").click()
    page.get_by_label("Conclusion").fill("Sans suite : la clé était vide.")
    page.get_by_role("button", name="Clore l’incident").click()
    expect(page.locator("main")).to_contain_text("Clos le")
    assert violations(page) == []


def sign_in(page: Page) -> None:
    """By the academic account."""
    page.get_by_role("link", name="Continuer avec votre compte académique").click()


def seal(page: Page, title: str, addresses: list[str]) -> None:
    follow(page.get_by_role("link", name="Sceller un groupe"))
    assert violations(page) == []
    fill_the_seal(page, title, addresses)


def fill_the_seal(page: Page, title: str, addresses: list[str]) -> None:
    """A group whose synthesis can be read two days later."""
    page.get_by_label("Intitulé de la session").fill(title)
    day = (NOW + timedelta(days=3)).date().isoformat()
    page.get_by_label("Date de la session").fill(day)
    page.get_by_label("Lire la synthèse à partir du").fill(
        (NOW + timedelta(days=2)).date().isoformat()
    )
    page.get_by_label("Heure", exact=False).fill("12:00")
    page.get_by_label("Adresses du groupe").fill("\n".join(addresses))
    page.get_by_role("button", name="Sceller", exact=True).click()
    expect(page.get_by_label("Adresses du groupe")).to_have_count(0)


def declare(page: Page) -> None:
    """An incident without any personal data."""
    page.get_by_label("En une phrase").fill("Clé USB perdue")
    page.get_by_label("Ce qui s’est passé").fill("Une clé n’est plus à sa place.")
    page.get_by_label("Découvert le").fill(NOW.date().isoformat())
    page.get_by_label("Heure de la découverte").fill("08:30")
    page.get_by_role("button", name="Signaler l’incident").click()
