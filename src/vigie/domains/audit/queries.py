"""Reading the log back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from vigie.domains.audit import witness
from vigie.domains.audit.chain import Line, Sealed, key_of
from vigie.domains.audit.models import Entry, EntryQuerySet, Head
from vigie.domains.audit.verify import Finding, Verification, unreadable
from vigie.domains.audit.witness import Testimony

_COLUMNS = (
    "number", "at", "action",
    "actor", "actor_salt", "actor_digest",
    "about", "about_salt", "about_digest",
    "details", "details_salt", "details_digest",
    "previous", "hash",
)  # fmt: skip
_CHUNK = 2_000


def lines(after: int = 0) -> Iterator[Line]:
    """The entries after a number, in order, without holding them all."""
    found = Entry.objects.filter(number__gt=after).order_by("number").values_list(*_COLUMNS)
    for row in found.iterator(chunk_size=_CHUNK):
        number, at, action, *parts, previous, own = row
        yield Line(
            number=number,
            at=at,
            action=action,
            actor=Sealed(*parts[0:3]),
            about=Sealed(*parts[3:6]),
            details=Sealed(*parts[6:9]),
            previous=previous,
            hash=own,
        )


def verified(testimony: Testimony, *, tell: Callable[[int], None] | None = None) -> Finding:
    """The whole log against what a witness said, which was read before.

    Acts go on meanwhile: what they add is verified too. `tell` receives the number reached, from
    time to time.
    """
    run = Verification(key_of(witness.folder()), testimony)
    try:
        return _verified(run, tell or (lambda _number: None))
    except (TypeError, ValueError, OverflowError):
        # Raised while a row was turned into values: the entry after the last one that holds.
        run.fault = unreadable(run.number + 1)
        return run.finish(None)


def _verified(run: Verification, tell: Callable[[int], None]) -> Finding:
    run.take(_told(lines(), tell))
    while run.fault is None:
        found = Head.objects.filter(pk=1).values_list("number", "hash").first()
        # Entries and head are committed together: a head further on means newer entries, or none.
        if found is None or found[0] <= run.number or not run.take(lines(run.number)):
            return run.finish(found)
    return run.finish(None)


def _told(entries: Iterator[Line], tell: Callable[[int], None]) -> Iterator[Line]:
    for rank, line in enumerate(entries):
        if rank % _CHUNK == 0:
            tell(rank)
        yield line


def reads_of(references: Iterable[str], *, since: datetime | None = None) -> EntryQuerySet:
    """Who read what is held under these references, the latest first."""
    return Entry.objects.reads().concerning(references).between(since, None).latest_first()
