"""The example files: the same bytes each time, in the real formats, true where they say so."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vigie.codes import parse_uai

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPORTS = sorted(
    [*(EXAMPLES / "academie").glob("Resultats-*.csv"), *(EXAMPLES / "monday").glob("*.csv")]
)
SHARE = re.compile(r"0|1|0,\d{1,3}")


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, EXAMPLES / "generate.py", "--into", folder], check=True)
    return folder


def test_the_committed_files_are_those_the_script_draws(drawn: Path) -> None:
    made = {path.relative_to(drawn): path.read_bytes() for path in drawn.rglob("*.csv")}
    kept = {path.relative_to(EXAMPLES): path.read_bytes() for path in EXAMPLES.rglob("*.csv")}
    assert made.keys() == kept.keys()
    assert [str(path) for path in made if made[path] != kept[path]] == []


def test_they_stay_light() -> None:
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*.csv")) < 4_000_000


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_exports_are_written_as_pix_writes(path: Path) -> None:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert re.fullmatch(r"Resultats-[\w. -]+-\d+-\d{4}-\d{2}-\d{2}-\d{4}\.csv", path.name, re.ASCII)
    for row in rows(path):
        assert None not in row
        assert None not in row.values()
        for title, value in row.items():
            if title.startswith("% de progression"):
                assert SHARE.fullmatch(value)
            elif title.startswith("% "):
                assert value == "NA" or SHARE.fullmatch(value)


def test_a_person_may_send_several_times_and_the_latest_is_not_the_last_line() -> None:
    path = EXAMPLES / "monday"
    sendings: dict[str, list[str]] = {}
    for row in rows(next(path.glob("*.csv"))):
        if row["Partage (O/N)"] == "Oui":
            day, hour = row["Date et heure du partage (Europe/Paris)"].split(" ")
            stamp = "-".join(reversed(day.split("/"))) + hour
            sendings.setdefault(row["Adresse e-mail académique"].lower(), []).append(stamp)
    several = [stamps for stamps in sendings.values() if len(stamps) > 1]
    assert len(several) > 20
    assert all(stamps[-1] < max(stamps) for stamps in several)


def test_about_five_typed_addresses_in_six_are_in_the_roster() -> None:
    known = {row["email"] for row in rows(EXAMPLES / "academie" / "personnels.csv")}
    typed = [
        row["Adresse e-mail académique"].lower()
        for path in EXPORTS
        if "2025-02-03" in path.name and "Auto-positionnement" in path.name
        for row in rows(path)
        if "Adresse e-mail académique" in row
    ]
    assert 0.79 < sum(address in known for address in typed) / len(typed) < 0.87


def test_schools_carry_their_check_letter() -> None:
    schools = rows(EXAMPLES / "academie" / "etablissements.csv")
    assert 300 < len(schools) < 350
    assert all(parse_uai(s["Identifiant_de_l_etablissement"]) for s in schools)


def test_nobody_can_be_written_to() -> None:
    for path in EXAMPLES.rglob("*.csv"):
        for domain in re.findall(r"@([\w.-]+\.[a-z]+)", path.read_text(encoding="utf-8")):
            assert domain.endswith(".example"), path.name


def test_finer_headcounts_sum_to_those_of_the_departments() -> None:
    def by_profile(name: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for row in rows(next((EXAMPLES / "academie").glob(name))):
            sums[row["profile"]] = sums.get(row["profile"], 0) + int(row["headcount"])
        return sums

    assert by_profile("effectifs-departements-*") == by_profile("effectifs-circonscriptions-*")


def test_the_printed_figures_are_those_of_the_source() -> None:
    # seeds/001, l. 99-105 and 1046-1067: totals, shares of finished and of sent, by profile.
    regions = rows(EXAMPLES / "national" / "participation-regions-2024-04-10.csv")
    *parts, total = regions
    assert total["territory"] == "FR"
    assert len(parts) == 21
    for column, printed in (
        ("started_not_finished", 22787),
        ("finished_not_sent", 2711),
        ("finished_sent", 15047),
        ("headcount", 906607),
    ):
        assert int(total[column]) == printed
        assert sum(int(row[column]) for row in parts) == printed

    shares = {"1D_PUBLIC": 86, "1D_PRIVATE": 78, "2D_PUBLIC": 85, "2D_PRIVATE": 82, "CPE": 75}
    profiles = rows(EXAMPLES / "national" / "participation-profils-2024-04-10.csv")
    finished = sum(int(r["finished_not_sent"]) + int(r["finished_sent"]) for r in profiles)
    assert finished == 17758
    assert sum(int(r["finished_sent"]) for r in profiles) == 15047
    for row in profiles:
        whole = int(row["finished_not_sent"]) + int(row["finished_sent"])
        assert int(100 * int(row["finished_sent"]) / whole + 0.5) == shares[row["profile"]]


def test_the_coverage_table_keeps_its_empty_cells_and_its_contradiction() -> None:
    # seeds/001, l. 128-153: 23 subjects, five profiles and all; 14 734 against 14 700 printed.
    table = rows(EXAMPLES / "national" / "couverture-sujets-2024-04-10.csv")
    assert len(table) == 23 * 6
    senders = {row["profile"]: int(row["senders"]) for row in table}
    assert senders.pop("ALL") == 14700
    assert sum(senders.values()) == 14734
    empty = {(r["subject"], r["profile"]) for r in table if r["coverage_percent"] == ""}
    assert ("Prim à bord", "CPE") in empty
    per_profile = [sum(p == profile for _, p in empty) for profile in senders]
    assert per_profile == [4, 4, 4, 4, 4]


def vigie(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vigie.cli.main", *map(str, arguments)],
        env={**os.environ, "VIGIE_HOME": str(home)},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    done = vigie(home, "demo", "--no-serve", "--port", "8042")
    assert done.returncode == 0, done.stderr
    assert "http://127.0.0.1:8042/" in done.stdout
    return home


@pytest.mark.slow
def test_the_demo_takes_every_file_in_and_says_that_people_are_invented(demo: Path) -> None:
    imports = json.loads(vigie(demo, "imports", "--json").stdout)
    files = [*(EXAMPLES / "national").glob("*.csv"), *(EXAMPLES / "academie").glob("*.csv")]
    # The demonstration declares the campaigns of its own year besides.
    expected = [*(path.name for path in files), "campagnes-declarees.csv"]
    assert sorted(each["file"] for each in imports) == sorted(expected)
    assert "inventées" in (demo / "notice.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_demo_does_nothing_twice(demo: Path) -> None:
    before = (demo / "ledger", len(list((demo / "ledger").rglob("*"))))
    assert vigie(demo, "demo", "--no-serve").returncode == 0
    assert before == (demo / "ledger", len(list((demo / "ledger").rglob("*"))))


@pytest.mark.slow
def test_the_demo_stays_out_of_a_folder_with_real_data(tmp_path: Path) -> None:
    headcounts = EXAMPLES / "academie" / "effectifs-departements-2024-10-01.csv"
    assert vigie(tmp_path, "import", headcounts).returncode == 0
    done = vigie(tmp_path, "demo", "--no-serve")
    assert done.returncode == 2
    assert "déjà de vraies données" in done.stderr


@pytest.mark.slow
def test_the_wrong_files_are_refused_where_they_are_wrong(demo: Path) -> None:
    wrong = sorted((EXAMPLES / "wrong").glob("*.csv"))
    done = vigie(demo, "import", "--dry-run", "--json", *wrong)
    assert done.returncode == 2
    errors = {
        report["file"]: [(error["line"], error["value"]) for error in report["errors"]]
        for report in json.loads(done.stdout)
    }
    assert errors == {
        "codes-abimes-par-excel.csv": [(2, "1"), (3, "2E+05")],
        "taux-superieur-a-1.csv": [(2, "78")],
        "territoire-inconnu.csv": [(3, "Franche-Conté"), (4, "dep:96")],
    }


@pytest.mark.slow
def test_the_demo_gives_back_the_printed_nation_and_a_doubs_that_meets_both_objectives(
    demo: Path,
) -> None:
    def value(*arguments: str) -> float:
        done = vigie(demo, "measure", *arguments, "--format", "json")
        return float(json.loads(done.stdout)[0]["value"])

    # seeds/001, l. 1067 and 99: 40 545 of 906 607, of whom 17 758 finished.
    assert value("participation_rate") == pytest.approx(40545 / 906607)
    assert value("finished_share") == pytest.approx(17758 / 40545)
    assert value("participation_rate", "--territory", "Doubs") >= 0.10
    assert value("finished_share", "--territory", "Doubs") >= 0.50
