"""Keeping the documents of the private space of a school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.compliance import documents_storage as storage
from vigie.domains.compliance.models import Document, DocumentVersion
from vigie.domains.compliance.refusals import ComplianceRefused
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person

KEPT_AFTER_DELETION = timedelta(days=30)
"""How long a deleted document can be put back."""
_ORPHAN_AFTER = timedelta(days=1)


class NoLongerThere(ComplianceRefused):
    """The document was deleted, or cannot be put back any more."""


@dataclass(frozen=True)
class Upload:
    """A file as it arrives: its name, its blocks of bytes."""

    name: str
    chunks: Iterable[bytes]


def deposit_document(
    school: str, *, title: str, upload: Upload, by: Person, at: datetime
) -> Document:
    """Adds a document to the private space of a school. Raises FileRefused."""
    stored = storage.keep(upload.name, upload.chunks)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                territory=school, title=title, created_at=at, created_by=by
            )
            _add(document, 1, upload, stored, by, at)
            _log("document.deposit", document, 1, by, at)
    except BaseException:
        storage.discard(stored.name)
        raise
    return document


def replace_document(
    document: Document, *, upload: Upload, by: Person, at: datetime
) -> DocumentVersion:
    """Adds a version; the former ones stay. Raises FileRefused or NoLongerThere."""
    stored = storage.keep(upload.name, upload.chunks)
    try:
        with transaction.atomic():
            known = _kept(document)
            last = known.versions.order_by("-number").values_list("number", flat=True).first() or 0
            version = _add(known, last + 1, upload, stored, by, at)
            _log("document.replace", known, version.number, by, at)
    except BaseException:
        storage.discard(stored.name)
        raise
    return version


@transaction.atomic
def delete_document(document: Document, *, by: Person, at: datetime) -> Document:
    """Takes a document away; for some time it can be put back. Raises NoLongerThere."""
    known = _kept(document)
    known.deleted_at, known.deleted_by = at, by
    known.save(update_fields=["deleted_at", "deleted_by"])
    _log("document.delete", known, None, by, at)
    return known


@transaction.atomic
def restore_document(document: Document, *, by: Person, at: datetime) -> Document:
    """Puts a deleted document back. Raises NoLongerThere."""
    known = Document.objects.select_for_update().get(pk=document.pk)
    if known.deleted_at is None or known.deleted_at + KEPT_AFTER_DELETION < at:
        raise NoLongerThere("document", "Ce document ne peut pas être rétabli.", "")
    known.deleted_at = known.deleted_by = None
    known.save(update_fields=["deleted_at", "deleted_by"])
    _log("document.restore", known, None, by, at)
    return known


@transaction.atomic
def write_down_download(version: DocumentVersion, *, by: Person, at: datetime) -> None:
    """Writes down that someone took a copy of a document."""
    _log("document.read", version.document, version.number, by, at)


@transaction.atomic
def purge_documents(limit: datetime, at: datetime) -> int:
    """Removes for good the documents deleted before a moment, files included, and the files that
    an interrupted deposit left. Returns how many documents went."""
    gone = list(Document.objects.deleted_before(limit).select_for_update())
    for document in gone:
        _log("document.purge", document, None, None, at)
        for stored in document.versions.values_list("stored", flat=True):
            transaction.on_commit(partial(storage.discard, stored))
        document.delete()
    old = (at - _ORPHAN_AFTER).timestamp()
    known = set(DocumentVersion.objects.values_list("stored", flat=True))
    for stored, written in list(storage.on_the_disk()):
        if stored not in known and written < old:
            storage.discard(stored)
    return len(gone)


def _kept(document: Document) -> Document:
    known = Document.objects.select_for_update().get(pk=document.pk)
    if known.deleted_at is not None:
        raise NoLongerThere("document", "Ce document a été supprimé.", "Rétablissez-le d’abord.")
    return known


def _add(
    document: Document,
    number: int,
    upload: Upload,
    stored: storage.Stored,
    by: Person,
    at: datetime,
) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        stored=stored.name,
        name=storage.safe_name(upload.name),
        size=stored.size,
        sha256=stored.sha256,
        added_at=at,
        added_by=by,
    )


def _log(act: str, document: Document, number: int | None, by: Person | None, at: datetime) -> None:
    record(
        act,
        actor=reference(by),
        about=f"territory:{document.territory}",
        at=at,
        details={"document": document.pk, **({"number": number} if number else {})},
    )
