"""Each protection taken away in turn: the attack that it stops then succeeds.

What the other tests bound is thus shown to hang on the seal, the budget, the noise and the storage,
and on nothing else that these attackers would not have seen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from attacks.attacker import View, colluding, law
from attacks.test_bounds import ONE, TWO
from attacks.trials import Trials, margin, rate
from lib.sealed import crowd, sealed
from vigie.domains.compliance.policies import SHIPPED
from vigie.domains.groups import actions, synthesis
from vigie.domains.groups.models import Group, Seat, Synthesis
from vigie.domains.groups.noise import silence, two_sided

pytestmark = [pytest.mark.database, pytest.mark.django_db]
OTHERS = 12
EDGE = 2
"""Of twelve accomplices two master: with hers, three of thirteen, the next band, and the case in
which all the others together learn most."""
TRIALS = 400
PEOPLE = [each.address for each in crowd(OTHERS + 1)]


def believed(views: Sequence[View], others: int = OTHERS, master: int = EDGE) -> bool:
    """The best guess from several pictures whose noises were drawn apart."""
    weights = [1.0, 1.0]
    for view in views:
        for secret in (0, 1):
            weights[secret] *= max(
                law(others + 1, master + secret, others + 1).get(view, 0.0), 1e-9
            )
        top = max(weights)
        weights = [weight / top for weight in weights]
    return weights[1] > weights[0]


# -- the noise --------------------------------------------------------------------------------


def one_picture(trials: Trials, group: Group) -> Callable[[bool], bool]:
    """All the others look at one picture."""

    def attack(secret: bool) -> bool:
        view = trials.picture(group, OTHERS + 1, EDGE + secret)
        return attacker.guess((view,))

    attacker = colluding(OTHERS, EDGE)
    return attack


def test_noise_holds_all_the_others_together(trainer: Client, trials: Trials) -> None:
    group = sealed(trainer, PEOPLE)
    exact = colluding(OTHERS, EDGE).success
    measured = rate(one_picture(trials, group), TRIALS)
    assert exact <= ONE
    assert abs(measured - exact) <= margin(TRIALS)


def test_without_noise_they_know(
    trainer: Client, trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = sealed(trainer, PEOPLE)
    monkeypatch.setattr(synthesis, "noise_of", lambda _: silence)
    bands: dict[bool, View] = {
        secret: trials.picture(group, OTHERS + 1, EDGE + secret) for secret in (False, True)
    }
    assert bands[False] != bands[True]
    measured = rate(
        lambda secret: trials.picture(group, OTHERS + 1, EDGE + secret) == bands[True], 20
    )
    assert measured == 1.0 > ONE


# -- the storage ------------------------------------------------------------------------------


def test_stored_a_picture_says_no_more_the_thousandth_time(trainer: Client, trials: Trials) -> None:
    group = sealed(trainer, PEOPLE)

    def attack(secret: bool) -> bool:
        first = trials.picture(group, OTHERS + 1, EDGE + secret)
        again = [trials.look(group, OTHERS + 1, EDGE + secret) for _ in range(10)]
        assert set(again) == {first}
        # Many copies of one picture are one picture.
        return believed([first])

    assert rate(attack, 60) <= ONE + margin(60)


def test_drawn_again_at_each_view_the_average_tells(
    trainer: Client, trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = sealed(trainer, PEOPLE)
    stored = actions.publish_group

    def draws_again(group: Group, **at: object) -> Synthesis:
        Synthesis.objects.filter(group=group).delete()
        return stored(group, **at)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(actions, "publish_group", draws_again)

    def attack(secret: bool) -> bool:
        return believed([trials.look(group, OTHERS + 1, EDGE + secret) for _ in range(20)])

    assert rate(attack, 24) > TWO


# -- the budget -------------------------------------------------------------------------------


def pictures_of_one_list(trainer: Client, trials: Trials, secret: bool, times: int) -> list[View]:
    """The same list sealed many times; a picture counts whoever sits with a synthesis left."""
    views = []
    for _ in range(times):
        group = sealed(trainer, PEOPLE)
        sitting = Seat.objects.filter(group=group, rank__isnull=False).count()
        answers = sitting if sitting == OTHERS + 1 else 0
        views.append(trials.look(group, answers, (EDGE + secret) if answers else 0))
    return views


def test_the_budget_ends_at_two_pictures(trainer: Client, trials: Trials) -> None:
    views = pictures_of_one_list(trainer, trials, secret=True, times=8)
    assert [view is not None for view in views][2:] == [False] * 6


def test_without_budget_the_same_list_tells(
    trainer: Client, trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranks = actions._ranks
    monkeypatch.setattr(actions, "_ranks", lambda people, year, _: ranks(people, year, 10_000))
    groups = [sealed(trainer, PEOPLE) for _ in range(20)]
    assert not Seat.objects.filter(rank__isnull=True).exists()

    def attack(secret: bool) -> bool:
        return believed([trials.picture(g, OTHERS + 1, EDGE + secret) for g in groups])

    assert rate(attack, 24) > TWO


# -- the seal ---------------------------------------------------------------------------------
#
# Without it the picture would follow the list and the answers, the noise being kept. Accomplices
# then send again, one by one, until a band changes: how many it takes says where the true count
# stands beside the noise; the same walk with someone known in her place says the rest.


def walk(picture: Callable[[int], View], hers: int) -> tuple[View, ...]:
    """What is seen while 0, 1, 2… accomplices master, with someone whose answer is `hers`."""
    return tuple(picture(master + hers) for master in range(OTHERS + 1))


def test_sealed_the_walk_of_the_accomplices_sees_one_picture(
    trainer: Client, trials: Trials
) -> None:
    group = sealed(trainer, PEOPLE)
    first = trials.picture(group, OTHERS + 1, EDGE)
    assert set(walk(lambda master: trials.look(group, OTHERS + 1, master), 1)) == {first}


def test_unsealed_the_walk_tells(
    trainer: Client, trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = sealed(trainer, PEOPLE)
    stored = actions.publish_group
    seed = 0

    def follows(group: Group, **at: object) -> Synthesis:
        Synthesis.objects.filter(group=group).delete()
        drawn = random.Random(seed)
        kept = lambda: two_sided(SHIPPED.ratio, drawn.randrange)  # noqa: E731  # noise that is kept
        monkeypatch.setattr(synthesis, "noise_of", lambda _: kept)
        return stored(group, **at)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(actions, "publish_group", follows)

    def attack(secret: bool) -> bool:
        nonlocal seed
        seed += 1

        def picture(master: int) -> View:
            return trials.look(group, OTHERS + 1, master)

        without_her, with_her = walk(picture, 0), walk(picture, int(secret))
        return without_her != with_her

    assert rate(attack, 12) > TWO
