"""The message proposed to whoever contacts a head: she sends it herself, in her own name. Its words
are those of the kit of the territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.utils.module_loading import import_string

from vigie.domains.trainings.models import Session
from vigie.domains.trainings.news import days_of
from vigie.facts.geography import Tree


@dataclass(frozen=True)
class Letter:
    """A message to send by one's own mail program."""

    subject: str
    body: str

    @property
    def href(self) -> str:
        """What opens it there; without recipient, since Vigie knows none."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.body)}"


def to_head(tree: Tree, session: Session, on: date, *, address: str) -> Letter | None:
    """What to tell a head before a session (seeds/001, l. 546), None where the kit has no message
    for it. `address`: of the access page. `VIGIE_TRAINING_LETTER` names who knows the words."""
    days = days_of(session)
    values = {
        "formation": session.title,
        "dates": f"{days[0].lower()}{days[1:]}",
        "lieu": session.place,
        "parcours": session.pathway_name,
        "lien": address,
        "service": session.service,
    }
    found = import_string(settings.VIGIE_TRAINING_LETTER)(tree, session.territory, on, values)
    return Letter(*found) if found else None
