"""The pieces that come with Vigie, put in place once in the nation; those that a newer Vigie brings
are offered there, and never put in place of anything."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from vigie.codes import NATION
from vigie.domains.audit.actions import record, wait_for_turn
from vigie.domains.kit.actions import Content, refuse_content
from vigie.domains.kit.models import Edition, Piece
from vigie.domains.kit.values import FIELDS
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person


@transaction.atomic
def plant(at: datetime) -> list[Piece]:
    """Writes the pieces that come with Vigie, unless the nation has a kit already. Nobody acted, so
    nothing goes to the log."""
    if Piece.objects.filter(territory=NATION).exists():
        return []
    return [_written(each, at) for each in _read()]


def missing(territory: str) -> list[str]:
    """Titles of the pieces that came with Vigie since the kit was put in place. Only the nation
    misses any: other territories have hers. A piece that was withdrawn is not missing."""
    return [each["title"] for each in _missing()] if territory == NATION else []


@transaction.atomic
def receive(territory: str, *, by: Person, at: datetime) -> list[Piece]:
    """Adds what `missing` says; nothing that is there changes."""
    wait_for_turn()  # the same button, pressed twice at once, adds once
    made = [_written(each, at) for each in _missing()] if territory == NATION else []
    for piece in made:
        record("kit.receive", actor=reference(by), at=at,
               details={"piece": piece.pk, "territory": NATION})  # fmt: skip
    return made


def _missing() -> list[dict[str, Any]]:
    known = set(Piece.objects.exclude(shipped="").values_list("shipped", flat=True))
    return [each for each in _read() if each["code"] not in known]


@cache
def _read() -> tuple[dict[str, Any], ...]:
    text = Path(__file__).with_name("originals.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def _written(each: dict[str, Any], at: datetime) -> Piece:
    """One piece, that nobody wrote: it comes with the program."""
    body, subject = each.get("body", "").strip(), each.get("subject", "")
    content = Content(subject=subject, body=body, link=each.get("link", ""))
    refuse_content(each["kind"], content, FIELDS, has_file=False)
    piece = Piece.objects.create(
        kind=each["kind"], audience=each["audience"], title=each["title"], territory=NATION,
        shipped=each["code"], created_at=at,
    )  # fmt: skip
    Edition.objects.create(
        piece=piece, number=1, subject=subject, body=body, link=content.link,
        dated=each.get("dated"), note="Vient avec Vigie.", made_at=at,
    )  # fmt: skip
    return piece
