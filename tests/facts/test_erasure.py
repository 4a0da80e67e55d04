"""An erased person is nowhere: rows, former versions, archived files, and whatever comes later."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from facts.given import NOW, participation, pix_file, table, take
from vigie.facts.erased import Erased, NoSafePlace
from vigie.facts.erasure import (
    PERSONAL,
    check_restored,
    come_back,
    erase,
    is_kept_out,
    pseudonym_of,
    resume,
)
from vigie.facts.home import Home
from vigie.facts.imports import withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.redactions import Redactions
from vigie.measures.build import build
from vigie.measures.explain import explain
from vigie.measures.query import Query

LATER = NOW + timedelta(days=1)
HERS, OTHERS = "benali", ("abadie", "castel")
ADDRESS = f"nour.{HERS}@ac-fictive.fr"
ROSTER = (
    "email;last_name;first_name;profile;department",
    f"{ADDRESS};Benali;Nour;CPE;25",
    "nour.abadie@ac-fictive.fr;Abadie;Nour;CPE;25",
)


def export(folder: Path, *, on: str = "2026-10-05", extra: str = "") -> Path:
    """Hers twice (two sendings), and two colleagues."""
    day = int(on[-2:])
    people = [participation(n, 7, shared=9 + day) for n in (HERS, *OTHERS)]
    return pix_file(folder, *people, participation(HERS, 2, shared=3), on=on, extra=extra)


def everything(home: Home) -> bytes:
    """All that is written in the folder, in small letters, tables as text too."""
    raw = [path.read_bytes() for path in home.path.rglob("*") if path.is_file()]
    return b"\n".join(raw).lower()


def people_in(home: Home) -> set[int]:
    """Everyone of whom a row is left, withdrawn imports included."""
    numbers = [record.no for record in Ledger(home).records()]
    return {
        person
        for family in PERSONAL
        for person in Lake(home).scan(family, numbers).collect()["person"]
    }


def check_gone(home: Home, person: int) -> None:
    """She is in no row, no version, no file; the ledger still names the files as received."""
    assert person not in people_in(home)
    assert ADDRESS.encode() not in everything(home)
    for family in PERSONAL:
        folder = home.lake / family
        if not folder.exists():
            continue
        for path in folder.glob("*/*.parquet"):
            assert person not in set(pl.read_parquet(path)["person"])
        log = b"".join(path.read_bytes() for path in (folder / "_delta_log").glob("*.json"))
        assert str(person).encode() not in log
        latest = DeltaTable(folder).version()
        for version in range(latest):
            try:
                found = DeltaTable(folder, version=version).to_pyarrow_table()["person"].to_pylist()
            except Exception:  # a file of that version is gone: it cannot be read any more
                continue
            assert person not in found


def test_every_trace_goes_and_the_others_stay(home: Home, files: Path) -> None:
    take(home, export(files), profile="CPE", territory="Doubs")
    taken_back = take(home, export(files, on="2026-10-12"), profile="CPE", territory="Doubs")
    take(home, table(files, "agents.csv", *ROSTER))
    withdraw(home, taken_back.import_id or "", by="nora", now=NOW)
    person, before = pseudonym_of(home, ADDRESS), people_in(home)
    received = [record.sha256 for record in Ledger(home).records()]
    done = erase(home, [person], now=LATER)
    assert (done.acts, done.rows, done.files) == (1, 3, 3)
    check_gone(home, person)
    assert people_in(home) == before - {person}
    assert [record.sha256 for record in Ledger(home).records()] == received
    for sha256 in received:
        link = Redactions(home).of(sha256)
        assert link
        assert link.held != sha256
        text = Redactions(home).held(sha256).read_text("utf-8")
        assert "nour.abadie@ac-fictive.fr" in text
    exported = Redactions(home).of(received[0])
    assert exported
    assert exported.lines == {2, 5}  # the sending that another took the place of too


def test_lines_keep_their_numbers(home: Home, files: Path) -> None:
    take(home, export(files))
    lake = Lake(home)
    before = lake.scan("participations").select("person", "line").collect()
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    after = lake.scan("participations").select("person", "line").collect()
    assert after.equals(before.filter(pl.col("person") != person))
    (record,) = Ledger(home).records()
    text = Redactions(home).held(record.sha256).read_text("utf-8").split("\n")
    assert [no for no, line in enumerate(text, start=1) if OTHERS[1] in line] == [4]


def test_a_refused_line_that_names_her_goes_too(home: Home, files: Path) -> None:
    wrong = (ROSTER[0], ROSTER[2], "pas une adresse;X;Y;CPE;25", f"{ADDRESS};Benali;Nour;CPE;99")
    take(home, table(files, "agents.csv", *wrong), accept_refused=True)
    person = pseudonym_of(home, ADDRESS)
    assert person not in people_in(home)
    assert erase(home, [person], now=LATER).files == 1
    check_gone(home, person)
    assert b"pas une adresse" in everything(home)


def test_the_same_bytes_do_not_bring_her_back(home: Home, files: Path) -> None:
    path = export(files)
    first = take(home, path)
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    assert take(home, path).status == "already_imported"
    withdraw(home, first.import_id or "", by="nora", now=LATER)
    again = take(home, path, now=LATER + timedelta(days=1))
    assert (again.status, again.rows_kept) == ("imported", 2)
    assert "2 lignes ne sont pas reprises" in again.warnings[-1].message
    check_gone(home, person)


def test_a_later_file_leaves_her_out_until_she_comes_back(home: Home, files: Path) -> None:
    take(home, export(files))
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    assert is_kept_out(home, person)
    wrong = f"{ADDRESS};Benali;Nour;CPE;99"
    take(home, table(files, "agents.csv", *ROSTER, wrong), accept_refused=True)
    check_gone(home, person)
    come_back(home, [person], now=LATER + timedelta(days=2))
    assert not is_kept_out(home, person)
    later = take(home, export(files, on="2026-11-02"), now=LATER + timedelta(days=3))
    assert person in people_in(home)
    assert check_restored(home).rows == 0
    kept = Lake(home).scan("participations").filter(pl.col("person") == person).collect()
    assert {f"I{no:06d}" for no in kept["import_no"]} == {later.import_id}
    # And she may leave again.
    erase(home, [person], now=LATER + timedelta(days=4))
    check_gone(home, person)


def test_a_backup_cannot_bring_her_back(home: Home, files: Path, tmp_path: Path) -> None:
    path = export(files)
    take(home, path)
    person = pseudonym_of(home, ADDRESS)
    shutil.copytree(home.path, tmp_path / "backup")
    erase(home, [person], now=LATER)
    shutil.rmtree(home.path)
    shutil.copytree(tmp_path / "backup", home.path)
    assert person in people_in(home)
    assert resume(home).acts == 1
    check_gone(home, person)
    assert resume(home).acts == 0
    # An import or a build would have done it too.
    for act in (lambda: build(home), lambda: take(home, table(files, "agents.csv", *ROSTER))):
        shutil.rmtree(home.path)
        shutil.copytree(tmp_path / "backup", home.path)
        act()
        check_gone(home, person)


def test_a_backup_of_mixed_moments_is_put_right(home: Home, files: Path, tmp_path: Path) -> None:
    take(home, export(files))
    person = pseudonym_of(home, ADDRESS)
    shutil.copytree(home.archive, tmp_path / "archive")
    erase(home, [person], now=LATER)
    shutil.rmtree(home.archive)
    shutil.copytree(tmp_path / "archive", home.archive)  # older than all the rest
    assert resume(home).acts == 0
    assert check_restored(home).files == 1
    check_gone(home, person)


def test_figures_are_counted_again(home: Home, files: Path) -> None:
    take(home, export(files), profile="CPE", territory="Doubs")
    before = build(home)
    erase(home, [pseudonym_of(home, ADDRESS)], now=LATER)
    after = build(home)
    assert after.id != before.id
    sent = [cube.store.frame["finished_sent"].sum() for cube in (before, after)]
    assert sent[0] > sent[1] > 0
    assert after.store.frame.equals(build(home, afresh=True).store.frame)


def test_a_figure_still_says_where_it_comes_from(home: Home, files: Path) -> None:
    take(home, export(files), profile="CPE", territory="Doubs")
    erase(home, [pseudonym_of(home, ADDRESS)], now=LATER)
    records = Ledger(home).active()
    told = explain(build(home), Lake(home), records, Query("participants", territory="dep:25"))
    (use,) = told.uses
    assert (use.rows, use.lines) == (2, ("3-4",))  # hers were 2 and 5
    assert use.source.sha256 == records[0].sha256
    text = Redactions(home).held(records[0].sha256).read_text("utf-8").split("\n")
    assert [no for no, line in enumerate(text, start=1) if "ac-fictive" in line] == [3, 4]


def test_without_a_safe_place_nothing_starts(
    home: Home, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(home, export(files))
    person = pseudonym_of(home, ADDRESS)
    monkeypatch.setenv("VIGIE_ERASURES", str(files / "nowhere" / "erasures.jsonl"))
    with pytest.raises(NoSafePlace) as refusal:
        erase(home, [person], now=LATER)
    assert "VIGIE_ERASURES" in refusal.value.remedy
    assert person in people_in(home)
    assert Erased(home).pending() == []


def test_a_safe_place_is_out_of_the_folder(
    home: Home, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.erasures_are_safe
    for place, safe in ((home.path / "inside", False), (files / "no" / "where", False),
                        (files / "there", True)):  # fmt: skip
        monkeypatch.setenv("VIGIE_ERASURES", str(place))
        assert home.erasures_are_safe == safe


def test_a_torn_line_of_the_ledger_is_no_act(home: Home, files: Path) -> None:
    take(home, export(files))
    person = pseudonym_of(home, ADDRESS)
    home.erasures_outside.touch(0o600)
    home.erasures_outside.write_text('{"name": "cut sho', encoding="utf-8")
    assert resume(home).acts == 0
    erase(home, [person], now=LATER)
    check_gone(home, person)
    assert home.erasures_outside.read_text("utf-8").count("\n") == 2
    assert home.erasures.stat().st_mode & 0o777 == 0o600


def test_a_lost_outer_copy_is_made_again(home: Home, files: Path) -> None:
    take(home, export(files))
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    home.erasures_outside.unlink()
    assert is_kept_out(home, person)
    check_restored(home)
    assert home.erasures_outside.read_bytes() == home.erasures.read_bytes()


def test_two_files_that_differ_by_her_alone(home: Home, files: Path) -> None:
    with_her = take(home, table(files, "a.csv", *ROSTER))
    without = take(home, table(files, "b.csv", ROSTER[0], "", ROSTER[2]))
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    held = {Redactions(home).held(report.sha256 or "") for report in (with_her, without)}
    assert len(held) == 1
    assert all(path.exists() for path in held)
    check_gone(home, person)


def test_one_who_came_back_brings_her_file_back_whole(home: Home, files: Path) -> None:
    """Also when what was left of it is, byte for byte, a file that someone else sent."""
    path = table(files, "a.csv", *ROSTER)
    first = take(home, path)
    take(home, table(files, "b.csv", ROSTER[0], "", ROSTER[2]))
    person = pseudonym_of(home, ADDRESS)
    erase(home, [person], now=LATER)
    come_back(home, [person], now=LATER + timedelta(days=1))
    withdraw(home, first.import_id or "", by="nora", now=LATER)
    take(home, path, now=LATER + timedelta(days=2))
    redactions = Redactions(home)
    assert redactions.held(first.sha256 or "").read_bytes() == path.read_bytes()
    received = {record.sha256 for record in Ledger(home).records()}
    assert {place.name for place in home.archive.glob("??/*")} == received


def test_two_files_that_become_the_same(home: Home, files: Path) -> None:
    """Less her, they are one copy; less another one too, they are one copy again."""
    second = ROSTER[1].replace("CPE", "1D_PUBLIC")
    castel = "nour.castel@ac-fictive.fr;Castel;Nour;CPE;25"
    reports = [
        take(home, table(files, f"{n}.csv", ROSTER[0], hers, ROSTER[2], castel))
        for n, hers in enumerate((ROSTER[1], second))
    ]
    for name in (HERS, "castel"):
        erase(home, [pseudonym_of(home, f"nour.{name}@ac-fictive.fr")], now=LATER)
        held = {Redactions(home).held(report.sha256 or "") for report in reports}
        assert len(held) == 1
        assert set(home.archive.glob("??/*")) == held
        assert name.encode() not in everything(home)
