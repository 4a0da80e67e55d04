"""Variants of one subject, written for one profile each, grouped under their common label.

The table prints « RGPD dans sa pratique d'enseignant dans le privé », « … du primaire » and « … du
second degré »; a département prints « RGPD dans sa pratique d'enseignant » (seeds/001, l. 151-153
and 1023). Two labels are variants of one subject when

* they are of the same référentiel,
* they are the same once their last complement (« dans … », « du … », « de la … » …) is cut, or
  one of them is that very stem,
* and no profile has figures for two of them: they stand for each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigie.codes import normalise

_COMPLEMENT = re.compile(r"^(?P<stem>.*\S) (?:dans|du|de la|des|pour|en) (?P<rest>.+)$")
_SHORTEST_STEM = 3  # words: « Utilisation d'un cloud » and the like keep their whole label


@dataclass(frozen=True)
class Subject:
    """A line of the coverage table: its label and the labels it stands for, one or several."""

    label: str
    referential: str
    labels: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        return len(self.labels) > 1


def stem(label: str) -> str:
    """The label without its last complement; the label itself when little would be left."""
    found = _COMPLEMENT.match(label)
    if found is None or len(found["stem"].split()) < _SHORTEST_STEM:
        return label
    return found["stem"]


def apart(labels: Iterable[tuple[str, str]]) -> list[Subject]:
    """Each (label, référentiel) on its own."""
    return [Subject(label, referential, (label,)) for label, referential in labels]


def grouped(
    labels: Iterable[tuple[str, str]], profiles: Mapping[str, frozenset[str]]
) -> list[Subject]:
    """The subjects with variants together, at the place of the first of them.

    `profiles` gives, for each label, the profiles that have figures for it.
    """
    pairs = list(labels)
    families: dict[tuple[str, str], list[str]] = {}
    for label, referential in pairs:
        families.setdefault((referential, normalise(stem(label))), []).append(label)
    found = []
    done: set[tuple[str, str]] = set()
    for label, referential in pairs:
        key = (referential, normalise(stem(label)))
        members = tuple(families[key])
        if len(members) < 2 or not _stand_for_each_other(members, profiles):
            found.append(Subject(label, referential, (label,)))
        elif key not in done:
            done.add(key)
            found.append(Subject(stem(members[0]), referential, members))
    return found


def _stand_for_each_other(labels: Iterable[str], profiles: Mapping[str, frozenset[str]]) -> bool:
    seen: set[str] = set()
    for label in labels:
        mine = profiles.get(label, frozenset())
        if seen & mine:
            return False
        seen |= mine
    return True
