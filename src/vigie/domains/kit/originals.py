"""The pieces that come with Vigie, put in place once in the nation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from vigie.codes import NATION
from vigie.domains.kit.actions import Content, refuse_content
from vigie.domains.kit.models import Edition, Piece
from vigie.domains.kit.values import FIELDS


@transaction.atomic
def plant(at: datetime) -> list[Piece]:
    """Writes the pieces that come with Vigie, unless the nation has a kit already."""
    if Piece.objects.filter(territory=NATION).exists():
        return []
    return [_written(each, at) for each in _read()]


def _read() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("originals.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return found


def _written(each: dict[str, Any], at: datetime) -> Piece:
    """One piece. It comes with the program: nobody acted, so nothing goes to the log."""
    body, subject = each.get("body", "").strip(), each.get("subject", "")
    content = Content(subject=subject, body=body, link=each.get("link", ""))
    refuse_content(each["kind"], content, FIELDS, has_file=False)
    piece = Piece.objects.create(
        kind=each["kind"], audience=each["audience"], title=each["title"], territory=NATION,
        created_at=at,
    )  # fmt: skip
    Edition.objects.create(
        piece=piece, number=1, subject=subject, body=body, link=content.link,
        dated=each.get("dated"), note="Vient avec Vigie.", made_at=at,
    )  # fmt: skip
    return piece
