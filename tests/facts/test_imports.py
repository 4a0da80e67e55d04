"""The import contract: whole or not at all, once, rehearsed, dated, withdrawn."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from facts.given import (
    NOW,
    counts_file,
    headcounts_file,
    pix_file,
    table,
    take,
)
from vigie.facts.home import Home
from vigie.facts.imports import UnknownImport, withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger


def tree(home: Home) -> dict[str, bytes]:
    """Every file of the installation: what a dry run or a refusal must not change."""
    if not home.path.exists():
        return {}
    return {
        str(path.relative_to(home.path)): path.read_bytes()
        for path in sorted(home.path.rglob("*"))
        if path.is_file() and path.name != "writer.lock"
    }


# Main path ------------------------------------------------------------------------------------


def test_a_pix_export_becomes_rows(home: Home, files: Path) -> None:
    path = pix_file(files)
    report = take(home, path, territory="Doubs", profile="1D public")

    assert report.to_json() == {
        "file": path.name,
        "source": "pix-assessment",
        "status": "imported",
        "import_id": "I000001",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "as_of": "2026-10-05",
        "rows": {"read": 4, "kept": 4, "refused": 0},
        "errors": [],
        "warnings": [],
    }
    rows = Lake(home).scan("participations").collect()
    assert rows["state"].to_list() == [2, 2, 2, 2]
    assert rows["line"].to_list() == [2, 3, 4, 5]
    items = Lake(home).scan("items").collect()
    assert set(items["item"]) == {c for c in rows.columns if c.startswith("c_")}
    (record,) = Ledger(home).records()
    assert (record.territory, record.profile, record.pathway) == (
        "dep:25",
        "1D_PUBLIC",
        "POSITIONING",
    )
    assert record.campaigns == ("PXEDUA234",)
    assert (record.imported_by, record.imported_at) == ("nora", NOW)


def test_participation_counts_give_funnels_and_headcounts(home: Home, files: Path) -> None:
    report = take(home, counts_file(files))
    assert report.status == "imported"
    assert report.as_of == date(2024, 3, 15)
    funnels = Lake(home).scan("funnels").collect()
    # seeds/001, l. 1073, 1077 and 1080
    assert dict(funnels.select("territory", "finished_sent").rows()) == {
        "dep:25": 601,
        "dep:71": 238,
        "dep:18": 99,
    }
    assert Lake(home).scan("headcounts").collect()["headcount"].sum() == 7609 + 6609 + 3517


def test_the_file_is_archived_as_received(home: Home, files: Path) -> None:
    path = pix_file(files)
    sha256 = take(home, path).sha256
    assert sha256 is not None
    kept = home.archive / sha256[:2] / sha256
    assert kept.read_bytes() == path.read_bytes()


# Dry run --------------------------------------------------------------------------------------

CASES = {
    "good": lambda files: pix_file(files),
    "table": lambda files: counts_file(files),
    "bad line": lambda files: headcounts_file(
        files, "dep:25;CPE;40;2024-03-15", "dep:25;XYZ;40;2024-03-15"
    ),
    "no source": lambda files: table(files, "notes.csv", "a;b", "1;2"),
    "empty": lambda files: table(files, "vide.csv"),
    "absent": lambda files: files / "absent.csv",
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("accept", [False, True])
def test_a_dry_run_says_what_the_run_does(home: Home, files: Path, case: str, accept: bool) -> None:
    path = CASES[case](files)
    take(home, counts_file(files, name="avant.csv"))
    before = tree(home)
    rehearsed = take(home, path, dry_run=True, accept_refused=accept)
    assert tree(home) == before
    done = take(home, path, accept_refused=accept)

    if done.status == "imported":
        assert rehearsed.status == "dry_run"
        assert replace(done, status="dry_run", import_id=None) == rehearsed
    else:
        assert done == rehearsed
    if done.status == "refused":
        assert tree(home) == before


def test_a_dry_run_in_a_new_place_creates_nothing(home: Home, files: Path) -> None:
    assert take(home, pix_file(files), dry_run=True).status == "dry_run"
    assert not home.path.exists()


# Whole or not at all --------------------------------------------------------------------------

BAD = ("dep:25;CPE;40;2024-03-15", "dep:99;CPE;40;2024-03-15", "dep:70;CPE;vingt;2024-03-15")


def test_all_errors_come_together_and_nothing_goes_in(home: Home, files: Path) -> None:
    report = take(home, headcounts_file(files, *BAD))
    assert report.status == "refused"
    assert [error.line for error in report.errors] == [3, 4]
    assert all(error.message and error.remedy for error in report.errors)
    assert report.import_id is None
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 0, 2)
    assert Ledger(home).records() == []
    assert not list(home.archive.rglob("*/*"))


@pytest.mark.parametrize("accepted", [True, {3, 4}, {3, 4, 77}])
def test_refused_lines_can_be_left_out_by_name(
    home: Home, files: Path, accepted: bool | set[int]
) -> None:
    report = take(home, headcounts_file(files, *BAD), accept_refused=accepted)
    assert report.status == "imported"
    assert [error.line for error in report.errors] == [3, 4]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 1, 2)
    assert Lake(home).scan("headcounts").collect()["line"].to_list() == [2]
    assert Ledger(home).records()[0].refused_lines == (3, 4)


@pytest.mark.parametrize("accepted", [{3}, {4}, {5}, set()])
def test_every_refused_line_must_be_named(home: Home, files: Path, accepted: set[int]) -> None:
    report = take(home, headcounts_file(files, *BAD), accept_refused=accepted)
    assert report.status == "refused"
    if accepted:
        assert "4" in report.errors[0].message or "3" in report.errors[0].message
    assert Ledger(home).records() == []


def test_a_file_with_no_good_line_is_refused_even_so(home: Home, files: Path) -> None:
    report = take(home, headcounts_file(files, BAD[1]), accept_refused=True)
    assert report.status == "refused"
    assert "aucune ligne" in report.errors[0].message


def test_more_refused_lines_than_the_list_shows(home: Home, files: Path) -> None:
    bad = [f"dep:25;XYZ;{n};2024-03-15" for n in range(1500)]
    path = headcounts_file(files, BAD[0], *bad)
    refused = take(home, path)
    assert refused.status == "refused"
    assert refused.rows_refused == 1500
    assert len(refused.refused_lines) == 1500
    assert take(home, path, accept_refused=set(refused.refused_lines)).rows_kept == 1


# Once -----------------------------------------------------------------------------------------


def test_the_same_bytes_twice_change_nothing(home: Home, files: Path) -> None:
    path = pix_file(files)
    first = take(home, path)
    before = tree(home)
    other_name = path.with_name("copie.csv")
    other_name.write_bytes(path.read_bytes())
    second = take(home, other_name)
    assert second.status == "already_imported"
    assert (second.import_id, second.sha256) == (first.import_id, first.sha256)
    assert second.went_in
    assert tree(home) == before
    assert [w.code for w in second.warnings] == ["already_imported"]
    with_options = take(home, path, profile="CPE")
    assert [w.code for w in with_options.warnings] == ["already_imported", "options_ignored"]
    as_other = take(home, path, source="roster")
    assert [w.code for w in as_other.warnings] == ["already_imported", "options_ignored"]
    as_it_is = take(home, path, source="pix-assessment")
    assert [w.code for w in as_it_is.warnings] == ["already_imported"]


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_options_that_name_nothing_are_refused_whether_the_file_is_known_or_not(
    home: Home, files: Path, known: bool, dry_run: bool
) -> None:
    path = pix_file(files)
    if known:
        take(home, path)
    wrong = {"source": "foo", "territory": "Nulle", "profile": "3D", "pathway": "Marche"}
    report = take(home, path, dry_run=dry_run, **wrong)
    assert report.status == "refused"
    assert [error.value for error in report.errors] == ["foo", "Nulle", "3D", "Marche"]
    assert all(error.remedy for error in report.errors)
    for name, value in wrong.items():
        assert take(home, path, dry_run=dry_run, **{name: value}).status == "refused"


def test_withdrawn_bytes_can_come_back(home: Home, files: Path) -> None:
    path = pix_file(files)
    withdraw(home, take(home, path).import_id or "", by="nora", now=NOW)
    again = take(home, path, profile="CPE")
    assert (again.status, again.import_id) == ("imported", "I000002")
    assert Lake(home).scan("participations").collect()["import_no"].unique().to_list() == [2]


# Withdrawal -----------------------------------------------------------------------------------


def test_a_withdrawn_import_has_no_rows_and_keeps_its_record(home: Home, files: Path) -> None:
    take(home, counts_file(files))
    kept = take(home, headcounts_file(files, "dep:70;CPE;20;2024-03-15"))
    record = withdraw(home, " i000001 ", by="omar", now=NOW)
    assert record.withdrawn is not None
    assert record.withdrawn.by == "omar"
    assert Lake(home).scan("funnels").collect().is_empty()
    assert Lake(home).scan("headcounts").collect()["headcount"].to_list() == [20]
    assert [r.import_id for r in Ledger(home).records()] == ["I000001", kept.import_id]


def test_withdrawing_twice_or_nothing_is_said_in_words(home: Home, files: Path) -> None:
    with pytest.raises(UnknownImport, match="Aucun import"):
        withdraw(home, "I000001", by="nora", now=NOW)
    take(home, counts_file(files))
    withdraw(home, "1", by="nora", now=NOW)
    with pytest.raises(UnknownImport, match=r"déjà été retiré le 22/11/2026 à 10:00 par nora"):
        withdraw(home, "I000001", by="omar", now=NOW)


# Places, files and faults ---------------------------------------------------------------------


def test_a_folder_or_an_absent_file_is_refused(home: Home, files: Path) -> None:
    assert "n’existe pas" in take(home, files / "absent.csv").errors[0].message
    assert "dossier" in take(home, files).errors[0].message


def test_a_fault_of_ours_leaves_nothing(
    home: Home, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(home, counts_file(files))
    visible = Lake(home).scan("headcounts").collect()

    def fail(*_: object) -> None:
        raise RuntimeError("disk on fire")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "commit", fail)
        with pytest.raises(RuntimeError):
            take(home, headcounts_file(files, "dep:70;CPE;20;2024-03-15"))
    assert Lake(home).scan("headcounts").collect().equals(visible)

    after = take(home, headcounts_file(files, "dep:70;CPE;20;2024-03-15"))
    assert (after.status, after.import_id) == ("imported", "I000003")
    assert not list(home.lake.glob("*/import_no=2"))
    assert len(list(home.archive.glob("??/*"))) == 2
