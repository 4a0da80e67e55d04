"""`python tests/attacks/measure.py`: how far the best attacker gets against the shipped policy.

Rates of right guesses of a yes/no secret that is as likely as not before she looks. All are exact
but the last, drawn 4 000 times: it is about a person who masters everything or nothing, whom each
figure of one picture gives away a little.
"""

from __future__ import annotations

import os
import random
import sys
from collections import defaultdict
from math import prod
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.testing")


def main() -> None:
    """Prints one line per attack."""
    import django

    django.setup()
    from attacks.attacker import colluding, lone, lone_presence, pair, presence, three_sets

    def said(attack: str, rate: float) -> None:
        print(f"{attack:<78}{100 * rate:5.1f} %")

    sizes, rates = (8, 10, 12), (0.5, 0.7, 0.9, 1.0)
    said("trainer alone, one picture", max(lone(n, r).success for n in sizes for r in rates))
    said(
        "trainer alone, the same list twice",
        max(lone(n, r, 2).success for n in sizes for r in rates),
    )
    said(
        "trainer alone who knows who answered, the same list twice, worst size",
        max(lone(n, 1.0, 2).success for n in range(5, 16)),
    )
    said("a list, then the list and her", max(pair(n, r).success for n in sizes for r in rates))
    said("A (10), B (10), both and her", three_sets(10).success)
    others = range(4, 21)
    for pictures, words in ((1, "one picture"), (2, "two pictures")):
        said(
            f"all the others in league, {words}, worst case",
            max(colluding(n, c, pictures).success for n in others for c in range(n + 1)),
        )
    said("« did she answer? », trainer alone", lone_presence().success)
    said(
        "« did she answer? », four in league at the threshold",
        max(presence(4, c, 8).success for c in range(5)),
    )
    for items in (1, 5, 10, 21):
        said(f"all or nothing over {items} items, trainer alone, one picture", profile(12, items))


def profile(answers: int, items: int, trials: int = 4_000) -> float:
    """How often the best guess is right on someone who masters all of `items` or none, the others
    being as they fall; what is seen of each item is taken apart, the number of answers together."""
    from attacks.attacker import _FURTHEST, coins
    from vigie.domains.compliance.policies import SHIPPED
    from vigie.domains.groups.noise import probability, two_sided
    from vigie.domains.groups.synthesis import band_of

    span = range(-_FURTHEST, _FURTHEST + 1)
    chance = {z: float(probability(SHIPPED.ratio, z)) for z in span}
    sizes = [answers + z for z in span if answers + z >= SHIPPED.minimum_answers]
    law: dict[tuple[int, int], dict[object, float]] = {}
    for size in sizes:
        for secret in (0, 1):
            found: defaultdict[object, float] = defaultdict(float)
            for others, weight in coins(answers - 1):
                for z in span:
                    band = band_of(others + secret + z, size, SHIPPED)
                    found[band] += weight * chance[z]
            law[size, secret] = found
    right = 0
    for trial in range(trials):
        secret = trial % 2
        size = answers + two_sided(SHIPPED.ratio)
        if size not in sizes:
            right += random.random() < 0.5
            continue
        seen = []
        for _ in range(items):
            others = sum(random.random() < 0.5 for _ in range(answers - 1))
            seen.append(band_of(others + secret + two_sided(SHIPPED.ratio), size, SHIPPED))
        no, yes = (
            sum(
                chance[n - answers] * prod(law[n, s].get(band, 0.0) for band in seen) for n in sizes
            )
            for s in (0, 1)
        )
        right += (yes > no) == bool(secret)
    return right / trials


if __name__ == "__main__":
    main()
