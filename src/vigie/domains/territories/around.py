"""What is around a territory, and the départements inside it."""

from __future__ import annotations

from vigie.codes import NATION, UnknownCode, uai_department
from vigie.facts.geography import Tree

_SCHOOL = "uai:"


def around_of(tree: Tree, territory: str) -> list[str]:
    """A territory, then those around it, the nearest first, under every code they bear. A school
    that no directory names yet is in the département that its code says."""
    if territory in tree:
        path = tree.path(territory)[::-1]
        return list(dict.fromkeys(code for each in path for code in (each, *tree.aliases(each))))
    if territory == NATION:
        return [NATION]
    try:
        department = f"dep:{uai_department(territory.removeprefix(_SCHOOL))}"
    except UnknownCode:
        return [territory, NATION]
    above = around_of(tree, department) if department in tree else [NATION]
    return [territory, *above]


def department_of(tree: Tree, place: str) -> str:
    """The département of a place that is one or below, empty above."""
    return _of_level(tree, place, "department")


def academy_of(tree: Tree, place: str) -> str:
    """The académie of a place, canonical, empty above it."""
    found = _of_level(tree, place, "academie")
    return tree.canonical(found) if found else ""


def departments_of(tree: Tree, place: str) -> list[str]:
    """The départements of a territory; that of a place below one."""
    inside = tree.descendants(place, "department") if place in tree else []
    own = department_of(tree, place)
    return list(inside) or ([own] if own else [])


def _of_level(tree: Tree, place: str, level: str) -> str:
    around = around_of(tree, place)
    return next((code for code in around if code in tree and tree.level(code) == level), "")
