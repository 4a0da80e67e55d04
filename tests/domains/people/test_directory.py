"""Inviting, importing, reviewing, explaining: the pages of whoever gives mandates."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.people import directory_views
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def admin() -> Client:
    return client_of(someone(Role.ADMINISTRATOR, territory="aca:besancon"))


def invited(admin: Client, **entries: str) -> tuple[int, str]:
    form = {"email": "ivan@exemple.example", "role": "adviser", "territory": "Doubs", **entries}
    answer = admin.post("/personnes/inviter/", form, follow=True)
    return answer.status_code, answer.content.decode()


def test_inviting_someone_new_by_the_plain_name_of_a_territory(admin: Client) -> None:
    status, page = invited(admin, first_name="Ivan", last_name="Prévert")
    assert status == 200
    assert "Ivan Prévert" in page
    mandate = Mandate.objects.get(person__email="ivan@exemple.example")
    assert (mandate.role, mandate.territory) == ("adviser", "dep:25")


def test_someone_known_gets_one_more_mandate(admin: Client) -> None:
    invited(admin)
    invited(admin, role="trainer")
    assert Person.objects.filter(email="ivan@exemple.example").count() == 1
    assert Mandate.objects.filter(person__email="ivan@exemple.example").count() == 2


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"email": "ivan"}, "n’est pas une adresse"),
        ({"role": "king"}, "Choisissez un rôle de la liste."),
        ({"territory": "Nulle Part"}, "Nulle Part"),
        ({"territory": "Besançon"}, "ne se tient pas à"),
        ({"territory": "Côte-d’Or"}, "n’est pas dans le vôtre"),
        ({"starts_on": "2026-13-01"}, "2026-13-01"),
        ({"ends_on": "01/01/2001"}, "n’est pas après son début"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_given(
    admin: Client, entries: dict[str, str], said: str
) -> None:
    status, page = invited(admin, **entries)
    assert status == 400
    assert said in page
    assert Mandate.objects.filter(person__email__startswith="ivan").count() == 0


def test_nobody_gives_herself_a_mandate(admin: Client) -> None:
    herself = Person.objects.get()
    status, page = invited(admin, email=herself.email)
    assert status == 400
    assert "à soi-même" in page


def test_the_yearly_review_confirms_or_ends(admin: Client) -> None:
    # Given in 2020: nobody confirmed them for a year.
    kept = someone(Role.ADVISER, territory="dep:25").mandates.get()
    ended = someone(Role.ADVISER, territory="dep:39").mandates.get()
    far = someone(Role.ADVISER, territory="dep:21").mandates.get()
    page = admin.get("/personnes/revue/").content.decode()
    assert f'value="{kept.pk}"' in page
    assert f'value="{far.pk}"' not in page
    admin.post("/personnes/revue/", {"mandate": [kept.pk]})
    admin.post("/personnes/revue/", {"mandate": [ended.pk, far.pk], "finir": "1"})
    kept.refresh_from_db(), ended.refresh_from_db(), far.refresh_from_db()  # three at once
    now = datetime.now(UTC)
    assert kept.reviewed_at is not None
    assert now - kept.reviewed_at < timedelta(minutes=5)
    assert ended.ends_at is not None
    assert (far.ends_at, far.reviewed_at) == (None, None)
    assert "Rien à revoir" in admin.get("/personnes/revue/").content.decode()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/tableau/dep:25/", "Ouvert"),
        ("https://vigie.example/tableau/Doubs/?profil=CPE", "Ouvert"),
        ("/tableau/dep:21/", "mais pas pour ce territoire"),
        ("/imports/", "aucun de ses rôles"),
        ("/nulle/part/", "Aucune page"),
    ],
)
def test_why_she_can_see_a_page(admin: Client, page: str, said: str) -> None:
    cyril = someone(Role.ADVISER, territory="dep:25")
    answer = admin.get("/personnes/pourquoi/", {"qui": cyril.email, "page": page})
    assert said in answer.content.decode()


def test_why_tells_nothing_of_people_elsewhere(admin: Client) -> None:
    far = someone(Role.ADVISER, territory="dep:21")
    for email in (far.email, "personne@nulle.part"):
        answer = admin.get("/personnes/pourquoi/", {"qui": email, "page": "/"})
        assert answer.status_code == 400
        assert "Aucune personne que vous suivez" in answer.content.decode()


def test_the_list_has_one_number_of_queries(
    admin: Client, django_assert_max_num_queries: object
) -> None:
    someone(Role.ADVISER, territory="dep:25")
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture
        admin.get("/personnes/")
    for _ in range(5):
        someone(Role.ADVISER, territory="dep:25")
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # idem
        assert admin.get("/personnes/?qui=onyme").content.decode().count("Anne Onyme") >= 6


def test_a_long_review_is_read_page_by_page(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_views, "_AT_ONCE", 2)
    for _ in range(3):
        someone(Role.ADVISER, territory="dep:25")
    page = admin.get("/personnes/revue/").content.decode()
    assert page.count('name="mandate"') == 2
    assert "3 mandats sont à revoir" in page.replace("\u00a0", " ")
    first = [int(pk) for pk in re.findall(r'name="mandate" value="(\d+)"', page)]
    admin.post("/personnes/revue/", {"mandate": first})
    assert admin.get("/personnes/revue/").content.decode().count('name="mandate"') == 1


def test_closing_an_account_twice_does_not_open_it() -> None:
    person = someone(Role.ADVISER, territory="dep:25")
    national = client_of(someone(Role.ADMINISTRATOR))
    for closing, active in (("1", False), ("1", False), ("0", True)):
        national.post(f"/personnes/{person.pk}/compte/", {"fermer": closing})
        person.refresh_from_db()
        assert person.is_active is active
