"""« Qui a consulté mes données »: each sees who read hers, and nobody else's."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.audit.actions import forget
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.reads import note_reads, references_of
from vigie.domains.people.rights import rights_of
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.pseudonyms import installation_key

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "/mes-donnees/consultations/"
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _key(home: Path) -> None:
    installation_key(Home(home))


@pytest.fixture
def team() -> Person:
    person = someone(Role.TRAINER, Role.PIX_TEAM, territory="aca:besancon")
    person.first_name, person.last_name = "Nora", "Pestel"
    person.save()
    return person


def teacher(email: str = "") -> Person:
    return someone(Role.TEACHER, territory="uai:0259109R", email=email)


def read(by: Person, *about: str, why: str = "Accompagnement d’un groupe") -> None:
    held = rights_of(by, NOON)
    note_reads(held, about=about, why=why, where="Groupe exact", roles=[Role.PIX_TEAM])


def page(client: Client, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_she_sees_who_when_why_and_from_where(team: Person) -> None:
    her = teacher()
    read(team, reference(her))
    text = page(client_of(her))
    for said in ("Nora Pestel", "12/03/2026", "12\u00a0h\u00a000", "Équipe académique Pix+ Édu",
                 "Accompagnement d’un groupe", "Groupe exact", "1\u00a0consultation"):  # fmt: skip
        assert said in text
    assert "Formation (DRANE" not in text


def test_she_sees_what_was_read_under_her_pseudonym(team: Person) -> None:
    her = teacher("Paula.Rofestin@Exemple.example")
    number = pseudonym_of(her)
    assert references_of(her) == [f"person:{her.pk}", f"pseudonym:{number}"]
    read(team, f"pseudonym:{number}", f"pseudonym:{number + 1}")
    text = page(client_of(her))
    assert "1\u00a0consultation" in text
    assert str(number) not in text


def test_another_does_not(team: Person) -> None:
    her, other = teacher(), teacher()
    read(team, reference(her), f"pseudonym:{pseudonym_of(her)}")
    text = page(client_of(other))
    assert "Nora" not in text
    assert "Personne n’a consulté de données à votre nom" in text


def test_the_role_is_that_of_then(team: Person) -> None:
    her = teacher()
    read(team, reference(her))
    team.mandates.filter(role=Role.PIX_TEAM).delete()
    assert "Équipe académique Pix+ Édu, Besançon" in page(client_of(her))


def test_her_own_visits_are_not_readings_of_hers(team: Person) -> None:
    read(team, reference(team))
    assert "Personne n’a consulté" in page(client_of(team))


def test_a_reader_who_was_forgotten_leaves_the_reading(team: Person) -> None:
    her = teacher()
    read(team, reference(her))
    forget([reference(team)], actor="system", at=NOON)
    text = page(client_of(her))
    assert "1\u00a0consultation" in text
    assert "Nora" not in text
    assert "effacé" in text


def test_a_reader_who_left_is_said_so(team: Person) -> None:
    her = teacher()
    read(team, reference(her))
    team.delete()
    assert "personne qui n’est plus inscrite" in page(client_of(her))


def test_the_file_holds_the_same(team: Person) -> None:
    her = teacher()
    for why in ("Premier", "=1+1"):
        read(team, reference(her), why=why)
    text = page(client_of(her), "?consultations-export=csv")
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";"))
    assert rows[0] == ["Jour", "Heure", "Qui", "Son rôle ce jour-là", "Pourquoi",
                       "Depuis quelle page"]  # fmt: skip
    assert [row[4] for row in rows[1:3]] == ["'=1+1", "Premier"]


def test_what_was_typed_is_not_run(team: Person) -> None:
    her = teacher()
    read(team, reference(her), why="<script>alert(1)</script>")
    assert "<script>alert" not in page(client_of(her))


def test_without_an_import_no_key_is_made(home: Path) -> None:
    Home(home).key.unlink()
    her = teacher()
    assert references_of(her) == [f"person:{her.pk}"]
    assert "Personne n’a consulté" in page(client_of(her))
    assert not Home(home).key.exists()


def test_one_must_be_signed_in() -> None:
    assert Client().get(PAGE).status_code == 302


def test_many_readings_cost_few_queries(team: Person, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture of pytest-django
    her = teacher()
    with transaction.atomic():
        for _ in range(12):
            read(team, reference(her))
            read(someone(Role.PIX_TEAM), reference(her))
    client = client_of(her)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        assert "24\u00a0consultations" in page(client)
