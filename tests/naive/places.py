"""The territories of a day, as dictionaries: who is in what, and how many units are expected.

Written from the words of the glossary and the published lists, with loops; shares no code with
`vigie.facts.geography`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from naive.world import (
    Declarations,
    Directory,
    Export,
    Roster,
    School,
    Staff,
    Table,
    World,
)

LABEL = "label:tne"
DEGREE = {"1D_PUBLIC": "1D", "1D_PRIVATE": "1D", "2D_PUBLIC": "2D", "2D_PRIVATE": "2D", "CPE": "2D"}
PROFILES = tuple(DEGREE)


@cache
def published(name: str) -> tuple[dict[str, str], ...]:
    """A published list, shipped with the package as data."""
    text = (files("vigie.facts") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def holds(row: dict[str, str], on: date) -> bool:
    """Whether a line of a list is true on a day."""
    day = on.isoformat()
    return row.get("valid_from", "") <= day and (not row["valid_to"] or day < row["valid_to"])


@dataclass
class Places:
    """`parent` of every place but the nation; `degree` of every school."""

    parent: dict[str, str] = field(default_factory=dict)
    degree: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, code: object) -> bool:
        return code == "FR" or code == LABEL or code in self.parent

    def line(self, code: str) -> list[str]:
        """A place and all that contains it."""
        if code not in self._lines:
            up = self.parent.get(code)
            self._lines[code] = [code, *(self.line(up) if up else [])]
        return self._lines[code]

    def inside(self, code: str, territory: str) -> bool:
        return territory in self.line(code)

    def below(self, code: str) -> list[str]:
        """The places just under a place; the members of a label."""
        if code == LABEL:
            return [member for member in self.members if member in self.parent]
        return [each for each, up in self.parent.items() if up == code]

    def department(self, code: str) -> str | None:
        for each in self.line(code):
            if each.startswith("dep:"):
                return each
        return None

    def departments(self, code: str) -> list[str]:
        """The départements that a place contains, itself included."""
        found = [each for each in self.parent if each.startswith("dep:")]
        return [each for each in found if self.inside(each, code)]

    def level(self, code: str) -> str:
        levels = {
            "FR": "nation",
            "reg": "region",
            "aca": "academie",
            "dep": "department",
            "circo": "district",
            "bassin": "basin",
            "uai": "school",
            "label": "label",
        }
        return levels[code.partition(":")[0]]

    def expected(self, code: str, profile: str) -> float:
        """Units a place should bring: départements, or its part of the schools of one."""
        if profile == "ALL":
            return sum(self.expected(code, each) for each in PROFILES)
        if profile not in PROFILES:
            return 0.0
        if code == LABEL:
            return float(len(self.below(LABEL)))
        department = self.department(code)
        if department is None or department == code:
            return float(len(self.departments(code)))
        alike = [s for s, degree in self.degree.items() if degree == DEGREE[profile]]
        there = [school for school in alike if self.inside(school, department)]
        here = [school for school in there if self.inside(school, code)]
        return len(here) / len(there) if there else 0.0

    def successor(self, code: str) -> tuple[str, float] | None:
        """What an académie became, and how many départements it brought; None: it never was."""
        for row in published("academies.csv"):
            if f"aca:{row['slug']}" == code and row["successor"]:
                brought = [
                    each
                    for each in published("departments.csv")
                    if each["academie"] == row["slug"] and each["valid_to"]
                ]
                return f"aca:{row['successor']}", float(len(brought))
        return None


def places_on(world: World, on: date) -> Places:
    """The territories as the lists and the directories received up to a day describe them."""
    found = Places()
    for row in published("regions.csv"):
        if holds(row, on) and row["expected"] == "yes":
            found.parent[f"reg:{row['slug']}"] = "FR"
    for row in published("academies.csv"):
        if holds(row, on) and row["expected"] == "yes":
            found.parent[f"aca:{row['slug']}"] = f"reg:{row['region']}"
    for row in published("departments.csv"):
        if holds(row, on) and row["expected"] == "yes":
            found.parent[f"dep:{row['code']}"] = f"aca:{row['academie']}"
    found.members = [f"dep:{row['department']}" for row in published("labels.csv")]
    lines = [school for directory in directories_on(world, on) for school in directory.schools]
    for school in {school.uai: school for school in lines}.values():
        up = f"dep:{school.department}"
        if school.group:
            found.parent[group_code(school)] = up
            up = group_code(school)
        found.parent[f"uai:{school.uai}"] = up
        found.degree[f"uai:{school.uai}"] = school.degree
    for roster in rosters_on(world, on):
        for staff in roster.staff:
            if f"uai:{staff.uai}" not in found.parent:
                for prefix, group in (("circo", staff.district), ("bassin", staff.basin)):
                    if group:
                        found.parent.setdefault(f"{prefix}:{group}", f"dep:{home(staff)}")
    named = territories_named(world)
    for school in lines:  # a group that facts name stays, although its schools left it
        if school.group and group_code(school) in named:
            found.parent.setdefault(group_code(school), f"dep:{school.department}")
    return found


def group_code(school: School) -> str:
    return f"{'circo' if school.degree == '1D' else 'bassin'}:{school.group}"


def home(staff: Staff) -> str | None:
    """The département of someone: that of the school's code, else the one typed."""
    return staff.uai[1:3] if staff.uai else staff.department


def territories_named(world: World) -> set[str]:
    """Every territory that a fact bears."""
    named: set[str] = set()
    for _no, each in world.standing():
        if isinstance(each, Table):
            named |= {line.territory for line in each.lines}
        if isinstance(each, Declarations):
            named |= {declared.territory for declared in each.campaigns}
        if isinstance(each, Export):
            named |= {campaign.territory for campaign in each.campaigns if campaign.territory}
    return named


def staff_on(world: World, on: date) -> dict[int, Staff]:
    """Where each person works, as the rosters received up to a day say."""
    return {staff.person: staff for roster in rosters_on(world, on) for staff in roster.staff}


def rosters_on(world: World, on: date) -> list[Roster]:
    return known_on([each for _no, each in world.standing() if isinstance(each, Roster)], on)


def directories_on(world: World, on: date) -> list[Directory]:
    return known_on([each for _no, each in world.standing() if isinstance(each, Directory)], on)


Dated = TypeVar("Dated", Directory, Roster)


def known_on(received: list[Dated], on: date) -> list[Dated]:
    """Those received up to a day, oldest first; before the first of them, the first."""
    known = [each for each in received if each.as_of <= on]
    if not known:
        first = min((each.as_of for each in received), default=None)
        known = [each for each in received if each.as_of == first]
    return sorted(known, key=lambda each: each.as_of)  # same day: the order of imports
