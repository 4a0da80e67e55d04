"""The best attacker there is: she knows the program, the law of the noise, and what her accomplices
answered, and she draws from each picture all that it says.

She is exact: every noise that may come out is tried, through the very function that the site draws
with, and weighed by its probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from math import comb
from typing import Any

from vigie.domains.compliance.policies import SHIPPED, GroupPolicy
from vigie.domains.groups.counting import Counted, Entry
from vigie.domains.groups.noise import probability
from vigie.domains.groups.synthesis import Shown, draw

ITEM = Entry("competence", "CRCN-EDU", "Concevoir des ressources")
View = Any
"""What is seen of one picture, or of several, as something that can be compared."""
Law = Mapping[View, float]
_FURTHEST = 9
"""Noise tried on each side: beyond, all together, less than one chance in ten thousand."""


def counted(answers: int, master: int) -> Counted:
    """The true counts of a group where everybody who started sent."""
    return Counted(answers, answers, (answers,), (ITEM,), (master,))


def seen(shown: Shown | None) -> View:
    """What one picture tells of the item: its band and the size of the group, or nothing.

    The other figures have noise of their own and are the same whatever the secret."""
    if shown is None:
        return None
    band = shown.lines[0].band
    return shown.sent, band and (band.rank, band.of), shown.sent_of_listed.rank


@cache
def law(answers: int, master: int, listed: int, policy: GroupPolicy = SHIPPED) -> Law:
    """Each view that a group may give, with its probability."""
    found: defaultdict[View, float] = defaultdict(float)
    span = range(-_FURTHEST, _FURTHEST + 1) if policy.noisy else range(1)
    chances = {z: float(probability(policy.ratio, z)) if policy.noisy else 1.0 for z in span}
    for z, moved in product(span, span):
        # In the order of `draw`: participants, finished, answers, the item.
        noise = iter((0, 0, z, moved)).__next__
        shown = draw(counted(answers, master), policy, listed=listed, noise=noise)
        found[seen(shown)] += chances[z] * chances[moved]
    return dict(found)


def together(laws: Sequence[Law]) -> Law:
    """The law of several pictures seen together, when their noises are drawn apart."""
    found: dict[View, float] = {(): 1.0}
    for each in laws:
        found = {
            (*views, view): chance * more
            for views, chance in found.items()
            for view, more in each.items()
        }
    return found


def mixed(weighted: Iterable[tuple[float, Law]]) -> Law:
    """The law of what is seen when one of several worlds holds, each with its weight."""
    found: defaultdict[View, float] = defaultdict(float)
    for weight, each in weighted:
        for view, chance in each.items():
            found[view] += weight * chance
    return dict(found)


def coins(number: int) -> list[tuple[int, float]]:
    """How many of `number` people master, each with one chance in two."""
    return [(k, comb(number, k) / 2**number) for k in range(number + 1)]


class Attacker:
    """Guesses a yes/no secret from what she sees. `if_no`, `if_yes`: the law of her views in each
    case, both as likely before she looks."""

    def __init__(self, if_no: Law, if_yes: Law) -> None:
        self.if_no, self.if_yes = if_no, if_yes

    @property
    def success(self) -> float:
        """How often the best guess is right, exactly (noise beyond _FURTHEST counts for her)."""
        views = {**self.if_no, **self.if_yes}
        sure = sum(max(self.if_no.get(v, 0.0), self.if_yes.get(v, 0.0)) for v in views)
        rest = 2 - sum(self.if_no.values()) - sum(self.if_yes.values())
        return (sure + max(rest, 0.0)) / 2

    @property
    def certainty(self) -> float:
        """The most that one view may make her believe in one answer, among the views that come
        once in a thousand times or more."""
        views = {**self.if_no, **self.if_yes}
        return max(
            max(no, yes) / (no + yes)
            for no, yes in ((self.if_no.get(v, 0.0), self.if_yes.get(v, 0.0)) for v in views)
            if no + yes > 1e-3
        )

    def guess(self, view: View) -> bool:
        return self.if_yes.get(view, 0.0) > self.if_no.get(view, 0.0)


def lone(listed: int = 12, rate: float = 1.0, pictures: int = 1) -> Attacker:
    """A trainer who knows that she answered, and of the others how many of ten answer, and nothing
    more: one picture of the list, or two of the same one."""

    def worlds(secret: int) -> Iterable[tuple[float, Law]]:
        for answers, others, weight in _unknown(listed - 1, rate):
            one = law(answers + 1, others + secret, listed)
            yield weight, together([one] * pictures)

    return Attacker(mixed(worlds(0)), mixed(worlds(1)))


def pair(listed: int = 12, rate: float = 1.0, policy: GroupPolicy = SHIPPED) -> Attacker:
    """A picture of a list, then of the list with her."""

    def worlds(secret: int) -> Iterable[tuple[float, Law]]:
        for answers, others, weight in _unknown(listed, rate):
            without = law(answers, others, listed, policy)
            with_her = law(answers + 1, others + secret, listed + 1, policy)
            yield weight, together([without, with_her])

    return Attacker(mixed(worlds(0)), mixed(worlds(1)))


def _unknown(people: int, rate: float) -> Iterable[tuple[int, int, float]]:
    """How many of `people` answered and how many of these master, with the weight of each case."""
    for answers in range(people + 1):
        chance = comb(people, answers) * rate**answers * (1 - rate) ** (people - answers)
        if chance:
            for master, weight in coins(answers):
                yield answers, master, chance * weight


def three_sets(half: int = 10) -> Attacker:
    """A picture of A, one of B, one of both with her."""
    whole = 2 * half + 1

    def worlds(secret: int) -> Law:
        found: defaultdict[View, float] = defaultdict(float)
        for (a, wa), (b, wb) in product(coins(half), coins(half)):
            union = law(whole, a + b + secret, whole)
            for (va, pa), (vb, pb) in product(
                law(half, a, half).items(), law(half, b, half).items()
            ):
                for vu, pu in union.items():
                    found[va, vb, vu] += wa * wb * pa * pb * pu
        return found

    return Attacker(worlds(0), worlds(1))


def colluding(
    others: int, master: int, pictures: int = 1, policy: GroupPolicy = SHIPPED
) -> Attacker:
    """All the others told what they answered; `master` of them master."""
    return Attacker(
        *(
            together([law(others + 1, master + secret, others + 1, policy)] * pictures)
            for secret in (0, 1)
        )
    )


def presence(others: int, master: int, listed: int) -> Attacker:
    """« Did she answer? », when all the others told what they answered and she would master."""
    return Attacker(law(others, master, listed), law(others + 1, master + 1, listed))


def lone_presence(listed: int = 12, rate: float = 0.7) -> Attacker:
    """« Did she answer? », for a trainer who knows nothing of the others."""

    def worlds(secret: int) -> Iterable[tuple[float, Law]]:
        for answers, others, weight in _unknown(listed - 1, rate):
            for hers in (0, 1):
                yield weight / 2, law(answers + secret, others + secret * hers, listed)

    return Attacker(mixed(worlds(0)), mixed(worlds(1)))
