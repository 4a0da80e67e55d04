"""The quarantine and the jobs, without pages."""

import fcntl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.facts.home import Home
from vigie.observatory import imports_jobs as jobs
from vigie.observatory.imports_drafts import LONGEST_NAME, Drafts, NoDraft, Options, safe_name
from vigie.observatory.imports_lines import (
    NotLines,
    lines_as_value,
    lines_from_value,
    lines_in_words,
)
from vigie.observatory.imports_sweeper import keep_sweeping

NOW = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Effectifs 2024.csv", "Effectifs 2024.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\nora\Bureau\export.csv", "export.csv"),
        (".htaccess", "htaccess"),
        ("..", "fichier"),
        ("", "fichier"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ('<img src="x">.csv', "_img src=_x__.csv"),
        ("e\u0301te\u0301.csv", "été.csv"),
    ],
)
def test_file_names_can_do_no_harm(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


def test_a_long_name_keeps_its_date() -> None:
    name = safe_name("Résultats " * 30 + "2025-02-03-0820.csv")
    assert len(name.encode()) <= LONGEST_NAME
    assert name.endswith("2025-02-03-0820.csv")


@given(st.text(max_size=300))
def test_any_name_is_a_plain_file_name(name: str) -> None:
    kept = safe_name(name)
    assert kept
    assert kept not in (".", "..")
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()
    assert len(kept.encode()) <= LONGEST_NAME
    assert safe_name(kept) == kept


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=60))
def test_lines_travel_through_the_form(lines: set[int]) -> None:
    assert lines_from_value(lines_as_value(lines)) == lines


def test_lines_in_words() -> None:
    assert lines_in_words([7]) == "7"
    assert lines_in_words([4, 3]) == "3 et 4"
    assert lines_in_words([3, 12, 13, 14, 7]) == "3, 7 et 12 à 14"


@pytest.mark.parametrize("text", ["", "x", "1,", "3-", "-", "1-99999999999"])
def test_a_list_of_lines_that_is_none(text: str) -> None:
    with pytest.raises(NotLines):
        lines_from_value(text)


def test_a_draft_lives_one_day(tmp_path: Path) -> None:
    drafts = Drafts(Home(tmp_path))
    draft = drafts.create(NOW, "person:1")
    assert drafts.open(draft.token, NOW + 24 * HOUR).token == draft.token
    with pytest.raises(NoDraft):
        drafts.open(draft.token, NOW + 25 * HOUR)
    young = drafts.create(NOW + 20 * HOUR, "person:1")
    drafts.purge(NOW + 25 * HOUR)
    assert not draft.folder.exists()
    assert young.folder.exists()


def test_a_draft_at_work_is_not_purged(tmp_path: Path) -> None:
    drafts = Drafts(Home(tmp_path))
    draft = drafts.create(NOW, "person:1")
    gate = threading.Event()
    jobs.start(draft.folder, lambda _tell: assert_open(gate), patience=0)
    drafts.purge(NOW + 48 * HOUR)
    assert draft.folder.exists()
    gate.set()
    settle(draft.folder)
    drafts.purge(NOW + 48 * HOUR)
    assert not draft.folder.exists()


def test_two_files_of_one_name_do_not_meet(tmp_path: Path) -> None:
    draft = Drafts(Home(tmp_path)).create(NOW, "person:1")
    for text in ("a", "b"):
        draft.place("effectifs.csv").write_text(text)
    assert [item.file.read_text() for item in draft.items()] == ["a", "b"]


def test_what_is_said_of_a_file_ends_its_last_reading(tmp_path: Path) -> None:
    draft = Drafts(Home(tmp_path)).create(NOW, "person:1")
    draft.place("e.csv").write_text("a")
    item = draft.item(1)
    item.note_preview({"status": "dry_run"})
    assert draft.item(1).preview == {"status": "dry_run"}
    item.with_options(Options(territory="Doubs", as_of="2024-10-01"))
    known = draft.item(1)
    assert known.preview is None
    assert known.options.arguments()["territory"] == "Doubs"
    assert known.options.arguments()["profile"] is None


def test_a_decision_keeps_words_and_drops_bytes(tmp_path: Path) -> None:
    draft = Drafts(Home(tmp_path)).create(NOW, "person:1")
    draft.place("e.csv").write_text("a")
    draft.item(1).decide({"status": "given_up", "file": "e.csv"})
    item = draft.item(1)
    assert (item.name, item.waits, item.file.exists()) == ("e.csv", False, False)


def test_a_job_tells_how_far_it_is_and_runs_alone(tmp_path: Path) -> None:
    gate = threading.Event()
    told = threading.Event()

    def work(tell: jobs.Tell) -> None:
        tell("lecture", 2, 7)
        told.set()
        assert_open(gate)

    jobs.start(tmp_path, work, patience=0)
    assert told.wait(5)
    assert jobs.status(tmp_path) == jobs.Status("running", "lecture", 2, 7)
    with pytest.raises(jobs.Busy):
        jobs.start(tmp_path, work)
    gate.set()
    settle(tmp_path)
    assert jobs.status(tmp_path).state == "done"


def test_a_job_that_fails_says_so_and_can_start_again(tmp_path: Path) -> None:
    after = threading.Event()

    def broken(_tell: jobs.Tell) -> None:
        raise RuntimeError("boom")

    jobs.start(tmp_path, broken, after=after.set, patience=5)
    assert after.wait(5)
    assert jobs.status(tmp_path).state == "failed"
    assert jobs.start(tmp_path, lambda _tell: None, patience=5).state == "done"


def test_whoever_looks_whether_work_goes_on_does_not_pass_for_work(tmp_path: Path) -> None:
    with (tmp_path / "job.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        leaves = threading.Timer(0.05, fcntl.flock, (lock, fcntl.LOCK_UN))
        leaves.start()
        assert jobs.start(tmp_path, lambda _tell: None, patience=5).state == "done"
        leaves.join()


def test_a_job_whose_process_died_is_interrupted(tmp_path: Path) -> None:
    assert jobs.status(tmp_path).state == "none"
    (tmp_path / "job.json").write_text(
        '{"state": "running", "step": "lecture", "done": 1, "total": 2}'
    )
    assert jobs.status(tmp_path) == jobs.Status("interrupted", "lecture")


def test_drafts_go_on_time_without_a_visit(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), [NOW]
    draft = Drafts(home).create(NOW, "person:1")
    for _ in range(2):  # a second call finds the first one at work
        keep_sweeping(home, lambda: clock[0], period=0.01)
    threading.Event().wait(0.1)
    assert draft.folder.exists()
    clock[0] = NOW + 25 * HOUR
    for _ in range(500):
        if not draft.folder.exists():
            break
        threading.Event().wait(0.01)
    assert not draft.folder.exists()


def assert_open(gate: threading.Event) -> None:
    assert gate.wait(10)


def settle(folder: Path) -> None:
    for _ in range(500):
        if not jobs.is_running(folder):
            return
        threading.Event().wait(0.01)
    raise AssertionError("the job never ends")
