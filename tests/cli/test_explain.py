"""`vigie explain`: the formula, the components, the files, lines and dates behind one figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from measures.calling import Vigie
from measures.filled import filled
from spec.received import PRIMARY


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("explain"))


@pytest.fixture
def vigie(home: Path, monkeypatch: pytest.MonkeyPatch) -> Vigie:
    return Vigie(home, monkeypatch)


def explained(vigie: Vigie, *arguments: str) -> dict[str, Any]:
    done = vigie("explain", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    answer: dict[str, Any] = json.loads(done.out)
    return answer


def lines(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {each["file"]: each["lines"] for each in answer["files"]}


def test_a_printed_rate_leads_to_its_line(vigie: Vigie) -> None:
    answer = explained(vigie, "participation_rate", "--territory", "Cher")
    assert answer["figure"]["numerator"] == 236
    assert [(c["measure"], c["value"]) for c in answer["components"]] == [
        ("participants", 236),
        ("headcount", 3517),
    ]
    assert "÷" in answer["formula"]
    assert lines(answer) == {"departements.csv": ["8"]}
    (file,) = answer["files"]
    assert (file["as_of"], file["source"]) == ("2024-04-10", "participation-counts")
    assert len(file["sha256"]) == 64


def test_a_count_of_people_leads_to_their_lines(vigie: Vigie) -> None:
    """Persons 0, 4 and 8 work in the first school: lines 2, 6 and 10 of the export."""
    answer = explained(vigie, "participants", "--territory", f"uai:{PRIMARY[0]}",
                       "--profile", "1D_PUBLIC")  # fmt: skip
    assert answer["figure"]["value"] == 3
    assert list(lines(answer).values()) == [["2", "6", "10"]]
    parts = {c["measure"]: c["value"] for c in answer["components"]}
    assert parts == {"started_not_finished": 1, "finished_not_sent": 1, "sent": 1}


def test_a_whole_departement_gives_ranges(vigie: Vigie) -> None:
    answer = explained(vigie, "participants", "--territory", "Jura")
    assert list(lines(answer).values()) == [["2-11"]]
    assert answer["files"][0]["rows"] == 10


def test_what_does_not_stand_is_told_with_the_rule(vigie: Vigie) -> None:
    """The Doubs is printed for all; the campaign knows one profile of five."""
    answer = explained(vigie, "participants", "--territory", "Doubs")
    assert answer["figure"]["value"] == 262 + 63 + 601
    (other,) = answer["figure"]["alternatives"]
    assert (other["kind"], other["value"]) == ("sum", 10)
    assert "incomplète" in answer["rule"]


def test_a_sum_that_lacks_parts_says_so_and_makes_no_other_rate(vigie: Vigie) -> None:
    """Bourgogne-Franche-Comté: eight départements of five profiles. Two are printed; one profile
    of two others has its participants, and two profiles of one other their headcount."""
    done = vigie("explain", "participation_rate", "--territory", "reg:bourgogne-franche-comte")
    said = [line for line in done.out.splitlines() if "Autre valeur connue" in line]
    assert [line.split("(")[1] for line in said] == [
        "somme de 12 unités sur 40)",
        "somme de 12 unités sur 40)",
    ]
    assert not any("%" in line for line in said)


def test_a_figure_that_is_missing_has_no_file(vigie: Vigie) -> None:
    answer = explained(vigie, "participation_rate", "--territory", "Paris")
    assert (answer["figure"]["status"], answer["files"]) == ("missing", [])


def test_it_reads_as_sentences(vigie: Vigie) -> None:
    done = vigie("explain", "participation_rate", "--territory", "Cher")
    assert done.code == 0
    for text in ("Cher", "6,7", "Formule", "= 236", "departements.csv", "10/04/2024"):
        assert text in done.out


def test_a_day_is_explained_as_it_was_known(vigie: Vigie) -> None:
    answer = explained(vigie, "headcount", "--territory", "dep:90", "--as-of", "2024-05-01")
    assert answer["figure"]["status"] == "missing"
    answer = explained(vigie, "headcount", "--territory", "dep:90")
    assert answer["figure"]["value"] == 1600 + 40
    assert lines(answer) == {"belfort.csv": ["2"], "effectifs.csv": ["2"]}


@pytest.mark.parametrize(
    "arguments",
    [["participation"], ["sent", "--territory", "Atlantide"], ["sent", "--profile", "X"]],
)
def test_what_is_wrong_is_said_in_french(vigie: Vigie, arguments: list[str]) -> None:
    told = vigie.refused("explain", *arguments)
    assert "«" in told
