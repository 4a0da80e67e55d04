"""The pages of subscriptions, by their forms and in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from domains.subscriptions.given import HEAD, NOW, OTHER, SCHOOL, had
from lib.accessibility import overflow, violations
from lib.browsing import follow
from lib.people import client_of, cookies_of, someone
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.domains.subscriptions.models import Subscription
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build
from vigie.web import clock

OpenPage = Callable[..., Page]
EXAMPLES = Path(__file__).parents[3] / "examples" / "academie"
pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = f"/abonnements/{SCHOOL}/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=SCHOOL)


@pytest.fixture
def known(home: Path) -> None:
    """The schools of the example."""
    report = import_file(Home(home), EXAMPLES / "etablissements.csv", by="essai", now=NOW)
    assert report.status == "imported"
    build(Home(home))


def text_of(answer: HttpResponse) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(words).replace("\u00a0", " ").split())


def written(client: Client, **more: str) -> HttpResponse:
    entries = {"resource": "Atlas", "starts_on": "2026-09-01", "ends_on": "2026-12-31"}
    return client.post(f"{PAGE}nouveau/", entries | more, follow=True)


def dropped(client: Client, place: str, *lines: str) -> HttpResponse:
    content = "\n".join([HEAD, *lines]).encode()
    file = SimpleUploadedFile("gar.csv", content)
    return client.post(f"/abonnements/{place}/fichier/", {"file": file})


def test_a_head_writes_renews_and_goes_back(head: Person) -> None:
    client = client_of(head)
    assert "Aucun abonnement n’est écrit." in text_of(client.get(PAGE))
    page = text_of(written(client))
    assert "Atlas : se termine dans 36 jours, le 31 décembre 2026" in page
    one = Subscription.objects.get()
    address = f"{PAGE}{one.pk}/"
    page = text_of(
        client.post(f"{address}renouveler/", {f"until_{one.pk}": "31/12/2027"}, follow=True)
    )
    assert "« Atlas » est renouvelé jusqu’au 31 décembre 2027." in page
    assert "Rien à décider" in page
    page = text_of(client.post(f"{address}annuler/", follow=True))
    assert "« Atlas » est comme avant." in page
    page = text_of(client.post(f"{address}ne-pas-renouveler/", follow=True))
    assert "Rien à décider" in page
    assert "se termine dans 36 jours, ne sera pas renouvelé" in page


def test_what_was_typed_is_kept_with_its_fault(head: Person) -> None:
    client = client_of(head)
    answer = written(client, ends_on="2026-08-31", licences="beaucoup")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="beaucoup"' in page
    assert "Le dernier jour est avant le premier." in page
    one = had(head)
    answer = client.post(f"{PAGE}{one.pk}/renouveler/", {f"until_{one.pk}": "2026-01-01"})
    assert answer.status_code == 400
    assert 'value="2026-01-01"' in answer.content.decode()
    assert "pas après la fin" in text_of(answer)
    answer = client.post(f"{PAGE}alertes/", {"first": "10", "second": "20"})
    assert answer.status_code == 400
    assert 'value="20"' in answer.content.decode()


def test_what_ends_soon_comes_first_and_goes_to_a_file(head: Person) -> None:
    had(head, "Zoologie", date(2026, 12, 1))
    had(head, "Algèbre", date(2027, 6, 1))
    client = client_of(head)
    file = client.get(f"{PAGE}?abonnements-export=csv").content.decode("utf-8-sig")
    assert [line.split(";")[0] for line in file.splitlines()[1:3]] == ["Zoologie", "Algèbre"]


def test_the_calendar_of_the_school_has_the_ends(head: Person) -> None:
    had(head, "Atlas", date(2026, 12, 31))
    client = client_of(head)
    assert "fin d’abonnement, Atlas" in text_of(client.get(f"/deploiement/{SCHOOL}/"))
    file = client.get(f"/deploiement/{SCHOOL}/agenda.ics").content
    (entry,) = Calendar.from_ical(file).walk("VEVENT")
    assert (str(entry["summary"]), entry["dtstart"].dt) == (
        "Fin d’abonnement\u00a0: Atlas",
        date(2026, 12, 31),
    )
    # Who may read the page, but not the subscriptions.
    other = client_of(someone(Role.RUPN, territory=SCHOOL))
    assert "fin d’abonnement" not in text_of(other.get(f"/deploiement/{SCHOOL}/"))


@pytest.mark.usefixtures("known")
def test_a_territory_counts_schools_by_horizon(head: Person) -> None:
    for resource, ends, school in (
        ("A", date(2026, 12, 10), SCHOOL), ("B", date(2026, 12, 20), SCHOOL),
        ("C", date(2027, 1, 15), OTHER), ("D", date(2027, 2, 20), OTHER),
        ("E", date(2027, 2, 21), "uai:0399001X"),
    ):  # fmt: skip
        had(head, resource, ends, school)
    client = client_of(someone(Role.ADVISER, territory="dep:25"))
    page = text_of(client.get("/abonnements/dep:25/"))
    for words in (
        "1 établissement dans les 30 jours (2 abonnements)",
        "2 établissements dans les 60 jours (3 abonnements)",
        "2 établissements dans les 90 jours (4 abonnements)",
    ):
        assert words in page
    file = client.get("/abonnements/dep:25/?dans=90&abonnements-export=csv").content.decode()
    assert [line.split(";")[2] for line in file.splitlines()[1:5]] == list("ABCD")
    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}nouveau/").status_code == 403


@pytest.mark.usefixtures("known")
def test_a_file_of_a_territory_is_previewed_taken_and_undone() -> None:
    client = client_of(someone(Role.ADVISER, territory="dep:25"))
    lines = [f"{uai};Atlas;;;;01/09/2026;31/08/2027" for uai in ("0259109R", "0259112U")]
    answer = dropped(client, "dep:25", *lines)
    assert answer.status_code == 302
    one: str = answer["Location"]
    assert "2 abonnements nouveaux, 0 renouvelé, 0 corrigé, 0 sans changement" in text_of(
        client.get(one)
    )
    assert not Subscription.objects.exists()
    assert "C’est fait" in text_of(client.post(one, follow=True))
    assert Subscription.objects.standing().count() == 2
    assert "2 abonnements comme avant lui" in text_of(client.post(f"{one}annuler/", follow=True))
    assert not Subscription.objects.standing().exists()
    elsewhere = dropped(client, "dep:25", "0399001X;Atlas;;;;01/09/2026;31/08/2027")
    assert elsewhere.status_code == 400
    assert "n’est pas dans votre territoire" in text_of(elsewhere)
    stranger = client_of(someone(Role.ADVISER, territory="dep:25"))
    assert stranger.get(one).status_code == 404


def test_a_file_of_a_school_with_faults_is_not_kept(head: Person) -> None:
    client = client_of(head)
    answer = dropped(client, SCHOOL, "0259109R;Atlas;;;;01/09/2026;demain",
                     "0259112U;Atlas;;;;01/09/2026;31/08/2027")  # fmt: skip
    assert answer.status_code == 400
    page = text_of(answer)
    assert "2 ends_on demain" in page
    assert "premier jour" in page
    assert "starts_on" not in page
    assert "3 uai 0259112U Cette ligne est d’un autre établissement que le vôtre." in page
    assert client.post(f"{PAGE}fichier/").status_code == 400
    model = client.get("/abonnements/modele.csv").content
    given = SimpleUploadedFile("modele.csv", model)
    assert client.post(f"{PAGE}fichier/", {"file": given}).status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_head_renews_in_a_browser(
    live_server: LiveServer, settings: Settings, open_page: OpenPage, tmp_path: Path
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    path = tmp_path / "gar.csv"
    path.write_text(
        f"{HEAD}\n0259109R;Atlas;Éditions X;élèves;120;01/01/2026;31/12/2026\n"
        "0259109R;Lexique;;;;01/09/2026;31/08/2027",
        encoding="utf-8",
    )
    client = client_of(someone(Role.HEAD, territory=SCHOOL))
    page = open_page(f"{live_server.url}{PAGE}", cookies=cookies_of(client))
    assert violations(page) == []
    follow(page.get_by_role("link", name="Déposer un fichier"))
    page.set_input_files("input[type=file]", path)
    follow(page.get_by_role("button", name="Voir ce qui change"))
    assert violations(page) == []
    follow(page.get_by_role("button", name="Prendre ce fichier"))
    expect(page.get_by_role("main")).to_contain_text("2 abonnements nouveaux")
    follow(page.get_by_role("link", name="Tous les abonnements"))
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    follow(page.get_by_role("button", name="Renouvelé : Atlas", exact=True))
    expect(page.get_by_role("status").first).to_contain_text("renouvelé jusqu’au 31 décembre 2027")
    follow(page.get_by_role("status").first.get_by_role("button", name="Annuler"))
    expect(page.get_by_role("main")).to_contain_text("« Atlas » est comme avant")
    follow(page.get_by_role("link", name="Atlas"))
    assert violations(page) == []
