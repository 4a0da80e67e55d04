"""The export of the accounts of responsables: what is read of it, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from vigie.domains.activation import reading
from vigie.domains.activation.levels import level_of

EXAMPLES = Path(__file__).parents[3] / "examples" / "etablissement"
HEAD = "Nom;Prénom;Classe;État du compte"


def read(*lines: str, head: str = HEAD, encoding: str = "utf-8") -> reading.Reading:
    return reading.read("\n".join([head, *lines]).encode(encoding))


def faults(told: reading.Reading) -> list[tuple[object, ...]]:
    return [(each.line, each.column, each.value) for each in told.problems]


def test_families_are_listed_by_class_and_counted_by_level() -> None:
    told = read(
        "MARTIN;Léa;6A;non activé", "DURAND;Paul;6B;activé", "PETIT;Anna;5EME 2;Inactif",
        "PETIT;Anna;6A;Inactif", "ROUX;Éric;;à activer",
    )  # fmt: skip
    assert [(name, [f.last_name for f in found]) for name, found in told.classes] == [
        ("6A", ["MARTIN", "PETIT"]), ("5EME 2", ["PETIT"]), ("Sans classe", ["ROUX"])
    ]  # fmt: skip
    # Anna Petit has a child at each of two levels: one account of the school, one of each level.
    assert [(each.name, each.accounts, each.activated) for each in told.levels] == [
        ("6e", 3, 1), ("5e", 1, 0), ("Sans classe", 1, 0)
    ]  # fmt: skip
    assert (told.accounts, told.activated) == (4, 1)


def test_two_children_in_one_class_make_one_account_and_two_lines() -> None:
    told = read("PETIT;Anna;6A;non;Tom;06;07", "PETIT;Anna;6A;non;Zoé;06;06",
                head=f"{HEAD};Élève;Téléphone;Portable")  # fmt: skip
    assert told.accounts == 1
    assert [(each.pupil, each.phone) for each in told.families] == [
        ("Tom", "06, 07"),
        ("Zoé", "06"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    assert read("Lévêque;Éric;6A;non activé", encoding=encoding).families[0].last_name == "Lévêque"


def test_a_mixture_of_encodings_is_refused() -> None:
    content = f"{HEAD}\nLévêque;Éric;6A;non\n".encode() + "Lévêque;Éric;6A;non\n".encode("cp1252")
    (fault,) = reading.read(content).problems
    assert "deux encodages" in fault.message


def test_a_workbook_is_read() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(";"))
        sheet.write_row(1, 0, ["MARTIN", "Léa", "6A", "non activé"])
    assert reading.read(content.getvalue()).families[0].last_name == "MARTIN"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("MARTIN;Léa;6A;", (3, "État du compte", "")),
        ("MARTIN;Léa;6A;peut-être", (3, "État du compte", "peut-être")),
        (";Léa;6A;activé", (3, "Nom", "")),
    ],
)
def test_a_fault_is_told_by_line_column_and_value(line: str, fault: tuple[object, ...]) -> None:
    told = read("DURAND;Paul;6B;activé", line)
    assert faults(told) == [fault]
    assert told.families == ()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Nom;Prénom;Classe", "état du compte (state)"),
        ("Nom;Prénom;État", "classe (class)"),
        ("Nom;Prénom;Classe;Date de naissance;INE", "celui des élèves"),
        ("Nom;Prénom;Classe;État;Sexe", "celui des élèves"),
        ("Nom;Nom du responsable;Prénom;Classe;État", "disent la même chose"),
    ],
)
def test_another_file_is_recognised(head: str, words: str) -> None:
    (fault,) = read("MARTIN;Léa;6A;non;x", head=head).problems
    assert words in fault.message
    assert fault.remedy


def test_a_file_of_responsables_with_birth_dates_of_their_children_is_read() -> None:
    head = "Nom du responsable;Prénom du responsable;Classe;État;Élève;Date de naissance"
    assert read("MARTIN;Léa;6A;non;Tom;01/01/2014", head=head).accounts == 1


def test_the_lines_of_others_are_left_out_and_a_file_of_pupils_is_refused() -> None:
    head = f"{HEAD};Profil"
    told = read("MARTIN;Léa;6A;non;Responsable légal", "MARTIN;Tom;6A;activé;Élève", head=head)
    assert (told.accounts, told.left_out) == (1, 1)
    (fault,) = read("MARTIN;Tom;6A;activé;Élève", head=head).problems
    assert "Aucune ligne n’est celle d’un responsable" in fault.message


@pytest.mark.parametrize("content", [b"", b"\n\n", HEAD.encode(), b"\x00\x01", b"PK\x03\x04x",
                                     b"%PDF-1.7"])  # fmt: skip
def test_what_holds_nothing_is_refused(content: bytes) -> None:
    told = reading.read(content)
    assert told.problems
    assert told.families == ()


def test_five_thousand_lines_are_counted() -> None:
    lines = [f"NOM{n};Prénom{n};{6 - n % 4}{'ABCDEFGH'[n % 8]};{'non ' * (n % 2)}activé"
             for n in range(5000)]  # fmt: skip
    told = read(*lines)
    assert (told.accounts, told.activated, len(told.families)) == (5000, 2500, 2500)


def test_far_too_many_lines_are_refused() -> None:
    (fault,) = read(*["A;B;6A;non"] * (reading.MOST_LINES + 1)).problems
    assert "dépasse 20000 lignes" in fault.message


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("6A", "6e"), ("601", "6e"), ("6EME B", "6e"), ("6e SEGPA", "6e"), ("Sixième 2", "6e"),
        ("3PREPA", "3e"), ("2GT4", "2de"), ("Seconde 1", "2de"), ("1STMG", "1re"), ("TG3", "Tle"),
        ("T STMG", "Tle"), ("Terminale 1", "Tle"), ("CM1-CM2", "CM1"), ("GS/CP", "GS"),
        ("CE 2 Mme Roux", "CE2"), ("1BTS CG", "Autre"), ("ULIS", "Autre"), ("UPE2A", "Autre"),
        ("1CAP", "Autre"), ("", "Sans classe"),
    ],
)  # fmt: skip
def test_the_level_of_a_class_is_read_from_its_name(name: str, level: str) -> None:
    assert level_of(name) == level


def test_the_example_is_read() -> None:
    told = reading.read((EXAMPLES / "comptes-responsables.csv").read_bytes())
    assert [each.name for each in told.levels] == ["6e", "5e", "4e", "3e"]
    assert len(told.classes) == 12
    assert (told.accounts, len(told.families)) == (264, told.accounts - told.activated)
