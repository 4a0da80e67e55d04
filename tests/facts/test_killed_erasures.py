"""Killed at any moment, an erasure is done or known to be still to do; the next start ends it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from facts.given import NOW, table, take
from facts.test_erasure import ADDRESS, ROSTER, check_gone, export, people_in
from vigie.facts.erased import Erased
from vigie.facts.erasure import erase, pseudonym_of, resume
from vigie.facts.home import Home
from vigie.facts.redactions import Redactions

LATER = NOW + timedelta(days=1)
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["vigie.facts.erasure"])
WRITES = {"open", "os.mkdir", "os.rename", "os.remove", "os.link", "os.truncate", "os.chmod"}
EVERY = 7


def _erase_until(home: Path, person: int, fatal: int | None, count: Path) -> None:
    """Erases someone and kills itself at its `fatal`-th touch of the disk."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in WRITES or str(home) not in str(arguments[0]):
            return
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

    sys.addaudithook(watch)
    erase(Home(home), [person], now=LATER)
    count.write_text(str(seen))


def _killed_at(home: Path, person: int, fatal: int | None, count: Path) -> bool:
    child = SERVER.Process(target=_erase_until, args=(home, person, fatal, count))
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


@pytest.mark.slow
def test_killed_at_touches_of_the_disk_all_along(tmp_path: Path) -> None:
    before, count = Home(tmp_path / "before"), tmp_path / "count"
    take(before, export(tmp_path), profile="CPE", territory="Doubs")
    take(before, table(tmp_path, "agents.csv", *ROSTER))
    person = pseudonym_of(before, ADDRESS)
    others = people_in(before) - {person}

    def fresh(name: str) -> Home:
        shutil.copytree(before.path, tmp_path / name / "home")
        return Home(tmp_path / name / "home")

    assert not _killed_at(fresh("whole").path, person, None, count)
    touches = int(count.read_text())
    assert touches > 30
    pending = []
    for fatal in range(0, touches, EVERY):
        home = fresh(f"killed-{fatal}")
        assert _killed_at(home.path, person, fatal, count)
        pending.append(bool(Erased(home).pending()))
        announced = bool(Erased(home).acts())
        if announced:
            assert resume(home).acts == pending[-1]
        else:  # nobody was told anything: it is asked again
            assert person in people_in(home)
            erase(home, [person], now=LATER)
        check_gone(home, person)
        assert people_in(home) == others
        files = {path.name for path in home.archive.glob("??/*")}
        links = [path.stem for path in (home.archive / "redacted").glob("*.json")]
        assert files == {Redactions(home).held(sha256).name for sha256 in links}
        assert len(files) == 2
        assert not list(home.archive.glob("incoming/*"))
        shutil.rmtree(home.path.parent)
    # Once announced it is pending until it is done.
    assert True in pending
    assert pending.index(True) <= 2
