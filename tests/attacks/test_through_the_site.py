"""The known attacks, played through the site as a trainer would."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from attacks.attacker import colluding, lone, pair
from attacks.conftest import MoveTo
from attacks.trials import Trials, margin, rate
from lib.people import client_of, signed_in, someone
from lib.sealed import AFTER, NOW, PUBLISH, SECRET, crowd, plant, sealed, sealing
from vigie.domains.groups.models import Group, Seat, Synthesis
from vigie.domains.people.pseudonyms import pseudonym_of_address
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
# Lists of 24 where a picture must be seen: chance hides one of 24 answers once in a billion.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
HER = "stagiaire0@exemple.example"


def page(client: Client, group: Group) -> bytes:
    """The page of a group, less the token that every form draws anew."""
    answer = client.get(reverse("group", args=[group.token]))
    assert answer.status_code == 200
    return TOKEN.sub(b"", answer.content)


def addresses(start: int, end: int) -> list[str]:
    return [f"stagiaire{n}@exemple.example" for n in range(start, end)]


def test_the_same_list_a_thousand_times_is_one_picture(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    group = sealed(trainer, addresses(0, 24))
    move_to(AFTER)
    first = page(trainer, group)
    assert SECRET.encode() in first
    kept = Synthesis.objects.get(group=group).shown
    # Sixty whole pages; the others would read the same stored text.
    assert {page(trainer, group) for _ in range(60)} == {first}
    assert Synthesis.objects.get(group=group).shown == kept


def test_before_and_after_she_answers_the_picture_is_the_same(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    others = crowd(23, start=1)
    plant(home, [*crowd(1, state=1), *others])
    group = sealed(trainer, addresses(0, 24))
    move_to(AFTER)
    before = page(trainer, group)
    plant(home, [*crowd(1, masters=[SECRET]), *others], day="2026-11-04", at=AFTER)
    move_to(AFTER + timedelta(days=3))
    assert page(trainer, group) == before


def test_a_late_first_look_tells_nothing_of_what_came_since(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    # Nobody had sent at the date; everybody has when the trainer looks: still too few.
    plant(home, crowd(24, state=1))
    group = sealed(trainer, addresses(0, 24))
    plant(home, crowd(24), day="2026-11-04", at=AFTER + timedelta(days=1))
    move_to(AFTER + timedelta(days=2))
    assert "Trop peu de réponses".encode() in page(trainer, group)


def test_sealing_again_shows_her_in_two_pictures_at_most(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    groups = [sealed(trainer, addresses(0, 24)) for _ in range(5)]
    move_to(AFTER)
    shown = [SECRET.encode() in page(trainer, group) for group in groups]
    assert shown == [True, True, False, False, False]


def test_a_second_trainer_gets_no_budget_of_his_own(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    other = signed_in(Role.TRAINER, territory="dep:25")
    pictures = [(who, sealed(who, addresses(0, 24))) for who in (trainer, other, other, trainer)]
    move_to(AFTER)
    assert [SECRET.encode() in page(*each) for each in pictures] == [True, True, False, False]
    # Neither reads what the other sealed.
    assert other.get(reverse("group", args=[pictures[0][1].token])).status_code == 404


def test_around_her_the_budget_is_hers_alone(home: Path, trainer: Client) -> None:
    # Three sets: others may be fresh each time, she is not.
    plant(home, crowd(60, masters=[SECRET]))
    for n in range(3):
        sealed(trainer, [HER, *addresses(1 + 10 * n, 11 + 10 * n)])
    ranks = Seat.objects.filter(person=pseudonym_of_address(HER)).order_by("pk")
    assert [seat.rank for seat in ranks] == [1, 2, None]


def test_accomplices_who_left_their_budget_make_no_pair(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    # Nine accomplices spend theirs elsewhere, then sit with her: alone with an answer, she does
    # not show.
    plant(home, crowd(24, masters=[SECRET]))
    for _ in range(2):
        sealed(trainer, addresses(1, 10))
    last = sealed(trainer, [HER, *addresses(1, 10)])
    move_to(AFTER)
    assert "Trop peu de réponses".encode() in page(trainer, last)


def test_addresses_that_nobody_has_do_not_isolate_her(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(5, masters=[SECRET]))
    alone = sealed(trainer, [HER, *(f"invention{n}@exemple.example" for n in range(9))])
    four = sealed(trainer, [*addresses(0, 4), *(f"invention{n}@exemple.example" for n in range(6))])
    move_to(AFTER)
    for group in (alone, four):
        assert "Trop peu de réponses".encode() in page(trainer, group)


@pytest.mark.parametrize("number", [0, 1, 7, 61])
def test_lists_too_short_or_too_long_are_refused(trainer: Client, number: int) -> None:
    answer = trainer.post(reverse("group_seal"), sealing(addresses(0, number)))
    assert answer.status_code in (400, 409)
    assert not Group.objects.exists()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=-1), timedelta(hours=23)])
def test_a_picture_cannot_be_had_at_once(trainer: Client, late: timedelta) -> None:
    answer = trainer.post(reverse("group_seal"), sealing(addresses(0, 24), NOW + late))
    assert answer.status_code == 409
    assert "trop proche" in answer.content.decode()


def test_nothing_is_read_before_the_date_even_by_asking(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    group = sealed(trainer, addresses(0, 24))
    move_to(PUBLISH - timedelta(minutes=1))
    assert SECRET.encode() not in page(trainer, group)
    trainer.post(reverse("group_subjects", args=[group.token]), {"subject": ["x"]})
    assert not Synthesis.objects.exists()


def test_cancelling_after_the_date_gives_no_budget_back(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    group = sealed(trainer, addresses(0, 24))
    move_to(AFTER)
    page(trainer, group)
    trainer.post(reverse("group_cancel", args=[group.token]))
    assert Seat.objects.filter(group=group, rank=1).count() == 24


def test_an_accomplice_who_withdraws_late_changes_nothing(
    home: Path, trainer: Client, move_to: MoveTo
) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    group = sealed(trainer, addresses(0, 24))
    move_to(AFTER)
    before = page(trainer, group)
    accomplice = client_of(someone(email="stagiaire3@exemple.example"))
    assert accomplice.post(reverse("group_withdraw", args=[group.token])).status_code == 302
    assert page(trainer, group) == before
    assert Seat.objects.filter(group=group, withdrawn_at__isnull=False).count() == 0


def test_no_message_leaves_the_site(home: Path, trainer: Client, move_to: MoveTo) -> None:
    plant(home, crowd(24, masters=[SECRET]))
    group = sealed(trainer, addresses(0, 24))
    move_to(AFTER)
    page(trainer, group)
    assert mail.outbox == []


# -- what is measured through the action agrees with what was computed ------------------------


def test_a_lone_trainer_is_right_as_often_as_computed(trainer: Client, trials: Trials) -> None:
    group = sealed(trainer, addresses(0, 12))
    attacker = lone(12)

    def attack(secret: bool) -> bool:
        others = sum(secrets.randbelow(2) for _ in range(11))
        return attacker.guess((trials.picture(group, 12, others + secret),))

    assert abs(rate(attack, 400) - attacker.success) <= margin(400)


def test_a_pair_is_right_as_often_as_computed(trainer: Client, trials: Trials) -> None:
    without, with_her = sealed(trainer, addresses(1, 13)), sealed(trainer, addresses(0, 13))
    attacker = pair(12)

    def attack(secret: bool) -> bool:
        others = sum(secrets.randbelow(2) for _ in range(12))
        views = trials.picture(without, 12, others), trials.picture(with_her, 13, others + secret)
        return attacker.guess(views)

    assert abs(rate(attack, 250) - attacker.success) <= margin(250)


def test_all_the_others_with_two_pictures_are_right_as_often_as_computed(
    trainer: Client, trials: Trials
) -> None:
    groups = [sealed(trainer, addresses(0, 13)) for _ in range(2)]
    attacker = colluding(12, 2, pictures=2)

    def attack(secret: bool) -> bool:
        return attacker.guess(tuple(trials.picture(group, 13, 2 + secret) for group in groups))

    assert abs(rate(attack, 250) - attacker.success) <= margin(250)
