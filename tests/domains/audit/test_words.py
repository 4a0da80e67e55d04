"""Every act, detail and reference that the source writes has French words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import vigie
from vigie.domains.audit.words import KINDS, act_name, acts, terms

SOURCE = Path(vigie.__file__).parent
WRITERS = {"record", "record_all", "Act"}
CODE = re.compile(r"[a-z_]+\.[a-z_]+")


def calls() -> Iterator[tuple[str, ast.Call, ast.Module]]:
    """The calls that write in the log, outside of the log itself: (place, call, module)."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name == "audit":
            continue
        text = path.read_text(encoding="utf-8")
        if not re.search(r"domains\.audit\.actions import", text):
            continue
        module = ast.parse(text)
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (
                node.func.id in WRITERS
            ):  # fmt: skip
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node, module


def codes(call: ast.Call, module: ast.Module) -> set[str]:
    """The acts that a call may write: its own, or any that its module names."""
    given = call.args[0] if call.args else None
    if isinstance(given, ast.Constant):
        return {str(given.value)}
    texts = (n.value for n in ast.walk(module) if isinstance(n, ast.Constant))
    return {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}


def argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def test_every_act_has_a_name() -> None:
    found = list(calls())
    assert len(found) > 10
    silent = {
        place: codes(call, module) - set(acts())
        for place, call, module in found
        if not codes(call, module) or codes(call, module) - set(acts())
    }
    assert silent == {}, "name these acts in domains/audit/acts.csv"


def test_every_named_act_exists() -> None:
    written = {code for _, call, module in calls() for code in codes(call, module)}
    own = (SOURCE / "domains" / "audit").glob("*.py")
    texts = "".join(path.read_text(encoding="utf-8") for path in own)
    assert {code for code in acts() if code not in written and f'"{code}"' not in texts} == set()


def test_every_detail_has_a_name() -> None:
    silent = {}
    for place, call, _ in calls():
        given = argument(call, "details")
        if isinstance(given, ast.Dict):
            keys = {key.value for key in given.keys if isinstance(key, ast.Constant)}
            if keys - set(terms()):
                silent[place] = keys - set(terms())
    assert silent == {}, "name these details in domains/audit/terms.csv"


def test_every_kind_of_reference_has_a_name() -> None:
    silent = {}
    for place, call, _ in calls():
        for part in ("actor", "about"):
            given = argument(call, part)
            if isinstance(given, ast.JoinedStr) and isinstance(given.values[0], ast.Constant):
                kind = str(given.values[0].value).partition(":")[0] + ":"
                if kind not in terms():
                    silent[place] = kind
    assert silent == {}, "name these references in domains/audit/terms.csv"


def test_terms_are_of_known_kinds_and_labels_are_said() -> None:
    assert {term.kind for term in terms().values()} <= set(KINDS)
    assert all(term.label.strip() for term in terms().values())
    assert all(label.strip() for label in acts().values())
    assert all(all(term.forms) for term in terms().values() if term.kind == "count")


@pytest.mark.parametrize("name", ["acts.csv", "terms.csv"])
def test_a_line_is_there_once(name: str) -> None:
    lines = (SOURCE / "domains" / "audit" / name).read_text(encoding="utf-8").splitlines()
    keys = [line.partition(";")[0] for line in lines]
    assert len(keys) == len(set(keys))
    assert all(line.count(";") == lines[0].count(";") for line in lines)


def test_an_act_of_an_older_version_keeps_its_code() -> None:
    assert act_name("mandate.give") == "Mandat donné"
    assert act_name("former.act") == "former.act"
