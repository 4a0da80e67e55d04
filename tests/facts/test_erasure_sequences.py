"""Any sequence of imports, withdrawals, erasures, returns, backups and restores shows what a naive
list of who may be where shows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.given import NOW, table, take
from vigie.facts.erasure import come_back, erase, pseudonym_of, resume
from vigie.facts.home import Home
from vigie.facts.imports import UnknownImport, withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.redactions import Redactions

NAMES = ("abadie", "benali", "castel")
SOMEONE = st.sampled_from(NAMES)
ACTS = st.lists(
    st.tuples(st.just("import"), st.frozensets(SOMEONE, min_size=1))
    | st.tuples(st.just("withdraw"), st.integers(1, 4))
    | st.tuples(st.sampled_from(["erase", "erase", "return"]), SOMEONE)
    | st.tuples(st.sampled_from(["save", "restore"]), st.none()),
    min_size=2,
    max_size=9,
)


def address(name: str) -> str:
    return f"nour.{name}@ac-fictive.fr"


def roster(folder: Path, names: frozenset[str]) -> Path:
    """One line for each of the three, blank for who is not there: lines never move."""
    lines = [f"{address(n)};{n};Nour;CPE;25" if n in names else "" for n in NAMES]
    header = "email;last_name;first_name;profile;department"
    return table(folder, f"{'-'.join(sorted(names))}.csv", header, *lines)


@dataclass
class Naive:
    """Imports of a folder: when, of whom. Erasures and returns, which no restore undoes."""

    imports: dict[int, tuple[datetime, frozenset[str]]] = field(default_factory=dict)
    acts: list[tuple[datetime, str, str]] = field(default_factory=list)

    def there(self, at: datetime, name: str) -> bool:
        """Whether someone stands in an import of that moment: she was not out then, and was not
        erased since."""
        hers = [(when, act) for when, act, who in self.acts if who == name]
        out_then = next((act == "erase" for when, act in reversed(hers) if when <= at), False)
        erased_since = any(act == "erase" for when, act in hers if when > at)
        return not out_then and not erased_since

    def shown(self) -> dict[int, set[str]]:
        return {no: {n for n in names if self.there(at, n)} for no, (at, names)
                in self.imports.items()}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(ACTS)
def test_who_is_where(sequence: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        home, naive, saved = Home(folder / "home"), Naive(), {}
        home.prepare()
        people = {pseudonym_of(home, address(name)): name for name in NAMES}
        numbers = {name: person for person, name in people.items()}
        for minute, (act, what) in zip(count(1), sequence, strict=False):
            now = NOW + timedelta(minutes=minute)
            if act == "import" and isinstance(what, frozenset):
                report = take(home, roster(folder, what), now=now)
                if report.status == "imported":
                    no = Ledger(home).records()[-1].no
                    naive.imports[no] = (now, what)
            elif act == "withdraw":
                with_suppressed(home, str(what), now)
            elif act == "erase":
                erase(home, [numbers[str(what)]], now=now)
                naive.acts.append((now, "erase", str(what)))
            elif act == "return":
                come_back(home, [numbers[str(what)]], now=now)
                naive.acts.append((now, "return", str(what)))
            elif act == "save":
                shutil.rmtree(folder / "backup", ignore_errors=True)
                shutil.copytree(home.path, folder / "backup")
                saved = dict(naive.imports)
            elif (folder / "backup").exists():
                shutil.rmtree(home.path)
                shutil.copytree(folder / "backup", home.path)
                naive.imports = dict(saved)
                resume(home)
            check(home, naive, people)


def with_suppressed(home: Home, number: str, now: datetime) -> None:
    """Takes an import back, if there is one of that number: its rows stay where they are."""
    try:
        withdraw(home, number, by="nora", now=now)
    except UnknownImport:
        return


def check(home: Home, naive: Naive, people: dict[int, str]) -> None:
    records = Ledger(home).records()
    assert [record.no for record in records] == list(naive.imports)
    shown = naive.shown()
    rows = Lake(home).scan("placements", shown).select("import_no", "person").collect()
    found: dict[int, set[str]] = {no: set() for no in shown}
    for no, person in rows.iter_rows():
        found[no].add(people[person])
    assert found == shown
    # A file holds whom some import of it may hold, and nobody else.
    for sha256, names in by_file(records, shown):
        text = Redactions(home).held(sha256).read_text("utf-8")
        assert {name for name in NAMES if name in text} == names
    files = {path.name for path in home.archive.glob("??/*")}
    assert files == {Redactions(home).held(record.sha256).name for record in records}


def by_file(records: list, shown: dict[int, set[str]]) -> Iterator[tuple[str, set[str]]]:  # type: ignore[type-arg]  # records of the ledger
    """Of each file, who stands in the latest import made of it."""
    latest = {record.sha256: record.no for record in records}
    for sha256, no in latest.items():
        yield sha256, shown[no]
