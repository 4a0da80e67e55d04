"""The national skeleton: régions académiques, académies, départements and labels, with dates.

It is shipped as CSV in `facts/data`. `valid_from` is the first day a row is true, `valid_to` the
first day it no longer is; an empty cell means "as far as Vigie looks" (régions académiques exist
since 2016). A row whose `expected` is `no` is a place that the national programme does not count
among its units (Wallis-et-Futuna): it enters a tree only when data names it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from vigie.codes import LABEL, NATION, slug


@dataclass(frozen=True)
class Area:
    """A row of the skeleton; `parent` is the code of the level above, `of` reads "du Doubs"."""

    code: str
    name: str
    of: str
    level: str
    parent: str
    aliases: tuple[str, ...]
    expected: bool
    valid_from: date | None
    valid_to: date | None
    same_extent_as: str | None = None
    successor: str | None = None

    def is_valid(self, on: date) -> bool:
        return holds(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class Label:
    """A group of départements that is not a level of the tree, each member with its dates."""

    code: str
    name: str
    aliases: tuple[str, ...]
    periods: tuple[tuple[str, date | None, date | None], ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The codes of all départements that ever bear the label."""
        return tuple(sorted({code for code, _, _ in self.periods}))

    def members_on(self, on: date) -> tuple[str, ...]:
        """The codes of the départements that bear the label on a day."""
        return tuple(sorted({code for code, start, end in self.periods if holds(start, end, on)}))


def holds(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether a day lies in [valid_from, valid_to), open where a bound is missing."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a CSV shipped in `facts/data`, as text."""
    text = (files("vigie.facts") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _area(row: dict[str, str], level: str, code: str, parent: str) -> Area:
    successor = row.get("successor")
    return Area(
        code=code,
        name=row["name"],
        of=row["of"],
        level=level,
        parent=parent,
        aliases=_split(row.get("aliases", "")),
        expected=row["expected"] == "yes",
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        same_extent_as=row.get("same_extent_as") or None,
        successor=f"aca:{successor}" if successor else None,
    )


@cache
def areas() -> tuple[Area, ...]:
    """Every row of the skeleton, whatever its dates: the nation, then level by level."""
    return (
        Area(NATION, "France", "de France", "nation", "", (), True, None, None),
        *(_area(r, "region", f"reg:{r['slug']}", NATION) for r in rows("regions.csv")),
        *(
            _area(r, "academie", f"aca:{r['slug']}", f"reg:{r['region']}")
            for r in rows("academies.csv")
        ),
        *(
            _area(r, "department", f"dep:{r['code']}", f"aca:{r['academie']}")
            for r in rows("departments.csv")
        ),
    )


@cache
def areas_on(on: date) -> tuple[Area, ...]:
    """The skeleton as it stands on a day."""
    return tuple(area for area in areas() if area.is_valid(on))


_LABEL_ALIASES = {"label:tne": ("TNE", "Total TNE", "Ensemble TNE", "Départements TNE")}


@cache
def _labels() -> dict[str, Label]:
    lines = rows("labels.csv")
    return {
        code: Label(
            code=code,
            name=next(line["name"] for line in lines if line["label"] == code),
            aliases=_LABEL_ALIASES.get(code, ()),
            periods=tuple(
                (f"dep:{line['department']}", day(line["valid_from"]), day(line["valid_to"]))
                for line in lines
                if line["label"] == code
            ),
        )
        for code in dict.fromkeys(line["label"] for line in lines)
    }


LABELS: dict[str, Label] = _labels()

# What tables print for the whole country (seeds/001, l. 1067 and 1083).
NATION_NAMES = frozenset(
    slug(name)
    for name in (
        "FR",
        "France",
        "France entière",
        "Nation",
        "National",
        "Total",
        "Total national",
        "Total général",
        "Total France",
        "Ensemble",
        "Ensemble national",
        "Niveau national",
    )
)

_LEVEL_NAMES = {
    "nation": "nation",
    "region": "région académique",
    "academie": "académie",
    "department": "département",
    "district": "circonscription",
    "basin": "bassin de formation",
    "school": "établissement",
    LABEL: "label",
}


def level_label(level: str) -> str:
    """The French name of a level, as in `académie`."""
    return _LEVEL_NAMES[level]
