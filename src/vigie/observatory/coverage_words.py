"""The names of what coverage is about, and how many sendings are behind it."""

from __future__ import annotations

from vigie.measures.figure import Figure
from vigie.web import formats

ITEM_NAMES = {"subject": "Sujet", "competence": "Compétence", "domain": "Domaine"}
ITEM_PLURALS = {"subject": "sujets", "competence": "compétences", "domain": "domaines"}
_WHOLES = "parcours entiers"
_REFERENTIALS = {"CRCN": "CRCN", "CRCN-EDU": "CRCN-Édu", "PIX": "Référentiel Pix"}


def simple_mean(level: str) -> str:
    """« Moyenne simple des sujets »: the items of a level, each weighing the same."""
    return f"Moyenne simple des {items_name(level)}"


def items_name(level: str) -> str:
    """« sujets », for a level of items."""
    return ITEM_PLURALS.get(level, _WHOLES)


def referential_name(code: str) -> str:
    """« CRCN-Édu » for CRCN-EDU; the code itself for a référentiel that is not known."""
    return _REFERENTIALS.get(code, code)


def sendings(senders: Figure | None) -> str:
    """« 39 envois » behind a coverage; « nombre d’envois masqué » where it is hidden; nothing where
    it is not known."""
    if senders is not None and senders.status == "hidden":
        return "nombre d’envois masqué"
    if senders is None or senders.status != "ok" or senders.value is None:
        return ""
    words = formats.plural(int(senders.value), "envoi")
    return words if senders.known_on is None else f"{words} ou plus"
