"""XLSX and ODS workbooks: what is read, what is noticed, what is refused."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from lib.reading import read_bytes, refusal
from vigie.sources.problems import Refused

HEADER = ["Territoire", "Profil", "Effectif", "Date"]
ROWS = [["25", "1D public", 7609, datetime(2024, 3, 5)], ["FR", "ALL", 40545, "2024-03-05"]]
READ = [("dep:25", "1D_PUBLIC", 7609), ("FR", "ALL", 40545)]


def xlsx(*sheets: list[list[object]], hidden: tuple[int, ...] = (), **extra: object) -> bytes:
    """A workbook with these sheets of rows; `merge` merges a range, `formula` sets a cell."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, rows in enumerate(sheets):
        sheet = book.add_worksheet(f"Feuille {place + 1}")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(r, c, cell, day)
                else:
                    sheet.write(r, c, cell)
        if place in hidden:
            sheet.hide()
        if place == 0 and "merge" in extra:
            sheet.merge_range(str(extra["merge"]), "25")
        if place == 0 and "formula" in extra:
            where, formula, value = extra["formula"]  # type: ignore[misc] # drawn by name
            sheet.write_formula(where, formula, None, value)
    book.close()
    return out.getvalue()


def ods(*sheets: list[list[object]], hidden: tuple[int, ...] = ()) -> bytes:
    document = OpenDocumentSpreadsheet()
    unseen = Style(name="ta2", family="table")
    unseen.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for place, rows in enumerate(sheets):
        style = {"stylename": unseen} if place in hidden else {}
        table = Table(name=f"Feuille {place + 1}", **style)
        for row in rows:
            line = TableRow()
            for cell in row:
                if isinstance(cell, int):
                    made = TableCell(valuetype="float", value=cell)
                else:
                    made = TableCell(valuetype="string")
                made.addElement(P(text=str(cell)))
                line.addElement(made)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rewritten(content: bytes, name: str, change: bytes | None, by: bytes = b"") -> bytes:
    """The same archive with a member edited (or replaced whole when `change` is None)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            if info.filename == name:
                data = by if change is None else data.replace(change, by)
            new.writestr(info.filename, data)
    return out.getvalue()


def found(content: bytes, name: str = "effectifs.xlsx") -> list[tuple[object, ...]]:
    reading = read_bytes(content, name)
    assert reading.problems == ()
    return reading.tables["headcounts"].select("territory", "profile", "headcount").rows()


def test_a_workbook_reads_like_a_csv() -> None:
    assert found(xlsx([HEADER, *ROWS])) == READ
    plain = [[*row[:3], "05/03/2024"] for row in ROWS]
    assert found(ods([HEADER, *plain]), "effectifs.ods") == READ
    # The name says nothing: the content does.
    assert found(xlsx([HEADER, *ROWS]), "effectifs.csv") == READ


def test_lines_are_those_of_the_sheet() -> None:
    reading = read_bytes(xlsx([["Effectifs 2024"], [], HEADER, ["99", "ALL", 3, "2024-03-05"]]))
    assert [problem.line for problem in reading.problems] == [4]
    assert [notice.code for notice in reading.notices] == ["rows_above_header"]


def test_hidden_sheets_are_noticed_not_read() -> None:
    for content in (
        xlsx([HEADER, *ROWS], [HEADER, ["39", "ALL", 1, "2024-03-05"]], hidden=(1,)),
        ods(
            [HEADER, ["25", "1D public", 7609, "2024-03-05"], ["FR", "ALL", 40545, "2024-03-05"]],
            [HEADER, ["39", "ALL", 1, "2024-03-05"]],
            hidden=(1,),
        ),
    ):
        reading = read_bytes(content)
        assert [notice.code for notice in reading.notices] == ["hidden_sheet"]
        assert reading.tables["headcounts"].height == 2


def test_two_readable_sheets_are_refused_and_a_stranger_is_noticed() -> None:
    assert "Plusieurs feuilles" in refusal(xlsx([HEADER, *ROWS], [HEADER, *ROWS])).message
    reading = read_bytes(xlsx([["a", "b", "c"], ["1", "2", "3"]], [HEADER, *ROWS]))
    assert [notice.code for notice in reading.notices] == ["sheet_ignored"]
    assert reading.tables["headcounts"].height == 2


def test_merged_cells_in_the_table_are_refused() -> None:
    problem = refusal(xlsx([HEADER, *ROWS], merge="A2:A3"))
    assert "fusionnées des lignes 2 à 3" in problem.message
    assert problem.line == 2
    above = [["Effectifs"], HEADER, *ROWS]
    assert found(xlsx(above, merge="A1:D1")) == READ


def test_a_formula_gives_its_last_value_and_none_is_refused() -> None:
    assert found(xlsx([HEADER, *ROWS], formula=("C3", "=40000+545", 40545))) == READ
    content = xlsx([HEADER, *ROWS], formula=("C3", "=40000+545", 40545))
    sheet = "xl/worksheets/sheet1.xml"
    for change, by in ((b"<v>40545</v>", b""), (b"<v>40545</v>", b"<v></v>")):
        reading = read_bytes(rewritten(content, sheet, change, by))
        (problem,) = reading.problems
        assert (problem.line, problem.column) == (3, "Effectif")
        assert "formule" in problem.message
        assert reading.tables["headcounts"]["line"].to_list() == [2]
        assert reading.rows_read == 2


def test_a_mangled_code_is_refused() -> None:
    reading = read_bytes(xlsx([HEADER, [1, "ALL", 3, "2024-03-05"]]))
    (problem,) = reading.problems
    assert problem.value == "1"
    assert "01" in problem.remedy


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(keep: float) -> None:
    for content in (xlsx([HEADER, *ROWS]), ods([HEADER, ["25", "ALL", 3, "2024-03-05"]])):
        assert "abîmé" in refusal(content[: int(len(content) * keep)]).message


def test_a_bomb_is_not_inflated() -> None:
    bomb = rewritten(xlsx([HEADER, *ROWS]), "xl/worksheets/sheet1.xml", None, b" " * (60 << 20))
    assert len(bomb) < 1 << 20
    assert "démesuré" in refusal(bomb).message


def test_entities_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for content, name in (
        (xlsx([HEADER, *ROWS]), "xl/worksheets/sheet1.xml"),
        (ods([HEADER, ["25", "ALL", 3, "x"]]), "content.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = archive.read(name)
        start = body.index(b"?>") + 2 if body.startswith(b"<?xml") else 0
        poisoned = rewritten(content, name, None, body[:start] + laughs + body[start:])
        assert "entités" in refusal(poisoned).message


def test_a_cell_at_the_far_corner_does_not_fill_the_memory() -> None:
    content = xlsx([HEADER, *ROWS])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    problem = refusal(rewritten(content, "xl/worksheets/sheet1.xml", b"</sheetData>", far))
    assert "1048576 lignes et 16384 colonnes" in problem.message


def test_other_archives_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("donnees.csv", "a;b")
    assert "ZIP" in refusal(out.getvalue()).message
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "classeur" in refusal(out.getvalue()).message


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(xlsx([HEADER, *ROWS]))
    # The flag of encryption, in the central directory and in the local headers.
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    assert "mot de passe" in refusal(bytes(content)).message


def test_an_empty_workbook_is_refused() -> None:
    assert "feuille" in refusal(xlsx([])).message


def test_a_cell_shown_as_a_percentage_is_one() -> None:
    header = ["territory", "profile", "subject", "coverage_percent", "senders", "as_of"]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header)
    for line, shape in enumerate(("0%", "0.0%", "0.00%", "0"), 1):
        sheet.write_row(line, 0, ["FR", "ALL", f"sujet {line}"])
        value = 0.654 if "%" in shape else 65.4
        sheet.write(line, 3, value, book.add_format({"num_format": shape}))
        sheet.write_row(line, 4, [100, "2024-03-05"])
    book.close()
    reading = read_bytes(out.getvalue())
    assert reading.problems == ()
    assert reading.tables["coverages"]["coverage"].to_list() == pytest.approx([65.4] * 4)


def test_a_percentage_of_libreoffice_is_one() -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Couverture")
    for row in (
        ["territory", "profile", "subject", "coverage_percent", "senders", "as_of"],
        ["FR", "ALL", "sujet", 0.65, "100", "2024-03-05"],
    ):
        line = TableRow()
        for cell in row:
            if isinstance(cell, float):
                made = TableCell(valuetype="percentage", value=cell)
            else:
                made = TableCell(valuetype="string")
            made.addElement(P(text=str(cell)))
            line.addElement(made)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    reading = read_bytes(out.getvalue())
    assert reading.tables["coverages"]["coverage"].to_list() == [65]


def test_an_error_of_the_spreadsheet_is_no_empty_cell() -> None:
    reading = read_bytes(xlsx([HEADER, *ROWS], formula=("C3", "=1/0", "#DIV/0!")))
    (problem,) = reading.problems
    assert (problem.line, problem.column, problem.value) == (3, "Effectif", "#DIV/0!")
    assert "erreur du tableur" in problem.message


def test_an_error_of_libreoffice_is_no_empty_cell() -> None:
    rows = [[str(cell) for cell in row] for row in (HEADER, ["FR", "ALL", "#DIV/0!", "2024-03-05"])]
    plain = ods(rows)
    # As LibreOffice writes it: an empty string, and the error in words.
    reading = read_bytes(
        rewritten(
            plain,
            "content.xml",
            b'office:value-type="string"><text:p>#DIV',
            b'office:value-type="string" office:string-value="" calcext:value-type="error" '
            b'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            b"<text:p>#DIV",
        ),
        "effectifs.ods",
    )
    (problem,) = reading.problems
    assert (problem.line, problem.column, problem.value) == (2, "Effectif", "#DIV/0!")
    assert "erreur du tableur" in problem.message


def test_a_row_that_is_refused_sixty_thousand_times_stops_the_reading() -> None:
    repeated = rewritten(
        ods([HEADER]),
        "content.xml",
        b"<table:table-row>",
        b'<table:table-row table:number-rows-repeated="60000">',
    )
    assert len(repeated) < 2000
    with pytest.raises(Refused) as refusal:
        read_bytes(repeated, "effectifs.ods")
    first, *_, more, last = refusal.value.problems
    assert (first.line, first.value) == (2, "Territoire")
    assert "non affichées" in more.message
    assert (last.line, "s’arrête à la ligne 50002" in last.message) == (None, True)
    assert len(refusal.value.problems) == 1002
