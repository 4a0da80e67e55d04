"""The access page: what it says of each pathway, and the links that it gives.

Three steps, of 1, 7 and 1 pathways (seeds/001, l. 193-213, 1186-1213): any order is allowed, the
last one is advised at the end (l. 1173, 1289).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse

from vigie.codes import PATHWAYS, Pathway
from vigie.web.qr import qr_svg

NINE = tuple(pathway for pathway in PATHWAYS if pathway.order <= 9)
PARTICIPANT = "participantExternalId"
SHEET = Path(__file__).with_name("paper") / "access.typ"
_HERE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Reached:
    """Whom to write to in a territory: each part is that of the nearest territory that says it."""

    service: str = ""
    email: str = ""
    course_link: str = ""
    course_opened_on: date | None = None
    help_link: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the scheme. `sentence`: what one does there."""

    name: str
    sentence: str
    pathways: tuple[Pathway, ...]


_SENTENCES = {
    "Je découvre": "Faites le point, en moins de deux heures, sur ce que vous savez déjà faire.",
    "Je m’entraîne": "Approfondissez les thèmes de votre choix, dans l’ordre que vous voulez.",
    "Je valide": "Vérifiez votre niveau\u00a0: nous vous conseillons de finir par là.",
}
STEPS = tuple(
    Step(name, sentence, tuple(each for each in NINE if each.step == name))
    for name, sentence in _SENTENCES.items()
)

HELP = {
    "POSITIONING": "Un tour d’horizon de vos compétences, personnelles et professionnelles. Le "
    "parcours s’adapte à vos réponses.",
    "DIGITAL_CULTURE": "Comprendre ce qu’est le numérique d’aujourd’hui, ses usages et ses effets, "
    "pour en parler avec les élèves.",
    "ADAPT_DOCUMENTS": "Rendre un document lisible par chacun, et l’ajuster aux besoins de vos "
    "élèves.",
    "COMMUNICATE": "Échanger avec les élèves, les familles et l’équipe, et travailler à plusieurs.",
    "SHARE_RESOURCES": "Trouver, ranger et partager des ressources, dans le respect du droit.",
    "CREATE_MATERIALS": "Concevoir des supports de cours et des activités\u00a0: textes, images, "
    "sons, exercices.",
    "DIGITAL_SECURITY": "Protéger les données et les comptes, les vôtres et ceux des élèves.",
    "MONITORING": "Se tenir au courant dans sa discipline, et trier ce que l’on trouve.",
    "FINAL": "Le bilan de tout le parcours\u00a0: il dit votre niveau, d’initié à expert. Il reste "
    "ouvert à tout moment, même sans avoir fait les autres.",
}


def completed(link: str, address: str) -> str:
    """A campaign's link, which tells Pix who comes: her academic address, encoded (seeds/001, l.
    265). A former value of the same parameter is replaced; the link itself without address."""
    if not address:
        return link
    parts = urlsplit(link)
    kept = [pair for pair in parse_qsl(parts.query, True) if pair[0] != PARTICIPANT]
    return urlunsplit(parts._replace(query=urlencode([*kept, (PARTICIPANT, address)])))


def page_address(territory: str = "") -> str:
    """The whole public address of the page; on the département asked, if one is given."""
    query = f"?{urlencode({'departement': territory})}" if territory else ""
    return f"{settings.VIGIE_BASE_URL or _HERE}{reverse('access')}{query}"


def sheet_data(address: str, place: str, reached: Reached) -> dict[str, object]:
    """What `paper/access.typ` shows: the address, its QR code, the three steps, whom to ask."""
    return {
        "title": "Mes parcours Pix+ Édu",
        "issuer": reached.service or place,
        "address": address,
        "qr": qr_svg(address),
        "words": f"QR code qui mène à {address}",
        "steps": [
            [each.name, each.sentence, ", ".join(p.name for p in each.pathways)] for each in STEPS
        ],
        "contact": reached.email,
    }
