"""Publishing the same group a thousand times, each time in another world.

A real group is published once. Here the scenario is played once through the site; then its group
is published again and again by the action that the site calls, its stored synthesis taken away
before each time and its true counts replaced by those of the world. Everything between the counts
and what the page reads is the program's: the noise from the system, the gate, the bands, the text
that is stored and read back.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from attacks.attacker import View, counted, seen
from lib.sealed import AFTER
from vigie.domains.groups import actions, counting, references
from vigie.domains.groups.counting import Counted
from vigie.domains.groups.models import Group, Synthesis
from vigie.domains.groups.synthesis import Shown

SIGMAS = 4
"""A rate measured on N trials may stand this many standard deviations from the true one: a sound
program fails once in sixteen thousand measures."""


class Trials:
    """Publication in chosen worlds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._world: Counted = counted(0, 0)
        monkeypatch.setattr(counting, "count_group", lambda *_: self._world)
        # The territory of the tests is too small to be shown beside a group.
        monkeypatch.setattr(references, "reference_for", lambda *_: None)

    def picture(self, group: Group, answers: int, master: int) -> View:
        """What a group shows in a world where so many answered and so many master."""
        Synthesis.objects.filter(group=group).delete()
        return self.look(group, answers, master)

    def look(self, group: Group, answers: int, master: int) -> View:
        """What a group shows when the world has become so, whatever it was before."""
        self._world = counted(answers, master)
        made = actions.publish_group(group, at=AFTER)
        return seen(Shown.from_json(made.shown) if made.shown else None)


def rate(attack: Callable[[bool], bool], trials: int) -> float:
    """How often an attack (secret → guess) is right, over secrets that alternate."""
    return sum(attack(bool(n % 2)) == bool(n % 2) for n in range(trials)) / trials


def margin(trials: int) -> float:
    """SIGMAS standard deviations of a rate measured on so many trials."""
    return SIGMAS * math.sqrt(0.25 / trials)
