"""What changes the kit: one verb each, atomic, logged, with named refusals in French."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.compliance.documents_storage import Store, safe_name
from vigie.domains.compliance.uploads import Upload
from vigie.domains.kit.models import Edition, Kind, Piece
from vigie.domains.kit.queries import last_edition, original_of
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.web.refusals import ChangeRefused, unless_taken
from vigie.web.wording import WordingFault, check, is_address, parse

FILES = Store("kit")
"""The files of the kit."""
WRITTEN = (Kind.MAIL, Kind.SHEET, Kind.POSTER, Kind.GUIDE)
"""Kinds that are a text, hence made in the name of each territory."""
LINKS = ("lien", "espace")
"""The fields that are an address: see `values.FIELDS`."""


class KitRefused(ChangeRefused):
    """A change of the kit that cannot be made."""

    status = 400


class NothingSaid(KitRefused):
    """A piece without text, file or address."""


class NotWording(KitRefused):
    """A text that is not of the language, or asks for a field that is not offered."""


class NotAnAddress(KitRefused):
    """An address that leads nowhere."""


class AlreadyAdapted(KitRefused):
    """The territory has its own words for that piece."""


class PieceGone(KitRefused):
    """The piece was withdrawn."""


@dataclass(frozen=True)
class Content:
    """What an edition holds. `body` is a text of `web.wording`; `upload` a new file."""

    subject: str = ""
    body: str = ""
    link: str = ""
    dated: date | None = None
    note: str = ""
    upload: Upload | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Heading:
    """How a piece is filed."""

    kind: str
    audience: str
    title: str
    territory: str


def write_piece(
    said: Heading, content: Content, *, allowed: Iterable[str], by: Person | None, at: datetime
) -> Piece:
    """Adds a piece with its first edition. `allowed`: the fields its text may hold.

    Raises NothingSaid, NotWording, NotAnAddress, FileRefused."""
    refuse_content(said.kind, content, allowed, has_file=False)
    with _file(content) as stored, transaction.atomic():
        piece = Piece.objects.create(**vars(said), created_at=at, created_by=by)
        _edit(piece, 1, content, stored, by, at)
        _log("kit.write", piece, by, at, number=1)
    return piece


def revise_piece(
    piece: Piece, content: Content, *, allowed: Iterable[str], by: Person | None, at: datetime
) -> Edition:
    """Adds an edition; the former ones stay. A file that is not replaced is kept.

    Raises as `write_piece`, and PieceGone."""
    before = last_edition(piece)
    refuse_content(piece.kind, content, allowed, has_file=bool(before.stored))
    with _file(content) as stored, transaction.atomic():
        known = _kept(piece)
        edition = _edit(known, _next(known), content, stored or before, by, at)
        if known.original_id is not None:
            # Whoever rewrites an adaptation has the original before her eyes.
            known.adapted_from = last_edition(original_of(known)).number
            known.save(update_fields=["adapted_from"])
        _log("kit.revise", known, by, at, number=edition.number)
    return edition


@transaction.atomic
def adapt_piece(piece: Piece, territory: str, *, by: Person, at: datetime) -> Piece:
    """Gives a territory its own copy of a piece, to be reworded, linked to the original.

    Raises AlreadyAdapted or PieceGone."""
    source, original = _kept(piece), original_of(piece)
    newest = last_edition(source)
    with unless_taken(
        AlreadyAdapted("", "Votre territoire a déjà sa version de cette pièce.", "Modifiez-la.")
    ):
        own = Piece.objects.create(
            kind=source.kind,
            audience=source.audience,
            title=source.title,
            territory=territory,
            original=original,
            adapted_from=last_edition(original).number,
            created_at=at,
            created_by=by,
        )
    content = Content(newest.subject, newest.body, newest.link, newest.dated)
    _edit(own, 1, content, newest, by, at)
    _log("kit.adapt", own, by, at, number=1)
    return own


@transaction.atomic
def keep_words(piece: Piece, *, by: Person, at: datetime) -> Piece:
    """Says that an adaptation still holds after the original changed. Raises PieceGone."""
    known = _kept(piece)
    known.adapted_from = last_edition(original_of(known)).number
    known.save(update_fields=["adapted_from"])
    _log("kit.keep", known, by, at, number=known.adapted_from)
    return known


@transaction.atomic
def restore_edition(edition: Edition, *, by: Person, at: datetime) -> Edition:
    """Makes a former edition hold again, as a new one. Raises PieceGone."""
    known = _kept(edition.piece)
    content = Content(
        edition.subject, edition.body, edition.link, edition.dated,
        note=f"Reprend l’édition {edition.number}.",
    )  # fmt: skip
    made = _edit(known, _next(known), content, edition, by, at)
    _log("kit.restore", known, by, at, number=made.number)
    return made


@transaction.atomic
def withdraw_piece(piece: Piece, *, by: Person, at: datetime) -> Piece:
    """Takes a piece out of the kit; of an adaptation, the original holds again.

    Raises PieceGone."""
    known = _kept(piece)
    known.withdrawn_at = at
    known.save(update_fields=["withdrawn_at"])
    _log("kit.withdraw", known, by, at)
    return known


@transaction.atomic
def put_back_piece(piece: Piece, *, by: Person, at: datetime) -> Piece:
    """Puts a withdrawn piece back. Raises AlreadyAdapted."""
    known = Piece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    known.withdrawn_at = None
    with unless_taken(
        AlreadyAdapted(
            "", "Votre territoire a entre-temps une autre version de cette pièce.", "Modifiez-la."
        )
    ):
        known.save(update_fields=["withdrawn_at"])
    _log("kit.put_back", known, by, at)
    return known


def refuse_content(kind: str, content: Content, allowed: Iterable[str], *, has_file: bool) -> None:
    """Raises what `write_piece` raises of the content alone."""
    if content.link and not is_address(content.link):
        raise NotAnAddress(
            "link", "Cette adresse ne mène nulle part.", "Elle commence par https://."
        )
    if kind == Kind.LINK and not content.link:
        raise NothingSaid("link", "Il manque l’adresse de la page.", "Copiez-la du navigateur.")
    if kind in WRITTEN and not content.body.strip():
        raise NothingSaid("body", "Le texte est vide.", "Écrivez-le, ou reprenez un modèle.")
    if not (content.body.strip() or content.link or content.upload or has_file):
        raise NothingSaid("file", "Il n’y a ni texte ni fichier.", "Déposez le document.")
    if "\n" in content.subject or "\r" in content.subject:
        raise NotWording("subject", "L’objet tient sur une ligne.", "Retirez le saut de ligne.")
    names = tuple(allowed)
    for name, text in (("subject", content.subject), ("body", content.body)):
        try:
            check(parse(text), names, LINKS)
        except WordingFault as fault:
            told = fault.placed if name == "body" else fault.message
            raise NotWording(name, told, fault.remedy) from None


@contextmanager
def _file(content: Content) -> Iterator[Edition | None]:
    """Keeps the file of a content, and lets go of it if what follows fails."""
    if content.upload is None:
        yield None
        return
    kept = FILES.keep(content.upload.name, content.upload.chunks)
    try:
        yield Edition(stored=kept.name, name=safe_name(content.upload.name), size=kept.size)
    except BaseException:
        FILES.discard(kept.name)
        raise


def _edit(
    piece: Piece,
    number: int,
    content: Content,
    file: Edition | None,
    by: Person | None,
    at: datetime,
) -> Edition:
    said = replace(content, upload=None)
    kept = (file.stored, file.name, file.size) if file is not None else ("", "", 0)
    return Edition.objects.create(
        piece=piece, number=number, subject=said.subject, body=said.body, link=said.link,
        dated=said.dated, note=said.note, stored=kept[0], name=kept[1], size=kept[2],
        made_at=at, made_by=by,
    )  # fmt: skip


def _next(piece: Piece) -> int:
    return last_edition(piece).number + 1


def _kept(piece: Piece) -> Piece:
    known = Piece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    if known.withdrawn_at is not None:
        raise PieceGone("", "Cette pièce a été retirée du kit.", "Rétablissez-la d’abord.")
    return known


def _log(action: str, piece: Piece, by: Person | None, at: datetime, **more: object) -> None:
    details = {"piece": piece.pk, "territory": piece.territory, **more}
    record(action, actor=reference(by), at=at, details=details)
