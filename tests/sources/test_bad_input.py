"""Everything that people's files do wrong: a clear refusal, or the right reading."""

import pytest

from lib.reading import read_bytes, refusal
from vigie.sources.problems import Refused
from vigie.sources.reading import Reading

GOOD = """territory;profile;headcount;as_of
25;1D_PUBLIC;7609;2024-03-05
dep:39;CPE;120;2024-03-05
FR;Ensemble;40 545;05/03/2024
"""
ROWS = [("dep:25", "1D_PUBLIC", 7609), ("dep:39", "CPE", 120), ("FR", "ALL", 40545)]


def rows(reading: Reading) -> list[tuple[object, ...]]:
    assert reading.problems == ()
    return reading.tables["headcounts"].select("territory", "profile", "headcount").rows()


ACCENTED = GOOD.replace("territory", "Région académique").replace("headcount", "Effectif")


@pytest.mark.parametrize(
    "content",
    [
        ACCENTED.encode(),
        b"\xef\xbb\xbf" + ACCENTED.encode(),
        ACCENTED.encode("cp1252"),
        ACCENTED.encode("utf-16"),
        b"\xff\xfe" + ACCENTED.encode("utf-16-le"),
        b"\xfe\xff" + ACCENTED.encode("utf-16-be"),
        ACCENTED.encode("utf-16-le"),
        ACCENTED.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 bom", "cp1252", "utf-16", "le bom", "be bom", "le", "be"],
)
def test_every_encoding_reads_the_same(content: bytes) -> None:
    assert rows(read_bytes(content)) == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("quoted", [True, False])
def test_every_dialect_reads_the_same(end: str, separator: str, quoted: bool) -> None:
    content = GOOD.replace("\n", end).replace(";", separator)
    if quoted:
        lines = [line.split(";") for line in GOOD.splitlines()]
        content = "".join(separator.join(f'"{cell}"' for cell in line) + end for line in lines)
    assert rows(read_bytes(content)) == ROWS


@pytest.mark.parametrize(
    "content",
    [
        GOOD.removesuffix("\n"),
        GOOD + "\n\n",
        GOOD + ";;;\n",
        "\n" + GOOD,
        "sep=;\n" + GOOD,
        GOOD.replace("headcount;as_of", "headcount;as_of;")
        .replace("2024\n", "2024;\n")
        .replace("05\n", "05;\n"),
    ],
    ids=["no last end", "blank tail", "empty row", "blank head", "sep line", "trailing separator"],
)
def test_harmless_oddities_read_the_same(content: str) -> None:
    assert rows(read_bytes(content)) == ROWS


def test_a_french_number_may_have_any_of_the_spaces() -> None:
    for space in (" ", "\u00a0", "\u202f"):
        content = GOOD.replace("40 545", f"40{space}545")
        assert rows(read_bytes(content)) == ROWS


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("25;1D_PUBLIC;7609", 3),
        ("25;1D_PUBLIC;7609;2024-03-05;9", 5),
        ("25;1D_PUBLIC", 2),
        ('"25;1D_PUBLIC";7609;2024-03-05', 3),
    ],
)
def test_a_ragged_row_is_refused_and_the_others_are_read(line: str, cells: int) -> None:
    content = GOOD.replace("25;1D_PUBLIC;7609;2024-03-05", line)
    reading = read_bytes(content)
    (problem,) = reading.problems
    assert problem.line == 2
    assert f"{cells} cellules au lieu de 4" in problem.message
    assert reading.rows_read == 3
    assert reading.refused_lines == {2}
    assert reading.tables["headcounts"]["line"].to_list() == [3, 4]


def test_a_quote_left_open_costs_its_line_only() -> None:
    reading = read_bytes(GOOD.replace("25;1D_PUBLIC", '25;"1D_PUBLIC'))
    assert [(p.line, "guillemet" in p.message) for p in reading.problems] == [(2, True)]
    assert reading.tables["headcounts"]["line"].to_list() == [3, 4]


def test_a_cell_on_two_lines_is_one_cell() -> None:
    content = GOOD.replace("territory;", "note;territory;").replace("25;1D", '"un\ndeux";25;1D')
    content = content.replace("dep:39", "x;dep:39").replace("\nFR", "\nx;FR")
    reading = read_bytes(content)
    assert rows(reading) == ROWS
    assert reading.tables["headcounts"]["line"].to_list() == [2, 4, 5]


def test_a_nul_refuses_its_line() -> None:
    reading = read_bytes(GOOD.replace("CPE", "C\0PE"))
    assert [(p.line, "nul" in p.message) for p in reading.problems] == [(3, True)]
    assert reading.tables["headcounts"]["line"].to_list() == [2, 4]


def test_a_field_of_fifty_megabytes_refuses_its_line() -> None:
    content = GOOD.encode().replace(b"CPE", b"C" * (50 << 20))
    reading = read_bytes(content)
    (problem,) = reading.problems
    assert problem.line == 3
    assert problem.value is not None
    assert len(problem.value) <= 80
    assert reading.tables["headcounts"]["line"].to_list() == [2, 4]


def test_a_quoted_field_of_many_lines_stops_the_reading_early() -> None:
    content = GOOD.replace("CPE", '"' + "C\n" * 150_000 + '"')
    with pytest.raises(Refused) as refusal:
        read_bytes(content)
    first, *_, last = refusal.value.problems
    assert (first.line, "guillemet" in first.message) == (3, True)
    assert (last.line, "s’arrête à la ligne 100003" in last.message) == (None, True)
    assert len(refusal.value.problems) < 1100


def test_a_header_of_fifty_megabytes_is_refused() -> None:
    assert "en-tête" in refusal(b"a" * (50 << 20)).message


def test_a_hundred_thousand_columns_are_refused() -> None:
    problem = refusal(";".join(f"colonne {n}" for n in range(100_000)) + "\n")
    assert "100000 colonnes" in problem.message
    assert problem.line == 1


@pytest.mark.parametrize(
    "double",
    ["headcount", "Headcount", "HEADCOUNT ", "head-count", "Head Count", "headcôunt", "effectif"],
)
def test_doubled_headers_are_refused(double: str) -> None:
    content = GOOD.replace("as_of", f"as_of;{double}")
    if double == "head-count":
        content = content.replace("headcount", "head_count", 1)
    problem = refusal(content)
    assert problem.line == 1
    assert "colonne" in problem.remedy


def test_headers_that_differ_by_quotes_only_are_refused() -> None:
    problem = refusal("l'effet;l’effet\n1;2\n")
    assert problem.value == "l'effet | l’effet"


@pytest.mark.parametrize(
    "header",
    [
        # Headers of Pix Orga in English (1024pix/pix, api/translations/en.json).
        "Organisation’s name;Campaign ID;Campaign's name;Target profile’s name;"
        "Participant's last name;Participant's first name;% of progression;Started on;"
        "Shared (Y/N);Shared on",
        "Naam van de organisatie;Campagne-ID;Naam van de campagne;Naam van de deelnemer;"
        "Voornaam van de deelnemer;Gedeeld (J/N)",
    ],
)
@pytest.mark.parametrize("source", [None, "pix-assessment"])
def test_headers_in_another_language_are_refused_with_the_remedy(
    header: str, source: str | None
) -> None:
    problem = refusal(header + "\n", source=source)
    assert "français" in problem.message
    assert "Pix Orga" in problem.remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf", "vide"),
        (b"\n\n  \n", "vide"),
        (b"<!DOCTYPE html><html><body><table></table></body></html>", "page web"),
        (b"\xef\xbb\xbf\n<HTML><head></head></HTML>", "page web"),
        ("<html><table><tr><td>x</td></tr></table></html>".encode("utf-16"), "page web"),
        (b'<?xml version="1.0"?><BEE_ELEVES/>', "XML"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x05\x06" + b"\0" * 18, "archive"),
        (b"PK\x03\x04" + b"\0" * 50, "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "mot de passe",
        ),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32"),
        (bytes(range(32)) * 20, "texte"),
        (b'a;"b\nc;d\n', "guillemet"),
        (b"un;deux;trois\n1;2;3\n", "aucune source"),
        (b"territory;subject;coverage_percent\nFR;a;1\n", "senders"),
        ("Région;é\n".encode() + b"caf\xe9;1\n", "encodages"),
        (b"Dossier \x81\x8d;x\n", "cp1252"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, said: str) -> None:
    problem = refusal(content)
    assert said in problem.message


def test_a_header_alone_is_an_empty_table() -> None:
    reading = read_bytes(GOOD.splitlines()[0] + "\n")
    assert reading.rows_read == 0
    assert rows(reading) == []
    assert rows(read_bytes(GOOD.splitlines()[0])) == []


@pytest.mark.parametrize(
    ("cell", "wrong", "said"),
    [
        ("7609", "-3", "négatif"),
        ("7609", "NaN", "pas un nombre"),
        ("7609", "12,5", "entier"),
        ("7609", "2E+05", "tableur"),
        ("7609", "", "vide"),
        ("7609", "#DIV/0!", "erreur du tableur"),
        ("25;1D", "#N/A;1D", "erreur du tableur"),
        ("7609;2024-03-05", "7609;#VALEUR!", "erreur du tableur"),
        ("7609", "99999999999", "démesuré"),
        ("7609", "١٢", "pas un nombre"),
        ("25;1D", "1;1D", "incomplet"),
        ("25;1D", "2E+05;1D", "tableur"),
        ("25;1D", "2,00E+05;1D", "tableur"),
        ("25;1D", "99;1D", "n’existe pas"),
        ("25;1D", ";1D", "vide"),
        ("1D_PUBLIC", "3D", "profil"),
        ("7609;2024-03-05", "7609;31/02/2024", "n’existe pas"),
        ("7609;2024-03-05", "7609;5 mars", "date"),
        ("7609;2024-03-05", "7609;", "vide"),
        ("dep:39;CPE", "25;1D public", "répète"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(cell: str, wrong: str, said: str) -> None:
    reading = read_bytes(GOOD.replace(cell, wrong, 1))
    (problem,) = reading.problems
    assert problem.line in (2, 3)
    assert problem.column
    assert said in problem.message
    assert problem.remedy
    assert reading.tables["headcounts"].height == 2
    assert reading.rows_read == 3


def test_all_errors_come_together_and_a_long_list_is_cut() -> None:
    header = GOOD.splitlines()[0]
    reading = read_bytes(header + "\n" + "99;1D;x;jamais\n" * 1500)
    assert reading.refused_rows == 1500
    assert len(reading.problems) == 1001
    assert reading.problems[0].line == 2
    assert [p.column for p in reading.problems[:4]] == [
        "territory",
        "profile",
        "as_of",
        "headcount",
    ]
    assert "non affichées\u00a0: 5000" in reading.problems[-1].message


def test_unknown_and_unnamed_columns_are_noticed() -> None:
    content = GOOD.replace("as_of", "as_of;Remarque;").replace("05\n", "05;a;b\n", 1)
    content = content.replace("120;2024-03-05", "120;2024-03-05;;").replace("/2024", "/2024;;")
    reading = read_bytes(content)
    assert rows(reading) == ROWS
    assert [(n.code, n.column) for n in reading.notices] == [
        ("column_ignored", "Remarque"),
        ("unnamed_column", None),
    ]


def test_a_source_can_be_imposed_and_must_suit() -> None:
    assert read_bytes(GOOD, source="headcounts").source == "headcounts"
    assert "annuaire" in refusal(GOOD, source="schools").message.lower()
    assert "n’existe pas" in refusal(GOOD, source="inconnue").message
