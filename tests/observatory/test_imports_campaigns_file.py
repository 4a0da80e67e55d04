"""The page that declares the year's campaigns from a file, by its forms and in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.people import client_of, cookies_of, signed_in, someone
from observatory.dropping import Person, text_of
from vigie.codes import PATHWAYS
from vigie.domains.campaigns.models import Campaign, CampaignFile
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.ledger import Ledger

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.database, pytest.mark.django_db]
HEAD = "code;territory;profile;pathway"
PAGE = "/campagnes/fichier/"
DOUBS = "\n".join(
    [f"{HEAD};link", *(f"D{p.order};Doubs;2D_PUBLIC;{p.code};" for p in PATHWAYS if p.order < 10)]
)


@pytest.fixture
def officer(home: Path) -> Client:
    """The Pix+ Édu team of Besançon."""
    assert home.is_dir()
    return signed_in(Role.PIX_TEAM, territory="aca:besancon")


def dropped(client: Client, content: str, name: str = "annee.csv") -> HttpResponse:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content.encode())})


def test_a_file_is_previewed_declared_counted_and_undone(officer: Client, home: Path) -> None:
    answer = dropped(officer, DOUBS)
    assert answer.status_code == 302
    one: str = answer["Location"]
    page = text_of(officer.get(one))
    assert "9 campagnes nouvelles, 0 corrigée, 0 sans changement" in page
    assert not Campaign.objects.exists()
    person = Person(officer)
    assert "9 campagnes de plus" in text_of(officer.post(one, follow=True))
    person.wait("/imports/calcul/")
    assert Campaign.objects.declared().count() == 9
    assert len(Ledger(Home(home)).active()) == 1, "the figures lean on the declarations"
    assert "Déclaré le" in text_of(officer.get(one))
    assert "annee.csv" in text_of(officer.get(PAGE))
    assert "9 campagnes comme avant lui" in text_of(officer.post(f"{one}annuler/", follow=True))
    person.wait("/imports/calcul/")
    assert not Campaign.objects.declared().exists()
    assert not Ledger(Home(home)).active()


def test_a_correction_shows_before_and_after(officer: Client) -> None:
    officer.post(dropped(officer, DOUBS)["Location"])
    again = dropped(
        officer,
        f"{HEAD};name\nD9;dep:25;2D_PUBLIC;FINAL;Le bilan\nD1;dep:25;2D_PUBLIC;POSITIONING;",
    )
    page = text_of(officer.get(again["Location"]))
    assert "0 campagne nouvelle, 1 corrigée, 1 sans changement" in page
    assert "nom : vide → Le bilan" in page


def test_errors_are_told_by_line_and_nothing_is_kept(officer: Client) -> None:
    answer = dropped(officer, f"{HEAD}\nA1;Doub;CPE;FINAL\nA2;dep:25;CPE;FINALE\nA3;dep:971;CPE;"
                              "FINAL")  # fmt: skip
    assert answer.status_code == 400
    page = text_of(answer)
    assert "Rien n’est déclaré" in page
    assert re.search(r"2 territory Doub ", page)
    assert re.search(r"3 pathway FINALE ", page)
    assert not CampaignFile.objects.exists()
    answer = dropped(officer, f"{HEAD}\nA3;dep:971;CPE;FINAL")
    assert "2 territory dep:971 Ce territoire n’est pas dans le vôtre." in text_of(answer)


@pytest.mark.parametrize("content", ["", "rien", "\x00\x01", "PK\x03\x04pas un classeur"])
def test_what_is_no_table_is_refused_in_french(officer: Client, content: str) -> None:
    answer = dropped(officer, content)
    assert answer.status_code == 400
    assert not CampaignFile.objects.exists()


def test_no_file_and_a_huge_one_are_refused(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigie.observatory import imports_campaigns_file

    assert "Choisissez un fichier." in text_of(officer.post(PAGE, {}))
    monkeypatch.setattr(imports_campaigns_file, "_LARGEST", 10)
    assert dropped(officer, DOUBS).status_code == 413


def test_another_person_does_not_see_the_file(officer: Client) -> None:
    one = dropped(officer, DOUBS)["Location"]
    other = client_of(someone(Role.PIX_TEAM, territory="aca:besancon"))
    for answer in (other.get(one), other.post(one), other.post(f"{one}abandonner/")):
        assert answer.status_code == 404
    assert "Le fichier est oublié" in text_of(officer.post(f"{one}abandonner/", follow=True))
    assert officer.get(one).status_code == 404


def test_the_model_is_read_back(officer: Client) -> None:
    model = officer.get(f"{PAGE}modele.csv").content.decode("utf-8-sig")
    assert dropped(officer, model).status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_officer_declares_and_a_teacher_finds_her_links(
    home: Path, live_server: LiveServer, settings: Settings, open_page: OpenPage, tmp_path: Path
) -> None:
    assert home.is_dir()
    settings.ALLOWED_HOSTS = ["*"]
    path = tmp_path / "annee.csv"
    path.write_text(DOUBS, encoding="utf-8")
    officer = signed_in(Role.PIX_TEAM, territory="aca:besancon")
    page = open_page(f"{live_server.url}/campagnes/", cookies=cookies_of(officer))
    page.get_by_role("link", name="Déclarer un fichier").click()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Voir ce qui change").click()
    expect(page.get_by_role("main")).to_contain_text("9 campagnes nouvelles")
    page.get_by_role("button", name="Déclarer ces campagnes").click()
    expect(page.get_by_role("main")).to_contain_text("C’est fait")

    teacher = someone(Role.TEACHER, territory="uai:0259109R")
    phone = open_page(
        f"{live_server.url}/mes-parcours/", width=360, cookies=cookies_of(client_of(teacher))
    )
    # Her profile is not known: it is asked, by the keyboard alone.
    phone.get_by_label("Votre profil").focus()
    phone.keyboard.type("2D public")
    phone.keyboard.press("Tab")
    phone.keyboard.type("25 Doubs")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("link", name="Commencer")).to_have_count(9)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    asked: list[dict[str, str]] = []

    def pix(route: Route) -> None:
        asked.append({"url": route.request.url, **route.request.all_headers()})
        route.fulfill(status=200, content_type="text/html", body="<title>Pix</title>")

    phone.context.route("https://app.pix.fr/**", pix)
    first = phone.get_by_role("link", name="Commencer").first
    first.focus()
    with phone.context.expect_page() as opened:
        phone.keyboard.press("Enter")
    expect(opened.value).to_have_title("Pix")
    assert [each["url"] for each in asked if "campagnes" in each["url"]]
    assert not any("referer" in each for each in asked), "Pix is not told where she comes from"
    assert opened.value.evaluate("window.opener") is None
    address = str(first.get_attribute("href"))
    assert address.startswith("https://app.pix.fr/campagnes/D1?participantExternalId=")
    assert "%40" in address
