"""Who may be written to: the people of the rosters in force, read again from the archive.

The facts hold pseudonyms only, so addresses are looked up in the files as received, block after
block: nothing is kept, and memory does not grow with the number of people. A person who was erased
is gone from those files too.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from vigie.facts.archive import Archive
from vigie.facts.home import Home
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.pseudonyms import Pseudonymiser, installation_key
from vigie.sources import roster
from vigie.sources.registry import table_of

BLOCK = 50_000


def addressees(home: Home) -> Iterator[pl.DataFrame]:
    """Blocks of at most `BLOCK` people: `person` and the columns of `roster.ADDRESSEE`. A person of
    two rosters comes twice, the newest first; one who is in no current roster has left."""
    pseudonymiser = Pseudonymiser(installation_key(home))
    for record in rosters_in_force(home):
        table = table_of(Archive(home).path(record.sha256), roster.NAME)
        for block in roster.addressees(table):
            for rows in block.iter_slices(BLOCK):
                person = pseudonymiser.column(rows["email"]).alias("person")
                yield rows.with_columns(person)


def rosters_in_force(home: Home) -> list[ImportRecord]:
    """The newest roster of each territory that rosters were imported for, the newest first."""
    newest: dict[str | None, ImportRecord] = {}
    for record in Ledger(home).active():
        if record.source == roster.NAME:
            held = newest.get(record.territory)
            if held is None or (record.as_of, record.no) > (held.as_of, held.no):
                newest[record.territory] = record
    return sorted(newest.values(), key=lambda each: (each.as_of, each.no), reverse=True)
