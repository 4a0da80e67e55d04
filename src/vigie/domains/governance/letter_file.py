"""A mission letter on paper."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from vigie.domains.governance.models import Function, Letter
from vigie.domains.people.models import Mandate
from vigie.domains.people.roles import Role
from vigie.periods import PARIS
from vigie.web import formats
from vigie.web.pdf import pdf
from vigie.web.wording import as_blocks, filled, parse

_PAPER = Path(__file__).with_name("paper") / "letter.typ"


def letter_pdf(letter: Letter, place_name: str, at: datetime) -> bytes:
    """The PDF of a letter as it says now, with room to sign what is not signed yet."""
    edition = letter.edition
    data = {
        "title": "Lettre de mission",
        "issuer": place_name,
        "dated": formats.day(edition.dated) if edition.dated else None,
        "foot": f"Édition du {formats.day(edition.written_at.astimezone(PARIS).date())}",
        "sentences": _sentences(letter, place_name),
        "blocks": as_blocks(filled(parse(edition.missions), {"lieu": place_name})),
        "signatures": [
            {"who": "La direction" if letter.holder else "Pour le territoire",
             "name": _heads(letter.territory, at),
             "when": _signed(edition.head_signed_on)},
            {"who": "La personne", "name": letter.holder.name if letter.holder else "",
             "when": _signed(edition.holder_signed_on)},
        ],
    }  # fmt: skip
    return pdf(_PAPER, data, at=at)


def _sentences(letter: Letter, place_name: str) -> list[str]:
    if letter.function == Function.RUPN:
        role = "référente ou référent pour les ressources et usages pédagogiques numériques (RUPN)"
        found = [f"{letter.name}, {role}, {place_name}."]
    else:
        found = [f"{letter.name} ({letter.function_name}), {place_name}."]
    consulted = letter.edition.consulted_on
    if consulted is not None:
        found.append(
            f"Lettre écrite en concertation, lors d’un échange le {formats.day(consulted)}."
        )
    return found


def _signed(on: date | None) -> str:
    return f"Signée le {formats.day(on)}" if on else "Date et signature\u00a0:"


def _heads(place: str, at: datetime) -> str:
    held = Mandate.objects.in_force(at).filter(territory=place, role=Role.HEAD.value)
    return formats.listing([each.person.name for each in held.select_related("person")])
