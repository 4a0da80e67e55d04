"""Cutting text into cells: the fast way and the exact way must say the same."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from vigie.sources import tabular
from vigie.sources.encoding import text_encoding
from vigie.sources.problems import Findings
from vigie.sources.tabular import open_text

CELL = st.text(alphabet='ab;"\n é,', max_size=6)
LINE = st.text(alphabet='ab;"é ', max_size=14)


def cut(path: Path, *, fast: bool) -> tuple[pl.DataFrame, list[tuple[int | None, str]]]:
    """The whole table and its complaints, with or without the fast way."""
    findings = Findings()
    table = open_text(path, text_encoding(path))
    kept = tabular._Cutter.fast
    if not fast:
        tabular._Cutter.fast = lambda *_: None  # type: ignore[method-assign] # the twin
    polars = tabular._Cutter._polars_as
    if not fast:
        tabular._Cutter._polars_as = lambda *_: None  # type: ignore[method-assign] # the twin
    try:
        frames = [block.frame for block in table.blocks(findings)]
    finally:
        tabular._Cutter.fast = kept  # type: ignore[method-assign] # put back
        tabular._Cutter._polars_as = polars  # type: ignore[method-assign] # put back
    frame = pl.concat(frames).with_columns(pl.col(pl.String).fill_null("")) if frames else None
    problems = [(problem.line, problem.message) for problem in findings.problems]
    return (pl.DataFrame() if frame is None or not frame.height else frame), problems


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12))
def test_what_is_written_quoted_is_read_back(
    rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    body = "\n".join(";".join(quoted(cell) for cell in row) for row in rows)
    path.write_text("x;y;z\n" + body + "\n", encoding="utf-8", newline="")
    frame, problems = cut(path, fast=True)
    assert problems == []
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    found = frame.select("0", "1", "2").rows() if frame.height else []
    assert found == expected


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINE, max_size=12), end=st.sampled_from(["\n", "\r\n", "\r"]))
@example(lines=['"a;b";c', "a;b;c"], end="\n")
@example(lines=['a;"b', 'c";d', "a;b;c"], end="\n")
@example(lines=[' "a;b";c', "a;b;"], end="\n")
@example(lines=[";;a;;a", "a;b;c;d", "a;b;c;"], end="\n")
@example(lines=["", ";;", '"";"";""', "a;b;c"], end="\n")
def test_the_fast_way_agrees_with_the_exact_one(
    lines: list[str], end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text(end.join(["x;y;z", *lines]) + end, encoding="utf-8", newline="")
    quick, exact = cut(path, fast=True), cut(path, fast=False)
    assert quick[1] == exact[1]
    assert_frame_equal(quick[0], exact[0])


def test_a_record_across_two_chunks_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigie.sources.encoding.PIECE", 64)
    path = tmp_path / "a.csv"
    rows = [f'{n};"deux\nlignes {n}";fin' if n % 5 == 0 else f"{n};simple;fin" for n in range(200)]
    path.write_text("x;y;z\n" + "\n".join(rows) + "\n", encoding="utf-8")
    frame, problems = cut(path, fast=True)
    assert problems == []
    assert frame["0"].to_list() == [str(n) for n in range(200)]
    lines = frame["line"].to_list()
    assert lines[:3] == [2, 4, 5]
    assert lines[-1] == 1 + 200 + 40


def test_bad_lines_are_told_apart_in_a_big_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{n};simple;fin" for n in range(50_000)]
    rows[10] = "10;simple"
    rows[20_000] = '20000;"avec ; dedans";fin'
    rows[30_000] = "trop;de;cellules;ici"
    rows[40_000] = '40000;"simple;fin"'
    path.write_text("x;y;z\n" + "\n".join(rows) + "\n", encoding="utf-8")
    frame, problems = cut(path, fast=True)
    assert [line for line, _ in problems] == [12, 30_002, 40_002]
    assert frame.height == 50_000 - 3
    assert frame.filter(pl.col("line") == 20_002)["1"].item() == "avec ; dedans"
