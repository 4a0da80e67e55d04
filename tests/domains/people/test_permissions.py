"""The permission table as it is read: who opens what, and which refusal the others get."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigie.domains.people.permissions import Answer, BadTable, read
from vigie.domains.people.roles import Role
from vigie.domains.territories.relations import Relation

HEADER = "address;methods;roles;relations;refusal\n"
TABLE = (
    HEADER
    + "door;GET;anyone;own;\n"
    + "mine;GET;person;own;\n"
    + "board;GET;@steering;own child;\n"
    + "board;GET;national_team;own child parent;\n"
    + "person;GET POST;administrator;own child;unknown\n"
)


def table(tmp_path: Path, text: str = TABLE) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("address", "method", "role", "stands", "answer"),
    [
        ("door", "GET", None, "own", "allowed"),
        ("mine", "GET", None, "own", "sign_in"),
        ("mine", "GET", "teacher", "none", "allowed"),
        ("board", "GET", None, "own", "sign_in"),
        ("board", "GET", "head", "own", "allowed"),
        ("board", "HEAD", "head", "own", "allowed"),
        ("board", "GET", "head", "child", "allowed"),
        ("board", "GET", "head", "parent", "elsewhere"),
        ("board", "GET", "head", "sibling", "elsewhere"),
        ("board", "GET", "national_team", "parent", "allowed"),
        ("board", "GET", "teacher", "own", "role"),
        ("board", "POST", "head", "own", "method"),
        ("person", "POST", "administrator", "child", "allowed"),
        ("person", "POST", "administrator", "none", "unknown"),
        ("person", "GET", "head", "own", "unknown"),
        ("nowhere", "GET", "administrator", "own", "role"),
    ],
)
def test_what_the_table_says(
    tmp_path: Path, address: str, method: str, role: str | None, stands: str, answer: str
) -> None:
    roles = {role: Relation(stands)} if role else {}
    said = read(table(tmp_path)).answer(address, method, roles, signed_in=role is not None)
    assert said == Answer(answer)


@pytest.mark.parametrize(
    "line",
    [
        "board;GET;king;own;",
        "board;GET;head;cousin;",
        "board;PATCH;head;own;",
        "board;GET;head;own;maybe",
        ";GET;head;own;",
    ],
)
def test_a_line_that_means_nothing_stops_the_start(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadTable, match="line 2"):
        read(table(tmp_path, f"{HEADER}{line}\n"))


def test_families_are_roles() -> None:
    from vigie.domains.people.permissions import FAMILIES

    assert {role for family in FAMILIES.values() for role in family} <= set(Role)
