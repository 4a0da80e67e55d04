"""The invented persons of a demonstration: for a demonstration only, and no password anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

import vigie
from vigie.domains.people import personas
from vigie.domains.people.models import Person
from vigie.facts.home import Home
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def become(person: Person) -> tuple[int, bool]:
    """The answer to who chooses an invented person, and whether she is in."""
    client = Client()
    answer = client.post("/connexion/personnage/", {"person": person.pk})
    return answer.status_code, client.get("/accueil/").status_code == 200


@pytest.mark.parametrize(
    ("demo", "production", "opens"),
    [(True, False, True), (False, False, False), (True, True, False), (False, True, False)],
)
def test_they_open_a_demonstration_and_nothing_else(
    home: Path, settings: Settings, demo: bool, production: bool, opens: bool
) -> None:
    if demo:
        Home(home).prepare().mark_as_demo()
    settings.VIGIE_PRODUCTION = production
    nora = personas.plant(clock.now())[0]
    assert become(nora) == ((302, True) if opens else (404, False))
    door = Client().get("/connexion/").content.decode()
    assert (nora.name in door) is opens
    # The form of the link is there in all of them.
    assert 'action="/connexion/lien/"' in door


def test_a_real_person_is_none_of_them(home: Path) -> None:
    Home(home).prepare().mark_as_demo()
    real = Person.objects.create(email="nora@ac-besancon.example", created_at=clock.now())
    assert become(real) == (302, False)


def test_there_is_no_password_to_ask_nor_to_keep() -> None:
    templates = list(Path(vigie.__file__).parent.rglob("*.html"))
    assert len(templates) > 30
    assert [path.name for path in templates if 'type="password"' in path.read_text("utf-8")] == []
    assert "password" not in {field.name for field in Person._meta.get_fields()}
