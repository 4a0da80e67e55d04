"""What is known when a file arrives: committed facts, and those a rehearsal would have added."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vigie.facts.contracts import conform, empty
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger


class Known:
    """The imports of an installation as at one moment, and their rows by family.

    Given to several rehearsals in turn, it remembers what each would have committed: files
    rehearsed together meet each other as they will when they are imported together.
    """

    def __init__(self, home: Home) -> None:
        self._lake = Lake(home)
        self.records = Ledger(home).records()
        self._rehearsed: dict[int, Mapping[str, pl.DataFrame]] = {}

    @property
    def active(self) -> list[ImportRecord]:
        """The imports that count."""
        return [record for record in self.records if record.active]

    @property
    def next_no(self) -> int:
        """The number that an import would get now, if no other was interrupted meanwhile."""
        return max((record.no for record in self.records), default=0) + 1

    def rows(self, family: str) -> pl.DataFrame:
        """All active rows of a family (its fixed columns at least)."""
        numbers = [r.no for r in self.active if family in r.families]
        stored = [no for no in numbers if no not in self._rehearsed]
        frames = [self._lake.scan(family, stored).collect()] if stored else [empty(family)]
        for no in numbers:
            if no in self._rehearsed:
                frame = self._rehearsed[no][family]
                frames.append(conform(family, frame.with_columns(import_no=pl.lit(no, pl.Int32))))
        return pl.concat(frames, how="diagonal")

    def add(self, record: ImportRecord, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes in what a rehearsal would have committed."""
        self.records = [*self.records, record]
        self._rehearsed[record.no] = frames
