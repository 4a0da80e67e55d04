"""The four key people of a school: derived from delegated roles, or named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from lib.people import SINCE, client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.governance.actions import (
    GovernanceRefused,
    end_key_person,
    name_key_person,
    put_back_key_person,
)
from vigie.domains.governance.models import KeyPerson, Subject
from vigie.domains.governance.queries import filled_words, key_people
from vigie.domains.people.actions import give_mandate
from vigie.domains.people.delegation import delegate
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SCHOOL = "uai:0259109R"
ADDRESS = f"/lettres-de-mission/{SCHOOL}/"
KEY = f"/personnes-cles/{SCHOOL}/"
SYSTEM = Subject.INFORMATION_SYSTEM


@pytest.fixture
def head(home: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    assert home.is_dir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return someone(Role.HEAD, territory=SCHOOL)


def delegated(head: Person, role: Role, at: datetime = SINCE) -> Person:
    to = someone()
    delegate(head.mandates.get(), role=role, to=to, starts_at=at, ends_at=None, by=head, at=at)
    return to


def page(client: Client, address: str = ADDRESS, form: dict[str, str] | None = None) -> str:
    answer = client.get(address) if form is None else client.post(address, form, follow=True)
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def test_key_people_are_those_whom_the_head_delegated(head: Person) -> None:
    assert filled_words(key_people(SCHOOL, NOW)) == "Aucune sur quatre"
    pix = delegated(head, Role.PIX_ORGA_ADMINISTRATOR)
    assert [line.person for line in key_people(SCHOOL, NOW)] == [pix, None, None, None]
    delegated(head, Role.ENT_ADMINISTRATOR)
    delegated(head, Role.EDUCONNECT_MANAGER)  # not one of the four
    assert filled_words(key_people(SCHOOL, NOW)) == "Deux sur quatre"
    # The Médiacentre takes 48 hours: she is designated, and does not count yet.
    delegated(head, Role.GAR_ALLOCATOR, NOW)
    assert filled_words(key_people(SCHOOL, NOW)) == "Deux sur quatre"
    assert filled_words(key_people(SCHOOL, NOW + timedelta(hours=49))) == "Trois sur quatre"


def test_four_of_four_lets_level_three_be_considered(head: Person) -> None:
    client = client_of(head)
    for role in (Role.PIX_ORGA_ADMINISTRATOR, Role.GAR_ALLOCATOR, Role.ENT_ADMINISTRATOR):
        delegated(head, role)
    assert "niveau 3" not in page(client)
    assert client.post(f"{KEY}information_system/", {"email": "pas une adresse"}).status_code == 400
    shown = page(client, f"{KEY}information_system/", {"email": "sam@exemple.example"})
    assert "Personnes clés : quatre sur quatre" in shown
    assert "Le niveau 3 de « Personnels clé », dans la grille SchémaTIC" in shown
    named = KeyPerson.objects.get()
    shown = page(client, f"{KEY}{named.pk}/fin/", {})
    assert "trois sur quatre" in shown
    assert "Rétablir" in shown
    assert "quatre sur quatre" in page(client, f"{KEY}{named.pk}/fin/", {"retablir": ""})
    assert client.post(f"{KEY}autre/", {"email": "sam@exemple.example"}).status_code == 404


def test_a_teacher_of_the_school_reads_them_and_names_nobody(head: Person) -> None:
    name_key_person(SCHOOL, SYSTEM, someone(), by=head, at=NOW)
    teacher = client_of(someone(Role.TEACHER, territory=SCHOOL))
    shown = page(teacher)
    assert "Système d’information : <strong>Anne Onyme</strong>" in shown
    assert "Nommer" not in shown
    assert teacher.post(f"{KEY}information_system/", {"email": "a@b.example"}).status_code == 403


def test_each_naming_is_logged_once_and_the_next_ends_the_former(head: Person) -> None:
    first, second = someone(), someone()
    kept = name_key_person(SCHOOL, SYSTEM, first, by=head, at=NOW)
    name_key_person(SCHOOL, SYSTEM, first, by=head, at=NOW)
    other = name_key_person(SCHOOL, SYSTEM, second, by=head, at=NOW)
    with pytest.raises(GovernanceRefused):
        put_back_key_person(kept, by=head, at=NOW)
    end_key_person(other, by=head, at=NOW)
    with pytest.raises(GovernanceRefused):
        end_key_person(other, by=head, at=NOW)
    put_back_key_person(kept, by=head, at=NOW)
    found = Entry.objects.filter(action__startswith="key_person.").order_by("number")
    assert list(found.values_list("action", "about")) == [
        ("key_person.name", f"person:{first.pk}"),
        ("key_person.name", f"person:{second.pk}"),
        ("key_person.end", f"person:{second.pk}"),
        ("key_person.put_back", f"person:{first.pk}"),
    ]
    first.delete()
    assert KeyPerson.objects.filter(ended_at__isnull=True).count() == 0


def test_two_rupn_are_two_letters_to_write(head: Person) -> None:
    for _ in range(2):
        give_mandate(someone(), role=Role.RUPN, territory=SCHOOL, starts_at=SINCE, by=None,
                     at=SINCE)  # fmt: skip
    assert page(client_of(head)).count("lettre à écrire") == 2
