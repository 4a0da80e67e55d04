"""A trainer reads named results with an agreement, the choice, and a mandate: never with less."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from lib.people import client_of, someone
from vigie.domains.audit.models import READ, Entry
from vigie.domains.compliance.agreements_actions import (
    AgreementOver,
    NoTrainer,
    WrongEnd,
    give_agreement,
    restore_agreement,
    withdraw_agreement,
)
from vigie.domains.compliance.agreements_queries import opened_to
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.models import SharingAgreement
from vigie.domains.people.actions import end_mandate
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2025, 3, 3, 9, tzinfo=UTC)
JUNE = date(2025, 6, 30)
EXPORT = (
    Path(__file__).parents[3]
    / "examples/academie"
    / "Resultats-Auto-positionnement_2D-public_Doubs_2024-2025-512015-2025-02-03-0820.csv"
)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def trainer(home: Path) -> Person:
    assert home.is_dir()
    return someone(Role.TRAINER, territory="aca:besancon", email="formation@exemple.example")


@pytest.fixture
def teacher(home: Path) -> Person:
    assert home.is_dir()
    return someone(Role.TEACHER, territory="uai:0259109R")


def accept(person: Person, accepted: bool = True) -> None:
    decide(person, Choice.SHARE_NAMED, accepted=accepted, text_version=1, at=NOW)


def agree(person: Person, trainer: Person, until: date = JUNE) -> SharingAgreement:
    return give_agreement(person, address=trainer.email.upper(), until=until, at=NOW)


def test_an_agreement_opens_only_with_the_choice(teacher: Person, trainer: Person) -> None:
    agreement = agree(teacher, trainer)
    assert opened_to(trainer, NOW) == []
    accept(teacher)
    assert opened_to(trainer, NOW) == [agreement]
    accept(teacher, False)
    assert opened_to(trainer, NOW) == []


def test_the_choice_opens_nothing_without_agreement(teacher: Person, trainer: Person) -> None:
    accept(teacher)
    assert opened_to(trainer, NOW) == []


def test_it_ends_with_its_last_day_in_paris(teacher: Person, trainer: Person) -> None:
    accept(teacher)
    agreement = agree(teacher, trainer)
    last = datetime(2025, 6, 30, 21, 59, 59, tzinfo=UTC)  # 23:59:59 in Paris
    assert opened_to(trainer, last) == [agreement]
    assert opened_to(trainer, last + timedelta(seconds=1)) == []


def test_it_ends_with_the_mandate_of_the_trainer(teacher: Person, trainer: Person) -> None:
    accept(teacher)
    agree(teacher, trainer)
    end_mandate(trainer.mandates.get(), by=None, at=NOW)
    assert opened_to(trainer, NOW) == []


def test_a_withdrawal_holds_at_once_and_can_be_undone(teacher: Person, trainer: Person) -> None:
    accept(teacher)
    agreement = agree(teacher, trainer)
    withdraw_agreement(agreement, at=NOW)
    assert opened_to(trainer, NOW) == []
    with pytest.raises(AgreementOver):
        withdraw_agreement(agreement, at=NOW)
    restore_agreement(agreement, at=NOW)
    assert opened_to(trainer, NOW) == [agreement]


def test_a_second_agreement_takes_the_place_of_the_first(teacher: Person, trainer: Person) -> None:
    accept(teacher)
    first = agree(teacher, trainer)
    second = agree(teacher, trainer, date(2025, 4, 1))
    assert opened_to(trainer, NOW) == [second]
    with pytest.raises(AgreementOver):
        restore_agreement(first, at=NOW)


def test_only_a_trainer_gets_one_and_the_refusal_tells_nothing(
    teacher: Person, trainer: Person
) -> None:
    colleague = someone(Role.TEACHER, territory="uai:0259109R")
    sentences = set()
    for address in (colleague.email, "personne@exemple.example", teacher.email):
        with pytest.raises(NoTrainer) as refused:
            give_agreement(teacher, address=address, until=JUNE, at=NOW)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    with pytest.raises(NoTrainer):
        give_agreement(trainer, address=trainer.email, until=JUNE, at=NOW)


@pytest.mark.parametrize("until", [date(2025, 3, 2), date(2026, 3, 5)])
def test_it_ends_within_a_year(teacher: Person, trainer: Person, until: date) -> None:
    with pytest.raises(WrongEnd):
        agree(teacher, trainer, until)


# -- the pages -----------------------------------------------------------------------------------


def give(client: Client, address: str, until: str) -> tuple[int, str]:
    said = {"address": address, "until": until}
    answer = client.post("/mes-choix/accords/", said, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_teacher_gives_and_takes_back_from_the_page(
    now: datetime, teacher: Person, trainer: Person
) -> None:
    assert now == NOW
    browser = client_of(teacher)
    status, page = give(browser, trainer.email, "2025-06-30")
    assert status == 200
    assert "Vos accords n’ouvrent rien" in page
    number = SharingAgreement.objects.get().pk
    page = browser.post(f"/mes-choix/accords/{number}/retirer/", follow=True).content.decode()
    assert "Votre accord est retiré" in page
    page = browser.post(f"/mes-choix/accords/{number}/retablir/", follow=True).content.decode()
    assert "Votre accord vaut de nouveau" in page


@pytest.mark.parametrize(
    ("address", "until", "status", "said"),
    [
        ("", "", 400, "À remplir."),
        ("formation", "2025-06-30", 400, "Cette adresse n’est pas complète"),
        ("formation@exemple.example", "demain", 400, "n’est pas une date"),
        ("formation@exemple.example", "0001-01-01", 400, "Vérifiez l’année"),
        ("formation@exemple.example", "2024-01-01", 409, "entre aujourd’hui et dans un an"),
        ("\0@exemple.example", "2025-06-30", 400, "Cette adresse n’est pas complète"),
    ],
)
def test_bad_input_is_told_next_to_its_entry(
    now: datetime,
    teacher: Person,
    trainer: Person,
    address: str,
    until: str,
    status: int,
    said: str,
) -> None:
    assert now == NOW
    assert trainer.email == "formation@exemple.example"
    found, page = give(client_of(teacher), address, until)
    assert (found, said in page) == (status, True)
    assert not SharingAgreement.objects.exists()


def test_an_agreement_is_for_its_own_person_and_trainer(
    now: datetime, teacher: Person, trainer: Person
) -> None:
    assert now == NOW
    accept(teacher)
    number = agree(teacher, trainer).pk
    other_trainer = client_of(someone(Role.TRAINER, territory="aca:besancon"))
    colleague = client_of(someone(Role.TEACHER, territory="uai:0259109R"))
    assert client_of(trainer).get(f"/resultats-partages/{number}/").status_code == 200
    assert other_trainer.get(f"/resultats-partages/{number}/").status_code == 404
    assert other_trainer.get("/resultats-partages/9999999999999999999999/").status_code == 404
    assert colleague.get(f"/resultats-partages/{number}/").status_code == 404
    assert colleague.post(f"/mes-choix/accords/{number}/retirer/").status_code == 404
    assert client_of(trainer).post(f"/mes-choix/accords/{number}/retirer/").status_code == 404
    withdraw_agreement(SharingAgreement.objects.get(), at=NOW)
    assert client_of(trainer).get(f"/resultats-partages/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("Jules.Auberas@exemple-academie.example", ["Terminé, envoyé", "18/09/2024", "78,0"]),
        ("rosalie.aubequet@exemple-academie.example", ["Commencé, non terminé", "non envoyés"]),
        ("nobody@exemple-academie.example", ["Aucun parcours n’est connu"]),
    ],
)
def test_what_is_shared_is_read_from_the_facts_and_the_read_is_written_down(
    home: Path, now: datetime, trainer: Person, address: str, shown: list[str]
) -> None:
    import_file(Home(home), EXPORT, by="nora", now=now, pathway="POSITIONING")
    teacher = someone(Role.TEACHER, territory="uai:0259109R", email=address)
    accept(teacher)
    number = agree(teacher, trainer).pk
    browser = client_of(trainer)
    assert teacher.name in browser.get("/resultats-partages/").content.decode()
    assert not Entry.objects.filter(action=READ).exists()
    page = browser.get(f"/resultats-partages/{number}/").content.decode()
    assert [words for words in shown if words not in page] == []
    assert ("Auto-positionnement" in page) == (len(shown) > 1)
    entry = Entry.objects.get(action=READ)
    assert (entry.actor, entry.about) == (f"person:{trainer.pk}", f"person:{teacher.pk}")
