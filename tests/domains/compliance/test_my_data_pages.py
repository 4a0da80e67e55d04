"""« Mes données » through the site: see, take away, correct, ask, erase; the page of the DPO."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from facts.given import participation, pix_file, take
from lib.accessibility import inline_code
from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance import erasure, keeper
from vigie.domains.compliance.data_requests import clocks, one_month_after
from vigie.domains.compliance.models import DataRequest
from vigie.domains.compliance.models.requests import Kind, Outcome
from vigie.domains.people.models import Person
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ADDRESS = "nour.benali@ac-fictive.fr"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment of the site; a test moves it by writing in the list."""
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def place(home: Path, tmp_path: Path) -> Home:
    people = [participation(name, 7, shared=9) for name in ("benali", "abadie")]
    take(Home(home), pix_file(tmp_path, *people), profile="CPE", territory="Doubs")
    return Home(home)


@pytest.fixture
def nour() -> Person:
    return someone(Role.TEACHER, territory="uai:0250001A", email=ADDRESS)


@pytest.fixture
def hers(nour: Person) -> Client:
    return client_of(nour)


def dpo(territory: str = "aca:besancon") -> Client:
    return client_of(someone(Role.DPO, territory=territory))


def messages_of(response: object) -> list[str]:
    return [str(each) for each in response.context["messages"]]  # type: ignore[attr-defined]  # of the test client


@pytest.mark.usefixtures("place")
def test_all_that_is_held_is_shown_and_taken_away(hers: Client, nour: Person) -> None:
    page = hers.get(reverse("my_data"))
    html = page.content.decode()
    assert page.status_code == 200
    assert inline_code(html) == []
    for text in (ADDRESS, "Enseignement et éducation", "Resultats-481516", "terminé, envoyé"):
        assert text in html, text
    assert "abadie" not in html.lower()

    response = hers.post(reverse("my_data_take_away"))
    assert response["Content-Type"] == "application/zip"
    assert "benali" not in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert sorted(archive.namelist()) == ["mes-donnees.html", "mes-donnees.json"]
        told = json.loads(archive.read("mes-donnees.json"))
        read = archive.read("mes-donnees.html").decode()
    facts = told["parties"]["facts"]["lignes"]
    assert {row["Ligne"] for row in facts} == {2}
    assert ("Où vous en êtes", "terminé, envoyé") in {(r["Donnée"], r["Valeur"]) for r in facts}
    assert any(row["Valeur"].endswith("\u00a0%") for row in facts)
    assert told["parties"]["mandates"]["lignes"][0]["Rôle"] == "Enseignement et éducation"
    assert "data.take_away" in Entry.objects.values_list("action", flat=True)
    assert "Gérer des données" in read
    assert hers.get(reverse("my_data_take_away")).status_code == 405
    assert nour.email == told["personne"]


def test_nothing_of_others_and_nothing_without_signing_in(hers: Client) -> None:
    other = client_of(someone(Role.TEACHER, territory="uai:0250001A"))
    assert ADDRESS not in other.get(reverse("my_data")).content.decode()
    assert Client().get(reverse("my_data")).status_code == 302
    made = hers.post(reverse("my_data_ask"), {"kind": "object", "text": "rappels"})
    assert made.status_code == 302
    number = DataRequest.objects.get().pk
    assert other.post(reverse("my_data_cancel", args=[number])).status_code == 404
    assert DataRequest.objects.get().state == Outcome.WAITING


def test_a_person_corrects_her_name(hers: Client, nour: Person) -> None:
    url = reverse("my_data_correct")
    assert hers.get(url).status_code == 200
    wrong = hers.post(url, {"first_name": "N" * 101, "last_name": "B", "profile": "ZZZ"})
    assert wrong.status_code == 400
    assert "Choisissez une valeur de la liste" in wrong.content.decode()
    right = {"first_name": "Nour", "last_name": "Bénali", "profile": "CPE"}
    assert hers.post(url, right).status_code == 302
    nour.refresh_from_db()
    assert (nour.name, nour.profile) == ("Nour Bénali", "CPE")
    entries = Entry.objects.filter(action="person.rectify")
    assert entries.count() == 1
    hers.post(url, right)
    assert entries.count() == 1
    assert "Bénali" not in str(entries.get().details)


def test_a_request_is_answered_within_a_month(
    hers: Client, nour: Person, now: list[datetime]
) -> None:
    assert hers.post(reverse("my_data_ask"), {"kind": "erase", "text": ""}).status_code == 400
    hers.post(reverse("my_data_ask"), {"kind": "rectify", "text": "Je suis à Dole."})
    asked = DataRequest.objects.get()
    assert asked.due_at == datetime(2026, 12, 25, 9, 0, tzinfo=UTC)
    reader = dpo()
    page = reader.get(reverse("data_requests")).content.decode()
    assert "30\u00a0j" in page
    assert "Dole" not in page
    url = reverse("data_request", args=[asked.pk])
    assert "Je suis à Dole." in reader.get(url).content.decode()
    assert "data.read" in Entry.objects.values_list("action", flat=True)
    assert reader.post(url, {"outcome": "done", "answer": ""}).status_code == 400
    now[0] = AT + timedelta(days=31)
    assert "en retard de 1\u00a0j" in reader.get(reverse("data_requests")).content.decode()
    assert reader.post(url, {"outcome": "done", "answer": "Corrigé."}).status_code == 302
    again = reader.post(url, {"outcome": "refused", "answer": "Non."}, follow=True)
    assert any("déjà close" in text for text in messages_of(again))
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (Outcome.DONE, "Corrigé.")
    assert "Corrigé." in hers.get(reverse("my_data")).content.decode()
    assert nour.pk == asked.person_id


@pytest.mark.parametrize(
    ("role", "territory", "status"),
    [
        (Role.DPO, "aca:besancon", 200),
        (Role.DPO, "FR", 200),
        (Role.DPO, "aca:dijon", 404),
        (Role.ADMINISTRATOR, "FR", 404),
        (Role.HEAD, "uai:0250001A", 404),
    ],
)
def test_only_the_dpo_of_the_place_follows(
    hers: Client, nour: Person, role: Role, territory: str, status: int
) -> None:
    Person.objects.filter(pk=nour.pk).update(place="dep:25")
    hers.post(reverse("my_data_ask"), {"kind": "access", "text": "Quoi ?"})
    url = reverse("data_request", args=[DataRequest.objects.get().pk])
    assert client_of(someone(role, territory=territory)).get(url).status_code == status


def test_ten_requests_wait_at_most(hers: Client) -> None:
    answers = [
        hers.post(reverse("my_data_ask"), {"kind": "access", "text": f"{n}"}).status_code
        for n in range(11)
    ]
    assert answers == [302] * 10 + [409]


@pytest.mark.parametrize(
    ("made", "due"),
    [
        ((2026, 1, 31), (2026, 2, 28)),
        ((2028, 1, 30), (2028, 2, 29)),
        ((2026, 12, 15), (2027, 1, 15)),
        ((2026, 3, 31), (2026, 4, 30)),
    ],
)
def test_one_month(made: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    after = one_month_after(datetime(*made, 10, 0, tzinfo=UTC))
    assert (after.year, after.month, after.day) == due


def test_erasure_by_the_word_after_a_week(
    place: Home, hers: Client, nour: Person, now: list[datetime]
) -> None:
    url = reverse("my_data_erase")
    assert "sept jours" in hers.get(url).content.decode()
    assert hers.post(url, {"word": "oui"}).status_code == 400
    page = hers.post(url, {"word": "effacer"}, follow=True).content.decode()
    assert "2\u00a0décembre\u00a02026" in page
    asked = DataRequest.objects.get()
    assert (asked.kind, asked.carry_out_at) == (Kind.ERASE, AT + timedelta(days=7))
    at = rights_of(someone(Role.DPO, territory="FR"), AT)
    assert [each.request for each in clocks(at)] == [asked]
    hers.post(reverse("my_data_cancel", args=[asked.pk]))
    assert erasure.carry_out_due(AT + timedelta(days=7)) == 0
    assert Person.objects.filter(pk=nour.pk).exists()

    hers.post(url, {"word": "EFFACER"})
    now[0] = AT + timedelta(days=8)
    keeper.work(now[0])
    assert not Person.objects.filter(pk=nour.pk).exists()
    assert hers.get(reverse("my_data")).status_code == 302  # to the sign-in
    assert ADDRESS.encode() not in b"".join(p.read_bytes() for p in place.archive.glob("??/*"))


def test_she_may_come_back_by_herself(place: Home, now: list[datetime], tmp_path: Path) -> None:
    person = someone(Role.TEACHER, territory="uai:0250001A", email=ADDRESS)
    erasure.ask_erasure(person, word="EFFACER", at_once=True, territory="FR", due_at=AT, at=AT)
    keeper.work(AT)
    now[0] = AT + timedelta(days=60)
    back = client_of(someone(Role.TEACHER, territory="uai:0250001A", email=ADDRESS))
    assert "ne sont plus repris" in back.get(reverse("my_data")).content.decode()
    answer = back.post(reverse("my_data_come_back"), follow=True)
    assert any("prochains imports" in text for text in messages_of(answer))
    later = pix_file(tmp_path, participation("benali", 20, shared=21), on="2026-12-20")
    assert take(place, later, now=AT + timedelta(days=61)).rows_kept == 1


def test_how_long_things_are_kept_is_shown(hers: Client) -> None:
    assert "Aucun passage" in hers.get(reverse("retention")).content.decode()
    keeper.work(AT)
    page = hers.get(reverse("retention")).content.decode()
    assert "30\u00a0jours" in page
    assert "Dernier passage" in page


@pytest.mark.parametrize("number", [0, 7, 2**63, 10**30])
def test_a_number_that_means_nothing_gives_nothing(hers: Client, number: int) -> None:
    assert hers.post(reverse("my_data_cancel", args=[number])).status_code == 404
    assert dpo("FR").get(reverse("data_request", args=[number])).status_code == 404


@pytest.mark.parametrize("text", ["", "\x00", "x" * 3000, "é" * 2001])
def test_odd_texts_are_answered_with_a_sentence(hers: Client, text: str) -> None:
    answer = hers.post(reverse("my_data_ask"), {"kind": "access", "text": text})
    assert answer.status_code == 400
    assert "revoir" in answer.content.decode()
    assert hers.post(reverse("my_data_erase"), {"word": text}).status_code == 400
