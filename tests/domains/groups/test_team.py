"""Exact results, for the academic team: the figures of the source, the reason, the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from domains.groups.conftest import MoveTo
from lib.people import client_of, signed_in, someone
from lib.sealed import SECRET, Invented, crowd, plant
from vigie.domains.audit.models import Entry
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ACADEMY = "aca:besancon"
REASON = "Préparer l’accompagnement du collège"
# seeds/001, l. 609-615: 33 participants, 16 finished, 15 sent.
PEOPLE = [
    *crowd(15, masters=[SECRET, "Interagir"]),
    *crowd(1, state=1, start=15),
    *crowd(17, state=0, start=16),
]
LISTED = [each.address for each in PEOPLE]
ELSEWHERE = "ailleurs@exemple.example"


@pytest.fixture(autouse=True)
def _facts(home: Path, move_to: MoveTo) -> None:
    del move_to
    plant(home, PEOPLE)
    plant(home, [Invented(ELSEWHERE)], code="PXAUTRE01", territory="dep:21")


@pytest.fixture
def reader() -> Person:
    return someone(Role.PIX_TEAM, territory=ACADEMY)


def figures(client: Client, addresses: list[str], reason: str = REASON) -> str:
    form = {"addresses": "\n".join(addresses), "reason": reason}
    answer = client.post(reverse("exact_group", args=[ACADEMY]), form)
    page = answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    return page[page.index("<main") :]


def fact(page: str, name: str) -> str:
    return page.partition(f"<dt>{name}</dt><dd>")[2].partition("</dd>")[0]


def test_the_group_of_the_source(reader: Person) -> None:
    page = figures(client_of(reader), LISTED)
    assert fact(page, "Nombre de participants") == "33"
    assert fact(page, "Nombre de parcours terminés") == "16"
    assert fact(page, "Nombre de résultats envoyés") == "15"
    assert fact(page, "Résultats envoyés pour des parcours terminés") == "93,8 %"
    # R138: 15 of 33 is 45 %, and no warning.
    assert fact(page, "Résultats envoyés au regard de la liste") == "45,5 %"
    assert "À lire avec précaution" not in page


def test_means_by_referential_domain_and_competence(reader: Person) -> None:
    page = figures(client_of(reader), LISTED)
    # Everybody has 80 % of two of four competences and 20 % of the two others: CRCN-Édu has one
    # competence, CRCN three.
    assert fact(page, "Maîtrise, CRCN-Édu") == "80,0 %"
    assert fact(page, "Maîtrise, CRCN") == "40,0 %"
    assert fact(page, "Maîtrise, Ensemble") == "80,0 %"
    # « Interagir » is named by the address of nobody: it stands in the table, after the lowest.
    assert page.index("Collaborer") < page.index("Interagir")


def test_addresses_that_are_not_found_are_a_count(reader: Person) -> None:
    # R139: no names of those without a match, and those of another académie are among them.
    page = figures(client_of(reader), [*LISTED[:10], "inconnu@exemple.example", ELSEWHERE])
    assert fact(page, "Adresses lues") == "12"
    assert fact(page, "Sans participation retrouvée ici") == "2"
    shown = page[: page.index("<form")]
    assert ELSEWHERE not in shown


def test_three_of_twelve_warn(reader: Person) -> None:
    page = figures(client_of(reader), [*LISTED[:3], *LISTED[20:29]])
    assert fact(page, "Résultats envoyés au regard de la liste") == "25,0 %"
    assert "À lire avec précaution" in page


def test_every_person_read_is_logged_with_the_reason(reader: Person) -> None:
    figures(client_of(reader), [*LISTED[:4], "inconnu@exemple.example", ELSEWHERE])
    entries = Entry.objects.filter(action="data.read", actor=f"person:{reader.pk}")
    assert {entry.about for entry in entries} == {
        f"pseudonym:{pseudonym_of_address(address)}" for address in LISTED[:4]
    }
    assert all(REASON in (entry.details or "") for entry in entries)


@pytest.mark.parametrize("reason", ["", "  ", "pour voir"])
def test_without_a_reason_nothing_is_read(reader: Person, reason: str) -> None:
    page = figures(client_of(reader), LISTED, reason)
    assert "Bilan du groupe" not in page
    assert "Rien n’a été lu" in page
    assert not Entry.objects.filter(action="data.read").exists()


def test_one_person_pathway_by_pathway(reader: Person) -> None:
    client = client_of(reader)
    form = {"address": LISTED[0].upper(), "reason": REASON}
    page = client.post(reverse("exact_person", args=[ACADEMY]), form).content.decode()
    assert "Auto-positionnement" in page
    assert "terminé, envoyé" in page
    assert SECRET in page
    assert "80,0\u202f%" in page
    entry = Entry.objects.get(action="data.read")
    assert entry.about == f"pseudonym:{pseudonym_of_address(LISTED[0])}"


def test_someone_elsewhere_and_nobody_are_answered_alike(reader: Person) -> None:
    client = client_of(reader)
    said = []
    for address in (ELSEWHERE, "personne@exemple.example"):
        form = {"address": address, "reason": REASON}
        page = client.post(reverse("exact_person", args=[ACADEMY]), form).content.decode()
        found = page[page.index("<main") : page.index("<form", page.index("<main"))]
        said.append(found.replace(address, ""))
    assert said[0] == said[1]
    assert "Aucun résultat" in said[0]
    assert not Entry.objects.filter(action="data.read").exists()


def test_another_academie_is_refused(reader: Person) -> None:
    client = client_of(reader)
    for name in ("exact_group", "exact_person"):
        assert client.get(reverse(name, args=["aca:dijon"])).status_code == 403
        assert client.post(reverse(name, args=["FR"]), {}).status_code == 403
        assert client.get(reverse(name, args=["dep:25"])).status_code == 200
        assert client.get(reverse(name, args=["nulle-part"])).status_code in (403, 404)


@pytest.mark.parametrize(
    "role", [Role.DELEGATE, Role.NATIONAL_TEAM, Role.ADMINISTRATOR, Role.DPO, Role.TRAINER]
)
def test_nobody_else_opens_it(role: Role) -> None:
    territory = "FR" if role in (Role.NATIONAL_TEAM, Role.ADMINISTRATOR) else ACADEMY
    client = signed_in(role, territory=territory)
    for name in ("exact_group", "exact_person"):
        assert client.get(reverse(name, args=[ACADEMY])).status_code == 403


def test_what_is_asked_is_never_in_the_address(reader: Person) -> None:
    path = reverse("exact_person", args=[ACADEMY])
    page = client_of(reader).get(path, {"address": LISTED[0], "reason": REASON}).content.decode()
    assert SECRET not in page


@pytest.mark.parametrize(
    "typed",
    [{}, {"address": "pas une adresse", "reason": REASON}, {"address": "\x00", "reason": "\x00"}],
)
def test_bad_input_is_said_and_breaks_nothing(reader: Person, typed: dict[str, str]) -> None:
    answer = client_of(reader).post(reverse("exact_person", args=[ACADEMY]), typed)
    assert answer.status_code == 400


def test_too_many_addresses_at_once_are_refused(reader: Person) -> None:
    page = figures(client_of(reader), [f"a{n}@exemple.example" for n in range(301)])
    assert "Au plus 300 adresses" in page
