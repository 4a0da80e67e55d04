"""Writing the log: in the same transaction as the act it tells of; and emptying what must go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from vigie.domains.audit import witness
from vigie.domains.audit.chain import GENESIS, PARTS, key_of, link, seal, written
from vigie.domains.audit.models import READ, Entry, EntryQuerySet, Head
from vigie.domains.audit.ranges import as_ranges

_REFERENCE = re.compile(r"[a-z_]+(:[A-Za-z0-9_.:/-]+)?")
_CHUNK = 500


class OutsideTransaction(RuntimeError):
    """An entry must stand or fall with the act that it tells of: a fault of the program."""


class NotAReference(ValueError):
    """The log names people by reference (`person:12`), never by name or address: a fault of the
    program."""


@dataclass(frozen=True)
class Act:
    """What an entry tells. `actor`, `about`: references; `details`: in words of `acts.csv`."""

    action: str
    actor: str
    about: str = ""
    details: Mapping[str, object] | None = None


def record(
    action: str,
    *,
    actor: str,
    at: datetime,
    about: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Adds one entry to the chain, inside the transaction of the act.

    `actor`, `about`: who acted and whom or what it is about, as references (`person:12`,
    `pseudonym:-33`, `system`), never names. Raises OutsideTransaction or NotAReference.
    """
    return record_all([Act(action, actor, about, details)], at=at)[0]


def record_all(acts: Sequence[Act], *, at: datetime) -> list[Entry]:
    """Adds several entries in one go, in their order. Raises as `record`."""
    _refuse(acts)
    head = wait_for_turn()
    key = key_of(witness.folder())
    moment = at.astimezone(UTC)
    entries = []
    for act in acts:
        parts = {
            "actor": seal(act.actor),
            "about": seal(act.about),
            "details": seal(written(act.details or {})),
        }
        columns = {
            column: value
            for name, part in parts.items()
            for column, value in (
                (name, part.text), (f"{name}_salt", part.salt), (f"{name}_digest", part.digest)
            )
        }  # fmt: skip
        number, previous = head.number + 1, head.hash
        digests = (parts["actor"].digest, parts["about"].digest, parts["details"].digest)
        head.number = number
        head.hash = link(key, number=number, at=moment, action=act.action,
                         digests=digests, previous=previous)  # fmt: skip
        entries.append(
            Entry(number=number, at=moment, action=act.action, previous=previous, hash=head.hash,
                  **columns)
        )  # fmt: skip
    Entry.objects.bulk_create(entries, batch_size=_CHUNK)
    if entries:
        head.at = moment
        head.save(update_fields=["number", "hash", "at"])
        _witness_after_commit()
    return entries


def wait_for_turn() -> Head:
    """The end of the chain, held until the transaction ends: acts follow one another.

    An act that locks rows after its first entry calls this before its first lock, or two of them
    could each wait for the other. Raises OutsideTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction
    head, _ = Head.objects.select_for_update().get_or_create(
        pk=1, defaults={"number": 0, "hash": GENESIS}
    )
    return head


def record_read(
    *,
    reader: str,
    about: str,
    why: str,
    where: str,
    at: datetime,
    role: str = "",
    territory: str = "",
) -> Entry:
    """Logs that someone read what is held of one person.

    `reader`, `about`: references. `why`, `where`: for what reason and from which page, in French
    words that the person concerned will read. `role`, `territory`: under which mandate.
    """
    return record_reads(reader=reader, about=[about], why=why, where=where, at=at,
                        role=role, territory=territory)[0]  # fmt: skip


def record_reads(
    *,
    reader: str,
    about: Iterable[str],
    why: str,
    where: str,
    at: datetime,
    role: str = "",
    territory: str = "",
) -> list[Entry]:
    """Logs one reading of several people: an entry for each, so that each can see hers, and so that
    the erasure of one leaves the others."""
    told = {"why": why, "where": where, "role": role, "territory": territory}
    kept = {name: text for name, text in told.items() if text}
    people = dict.fromkeys(about)
    return record_all([Act(READ, reader, each, kept) for each in people], at=at)


@transaction.atomic
def forget(references: Iterable[str], *, actor: str, at: datetime) -> int:
    """Empties whatever in the log names someone, and logs which parts of which entries.

    Where she acted, her reference goes; where an act was about her, that reference; and the details
    of both, with those that quote her. Who else took part stays, and the chain holds. Returns the
    number of entries touched.
    """
    names = sorted(set(references))
    if not names:
        return 0
    wait_for_turn()
    acted = Entry.objects.filter(actor__in=names)
    concerned = Entry.objects.filter(about__in=names)
    quoting = Entry.objects.none()
    for name in names:
        # As JSON writes it: the closing quote keeps `person:1` apart from `person:12`.
        quoting = quoting | Entry.objects.filter(details__contains=f'"{name}"')
    numbers = {"actor": _numbers(acted), "about": _numbers(concerned)}
    numbers["details"] = sorted({*numbers["actor"], *numbers["about"], *_numbers(quoting)})
    by = "erased" if actor in names else actor
    return _erase(numbers, action="audit.forget", actor=by, at=at)


@transaction.atomic
def expire(entries: EntryQuerySet, *, actor: str, at: datetime) -> int:
    """Empties all parts of entries kept long enough, and logs which. Returns how many.

    What says which parts were emptied is kept: without it, an erasure could not be told from a
    tampering.
    """
    wait_for_turn()
    kept = _numbers(entries.exclude(action__in=("audit.forget", "audit.expire")))
    return _erase(dict.fromkeys(PARTS, kept), action="audit.expire", actor=actor, at=at)


def _erase(numbers: Mapping[str, list[int]], *, action: str, actor: str, at: datetime) -> int:
    emptied: dict[str, list[int]] = {}
    for part, asked in numbers.items():
        present = []
        for start in range(0, len(asked), _CHUNK):
            chunk = Entry.objects.filter(number__in=asked[start : start + _CHUNK])
            chunk = chunk.exclude(**{part: None})
            present += _numbers(chunk)
            chunk.update(**{part: None, f"{part}_salt": None})
        emptied[part] = present
    touched = sorted(set().union(*emptied.values()))
    if touched:
        told = {part: as_ranges(present) for part, present in emptied.items()}
        record(action, actor=actor, at=at, details={**told, "entries": len(touched)})
    return len(touched)


def _numbers(entries: EntryQuerySet) -> list[int]:
    return sorted(entries.values_list("number", flat=True))


def _refuse(acts: Sequence[Act]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(*(act.action for act in acts[:1]))
    for act in acts:
        for text in (act.actor, act.about):
            if text and not _REFERENCE.fullmatch(text):
                raise NotAReference(act.action)


def _witness_after_commit() -> None:
    """Once per transaction: the witness is told the head that the commit leaves."""
    waiting = transaction.get_connection().run_on_commit
    # One that waits already hangs on savepoints that we are in too: it goes if we go.
    if not any(function is witness.append_head for _, function, _ in waiting):
        transaction.on_commit(witness.append_head, robust=True)
