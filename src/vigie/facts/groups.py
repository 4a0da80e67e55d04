"""Districts of primary schools and basins of secondary schools, as files name them.

The schools directory gives them a national code and a name; a roster may give either. A group
belongs to one département: when the schools of a code lie in several, the largest part keeps the
code and each other part becomes a group of its own, `<code>@<département>`, so that the tree
stays strict and départements stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vigie.codes import slug

PREFIX = {"district": "circo", "basin": "bassin"}
_FALLBACK_NAME = {"district": "Circonscription", "basin": "Bassin"}
_LEVEL_WORDS = re.compile(
    r"(?:circonscription(?:-d-inspection)?(?:-du-1er-degre|-du-premier-degre)?|circo"
    r"|bassin(?:-d-education-et-de-formation|-de-formation|-d-education)?|zone-d-animation)-"
)
_ARTICLES = ("de-la-", "de-l-", "de-", "du-", "des-", "d-")


def stripped(key: str) -> str:
    """A group's name without the words that only say what it is: `bassin-de-dole` -> `dole`."""
    bare = _LEVEL_WORDS.sub("", key, count=1) if _LEVEL_WORDS.match(key) else key
    if bare != key:
        for article in _ARTICLES:
            if bare.startswith(article):
                return bare.removeprefix(article)
    return bare


def natural(text: str) -> tuple[tuple[str, int], ...]:
    """A sorting key in which `Besançon 2` comes before `Besançon 10`."""
    return tuple((word, int(n or 0)) for word, n in re.findall(r"([^0-9]*)([0-9]*)", slug(text)))


@dataclass(frozen=True)
class Group:
    """A node to be: `raw` is the code as received, `department` a code such as `25`."""

    level: str
    raw: str
    department: str
    name: str | None
    weight: int
    code: str = ""

    @property
    def title(self) -> str:
        name = self.name or f"{_FALLBACK_NAME[self.level]} {self.raw}"
        return f"{name} ({self.department})" if "@" in self.code else name


def coded(groups: Iterable[Group]) -> list[Group]:
    """The groups with their final codes; the heaviest part of a raw code keeps it bare."""
    ranked = sorted(groups, key=lambda g: (g.level, g.raw, -g.weight, g.department))
    result = []
    previous: tuple[str, str] | None = None
    for group in ranked:
        bare = f"{PREFIX[group.level]}:{group.raw}"
        first = (group.level, group.raw) != previous
        previous = (group.level, group.raw)
        code = bare if first else f"{bare}@{group.department}"
        result.append(
            Group(group.level, group.raw, group.department, group.name, group.weight, code)
        )
    return result


def raw_code(text: str, department: str) -> str:
    """The code of a group that only a roster names: the text if it is one, else a slug."""
    clean = text.strip()
    if re.fullmatch(r"[0-9A-Z]*[0-9][0-9A-Z]*", clean) and len(clean) >= 4:
        return clean
    return f"{department}-{slug(clean)}"


class GroupFinder:
    """Finds the group that a text (code or name) means, inside a département when it is known.

    A name that two groups bear inside the place searched finds neither.
    """

    def __init__(self, groups: Iterable[tuple[str, str, str, str]]) -> None:
        """Takes (level, code, name, department code) for each group."""
        self._codes: dict[tuple[str, str | None, str], str | None] = {}
        self._names: dict[tuple[str, str | None, str], str | None] = {}
        for level, code, name, department in groups:
            raw = code.partition(":")[2].partition("@")[0]
            key = slug(name)
            for where in (department, None):
                # Nationally a raw code means its main part.
                if where is not None or "@" not in code:
                    self._codes[level, where, slug(raw)] = code
                for name_key in {key, stripped(key)}:
                    place = (level, where, name_key)
                    known = self._names.get(place, code)
                    self._names[place] = code if known == code else None

    def find(self, level: str, text: str, department: str | None) -> str | None:
        """The code of the group, or None when no group or more than one fits."""
        key = slug(text.strip().removeprefix(f"{PREFIX[level]}:").partition("@")[0])
        by_code = self._codes.get((level, department, key))
        if by_code is not None:
            return by_code
        return self._names.get((level, department, key)) or self._names.get(
            (level, department, stripped(key))
        )
