"""Removing what killed writers left, before anything new is written."""

from __future__ import annotations

from vigie.facts.archive import Archive
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.redactions import Redactions


def sweep(home: Home) -> None:
    """Takes out of every place what no import owns; needs `home.writing()`."""
    ledger, lake = Ledger(home), Lake(home)
    Archive(home).sweep()
    ledger.sweep()
    left = ledger.interrupted()
    if not left:
        return
    wanted = {record.sha256 for record in ledger.records()}
    for no, sha256 in left.items():
        lake.sweep(no)
        if sha256 and sha256 not in wanted:
            Redactions(home).forget(sha256, wanted)
        ledger.abandon(no)
