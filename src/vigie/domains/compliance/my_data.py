"""« Mes données »: every part of what is held of a person, and the one file she takes away."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from vigie.domains.compliance.held import Part, Subject, holdings
from vigie.domains.people.models import Person
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.reads import references_of
from vigie.domains.people.rights import Rights
from vigie.periods import PARIS

JSON, HTML = "mes-donnees.json", "mes-donnees.html"


@dataclass(frozen=True)
class Shown:
    """One part with its name and title."""

    name: str
    title: str
    part: Part

    @property
    def empty(self) -> bool:
        return not self.part.rows and not self.part.sentence


def parts_of(person: Person, held: Rights) -> list[Shown]:
    """All that is held of a person, part by part."""
    subject = Subject(person, pseudonym_of(person), tuple(references_of(person)), held.at)
    return [Shown(each.name, each.title, each.show(subject, held)) for each in holdings()]


def file_name(at: datetime) -> str:
    """The name of the file that she takes away: it names nobody."""
    return f"mes-donnees-vigie-{at.astimezone(PARIS):%Y-%m-%d}.zip"


def packed(person: Person, parts: Sequence[Shown], at: datetime) -> bytes:
    """One archive: a page to read, and the same in JSON to give to another tool."""
    context = {"person": person, "parts": parts, "at": at}
    page = render_to_string("compliance/my_data_file.html", context)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(HTML, page)
        archive.writestr(JSON, json.dumps(as_json(person, parts, at), ensure_ascii=False, indent=1))
    return out.getvalue()


def as_json(person: Person, parts: Sequence[Shown], at: datetime) -> dict[str, Any]:
    """The parts as data: each row by the names of its columns."""
    return {
        "personne": person.email,
        "produit_le": at.isoformat(),
        "parties": {
            each.name: {
                "titre": each.title,
                "note": each.part.sentence,
                "lignes": [dict(zip(each.part.columns, row, strict=True))
                           for row in each.part.rows],
            }
            for each in parts
        },
    }  # fmt: skip
