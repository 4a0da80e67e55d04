"""PILOTE's file: what is read, what is refused and where, and the same back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.codes import DEPARTMENT_CODES, UnknownCode
from vigie.facts.geography import areas
from vigie.sources import pilote
from vigie.sources.problems import Refused

HEAD = "identifiant_indic;zone_id;zone_nom;date_valeur;type_valeur;valeur\n"


def reading(tmp_path: Path, text: str | bytes, name: str = "f.csv") -> pilote.PiloteReading:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return pilote.read(path)


def test_lines_are_read(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        HEAD + "IND-1;D34;Hérault;2025-01-31;va;12,5\nIND-1;R76;Occitanie;31/01/2025;VI;0.25\n"
        "IND-1;FRANCE;France;2025-12-31;valeur cible;1 000\nIND-1;D2A;;2025-01-31;va;\n",
    )
    assert found.problems == ()
    day = date(2025, 1, 31)
    assert found.rows == (
        pilote.PiloteRow(2, "IND-1", "D34", "Hérault", "dep:34", day, "va", Fraction(25, 2)),
        pilote.PiloteRow(
            3, "IND-1", "R76", "Occitanie", "reg:occitanie", day, "vi", Fraction(1, 4)
        ),
        pilote.PiloteRow(
            4, "IND-1", "FRANCE", "France", "FR", date(2025, 12, 31), "vc", Fraction(1000)
        ),
        pilote.PiloteRow(5, "IND-1", "D2A", "", "dep:2A", day, "va", None),
    )


@pytest.mark.parametrize(
    ("line", "column", "words", "remedy"),
    [
        (";D34;;2025-01-31;va;1", "identifiant_indic", "vide", "Remplissez"),
        ("IND 1;D34;;2025-01-31;va;1", "identifiant_indic", "identifiant", "sans espace"),
        ("IND-1;34;;2025-01-31;va;1", "zone_id", "34", "Écrivez D34"),
        ("IND-1;R99;;2025-01-31;va;1", "zone_id", "R99", "R76"),
        ("IND-1;D99;;2025-01-31;va;1", "zone_id", "99", "Écrivez"),
        ("IND-1;D34;;31-01-2025;va;1", "date_valeur", "31-01-2025", "Écrivez"),
        ("IND-1;D34;;2025-02-30;va;1", "date_valeur", "2025-02-30", "Corrigez"),
        ("IND-1;D34;;2025-01-31;vx;1", "type_valeur", "vx", "vi"),
        ("IND-1;D34;;2025-01-31;va;douze", "valeur", "douze", "Écrivez un nombre"),
        ("IND-1;D34;;2025-01-31;va;1E+05", "valeur", "1E+05", "texte"),
        ("IND-1;D34;;2025-01-31;va;#DIV/0!", "valeur", "#DIV/0!", "formule"),
        ("IND-1;D34;;2025-01-31;va;" + "1" * 21, "valeur", "démesuré", "20 chiffres"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, line: str, column: str, words: str, remedy: str
) -> None:
    found = reading(tmp_path, f"{HEAD}IND-1;D30;;2025-01-31;va;1\n{line}\n")
    (problem,) = found.problems
    assert (problem.line, problem.column) == (3, column)
    assert words in problem.message
    assert remedy in problem.remedy
    assert [row.line for row in found.rows] == [2]


def test_a_second_line_for_the_same_thing_is_refused(tmp_path: Path) -> None:
    again = "IND-1;D34;;2025-01-31;va;1\nIND-1;d34;;31/01/2025;VA;2\n"
    (problem,) = reading(tmp_path, HEAD + again).problems
    assert problem.line == 3
    assert "ligne 2" in problem.message


def test_a_missing_column_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="type_valeur"):
        reading(tmp_path, HEAD.replace("type_valeur;", "") + "IND-1;D34;;2025-01-31;1\n")


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    text = "IND-1;D01;Ain;2025-01-31;va;12,5\nIND-1;D01;;2025-02-28;va;\n"
    rows = reading(tmp_path, HEAD + text).rows
    assert reading(tmp_path, pilote.write_xlsx(rows), "f.xlsx").rows == rows


ZONES = st.sampled_from(
    ["FRANCE", *(f"R{code}" for code in pilote.REGIONS), *(f"D{code}" for code in DEPARTMENT_CODES)]
)
ROWS = st.builds(
    pilote.PiloteRow,
    line=st.just(0),
    indicator=st.from_regex(r"IND-[0-9]{1,4}", fullmatch=True),
    zone=ZONES,
    zone_name=st.sampled_from(["", "Côte-d’Or", "L’« île » ; ou pas"]),
    territory=st.just(""),
    on=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    quantity=st.sampled_from(["vi", "va", "vc"]),
    value=st.none()
    | st.decimals(-(10**9), 10**9, places=4, allow_nan=False).map(Fraction),
)  # fmt: skip


@given(st.lists(ROWS, min_size=1, unique_by=lambda r: (r.indicator, r.zone, r.on, r.quantity)))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list) -> None:
    found = reading(tmp_path_factory.mktemp("pilote"), pilote.write_csv(rows))
    assert found.problems == ()
    key = [(r.indicator, r.zone, r.zone_name, r.on, r.quantity, r.value) for r in rows]
    assert [
        (r.indicator, r.zone, r.zone_name, r.on, r.quantity, r.value) for r in found.rows
    ] == key


def test_every_region_has_its_zone() -> None:
    """The regions of INSEE are régions académiques that exist."""
    known = {area.code for area in areas()}
    assert {f"reg:{slug}" for slug in pilote.REGIONS.values()} <= known


@given(ZONES)
def test_a_zone_is_a_territory(zone: str) -> None:
    assert pilote.zone_of(pilote.territory_of(zone)) == zone


def test_an_academie_is_no_zone() -> None:
    with pytest.raises(UnknownCode, match="aca:besancon"):
        pilote.zone_of("aca:besancon")


def test_thirds_are_written_with_twelve_decimals() -> None:
    assert pilote.decimal_text(Fraction(-2, 3)) == "-0.666666666667"
    assert pilote.decimal_text(Fraction(5, 100)) == "0.05"
