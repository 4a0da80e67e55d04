"""`vigie measure`: the rows that scripts read, and what a person may get wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from facts.given import counts_file, take
from measures.calling import Vigie
from measures.filled import filled
from spec import printed
from spec.received import PRIMARY
from vigie.facts.home import Home
from vigie.measures.build import build

KEYS = ["measure", "territory", "territory_name", "level"]
NUMBERS = ["value", "numerator", "denominator", "unit", "status", "as_of", "imports"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("measure"))


@pytest.fixture
def vigie(home: Path, monkeypatch: pytest.MonkeyPatch) -> Vigie:
    return Vigie(home, monkeypatch)


def test_a_row_has_the_promised_keys_in_their_order_and_their_values(vigie: Vigie) -> None:
    (row,) = vigie.rows("measure", "participation_rate", "--territory", "Cher")
    assert list(row)[:11] == [*KEYS, *NUMBERS]
    assert {key: row[key] for key in (*KEYS, *NUMBERS)} == {
        "measure": "participation_rate",
        "territory": "dep:18",
        "territory_name": "Cher",
        "level": "department",
        "value": pytest.approx(236 / 3517),
        "numerator": 236,
        "denominator": 3517,
        "unit": "share",
        "status": "ok",
        "as_of": printed.AS_OF,
        "imports": ["I000002"],
    }


def test_the_dimensions_asked_come_after_the_level(vigie: Vigie) -> None:
    rows = vigie.rows(
        "measure", "coverage", "--territory", "FR", "--by", "subject", "--by", "profile"
    )
    assert len(rows) == 23 * 5
    assert list(rows[0])[:13] == [*KEYS, "profile", "subject", *NUMBERS]
    asked = {(r["subject"], r["profile"]): r for r in rows}
    absent = asked["Prim à bord", "CPE"]
    assert [absent[key] for key in NUMBERS] == [
        None, None, None, "share", "not_applicable", None, [],
    ]  # fmt: skip
    there = asked["Droit à l'image", "1D_PUBLIC"]
    assert there["value"] == pytest.approx(0.82)
    assert there["denominator"] == printed.SENDERS["1D_PUBLIC"]


def test_a_filter_says_what_the_row_is_about(vigie: Vigie) -> None:
    (row,) = vigie.rows("measure", "senders", "--profile", "CPE")
    assert (row["value"], row["profile"]) == (188, "CPE")


def test_a_profile_and_a_pathway_are_known_by_their_names(vigie: Vigie) -> None:
    asked = ("measure", "participants", "--territory", "Jura")
    by_name = vigie.rows(*asked, "--profile", "1D public", "--pathway", "auto-positionnement")
    by_code = vigie.rows(*asked, "--profile", "1D_PUBLIC", "--pathway", "POSITIONING")
    assert by_name == by_code
    assert by_name[0]["value"] == 10


LEVELS = ("nation", "region", "academie", "department", "district", "basin", "school")


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_gives_its_rows(vigie: Vigie, level: str) -> None:
    rows = vigie.rows("measure", "sent", "--level", level)
    assert rows
    assert {row["level"] for row in rows} == {level}
    expected = {"nation": 1, "region": 21, "academie": 33, "department": 104}
    assert len(rows) == expected.get(level, len(rows))


def test_people_of_a_campaign_are_counted_in_their_district(vigie: Vigie) -> None:
    rows = vigie.rows("measure", "sent", "--territory", "dep:25", "--level", "district",
                      "--profile", "1D_PUBLIC")  # fmt: skip
    assert {r["territory_name"]: r["value"] for r in rows} == {
        "Dole 1": 2,
        "Dole 2": 1,
        "Non situés (Doubs)": 0,
    }


def test_the_value_of_a_rate_without_headcount_says_why(vigie: Vigie) -> None:
    (row,) = vigie.rows("measure", "participation_rate", "--territory", "Jura")
    assert (row["status"], row["value"], row["numerator"]) == ("no_denominator", None, 10)
    (row,) = vigie.rows("measure", "participation_rate", "--territory", "Paris")
    assert (row["status"], row["value"], row["imports"]) == ("missing", None, [])


def test_a_day_before_everything_knows_nothing(vigie: Vigie) -> None:
    (row,) = vigie.rows("measure", "participants", "--as-of", "2024-01-01")
    assert row["status"] == "missing"
    (row,) = vigie.rows("measure", "participants", "--as-of", "10/04/2024")
    assert (row["value"], row["as_of"]) == (40_545, "2024-04-10")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Doubs", "dep:25"),
        ("doubs", "dep:25"),
        ("dep:25", "dep:25"),
        ("France", "FR"),
        ("académie de Besançon", "aca:besancon"),
        ("Bourgogne-Franche-Comté", "reg:bourgogne-franche-comte"),
        ("TNE", "label:tne"),
        ("Dole 2", "circo:0250011A"),
        (f"uai:{PRIMARY[0]}", f"uai:{PRIMARY[0]}"),
        (PRIMARY[0], f"uai:{PRIMARY[0]}"),
        ("Martinique", "reg:martinique"),
    ],
)
def test_a_plain_name_works_when_only_one_fits(vigie: Vigie, name: str, code: str) -> None:
    (row,) = vigie.rows("measure", "participants", "--territory", name)
    assert row["territory"] == code


def test_an_ambiguous_name_is_refused_with_the_choices(vigie: Vigie) -> None:
    """A district and a basin of the Doubs are both called Dole 1."""
    told = vigie.refused("measure", "participants", "--territory", "Dole 1")
    assert "circo:0250010A" in told
    assert "bassin:03021" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["participation"], ["«\u00a0participation\u00a0»", "participation_rate"]),
        (["participants", "--territory", "Atlantide"], ["Atlantide"]),
        (["participants", "--profile", "3D"], ["«\u00a03D\u00a0»", "1D_PUBLIC"]),
        (["participants", "--pathway", "Poterie"], ["Poterie"]),
        (["participants", "--level", "canton"], ["canton", "department"]),
        (["participants", "--by", "couleur"], ["couleur", "profile"]),
        (["participants", "--by", "subject"], ["participants"]),
        (["coverage", "--by", "subject", "--by", "domain"], ["sujet"]),
        (["participants", "--as-of", "2024-02-30"], ["--as-of", "30"]),
        (["participants", "--format", "xml"], ["--format", "choisissez parmi table, csv, json"]),
        (["participants", "--colour"], ["--colour"]),
        ([], ["MESURE"]),
    ],
)
def test_what_is_wrong_is_said_in_french(
    vigie: Vigie, arguments: list[str], words: list[str]
) -> None:
    told = vigie.refused("measure", *arguments)
    for word in words:
        assert " ".join(word.split()) in told
    for english in ("invalid", "Invalid", "Missing", "is not one of", "Error", "No such"):
        assert english not in told


def test_before_any_build_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Vigie(tmp_path / "new", monkeypatch).refused("measure", "participants")
    assert "vigie build" in told


def test_csv_has_the_columns_of_json(vigie: Vigie) -> None:
    done = vigie("measure", "participation_rate", "--level", "region", "--format", "csv")
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out), delimiter=";"))
    assert len(rows) == 21
    assert list(rows[0])[:11] == [*KEYS, *NUMBERS]
    martinique = next(row for row in rows if row["territory_name"] == "Martinique")
    assert (martinique["numerator"], martinique["denominator"]) == ("636", "6166")
    assert martinique["imports"] == "I000002"
    france = vigie("measure", "participants", "--by", "profile", "--format", "csv").out
    assert france.startswith("measure;territory;territory_name;level;profile;value;")


def test_the_table_reads_as_people_write(vigie: Vigie) -> None:
    done = vigie("measure", "participation_rate", "--territory", "FR")
    assert done.code == 0
    for text in ("France", "4,5\u202f%", "40\u202f545", "906\u202f607", "10/04/2024"):
        assert text in done.out


def test_a_rate_half_way_is_rounded_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 of 16 is 6,25 %: 6,3 % as the tables round (R077), 6,2 % as a computer would."""
    home = Home(tmp_path / "home")
    take(home, counts_file(tmp_path, "dep:25;ALL;;2024-03-15;1;0;0;16"))
    build(home)
    done = Vigie(home.path, monkeypatch)("measure", "participation_rate", "--territory", "Doubs")
    assert "6,3\u202f%" in done.out
