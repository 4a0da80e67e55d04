"""A file as it comes in a form: limited before anything looks at it, refused in French."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from vigie.domains.compliance import documents_storage as storage
from vigie.domains.compliance.forms import EMPTY, Typed
from vigie.web.components import Field
from vigie.web.sent_twice import refuse_twice

CUT = "L’envoi s’est interrompu. Déposez de nouveau le fichier."


@dataclass(frozen=True)
class Upload:
    """A file as it arrives: its name, its blocks of bytes."""

    name: str
    chunks: Iterable[bytes]


def limited(request: HttpRequest) -> storage.Limited:
    """Sets the limit of size: before the form is read, hence before the token is checked."""
    limit = storage.Limited(request)
    request.upload_handlers.insert(0, limit)
    return limit


def uploaded(
    request: HttpRequest, limit: storage.Limited, typed: Typed, *, required: bool = True
) -> Upload | None:
    """The file of the entry `file`; None when there is none, or when `typed` refuses it.

    Raises SentTwice, that leads to what the first one made."""
    files = request.FILES.getlist("file")  # read first: the limit is known once they are
    refuse_twice(request)
    if limit.too_big:
        typed.refuse("file", storage.too_big().sentence)
        return None
    if not files or not files[0].name:
        if required:
            typed.refuse("file", EMPTY)
        return None
    return Upload(files[0].name, files[0].chunks())


def status_of(limit: storage.Limited) -> int:
    """The code of an answer that refuses a form."""
    return 413 if limit.too_big else 400


def file_field(fault: str = "", *, required: bool = True) -> Field:
    """The entry of a file."""
    return Field(
        "file",
        "Fichier",
        "file",
        required=required,
        accept=storage.ACCEPTED,
        error=fault,
        help="PDF, bureautique, image ou texte, 10\u00a0Mo au plus.",
    )
