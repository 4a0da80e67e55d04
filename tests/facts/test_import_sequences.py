"""Any sequence of imports and withdrawals shows what a naive list of files shows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.given import NOW, headcounts_file, take
from vigie.facts.home import Home
from vigie.facts.imports import UnknownImport, withdraw
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger

acts = st.lists(
    st.tuples(st.just("import"), st.integers(1, 4))
    | st.tuples(st.just("withdraw"), st.integers(1, 5)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12, deadline=None)
@given(acts)
def test_the_lake_shows_the_files_that_are_in(sequence: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        shown: dict[int, int] = {}  # import number -> headcount of its only line
        given_out = 0
        for act, number in sequence:
            if act == "import":
                path = headcounts_file(
                    Path(folder), f"dep:25;CPE;{number};2024-03-15", name=f"{number}.csv"
                )
                status = take(home, path).status
                assert status == ("already_imported" if number in shown.values() else "imported")
                if status == "imported":
                    given_out += 1
                    shown[given_out] = number
            else:
                try:
                    withdraw(home, str(number), by="nora", now=NOW)
                    assert number in shown
                except UnknownImport:
                    assert number not in shown
                shown.pop(number, None)
            rows = Lake(home).scan("headcounts").collect()
            assert dict(rows.select("import_no", "headcount").rows()) == shown
            assert [record.no for record in Ledger(home).active()] == list(shown)
