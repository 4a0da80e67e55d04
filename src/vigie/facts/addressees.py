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
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.pseudonyms import Pseudonymiser, installation_key
from vigie.sources import roster
from vigie.sources.registry import table_of

BLOCK = 50_000


def addressees(home: Home) -> Iterator[pl.DataFrame]:
    """Blocks of at most `BLOCK` people: `person` and the columns of `roster.ADDRESSEE`.

    A person of two rosters comes twice, the newest first. One who is only in a roster that a newer
    one replaces where she worked has left (see `rosters_in_force`)."""
    pseudonymiser = Pseudonymiser(installation_key(home))
    for record, replaced in rosters_in_force(home):
        table = table_of(Archive(home).path(record.sha256), roster.NAME)
        for block in roster.addressees(table):
            rows = block.filter(~pl.col("department").is_in(replaced)) if replaced else block
            for part in rows.iter_slices(BLOCK):
                yield part.with_columns(pseudonymiser.column(part["email"]).alias("person"))


def rosters_in_force(home: Home) -> list[tuple[ImportRecord, list[str]]]:
    """The rosters, the newest first, each with the départements in which a newer one replaces it:
    those where the newer lists at least half as many people. A file of a few newcomers adds."""
    records = [each for each in Ledger(home).active() if each.source == roster.NAME]
    sizes: dict[int, dict[str, int]] = {}
    counted = (
        Lake(home)
        .scan("placements", [record.no for record in records])
        .group_by("import_no", "department")
        .len()
        .collect()
    )
    for no, department, number in counted.iter_rows():
        sizes.setdefault(no, {})[department] = number
    found: list[tuple[ImportRecord, list[str]]] = []
    largest: dict[str, int] = {}
    for record in sorted(records, key=lambda each: (each.as_of, each.no), reverse=True):
        mine = sizes.get(record.no, {})
        replaced = [each for each, n in mine.items() if 2 * largest.get(each, 0) >= n]
        found.append((record, replaced))
        for each, n in mine.items():
            largest[each] = max(n, largest.get(each, 0))
    return found
