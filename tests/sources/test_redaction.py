"""A file less some lines: the others keep their number and their words, in every format."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sources_drawn import ROSTER
from vigie.sources.redaction import lines_naming, redact
from vigie.sources.registry import read

HEADER = "email;last_name;first_name;profile;uai;discipline"
PEOPLE = ("abadie", "benali", "castel", "dherve")
CELLS = st.sampled_from(
    ["Lettres", "É\u00e0", '"a;b"', '"d\'un\ndeux"', '5" de haut', "", '"\n\n"']
)


def person(name: str, discipline: str = "") -> str:
    return f"{name}@ac-x.fr;{name.title()};Nour;CPE;0250001R;{discipline}"


def nobody(_: object) -> bool:
    return False


def rows(path: Path) -> dict[str, int]:
    """Who is read, at which line."""
    frames = read(path, source="roster").tables["placements"]
    return dict(frames.select("person_key", "line").iter_rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_left_empty_and_nothing_else_changes(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = end.join([HEADER, *(person(name, "Élève") for name in PEOPLE)])
    path, target = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(text.encode(encoding))
    redact(path, "roster", [3], nobody, target)
    lines = text.split(end)
    lines[2] = ""
    assert target.read_bytes() == end.join(lines).encode(encoding)
    assert rows(target) == {k: v for k, v in rows(path).items() if v != 3}


@settings(max_examples=60)
@given(st.lists(CELLS, min_size=1, max_size=6), st.data())
def test_whatever_the_cells_hold_the_others_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    path, once, twice = folder / "a.csv", folder / "b.csv", folder / "c.csv"
    body = [person(f"nom{n}", cell) for n, cell in enumerate(cells)]
    path.write_text("\n".join([HEADER, *body]) + "\n", encoding="utf-8", newline="")
    before = rows(path)
    out = data.draw(st.sets(st.sampled_from(sorted(before.values()))))
    redact(path, "roster", out, nobody, once)
    assert (rows(once) if len(out) < len(before) else {}) == {
        who: line for who, line in before.items() if line not in out
    }
    written = once.read_text("utf-8")
    for who, line in before.items():
        assert (who in written) == (line not in out)
    # One by one, in any order: the same bytes.
    passed = path
    for n, line in enumerate(data.draw(st.permutations(sorted(out)))):
        redact(passed, "roster", [line], nobody, folder / f"{n}.csv")
        passed = folder / f"{n}.csv"
    redact(passed, "roster", out, nobody, twice)
    assert twice.read_bytes() == once.read_bytes()


def test_a_workbook_is_written_anew_with_nothing_hidden(tmp_path: Path) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"author": "benali@ac-x.fr"})
        sheet = book.add_worksheet("Agents")
        sheet.write_row(0, 0, HEADER.split(";"))
        for n, name in enumerate(PEOPLE, start=1):
            sheet.write_row(n, 0, person(name).split(";"))
        sheet.write_comment(1, 0, "Voir avec benali@ac-x.fr")
        notes = book.add_worksheet("Notes")
        notes.write_row(0, 0, ["à rappeler", "benali@ac-x.fr"])
        notes.write_row(1, 0, ["à rappeler", "castel@ac-x.fr"])
        notes.hide()
    path, target, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    path.write_bytes(made.getvalue())
    hers = "benali@ac-x.fr"
    redact(path, "roster", [3], lambda texts: hers in texts, target)
    assert rows(target) == {k: v for k, v in rows(path).items() if k != hers}
    import zipfile

    with zipfile.ZipFile(target) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"benali" not in content
    assert b"castel@ac-x.fr" in content
    redact(target, "roster", [3], lambda texts: hers in texts, again)
    assert again.read_bytes() == target.read_bytes()


def test_a_refused_line_is_searched_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROSTER + 'x;"Nom; <Nour.ABADIE@ac-besancon.fr>;oups\n', encoding="utf-8")
    hers = "nour.abadie@ac-besancon.fr"
    assert lines_naming(path, "roster", [4], lambda texts: hers in texts) == {4}
    assert lines_naming(path, "roster", [3], lambda texts: hers in texts) == frozenset()
