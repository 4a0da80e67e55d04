"""The names of what coverage is about."""

from __future__ import annotations

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
