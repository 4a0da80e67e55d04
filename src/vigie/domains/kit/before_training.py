"""The message to heads before a training session, in the words of a territory: the sessions ask for
it by the name of this function (`VIGIE_TRAINING_LETTER`), since they do not know the kit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from vigie.domains.kit.files import spoken
from vigie.domains.kit.models import Audience, Kind
from vigie.domains.kit.queries import Held, held_in
from vigie.domains.kit.values import filling
from vigie.facts.tree import Tree
from vigie.web.wording import as_text

ASKS = "{formation}"
"""The message is the one, for heads, whose text names a session."""


def letter(
    tree: Tree, territory: str, on: date, values: Mapping[str, str]
) -> tuple[str, str] | None:
    """Subject and text; None where the kit has no such message. `values`: what fills the fields of
    `values.OF_A_SESSION`."""
    held = next((each for each in held_in(tree, territory) if _is_the_one(each)), None)
    if held is None:
        return None
    known = filling(tree, territory, on)
    said = spoken(held, replace(known, values={**known.values, **values}))
    return said.subject, as_text(said.body)


def _is_the_one(held: Held) -> bool:
    piece = held.piece
    written = piece.kind == Kind.MAIL and piece.audience == Audience.HEADS
    return written and ASKS in held.edition.body
