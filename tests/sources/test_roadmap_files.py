"""A roadmap written and read again is the same, in both forms; mistakes are told by line."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.sources.problems import Refused
from vigie.sources.roadmap_file import (
    CLASSES,
    Form,
    IndicatorLine,
    NodeLine,
    RoadmapFile,
    forms,
    held,
    items,
    plain,
)
from vigie.sources.roadmap_sheet import read_sheet, write_sheet
from vigie.sources.roadmap_yaml import read_yaml, write_yaml

letters = st.characters(categories=("L", "N", "P", "S"), include_characters=" \n", codec="utf-8")
texts = st.text(letters, max_size=40).map(plain)
said = texts.filter(bool)
codes = st.text(st.sampled_from("ABC12.é-"), min_size=1, max_size=4)
amounts = st.decimals(-(10**6), 10**6, places=6, allow_nan=False, allow_infinity=False).map(
    lambda amount: Decimal(format(amount.normalize(), "f"))
)


def values(form: Form) -> st.SearchStrategy[Any]:
    if form.choices:
        found: st.SearchStrategy[Any] = st.sampled_from(sorted(form.choices))
        return found if form.needed else st.just("") | found
    if form.key == "code":
        return codes
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "text": said if form.needed else texts,
        "day": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "amount": amounts,
        "number": st.integers(0, 9999),
        "flag": st.booleans(),
        "list": st.lists(said, min_size=int(form.needed), max_size=3).map(items),
    }
    kind = by_kind[form.kind]
    return kind if form.kind in ("text", "list") or form.needed else st.none() | kind


def records(of: type, depth: int = 0) -> st.SearchStrategy[Any]:
    parts = {name: values(form) for name, form in forms(of)}
    for name, _, inside in held(of):
        if inside is of and depth >= 2:
            continue
        below = records(inside, depth + (inside is of))
        parts[name] = st.lists(below, max_size=2).map(tuple)
    return st.builds(of, **parts)


def with_distinct_codes(roadmap: RoadmapFile) -> RoadmapFile:
    """Codes name one thing each, as in a roadmap that loads."""
    number = 0

    def distinct(node: NodeLine) -> NodeLine:
        nonlocal number
        rows: list[IndicatorLine] = []
        for row in node.indicators:
            number += 1
            rows.append(replace(row, code=f"{row.code}{number}"))
        number += 1
        return replace(
            node,
            code=f"{node.code}{number}",
            indicators=tuple(rows),
            children=tuple(distinct(each) for each in node.children),
        )

    return replace(roadmap, nodes=tuple(distinct(each) for each in roadmap.nodes))


@settings(max_examples=40)
@given(records(RoadmapFile).map(with_distinct_codes))
def test_what_is_written_is_read_again(roadmap: RoadmapFile) -> None:
    assert read_yaml(write_yaml(roadmap)) == roadmap
    assert read_sheet(write_sheet(roadmap)) == roadmap


def test_every_class_of_the_format_is_drawn() -> None:
    reached: set[type] = {RoadmapFile}
    for _ in CLASSES:
        reached |= {inside for of in reached for _, _, inside in held(of)}
    assert reached == set(CLASSES.values())


SMALL = """\
Code: essai
nom: Un essai
niveau: académique
territoire: aca:besancon
niveaux: [Axe, Action]
elements:
  - code: A
    libelle: Former
    indicateurs:
      - code: A-1
        libellé: Nombre de stages
        unité: stages
        maille: département
        valeurs:
          - date: 31/12/2024
            valeur: 1 250,5
"""


def test_keys_need_neither_accents_nor_capitals() -> None:
    read = read_yaml(SMALL.encode())
    value = read.nodes[0].indicators[0].values[0]
    assert (value.amount, value.on, value.line) == (Decimal("1250.5"), date(2024, 12, 31), 15)


def problems(read: Callable[[bytes], object], data: bytes) -> list[tuple[int | None, str]]:
    with pytest.raises(Refused) as refused:
        read(data)
    assert all(each.remedy for each in refused.value.problems)
    return [(each.line, each.message) for each in refused.value.problems]


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("nom: Un essai\n", "", 1, "nom"),
        ("niveau: académique", "niveau: lunaire", 3, "lunaire"),
        ("libelle: Former", "libele: Former", 8, "libele"),
        ("date: 31/12/2024", "date: 31/02/2024", 15, "31/02/2024"),
        ("valeur: 1 250,5", "valeur: beaucoup", 16, "beaucoup"),
        ("unité: stages\n        ", "", 10, "unité"),
        ("libelle: Former", "libelle: Former\n    code: B", 9, "code"),
        ("valeurs:\n          - date: 31/12/2024\n            valeur: 1 250,5", "valeurs: 3", 14,
         "liste"),
        ("- code: A\n", "- code: &a A\n    contexte: *a\n", 8, "renvois"),
        ("niveaux: [Axe, Action]", "niveaux: [Axe, {a: b}]", 5, "liste"),
        ("territoire: aca:besancon", "territoire: aca: besancon: x", 4, "YAML"),
        ("territoire: aca:besancon", 'territoire: "\\x07"', 4, "invisible"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(before: str, after: str, line: int, said: str) -> None:
    assert before in SMALL
    found = problems(read_yaml, SMALL.replace(before, after).encode())
    assert [each for each in found if each[0] == line and said in each[1]], found


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"- 1",
        b"\xff\xfe",
        b"code: [",
        b"{" * 500,
        b"- " * 50_000,
        b"[" * 90_000,
        b"? " * 30_000,
        b"a: \x07",
        b"a: b" * 2_000_000,
    ],
)
def test_what_is_no_roadmap_is_refused(data: bytes) -> None:
    assert problems(read_yaml, data)


def workbook(**sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return out.getvalue()


HEAD: list[list[object]] = [
    ["code", "essai"], ["nom", "Un essai"], ["niveau", "académique"],
    ["territoire", "aca:besancon"], ["niveaux", "Axe\nAction"], ["année de référence", 2021],
]  # fmt: skip


def test_a_workbook_filled_by_hand_is_read() -> None:
    data = workbook(
        Feuille_de_route=HEAD,
        Éléments=[["sous", "code", "libellé"], ["", "A", "Former"], ["A", 1.1, "Stages"]],
        Actions=[["élément", "année", "libellé"], ["A/1.1", "2024-2025", "Un stage"]],
    )
    read = read_sheet(data)
    assert read.reference_year == 2021
    assert read.nodes[0].children[0].actions[0].wording == "Un stage"


def test_mistakes_of_a_workbook_name_their_sheet_and_row() -> None:
    data = workbook(
        Feuille_de_route=HEAD[:3],
        Éléments=[["sous", "code", "libellé", "humeur"], ["Z", "A", "Former"]],
        Valeurs=[["indicateur", "date", "valeur"], ["X", "hier", "3"]],
        Autre=[["a"]],
    )
    with pytest.raises(Refused) as refused:
        read_sheet(data)
    told = {(each.line, each.column) for each in refused.value.problems}
    assert told >= {
        (1, "Feuille de route"), (1, "Éléments"), (2, "Éléments"), (2, "Valeurs, date"),
        (2, "Valeurs"), (1, "Autre"),
    }  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"code: a", workbook(Ailleurs=[["a"]])])
def test_what_is_no_workbook_of_a_roadmap_is_refused(data: bytes) -> None:
    assert problems(read_sheet, data)
