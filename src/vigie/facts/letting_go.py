"""Letting go what was imported about people a long time ago: rows, former versions, files.

The record of the import stays, with the SHA-256 of the file; printed counts, which speak of no
one, stay too. What remains is decided by dates alone: doing it again after a restore or a kill is
enough.
"""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from vigie.facts.erased import Erased
from vigie.facts.erasure import PERSONAL
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.redactions import Redactions
from vigie.facts.sweeping import sweep

LET_GO = "let_go"


def let_results_go(home: Home, before: date, *, now: datetime, dry: bool = False) -> int:
    """Lets go what files about a day before `before` say of people; how many imports that is.

    The cube is to be built again afterwards.
    """
    if dry:
        return len(_old(home, before))
    if not _old(home, before):
        return 0
    with home.writing():
        sweep(home)
        old = _old(home, before)
        erased, lake, redactions = Erased(home), Lake(home), Redactions(home)
        act = erased.announce(LET_GO, (), now)
        for family in PERSONAL:
            lake.take_out_imports(family, [record.no for record in old])
        lake.drop_former_files()
        records = Ledger(home).records()
        young = {record.sha256 for record in records if record.as_of >= before}
        for sha256 in {record.sha256 for record in old} - young:
            redactions.let_go(sha256, {record.sha256 for record in records})
        erased.note_carried_out(act)
        return len(old)


def _old(home: Home, before: date) -> list[ImportRecord]:
    """The imports that are to be let go and of which something is left."""
    records = Ledger(home).records()
    young = {record.sha256 for record in records if record.as_of >= before}
    redactions, lake = Redactions(home), Lake(home)
    held: set[int] = set()
    old = [r for r in records if r.as_of < before and set(r.families) & set(PERSONAL)]
    if old:
        for family in PERSONAL:
            rows = lake.scan(family, [record.no for record in old])
            held |= set(rows.select(pl.col("import_no").unique()).collect()["import_no"])
    return [record for record in old if record.no in held or _is_kept(record, young, redactions)]


def _is_kept(record: ImportRecord, young: set[str], redactions: Redactions) -> bool:
    return record.sha256 not in young and redactions.held(record.sha256).exists()
