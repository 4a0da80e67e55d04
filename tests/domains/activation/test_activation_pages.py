"""The accounts of families: a list that is kept nowhere, counts that are, and who sees which."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from domains.subscriptions.given import NOW, OTHER, SCHOOL
from lib.accessibility import inline_code, overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from vigie.domains.activation import actions, views
from vigie.domains.activation.models import ActivationCount, ActivationLevel
from vigie.domains.activation.reading import Level, Reading
from vigie.domains.audit.models import Entry
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.web import clock

OpenPage = Callable[..., Page]
EXAMPLES = Path(__file__).parents[3] / "examples" / "academie"
pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = f"/comptes-familles/{SCHOOL}/"
HEAD = "Nom;Prénom;Classe;État du compte;Élève"
LINES = (
    "QUENTINOT;Aurore;6A;non activé;Tom Quentinot",
    "BRISEFER;Basile;6A;activé;Zoé Brisefer",
    "=CMD();Odile;5B;non activé;Luc Vauclair",
)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def manager() -> Client:
    return client_of(someone(Role.EDUCONNECT_MANAGER, territory=SCHOOL))


def text_of(answer: HttpResponse) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(words).replace("\u00a0", " ").split())


def dropped(client: Client, *lines: str, head: str = HEAD, **more: str) -> HttpResponse:
    content = "\n".join([head, *lines]).encode()
    return client.post(f"{PAGE}liste/", {"file": SimpleUploadedFile("c.csv", content), **more})


def counted(by: Person, school: str, day: date, accounts: int, activated: int) -> None:
    told = Reading(levels=(Level("6e", accounts, activated),), accounts=accounts,
                   activated=activated)  # fmt: skip
    actions.keep_count(school, day, told, by=by, at=NOW)


def test_the_list_is_shown_at_once_and_the_numbers_are_kept(manager: Client) -> None:
    answer = dropped(manager, *LINES)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "1 compte activé sur 3 (33,3 %), au 25 novembre 2026" in page
    assert "QUENTINOT Aurore Tom Quentinot" in page
    assert "BRISEFER" not in page
    assert "no-store" in answer["Cache-Control"]
    assert inline_code(answer.content.decode()) == []
    page = text_of(manager.get(PAGE))
    assert "QUENTINOT" not in page
    assert "6e 2 1 1 50,0 %" in page
    assert "5e 1 0 1 0,0 %" in page
    assert list(ActivationLevel.objects.values_list("level", "accounts", "activated")) == [
        ("6e", 2, 1), ("5e", 1, 0)
    ]  # fmt: skip


def test_names_are_kept_nowhere(manager: Client, home: Path, tmp_path: Path) -> None:
    dropped(manager, *LINES)
    dropped(manager, *LINES, "MAUVAISE;Ligne;6A;peut-être;Léo")
    names = ("QUENTINOT", "Aurore", "Vauclair", "MAUVAISE")
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            told = str(row)
            assert not any(name in told for name in names), model
    assert not any(name in str(dict(manager.session)) for name in names)
    for folder in (home, tmp_path):
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not any(name.encode() in content for name in names), path


def test_the_file_never_touches_a_disk(
    manager: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Whatever asks for a temporary file or folder is refused.
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file on the disk")

    for name in ("NamedTemporaryFile", "TemporaryDirectory", "mkdtemp", "mkstemp", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr(temp, "NamedTemporaryFile", refuse)
    assert dropped(manager, *LINES).status_code == 200
    big = "x" * (3 << 20)
    answer = dropped(manager, big)
    assert answer.status_code == 413
    assert "dépasse 2 Mo" in text_of(answer)
    assert ActivationCount.objects.count() == 1
    assert list(tmp_path.rglob("*depot*")) == []


def test_the_page_holds_the_list_as_a_file_that_no_spreadsheet_runs(manager: Client) -> None:
    page = dropped(manager, *LINES).content.decode()
    (content,) = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', page)
    lines = base64.b64decode(unescape(content)).decode("utf-8-sig").splitlines()
    assert lines[:3] == ["Classe;Nom;Prénom;Élève;Suite", "6A;QUENTINOT;Aurore;Tom Quentinot;",
                         "5B;'=CMD();Odile;Luc Vauclair;"]  # fmt: skip


def test_the_same_file_twice_counts_once_and_another_of_the_day_replaces(manager: Client) -> None:
    dropped(manager, *LINES)
    dropped(manager, *LINES)
    assert ActivationCount.objects.count() == 1
    told = Entry.objects.filter(action__startswith="activation.").order_by("number")
    assert [each.action for each in told] == [
        "activation.list", "activation.count", "activation.list"
    ]  # fmt: skip
    dropped(manager, *LINES, "NOUVEAU;Paul;4A;activé;Max")
    (standing,) = ActivationCount.objects.standing()
    assert (standing.accounts, standing.activated) == (4, 2)


def test_a_count_is_taken_back_and_put_back(manager: Client) -> None:
    dropped(manager, *LINES)
    one = ActivationCount.objects.get()
    page = text_of(manager.post(f"{PAGE}{one.pk}/retirer/", follow=True))
    assert "Le décompte du 25 novembre 2026 est retiré." in page
    assert not ActivationCount.objects.standing().exists()
    manager.post(f"{PAGE}{one.pk}/retablir/", follow=True)
    assert ActivationCount.objects.standing().exists()
    manager.post(f"{PAGE}{one.pk}/retirer/")
    dropped(manager, *LINES[:2])
    page = text_of(manager.post(f"{PAGE}{one.pk}/retablir/", follow=True))
    assert "Un autre décompte du même jour" in page


def test_faults_are_told_and_nothing_is_counted(manager: Client) -> None:
    answer = dropped(manager, "MARTIN;Léa;6A;peut-être;Tom", counted_on="2026-11-20")
    assert answer.status_code == 400
    page = text_of(answer)
    assert "2 État du compte peut-être" in page
    assert 'value="2026-11-20"' in answer.content.decode()
    for more, words in (
        ({"counted_on": "2026-12-01"}, "Cette date n’est pas encore venue."),
        ({"counted_on": "hier"}, "hier"),
    ):
        answer = dropped(manager, *LINES, **more)
        assert answer.status_code == 400
        assert words in text_of(answer)
    assert "Choisissez un fichier." in text_of(manager.post(f"{PAGE}liste/", {}))
    assert manager.get(f"{PAGE}liste/").status_code == 302
    assert not ActivationCount.objects.exists()


def test_the_token_of_the_form_is_asked_for() -> None:
    person = someone(Role.HEAD, territory=SCHOOL)
    client = client_of(person, enforce_csrf_checks=True)
    assert dropped(client, *LINES).status_code == 403


def test_progress_is_drawn_over_weeks(manager: Client) -> None:
    head = someone(Role.HEAD, territory=SCHOOL)
    for ago, activated in ((14, 60), (7, 80), (0, 90)):
        counted(head, SCHOOL, (NOW - timedelta(days=ago)).date(), 100, activated)
    answer = manager.get(PAGE)
    assert 'id="progression"' in answer.content.decode()
    file = manager.get(f"{PAGE}?semaines-export=csv").content.decode("utf-8-sig")
    assert [line.split(";")[1:3] for line in file.splitlines()[1:4]] == [
        ["100", "90"], ["100", "80"], ["100", "60"]
    ]  # fmt: skip
    assert "Anne Onyme" in file


def test_a_territory_sees_bands_and_no_number(home: Path) -> None:
    report = import_file(Home(home), EXAMPLES / "etablissements.csv", by="essai", now=NOW)
    assert report.status == "imported"
    build(Home(home))
    head = someone(Role.HEAD, territory=SCHOOL)
    day = NOW.date()
    counted(head, SCHOOL, day - timedelta(days=9), 613, 300)
    counted(head, SCHOOL, day, 613, 611)
    counted(head, OTHER, day, 613, 613)
    counted(head, "uai:0259001Y", day, 18, 16)
    counted(head, "uai:0399001X", day, 613, 100)
    client = client_of(someone(Role.ADVISER, territory="dep:25"))
    address = "/comptes-familles/etablissements/dep:25/"
    page = text_of(client.get(address))
    assert "3 établissements ont donné un décompte" in page
    assert page.count("95 % ou plus 25/11/2026") + page.count("95 % ou plus 25 novembre") == 2
    assert "moins de 20 comptes" in page
    for kind in ("csv", "json"):
        file = client.get(f"{address}?etablissements-export={kind}").content.decode()
        for number in ("613", "611", "18;", "16;", "300"):
            assert number not in file
    assert client.get(PAGE).status_code == 403
    assert dropped(client, *LINES).status_code == 403
    assert client_of(head).get(address).status_code == 403


def test_the_word_to_families_names_nobody(manager: Client) -> None:
    page = text_of(manager.get(f"{PAGE}mot/"))
    assert "Votre compte EduConnect n’est pas encore activé." in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_manager_lists_families_in_a_browser(
    live_server: LiveServer, settings: Settings, open_page: OpenPage, tmp_path: Path
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    path = tmp_path / "comptes.csv"
    path.write_text("\n".join([HEAD, *LINES]), encoding="cp1252")
    client = client_of(someone(Role.EDUCONNECT_MANAGER, territory=SCHOOL))
    page = open_page(f"{live_server.url}{PAGE}", cookies=cookies_of(client))
    assert violations(page) == []
    page.set_input_files("input[type=file]", path)
    follow(page.get_by_role("button", name="Afficher la liste"))
    expect(page.get_by_role("main")).to_contain_text("QUENTINOT")
    assert violations(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Enregistrer en CSV").click()
    saved = tmp_path / "saved.csv"
    waiting.value.save_as(saved)
    assert waiting.value.suggested_filename == "familles-a-relancer-2026-11-25.csv"
    assert "QUENTINOT" in saved.read_text(encoding="utf-8-sig")
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    follow(page.get_by_role("link", name="Revenir au suivi"))
    expect(page.get_by_role("main")).to_contain_text("des comptes activés")
    assert "QUENTINOT" not in page.content()
    assert violations(page) == []
    assert overflow(page) == 0
    assert path.stat().st_size < views.LARGEST
