"""The entries of a mission letter, and what they say."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.domains.compliance.forms import Entry, Typed
from vigie.domains.governance.actions import Said
from vigie.domains.governance.missions import PROPOSED
from vigie.domains.governance.models import Function, LetterEdition

SAID = (
    Entry("missions", "Missions", "textarea", required=True, most=4000,
          help="Une mission par ligne, avec «\u00a0-\u00a0» devant. Le texte proposé se réécrit "
          "librement\u00a0; {lieu} devient le nom de l’établissement ou du territoire."),
    Entry("pix_edu", "Pix+ Édu est dans les missions", "checkbox"),
    Entry("dated", "Datée du", "date"),
    Entry("consulted_on", "Concertation tenue le", "date",
          help="La lettre s’écrit avec la personne\u00a0: avant, elle ne se signe pas."),
    Entry("head_signed_on", "Signée par la direction le", "date"),
    Entry("holder_signed_on", "Signée par la personne le", "date"),
)  # fmt: skip
ABOVE = (
    Entry("title", "Intitulé", required=True,
          help="Une fonction, jamais un nom\u00a0: «\u00a0IAN de lettres\u00a0» par exemple."),
    Entry("given_to", "Remise à combien de personnes", "number", required=True, most=4),
)  # fmt: skip


def entries(functions: Sequence[Function], people: Sequence[tuple[str, str]]) -> list[Entry]:
    """What a new letter asks: for whom, then what it says. `people`: those a school may choose."""
    if people:
        return [Entry("holder", "Pour", "select", options=people, required=True), *SAID]
    options = [(str(each.value), str(each.label)) for each in functions]
    return [Entry("function", "Pour", "select", options=options, required=True), *ABOVE, *SAID]


def said(typed: Typed) -> Said:
    """What the letter says. The faults are raised by `typed.done`."""
    return Said(
        missions=typed.text("missions").replace("\r\n", "\n"),
        dated=typed.day("dated"),
        consulted_on=typed.day("consulted_on"),
        head_signed_on=typed.day("head_signed_on"),
        holder_signed_on=typed.day("holder_signed_on"),
        pix_edu=typed.ticked("pix_edu"),
    )


def proposed(function: Function) -> dict[str, str]:
    """What a new letter starts from."""
    return {"missions": PROPOSED[function], "pix_edu": "on", "given_to": "1",
            "function": function.value}  # fmt: skip


def values_of(edition: LetterEdition) -> dict[str, str]:
    """What the form of a letter starts from."""
    days = ("dated", "consulted_on", "head_signed_on", "holder_signed_on")
    return {
        "missions": edition.missions,
        "pix_edu": "on" if edition.pix_edu else "",
        **{name: str(getattr(edition, name) or "") for name in days},
    }
