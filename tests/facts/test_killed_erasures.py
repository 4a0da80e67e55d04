"""Killed at any moment, an erasure is done or known to be still to do; the next start ends it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from facts.given import NOW, table, take
from facts.test_erasure import ADDRESS, ROSTER, check_gone, export, people_in
from lib.killing import at_each_change
from vigie.facts.erased import Erased
from vigie.facts.erasure import erase, pseudonym_of, resume
from vigie.facts.home import Home
from vigie.facts.redactions import Redactions

LATER = NOW + timedelta(days=1)


def erase_one(home: Path, person: int) -> None:
    erase(Home(home), [person], now=LATER)


@pytest.mark.slow
def test_killed_at_each_touch_of_the_disk(tmp_path: Path) -> None:
    # The ledger that no restore replaces lies beside the folder: both are in `place`.
    place = tmp_path / "place"
    before = Home(place / "home")
    take(before, export(tmp_path), profile="CPE", territory="Doubs")
    take(before, table(tmp_path, "agents.csv", *ROSTER))
    person = pseudonym_of(before, ADDRESS)
    others = people_in(before) - {person}
    remains = at_each_change(place, tmp_path / "aside", erase_one, before.path, person)
    assert remains.moments > 20
    pending = []
    for folder in remains.folders:
        home = Home(folder / "home")
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
        shutil.rmtree(folder)
    # Once announced it is pending until it is done.
    first = pending.index(True)
    assert first <= 14
    last = len(pending) - pending[::-1].index(True)
    assert all(pending[first:last])
    assert not any(pending[last:])
