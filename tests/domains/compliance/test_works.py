"""Works of pupils: used with the permission of the legal guardians, and without any name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.compliance.models import PupilWork
from vigie.domains.compliance.models.space import Permission
from vigie.domains.compliance.works_actions import Work, record_work
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2025, 3, 3, 9, tzinfo=UTC)
COLLEGE, ELSEWHERE = "uai:0259109R", "uai:0390001Y"
WORKS = f"/oeuvres/{COLLEGE}/"
FORM = {
    "title": "Fresque du hall",
    "purpose": "Site de l’établissement",
    "starts_on": "2025-03-01",
    "ends_on": "30/06/2025",
    "permission": "given",
    "answered_on": "2025-02-28",
    "reference": "Classeur 12",
}


@pytest.fixture(autouse=True)
def _day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def head() -> Client:
    return client_of(someone(Role.HEAD, territory=COLLEGE))


def post(client: Client, address: str, **said: str) -> tuple[int, str]:
    answer = client.post(address, said, follow=True)
    return answer.status_code, answer.content.decode()


def drawn(permission: str) -> PupilWork:
    said = Work("Fresque", "Site", date(2025, 3, 1), date(2025, 6, 30), permission, NOW.date(), "")
    return record_work(COLLEGE, said, by=someone(), at=NOW)


@pytest.mark.parametrize(
    ("permission", "on", "may"),
    [
        ("given", date(2025, 3, 1), True),
        ("given", date(2025, 6, 30), True),
        ("given", date(2025, 2, 28), False),
        ("given", date(2025, 7, 1), False),
        ("asked", date(2025, 4, 1), False),
        ("refused", date(2025, 4, 1), False),
        ("withdrawn", date(2025, 4, 1), False),
    ],
)
def test_a_work_is_used_with_permission_and_in_its_time(
    permission: str, on: date, may: bool
) -> None:
    assert drawn(permission).may_be_used(on) is may


def test_no_entry_asks_for_a_pupil() -> None:
    names = {field.name for field in PupilWork._meta.get_fields()}
    assert not {name for name in names if "pupil" in name or "guardian" in name or "name" in name}


def test_a_work_is_recorded_corrected_removed_and_put_back(head: Client) -> None:
    status, shown = post(head, f"{WORKS}enregistrer/", **FORM)
    assert (status, "Fresque du hall" in shown, "Accordée" in shown) == (200, True, True)
    number = PupilWork.objects.get().pk
    said = {**FORM, "permission": "withdrawn", "answered_on": "2025-03-02"}
    _, shown = post(head, f"{WORKS}{number}/", **said)
    assert "Retirée" in shown
    assert PupilWork.objects.get().permission == Permission.WITHDRAWN
    _, shown = post(head, f"{WORKS}{number}/retirer/")
    assert "Rétablir" in shown
    assert post(head, f"{WORKS}{number}/", **FORM)[0] == 409
    post(head, f"{WORKS}{number}/retablir/")
    assert PupilWork.objects.get().removed_at is None


@pytest.mark.parametrize(
    ("entry", "value", "status", "said"),
    [
        ("title", "", 400, "À remplir"),
        ("starts_on", "bientôt", 400, "n’est pas une date"),
        ("permission", "peut-être", 400, "Choisissez une valeur"),
        ("ends_on", "2025-02-01", 409, "L’usage finit avant de commencer"),
        ("answered_on", "", 409, "n’a pas de date"),
        ("answered_on", "2025-03-04", 409, "est à venir"),
    ],
)
def test_bad_input_is_told_next_to_its_entry(
    head: Client, entry: str, value: str, status: int, said: str
) -> None:
    found, shown = post(head, f"{WORKS}enregistrer/", **{**FORM, entry: value})
    assert (found, said in shown) == (status, True)
    assert not PupilWork.objects.exists()


@pytest.mark.parametrize(
    ("role", "place", "reads", "writes"),
    [
        (Role.HEAD, COLLEGE, True, True),
        (Role.GDPR_RELAY, COLLEGE, True, True),
        (Role.RUPN, COLLEGE, True, True),
        (Role.TEACHER, COLLEGE, True, False),
        (Role.TEACHER, ELSEWHERE, False, False),
        (Role.HEAD, ELSEWHERE, False, False),
        (Role.DPO, "aca:besancon", False, False),
    ],
)
def test_each_in_her_school(role: Role, place: str, reads: bool, writes: bool) -> None:
    number = drawn("given").pk
    browser = client_of(someone(role, territory=place))
    assert browser.get(WORKS).status_code == (200 if reads else 403)
    assert browser.get(f"{WORKS}enregistrer/").status_code == (200 if writes else 403)
    assert browser.get(f"{WORKS}{number}/").status_code in ((200,) if writes else (403, 404))
    status = browser.post(f"{WORKS}{number}/retirer/").status_code
    assert (status == 302) is writes
    assert (PupilWork.objects.get().removed_at is not None) is writes


def test_a_work_of_another_school_is_not_found() -> None:
    number = drawn("given").pk
    other = client_of(someone(Role.HEAD, territory=ELSEWHERE))
    assert other.get(f"/oeuvres/{ELSEWHERE}/{number}/").status_code == 404
    assert other.post(f"/oeuvres/{ELSEWHERE}/{number}/retirer/").status_code == 404


def test_the_list_is_a_file_too(head: Client) -> None:
    drawn("given")
    answer = head.get(f"{WORKS}?oeuvres-export=csv")
    assert "Fresque;Site;01/03/2025" in answer.content.decode("utf-8-sig")
