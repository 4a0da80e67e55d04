"""Importing a file, and taking an import back.

One path for the rehearsal and the real run: `_prepare` reads, checks and decides everything;
only then does the real run write (archive, lake, and the ledger record that makes it exist).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from vigie.codes import UnknownCode, parse_pathway, parse_profile
from vigie.facts.acceptance import AcceptRefused, reasons_to_refuse
from vigie.facts.archive import Archive, Incoming, sha256_of
from vigie.facts.assembly import Sieve, assemble
from vigie.facts.campaign_context import Options
from vigie.facts.checks import Checked, check
from vigie.facts.erased import Erased
from vigie.facts.erasure import carry_out_pending
from vigie.facts.home import Home
from vigie.facts.import_report import (
    ALREADY_IMPORTED,
    DRY_RUN,
    IMPORTED,
    ImportReport,
    refused,
)
from vigie.facts.known import Known
from vigie.facts.lake import Lake
from vigie.facts.ledger import (
    ImportRecord,
    Ledger,
    RecordedNotice,
    Withdrawal,
    import_id,
)
from vigie.facts.places import Places
from vigie.facts.pseudonyms import finder, installation_key, rehearsal_key
from vigie.facts.redactions import Redactions
from vigie.facts.sweeping import sweep
from vigie.periods import PARIS
from vigie.sources import registry
from vigie.sources.problems import Notice, Problem, Refused
from vigie.sources.redaction import lines_naming


class UnknownImport(Exception):
    """No import of that name, or it was withdrawn already; the message is for the screen."""


@dataclass(frozen=True)
class _Prepared:
    """All that a real run writes, and the report it gives."""

    report: ImportReport
    frames: dict[str, pl.DataFrame]
    checked: Checked
    size: int
    left_out: frozenset[int]


def import_file(
    home: Home,
    path: Path,
    *,
    source: str | None = None,
    territory: str | None = None,
    profile: str | None = None,
    pathway: str | None = None,
    as_of: date | None = None,
    accept_refused: AcceptRefused = False,
    dry_run: bool = False,
    by: str,
    now: datetime,
    progress: Callable[[int], None] | None = None,
    tell: Callable[[str], None] | None = None,
    known: Known | None = None,
) -> ImportReport:
    """Reads a file and, unless `dry_run`, commits it: all of it or nothing.

    `territory`, `profile` and `pathway` are codes or French names. `accept_refused` leaves the
    refused lines out: True for all of them, or the very set of their numbers, as they were
    shown. `progress` receives the number of lines read so far, `tell` a French sentence when
    the import must wait for another one. Files rehearsed together share one `known`, so that
    each sees what those before it would have brought.

    What is wrong with the file is in the report; an exception is a fault of ours, and then
    nothing was committed.
    """
    what = _Request(source, territory, profile, pathway, as_of, accept_refused)
    with nullcontext() if dry_run else home.writing(tell):
        if not dry_run:
            sweep(home)
            carry_out_pending(home)
        try:
            if path.is_dir():
                raise IsADirectoryError(path)
            with path.open("rb"):
                pass
        except OSError as error:
            return refused(path.name, [_unreadable(error)])
        if dry_run:
            known = known or Known(home)
            prepared = _prepare(home, path, what, now, known, rehearsal_key(home), progress)
            if isinstance(prepared, ImportReport):
                return prepared
            known.add(_record(prepared, known.next_no, by, now), prepared.frames)
            return replace(prepared.report, status=DRY_RUN)
        incoming = Archive(home).receive(path)
        try:
            key = installation_key(home)
            prepared = _prepare(home, incoming.path, what, now, Known(home), key, progress)
            if isinstance(prepared, ImportReport):
                return prepared
            return _commit(home, prepared, incoming, by, now)
        finally:
            incoming.discard()


def withdraw(home: Home, import_name: str, *, by: str, now: datetime) -> ImportRecord:
    """Takes an import back: its rows do not exist any more, its record stays.

    Raises UnknownImport, whose French message says whether the import never existed or was
    withdrawn before, when and by whom.
    """
    with home.writing():
        ledger = Ledger(home)
        wanted = import_name.strip().upper()
        for record in ledger.records():
            if wanted in (record.import_id, str(record.no)):
                break
        else:
            raise UnknownImport(
                f"Aucun import ne porte le numéro «\u00a0{import_name}\u00a0». "
                "La liste est donnée par «\u00a0vigie imports\u00a0»."
            )
        if record.withdrawn:
            raise UnknownImport(
                f"L’import {record.import_id} ({record.file}) a déjà été retiré le "
                f"{record.withdrawn.at.astimezone(PARIS):%d/%m/%Y à %H:%M} par "
                f"{record.withdrawn.by}."
            )
        withdrawal = Withdrawal(at=now, by=by)
        ledger.withdraw(record.no, withdrawal)
        return replace(record, withdrawn=withdrawal)


@dataclass(frozen=True)
class _Request:
    source: str | None
    territory: str | None
    profile: str | None
    pathway: str | None
    as_of: date | None
    accept_refused: AcceptRefused


def _prepare(
    home: Home,
    path: Path,
    what: _Request,
    now: datetime,
    known: Known,
    key: bytes,
    progress: Callable[[int], None] | None,
) -> _Prepared | ImportReport:
    size = path.stat().st_size
    places = Places(home, now.astimezone(PARIS).date(), known)
    with ThreadPoolExecutor(1, thread_name_prefix="sha256") as pool:
        hashing = pool.submit(sha256_of, path)
        try:
            options = _options(what, places)
        except Refused as refusal:
            return refused(path.name, refusal.problems, source=what.source,
                           sha256=hashing.result())  # fmt: skip
        # Hashing goes on while the file is parsed, unless the file may well be known already.
        if any(record.size == size for record in known.active):
            sha256 = hashing.result()
            if same := _same(known, sha256):
                return _already(path.name, same, what)
        try:
            reading = registry.read(path, source=what.source, context=places.context())
            kept_out = Erased(home).kept_out()
            sieve = Sieve(kept_out)
            frames = assemble(reading.batches(), key, progress, sieve)
        except Refused as refusal:
            return refused(path.name, refusal.problems, source=what.source,
                           sha256=hashing.result())  # fmt: skip
        sha256 = hashing.result()
    if same := _same(known, sha256):
        return _already(path.name, same, what)
    checked = check(
        known,
        reading,
        frames,
        options,
        name=places.name,
        as_of=what.as_of,
        now=now,
    )
    problems = reasons_to_refuse(checked, what.accept_refused)
    if problems:
        return refused(
            path.name,
            problems,
            source=reading.source,
            sha256=sha256,
            as_of=checked.as_of,
            rows_read=checked.rows_read,
            refused_lines=checked.refused_lines,
            warnings=checked.notices,
        )
    report = ImportReport(
        file=path.name,
        source=reading.source,
        status=IMPORTED,
        import_id=None,
        sha256=sha256,
        as_of=checked.as_of,
        rows_read=checked.rows_read,
        rows_kept=checked.rows_read - checked.rows_refused - len(sieve.lines),
        rows_refused=checked.rows_refused,
        errors=checked.problems,
        warnings=(*checked.notices, *_erased_people(len(sieve.lines))),
        refused_lines=tuple(sorted(checked.refused_lines)),
    )
    left_out = frozenset(sieve.lines)
    if kept_out:
        is_hers = finder(key, kept_out)
        left_out |= lines_naming(path, reading.source, checked.refused_lines, is_hers)
    return _Prepared(report, checked.frames, checked, size, left_out)


def _commit(
    home: Home, prepared: _Prepared, incoming: Incoming, by: str, now: datetime
) -> ImportReport:
    sha256 = prepared.report.sha256 or ""
    ledger, lake = Ledger(home), Lake(home)
    no = ledger.reserve(sha256)
    if prepared.left_out:
        is_hers = finder(installation_key(home), Erased(home).kept_out())
        source = prepared.report.source or ""
        Redactions(home).keep(incoming, sha256, source, prepared.left_out, is_hers)
    else:
        received = {record.sha256 for record in ledger.records()}
        Redactions(home).keep_whole(incoming, sha256, received)
    for family, frame in prepared.frames.items():
        lake.write(family, frame, no)
    ledger.commit(_record(prepared, no, by, now))
    return replace(prepared.report, import_id=import_id(no))


def _record(prepared: _Prepared, no: int, by: str, now: datetime) -> ImportRecord:
    report, checked = prepared.report, prepared.checked
    assert report.sha256 is not None
    assert report.source is not None
    assert report.as_of is not None
    return ImportRecord(
        no=no,
        import_id=import_id(no),
        file=report.file,
        source=report.source,
        sha256=report.sha256,
        size=prepared.size,
        as_of=report.as_of,
        as_of_origin=checked.as_of_origin,
        imported_at=now,
        imported_by=by,
        rows_read=report.rows_read,
        rows_kept=report.rows_kept,
        rows_refused=report.rows_refused,
        territory=checked.whole.territory,
        profile=checked.whole.profile,
        pathway=checked.whole.pathway,
        campaigns=tuple(context.campaign for context in checked.contexts),
        contexts=checked.contexts,
        families=tuple(prepared.frames),
        notices=tuple(_recorded(notice) for notice in report.warnings),
        refused_lines=report.refused_lines,
    )


def _options(what: _Request, places: Places) -> Options:
    """The options as canonical codes; raises Refused with all that is wrong with them, the name
    of the source included."""
    problems: list[Problem] = []
    if what.source is not None and what.source not in registry.SOURCE_NAMES:
        problems += registry.unknown_source(what.source).problems
    values: dict[str, str | None] = {}
    parsers: tuple[tuple[str, str | None, Callable[[str], str]], ...] = (
        ("territory", what.territory, places.resolve),
        ("profile", what.profile, parse_profile),
        ("pathway", what.pathway, parse_pathway),
    )
    for name, text, parse in parsers:
        try:
            values[name] = parse(text) if text else None
        except UnknownCode as error:
            problems.append(
                Problem(
                    line=None, column=name, value=text, message=error.message, remedy=error.remedy
                )
            )
    if problems:
        raise Refused(tuple(problems))
    return Options(**values)


def _same(known: Known, sha256: str) -> ImportRecord | None:
    found = [record for record in known.active if record.sha256 == sha256]
    return found[-1] if found else None


def _already(file: str, record: ImportRecord, what: _Request) -> ImportReport:
    warnings = [
        Notice(
            code="already_imported",
            message=(
                f"Ce fichier, octet pour octet, est déjà importé ({record.import_id}, le "
                f"{record.imported_at.astimezone(PARIS):%d/%m/%Y}). Rien n’a changé."
            ),
        )
    ]
    other = what.source not in (None, record.source)
    if other or any((what.territory, what.profile, what.pathway, what.as_of)):
        warnings.append(
            Notice(
                code="options_ignored",
                message=(
                    "Les options données n’ont pas été appliquées. Pour les changer, retirez "
                    f"d’abord l’import {record.import_id}, puis importez de nouveau le fichier."
                ),
            )
        )
    return ImportReport(
        file=file,
        source=record.source,
        status=ALREADY_IMPORTED,
        import_id=record.import_id,
        sha256=record.sha256,
        as_of=record.as_of,
        rows_read=record.rows_read,
        rows_kept=record.rows_kept,
        rows_refused=record.rows_refused,
        warnings=tuple(warnings),
    )


def _erased_people(lines: int) -> tuple[Notice, ...]:
    """Says how many lines are left out, and not which ones: an erasure is nobody's business."""
    if not lines:
        return ()
    message = f"Des personnes ont été effacées à leur demande : {lines} ligne"
    message += "s ne sont pas reprises." if lines > 1 else " n’est pas reprise."
    return (Notice(code="erased_people", message=message),)


def _recorded(notice: Notice) -> RecordedNotice:
    # The value may be an identity (an address in a roster, say): it stays on the screen.
    message = notice.message
    if notice.value and "@" in notice.value:
        message = message.replace(notice.value, "…")
    return RecordedNotice(notice.code, message, notice.line, notice.column)


def _unreadable(error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        message, remedy = "Le fichier n’existe pas.", "Vérifiez son nom et son dossier."
    elif isinstance(error, IsADirectoryError):
        message, remedy = "C’est un dossier, pas un fichier.", "Donnez les fichiers un par un."
    elif isinstance(error, PermissionError):
        message, remedy = "Le fichier ne peut pas être lu.", "Demandez le droit de le lire."
    else:
        raise error
    return Problem(line=None, column=None, value=None, message=message, remedy=remedy)
