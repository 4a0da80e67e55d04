"""Two imports at once: both go in, one after the other, and the same file only once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.queues import Queue
from pathlib import Path

from facts.given import counts_file, headcounts_file, take
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["vigie.facts.imports"])


def _take(home: Path, file: Path, said: Queue[str]) -> None:
    said.put(take(Home(home), file).status)


def at_once(home: Home, *files: Path) -> list[str]:
    said: Queue[str] = SERVER.Queue()
    writers = [SERVER.Process(target=_take, args=(home.path, file, said)) for file in files]
    for writer in writers:
        writer.start()
    statuses = [said.get(timeout=60) for _ in writers]
    for writer in writers:
        writer.join()
    return sorted(statuses)


def test_two_files_at_once(home: Home, files: Path) -> None:
    one, other = counts_file(files), headcounts_file(files, "dep:70;CPE;20;2024-03-15")
    assert at_once(home, one, other, one) == ["already_imported", "imported", "imported"]
    assert [record.no for record in Ledger(home).active()] == [1, 2]
    assert Lake(home).scan("headcounts").collect().height == 4
    assert len({path.read_bytes() for path in home.path.glob("key")}) == 1
