"""The second place: a file that only grows, told after each commit."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from vigie.domains.audit import witness
from vigie.domains.audit.actions import record
from vigie.domains.audit.models import Entry, Head
from vigie.domains.audit.queries import verified

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _place(home: Path) -> None:
    """A key and a witness of the test's own."""


def act(number: int = 1) -> None:
    with transaction.atomic():
        for _ in range(number):
            record("session.open", actor="person:1", at=NOON)


def told() -> list[int]:
    return [json.loads(line)["number"] for line in witness.place().read_text().splitlines()]


def test_each_commit_tells_its_head_once() -> None:
    act()
    act(3)
    assert told() == [1, 4]
    head = Head.objects.get(pk=1)
    last = json.loads(witness.place().read_text().splitlines()[-1])
    assert last == {"number": 4, "hash": head.hash, "at": "2026-03-12T11:00:00+00:00"}
    assert witness.place().stat().st_mode & 0o077 == 0
    assert verified(witness.read(witness.place())).unwitnessed == 0


def test_many_acts_of_one_commit_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(witness, "append_head", lambda: calls.append(1))
    act(20)
    act(1)
    assert calls == [1, 1]


def test_what_is_rolled_back_is_not_told() -> None:
    act()
    with transaction.atomic():
        record("session.open", actor="person:1", at=NOON)
        transaction.set_rollback(True)
    assert told() == [1]


def test_an_inner_part_that_is_undone_leaves_the_outer_one_told() -> None:
    def undone() -> None:
        with transaction.atomic():
            record("session.open", actor="person:2", at=NOON)
            raise LookupError

    with transaction.atomic():
        with pytest.raises(LookupError):
            undone()
        record("session.open", actor="person:1", at=NOON)
    with transaction.atomic():
        record("session.open", actor="person:1", at=NOON)
        with pytest.raises(LookupError):
            undone()
    assert told() == [1, 2]
    assert verified(witness.read(witness.place())).intact


def test_a_death_between_commit_and_line_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    act()
    with monkeypatch.context() as patched:
        patched.setattr(witness, "append_head", lambda: None)
        act(2)
    found = verified(witness.read(witness.place()))
    assert (found.intact, found.entries, found.unwitnessed) == (True, 3, 2)
    act()
    assert told() == [1, 4]
    assert verified(witness.read(witness.place())).unwitnessed == 0


def test_a_line_cut_short_is_left_behind_and_said() -> None:
    act(2)
    with witness.place().open("a") as file:
        file.write('{"number": 3, "ha')
    act()
    assert witness.read(witness.place()).spoilt == (2,)
    found = verified(witness.read(witness.place()))
    assert (found.intact, found.spoilt, found.unwitnessed) == (True, (2,), 0)
    act()
    assert witness.read(witness.place()).last == 4


@pytest.mark.parametrize("line", ['{"number": "1", "hash": ""}', "[]", '{"number": 1}', "\x00",
                                  '{"number": true, "hash": "f"}'])  # fmt: skip
def test_a_line_that_is_no_head_is_no_testimony(line: str) -> None:
    act()
    with witness.place().open("a") as file:
        file.write(line + "\n")
    assert witness.read(witness.place()).spoilt == (2,)


def test_a_place_that_cannot_be_written_does_not_undo_the_act(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.VIGIE_AUDIT_FILE = str(tmp_path / "absent" / "heads.jsonl")
    with caplog.at_level(logging.ERROR):
        act()
    assert Entry.objects.count() == 1
    assert "audit head not witnessed" in caplog.text
    with pytest.raises(witness.NoWitness, match="ne peut pas être lu"):
        witness.read(witness.place())
    (tmp_path / "absent").mkdir()
    act()
    assert told() == [2]


def test_the_place_can_be_chosen(settings: Settings, tmp_path: Path) -> None:
    settings.VIGIE_AUDIT_FILE = str(tmp_path / "elsewhere.jsonl")
    act()
    assert witness.place() == tmp_path / "elsewhere.jsonl"
    assert told() == [1]


def test_the_file_is_only_ever_opened_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    act()
    flags = []
    true_open = os.open

    def watched(path: str, how: int, mode: int = 0o777) -> int:
        flags.append(how)
        return true_open(path, how, mode)

    monkeypatch.setattr(witness.os, "open", watched)
    act()
    assert flags == [os.O_WRONLY | os.O_APPEND | os.O_CREAT]


def test_a_restored_base_is_told_as_such() -> None:
    act(3)
    Entry.objects.all().delete()
    Head.objects.all().delete()
    act()
    found = verified(witness.read(witness.place()))
    assert found.fault is not None
    assert (found.fault.number, found.fault.kind) == (2, "truncated")
    assert "restaurée" in found.fault.reason
    assert told() == [3, 1]
