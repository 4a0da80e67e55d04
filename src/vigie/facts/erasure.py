"""Erasing people from the facts, their former versions and the archived files; for good.

An erasure is announced first (`erased`), then carried out: archived files, rows, former files of
the tables. Each step may be done twice. Killed halfway, it is still to be done and known to be:
the next import, build or start ends it. A folder that comes back from a backup is in the same
case, and is treated the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from vigie.facts.assembly import Sieve, assemble
from vigie.facts.contracts import FAMILIES
from vigie.facts.erased import ERASE, RETURN, Act, Erased
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.pseudonyms import finder, installation_key, pseudonym
from vigie.facts.redactions import Redactions
from vigie.facts.sweeping import sweep
from vigie.sources import registry
from vigie.sources.problems import Refused
from vigie.sources.redaction import lines_naming

PERSONAL = tuple(family.name for family in FAMILIES.values() if family.personal)


@dataclass(frozen=True)
class Done:
    """What an erasure took out: acts ended, rows of facts, archived files redacted."""

    acts: int = 0
    rows: int = 0
    files: int = 0


def pseudonym_of(home: Home, address: str) -> int:
    """The pseudonym that imports give to an address, or to an external id."""
    return pseudonym(installation_key(home), address.strip().lower())


def erase(home: Home, people: Collection[int], *, now: datetime) -> Done:
    """Takes these people out of everything that was imported; later imports leave them out.

    Raises NoSafePlace before anything is done. The cube is to be built again afterwards.
    """
    with home.writing():
        Erased(home).announce(ERASE, people, now)
        return _prepared(home)


def come_back(home: Home, people: Collection[int], *, now: datetime) -> None:
    """Lets imports made from now on hold these people again. What was erased stays erased."""
    with home.writing():
        Erased(home).announce(RETURN, people, now)
        _prepared(home)


def is_kept_out(home: Home, person: int) -> bool:
    """Whether imports leave this person out."""
    return person in Erased(home).kept_out()


def resume(home: Home) -> Done:
    """Ends what was announced and not carried out in this folder; cheap when nothing is."""
    if not Erased(home).pending():
        return Done()
    with home.writing():
        return _prepared(home)


def check_restored(home: Home) -> Done:
    """Carries out every erasure ever announced and reads every archived file again, whatever this
    folder says it has done: a backup made of files copied at different moments may be wrong."""
    with home.writing():
        sweep(home)
        return _carry_out(home, Erased(home).acts(), every_file=True)


def carry_out_pending(home: Home) -> Done:
    """Ends what is pending; for a writer that holds the place and has swept."""
    erased = Erased(home)
    acts = erased.pending()
    return _carry_out(home, acts) if acts else Done()


def _prepared(home: Home) -> Done:
    sweep(home)
    return carry_out_pending(home)


def _carry_out(home: Home, acts: Collection[Act], *, every_file: bool = False) -> Done:
    erased, lake = Erased(home), Lake(home)
    pending = {act.name for act in erased.pending()}
    people = frozenset(p for act in acts if act.kind == ERASE for p in act.people)
    done = Done()
    if people:
        gone = _forbidden(lake, Ledger(home).records(), people, erased.admitted_from())
        files = _redact(home, gone, people, erased.admitted_from(), every_file=every_file)
        for family, rows in gone.items():
            if rows.height:
                lake.take_out(family, rows)
        lake.drop_former_files()
        done = Done(rows=sum(rows.height for rows in gone.values()), files=files)
    for act in acts:
        if act.name in pending:
            erased.note_carried_out(act)
    erased.copy_outside()
    return Done(len(pending), done.rows, done.files)


def _forbidden(
    lake: Lake,
    records: list[ImportRecord],
    people: Collection[int],
    admitted: Mapping[int, datetime | None],
) -> dict[str, pl.DataFrame]:
    """By family, the rows (import_no, line, person) of people who must not be in that import."""
    imported_at = {record.no: record.imported_at for record in records}
    found = {}
    for family in PERSONAL:
        rows = lake.lines_about(family, people)
        out = [
            not _admits(admitted.get(person), imported_at.get(no))
            for no, person in rows.select("import_no", "person").iter_rows()
        ]
        found[family] = rows.filter(pl.Series(out, dtype=pl.Boolean))
    return found


def _admits(since: datetime | None, imported_at: datetime | None) -> bool:
    return since is not None and imported_at is not None and imported_at >= since


def _redact(
    home: Home,
    gone: Mapping[str, pl.DataFrame],
    people: Collection[int],
    admitted: Mapping[int, datetime | None],
    *,
    every_file: bool,
) -> int:
    """Redacts the archived files that hold these people; how many there were."""
    key, redactions = installation_key(home), Redactions(home)
    by_file: dict[str, list[ImportRecord]] = {}
    records = Ledger(home).records()
    for record in records:
        if set(record.families) & set(PERSONAL):
            by_file.setdefault(record.sha256, []).append(record)
    received = {record.sha256 for record in records}
    rows = pl.concat([frame.select("import_no", "line") for frame in gone.values()])
    files = 0
    for sha256, imports in by_file.items():
        newest = max(record.imported_at for record in imports)
        out = {person for person in people if not _admits(admitted.get(person), newest)}
        numbers = [record.no for record in imports]
        lines = set(rows.filter(pl.col("import_no").is_in(numbers))["line"].drop_nulls())
        known = redactions.of(sha256)
        # A refused line may name her, and left nothing in the facts.
        read = lines or every_file or any(record.rows_refused for record in imports)
        if not out or not (read or known):
            continue
        path = redactions.held(sha256)
        if read and path.exists():
            lines |= lines_about(path, imports[0].source, out, key)
        files += redactions.redact(
            sha256, imports[0].source, lines, finder(key, out), received
        )  # fmt: skip
    return files


def lines_about(path: Path, source: str, people: Collection[int], key: bytes) -> frozenset[int]:
    """The lines of a file that are about these people: those that the facts keep of them, those
    that another line of theirs took the place of, and those that could not be read."""
    sieve = Sieve(people)
    try:
        reading = registry.read(path, source=source)
    except Refused:
        return frozenset()
    assemble(reading.batches(), key, sieve=sieve)
    named = lines_naming(path, source, reading.refused_lines, finder(key, people))
    return frozenset(sieve.lines) | named
