"""The kit as files: a message to open and send, paper in the name of a territory, or what was
deposited; and all of it as one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from vigie.domains.kit.actions import FILES
from vigie.domains.kit.models import Kind
from vigie.domains.kit.queries import Held
from vigie.domains.kit.values import Filling, filling, name_of
from vigie.facts.tree import Tree
from vigie.periods import PARIS
from vigie.web import formats
from vigie.web.pdf import pdf
from vigie.web.qr import qr_svg
from vigie.web.wording import Wording, as_blocks, as_html, as_text, filled, parse

_PAPER = Path(__file__).with_name("paper")
_WITH_CODE = (Kind.SHEET, Kind.POSTER)
_ON_PAPER = (Kind.SHEET, Kind.POSTER, Kind.GUIDE, Kind.LETTER, Kind.SUPPORT)


@dataclass(frozen=True)
class Given:
    """A file to take away: its name, its media type, its bytes."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True)
class Spoken:
    """A piece in the words of a territory."""

    subject: str
    body: Wording


def spoken(held: Held, values: Filling) -> Spoken:
    """The text of a piece, its fields filled."""
    subject = filled(parse(held.edition.subject), values.values)
    return Spoken(as_text(subject), filled(parse(held.edition.body), values.values))


def file_of(held: Held, tree: Tree, territory: str, at: datetime) -> Given | None:
    """The file of a piece in a territory; None for an address, which is no file.

    Raises FileNotFoundError when a deposited file is no longer there."""
    edition, kind = held.edition, held.piece.kind
    stem = f"{slug(held.piece.title)}-{slug(name_of(tree, territory))}"
    if edition.stored:
        with FILES.opened(edition.stored) as handle:
            return Given(edition.name, "application/octet-stream", handle.read())
    values = filling(tree, territory, at.astimezone(PARIS).date())
    if kind == Kind.MAIL:
        return Given(f"{stem}.eml", "message/rfc822", _message(spoken(held, values)))
    if kind in _ON_PAPER:
        return Given(f"{stem}.pdf", "application/pdf", _paper(held, values, at))
    return None


def archive(pieces: Sequence[Held], tree: Tree, territory: str, at: datetime) -> Given:
    """The whole kit of a territory as one archive, with a list of what is in it."""
    held, names = io.BytesIO(), set[str]()
    day, moment = at.astimezone(PARIS).date(), at.astimezone(PARIS).timetuple()[:6]
    lines = [f"Kit Pix+ Édu, {name_of(tree, territory)}, {formats.day(day)}"]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as whole:
        for each in pieces:
            where = each.edition.link or "le fichier n’est plus là, à déposer de nouveau"
            try:
                made = file_of(each, tree, territory, at)
            except FileNotFoundError:
                made = None
            if made is not None:
                where = _apart(f"{slug(each.piece.kind_name)}/{made.name}", names)
                names.add(where)
                whole.writestr(zipfile.ZipInfo(where, moment), made.content)
            edition = f"édition {each.edition.number} du {formats.day(each.edition.made_at.date())}"
            lines.append(f"- {each.piece.kind_name}\u00a0: {each.piece.title}, {edition} — {where}")
        whole.writestr(zipfile.ZipInfo("LISEZ-MOI.txt", moment), "\r\n".join(lines) + "\r\n")
    return Given(f"kit-{slug(name_of(tree, territory))}.zip", "application/zip", held.getvalue())


def slug(text: str) -> str:
    """A name that any machine can hold: « Corse-du-Sud » → « corse-du-sud »."""
    plain = "".join(sign if sign.isalnum() else "-" for sign in formats.sort_text(text))
    return "-".join(part for part in plain.split("-") if part) or "piece"


def _apart(name: str, taken: set[str]) -> str:
    stem, dot, kind = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}{dot}{kind}"
    return free


def _message(said: Spoken) -> bytes:
    """A message without sender nor recipient, which a mail program opens as a draft."""
    message = EmailMessage()
    message["Subject"] = " ".join(said.subject.split())
    message["X-Unsent"] = "1"
    message.set_content(as_text(said.body))
    body = as_html(said.body)
    message.add_alternative(
        f'<html lang="fr"><head><meta charset="utf-8"></head><body>{body}</body></html>',
        subtype="html",
    )
    return message.as_bytes()


def _paper(held: Held, values: Filling, at: datetime) -> bytes:
    poster = held.piece.kind == Kind.POSTER
    page = values.values["lien"]
    day = held.edition.dated or at.astimezone(PARIS).date()
    data = {
        "title": held.piece.title,
        "issuer": values.values["territoire"],
        "dated": formats.day(day),
        "foot": f"Édition {held.edition.number} du {formats.day(held.edition.made_at.date())}",
        "blocks": as_blocks(spoken(held, values).body),
        "qr": qr_svg(page) if held.piece.kind in _WITH_CODE else "",
        "address": page,
        "contact": values.values["contact"],
    }
    return pdf(_PAPER / ("poster.typ" if poster else "text.typ"), data, at=at)
