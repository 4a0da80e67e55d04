"""What a listed person is told, and how she leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from domains.groups.conftest import MoveTo
from lib.people import client_of, signed_in, someone
from lib.sealed import AFTER, SECRET, crowd, plant, sealed
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.choices import CHOICES, Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.groups import counting
from vigie.domains.groups.models import Group, Synthesis
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TEN = [each.address for each in crowd(10)]


@pytest.fixture
def teacher(home: Path, move_to: MoveTo) -> Person:
    """One of ten people who answered, with an account."""
    del move_to
    plant(home, crowd(10, masters=[SECRET]))
    return someone(Role.TEACHER, territory="uai:0259109R", email=TEN[0].upper())


@pytest.fixture
def group(teacher: Person) -> Group:
    del teacher
    trainer = someone(Role.TRAINER, territory="dep:25", email="fanny@exemple.example")
    return sealed(client_of(trainer), TEN)


def told(client: Client) -> str:
    return client.get(reverse("groups_with_me")).content.decode().replace("\u00a0", " ")


def test_she_is_told_who_sealed_what_and_until_when(teacher: Person, group: Group) -> None:
    page = told(client_of(teacher))
    assert group.title in page
    assert "par Anne Onyme" in page
    assert "Me retirer" in page


def test_the_home_leads_there(teacher: Person, group: Group) -> None:
    del group
    page = client_of(teacher).get(reverse("home")).content.decode()
    assert reverse("groups_with_me") in page
    assert "figurez" in page, "a list with her is told on her home"


def test_someone_who_is_not_listed_is_told_of_nothing(group: Group) -> None:
    page = told(client_of(someone(email="autre@exemple.example")))
    assert group.title not in page
    assert "Aucun groupe" in page


def test_an_account_opened_after_the_sealing_is_told_too(group: Group) -> None:
    assert group.title in told(client_of(someone(email=TEN[5])))


def test_withdrawn_she_does_not_count_and_may_come_back(teacher: Person, group: Group) -> None:
    client = client_of(teacher)
    assert counting.count_group(group, clock.now()).sent == 10
    client.post(reverse("group_withdraw", args=[group.token]))
    assert counting.count_group(group, clock.now()).sent == 9
    assert "Y revenir" in told(client)
    client.post(reverse("group_rejoin", args=[group.token]))
    assert counting.count_group(group, clock.now()).sent == 10


def test_the_trainer_does_not_see_a_withdrawal(teacher: Person, group: Group) -> None:
    trainer = Person.objects.of_email("fanny@exemple.example")
    assert trainer is not None
    client = client_of(trainer)

    def seen() -> str:
        page = client.get(reverse("group", args=[group.token])).content.decode()
        return page[page.index("<main") : page.index("csrfmiddlewaretoken", page.index("<main"))]

    before = seen()
    client_of(teacher).post(reverse("group_withdraw", args=[group.token]))
    assert seen() == before


def test_withdrawing_keeps_the_synthesis_spent(teacher: Person, group: Group) -> None:
    client_of(teacher).post(reverse("group_withdraw", args=[group.token]))
    again = sealed(signed_in(Role.TRAINER, territory="dep:25"), TEN)
    assert {seat.rank for seat in again.seats.all()} == {2}


def test_once_computed_it_is_too_late_and_it_says_so(
    teacher: Person, group: Group, move_to: MoveTo
) -> None:
    move_to(AFTER)
    trainer = Person.objects.of_email("fanny@exemple.example")
    assert trainer is not None
    client_of(trainer).get(reverse("group", args=[group.token]))
    client = client_of(teacher)
    path = reverse("group_withdraw", args=[group.token])
    answer = client.post(path, follow=True)
    assert "déjà calculée" in answer.content.decode()
    assert "La synthèse a été calculée" in told(client)


def test_past_the_date_but_not_yet_computed_she_may_still_leave(
    teacher: Person, group: Group, move_to: MoveTo
) -> None:
    move_to(AFTER)
    client_of(teacher).post(reverse("group_withdraw", args=[group.token]))
    assert counting.count_group(group, AFTER).sent == 9


def test_a_choice_to_take_part_in_none_holds_for_every_group(teacher: Person, group: Group) -> None:
    version = CHOICES[Choice.TAKE_PART].versions[-1].number
    decide(teacher, Choice.TAKE_PART, accepted=False, text_version=version, at=clock.now())
    assert counting.count_group(group, clock.now()).sent == 9


def test_a_cancelled_group_is_no_longer_told(teacher: Person, group: Group) -> None:
    trainer = Person.objects.of_email("fanny@exemple.example")
    assert trainer is not None
    client_of(trainer).post(reverse("group_cancel", args=[group.token]))
    assert group.title not in told(client_of(teacher))


def test_her_third_group_of_the_year_says_that_she_is_left_out(teacher: Person) -> None:
    trainer = signed_in(Role.TRAINER, territory="dep:25")
    for _ in range(3):
        sealed(trainer, TEN)
    assert told(client_of(teacher)).count("vous figurez déjà dans toutes les synthèses") == 1


def test_her_withdrawal_is_logged_about_her(teacher: Person, group: Group) -> None:
    client_of(teacher).post(reverse("group_withdraw", args=[group.token]))
    assert Entry.objects.filter(about=f"person:{teacher.pk}", action="group.withdraw").exists()


def test_a_seat_is_not_withdrawn_by_reading(teacher: Person, group: Group) -> None:
    client = client_of(teacher)
    assert client.get(reverse("group_withdraw", args=[group.token])).status_code == 405
    assert not Synthesis.objects.exists()
