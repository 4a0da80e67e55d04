"""The policy of the sealed groups: what a trainer may be shown of a group, as one frozen object.

The data-protection officer signs a version in the application; until then the shipped one applies.
Each group keeps the policy that it was sealed under, and its synthesis too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from vigie.domains.compliance.refusals import ComplianceRefused

FLOOR = 3
"""Answers under which no policy may go (seeds/001, l. 588): « à partir de 3 adresses »."""

_BOUNDS: Mapping[str, tuple[int, int]] = {
    "minimum_answers": (FLOOR, 60),
    "smallest_list": (FLOOR, 500),
    "largest_list": (FLOOR, 500),
    "syntheses_per_year": (1, 12),
    "noise_over": (1, 98),
    "noise_under": (2, 99),
    "delay_hours": (24, 24 * 60),
    "share_bands": (2, 10),
    "few_bands": (2, 5),
    "few_below": (FLOOR, 60),
    "mastery_cut": (1, 10_000),
}


class BadPolicy(ComplianceRefused):
    """A policy that makes no sense, or goes too low."""


@dataclass(frozen=True)
class GroupPolicy:
    """The rule of the sealed groups. Raises BadPolicy when it makes no sense or goes too low.

    - `minimum_answers`: answers from which a synthesis is shown; never under FLOOR.
    - `hard_floor`: whether the true number of answers must reach it too, besides the noisy one;
      without it, FLOOR true answers are still needed.
    - `smallest_list`, `largest_list`: valid lines of a list.
    - `syntheses_per_year`: in how many a person takes part each school year.
    - `noisy`, `noise_over` / `noise_under`: each count is moved by z with probability proportional
      to ratio^|z|.
    - `delay_hours`: from sealing to publication, at least.
    - `size_bands`: lower ends of the bands of numbers of people.
    - `share_bands`: number of equal bands of a share; `few_bands` under `few_below` answers.
    - `mastery_cut`: share in 1/10000 from which an item counts as mastered. 50 % by default, the
      only cut that the sources give (seeds/001, l. 217).
    """

    minimum_answers: int = 5
    hard_floor: bool = True
    smallest_list: int = 8
    largest_list: int = 60
    syntheses_per_year: int = 2
    noisy: bool = True
    noise_over: int = 1
    noise_under: int = 3
    delay_hours: int = 24
    size_bands: tuple[int, ...] = (5, 10, 20)
    share_bands: int = 5
    few_bands: int = 3
    few_below: int = 10
    mastery_cut: int = 5_000

    def __post_init__(self) -> None:
        for name, (low, high) in _BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise BadPolicy(
                    name,
                    f"La valeur {getattr(self, name)} n’est pas permise.",
                    f"Choisissez un nombre de {low} à {high}.",
                )
        if self.smallest_list < self.minimum_answers:
            raise BadPolicy(
                "smallest_list",
                "Une liste peut être plus courte que le nombre de réponses demandé.",
                f"Choisissez au moins {self.minimum_answers}.",
            )
        if self.largest_list < self.smallest_list:
            raise BadPolicy(
                "largest_list",
                "La plus longue liste est plus courte que la plus courte.",
                f"Choisissez au moins {self.smallest_list}.",
            )
        if self.noise_over >= self.noise_under:
            raise BadPolicy(
                "noise_under",
                "Le rapport du bruit doit être inférieur à 1.",
                "Choisissez un dénominateur plus grand que le numérateur.",
            )

    @property
    def ratio(self) -> Fraction:
        """How much less likely a move by one more person is."""
        return Fraction(self.noise_over, self.noise_under)

    def belief_after(self, syntheses: int) -> Fraction:
        """The highest probability that a suspicion about one answer to one item can reach, from
        1/2, when all the others of the group agree together; 1 without noise."""
        if not self.noisy:
            return Fraction(1)
        return 1 / (1 + self.ratio**syntheses)

    def to_json(self) -> str:
        """The policy as a text that is always the same for the same policy."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> GroupPolicy:
        """What `to_json` wrote; entries of an older version that are missing have their default."""
        kept: dict[str, Any] = json.loads(text)
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        if "size_bands" in values:
            values["size_bands"] = tuple(values["size_bands"])
        return cls(**values)


SHIPPED = GroupPolicy()
