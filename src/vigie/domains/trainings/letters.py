"""The message proposed to whoever contacts a head: she sends it herself, in her own name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from vigie.domains.trainings.models import Session
from vigie.domains.trainings.news import days_of


@dataclass(frozen=True)
class Letter:
    """A message to send by one's own mail program."""

    subject: str
    body: str

    @property
    def href(self) -> str:
        """What opens it there; without recipient, since Vigie knows none."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.body)}"


def to_head(session: Session, *, address: str) -> Letter:
    """What to tell a head before a session (seeds/001, l. 546). `address`: of the access page."""
    days = days_of(session)
    body = "\n\n".join(
        (
            "Madame, Monsieur,",
            f"{days}, des membres de vos équipes sont attendus à la formation «\u00a0"
            f"{session.title}\u00a0» ({session.place}).",
            f"Pour qu’elle parte de leurs besoins, nous leur proposons de suivre auparavant le "
            f"parcours Pix+\u00a0Édu «\u00a0{session.pathway_name}\u00a0», depuis cette "
            f"page\u00a0:\n{address}",
            "Pourriez-vous les y encourager, et leur laisser un moment pour le faire\u00a0? Les "
            "réponses de chacun lui appartiennent\u00a0: sa direction ne les voit pas, et elles ne "
            "servent à évaluer personne.",
            f"Je reste à votre disposition pour en parler.\n\n{session.service}",
        )
    )
    return Letter(f"Formation «\u00a0{session.title}\u00a0»\u00a0: avant la session", body)
