"""The names of what coverage is about."""

from __future__ import annotations

ITEM_NAMES = {"subject": "Sujet", "competence": "Compétence", "domain": "Domaine"}
ITEM_PLURALS = {"subject": "sujets", "competence": "compétences", "domain": "domaines"}
_REFERENTIALS = {"CRCN": "CRCN", "CRCN-EDU": "CRCN-Édu", "PIX": "Référentiel Pix"}


def referential_name(code: str) -> str:
    """« CRCN-Édu » for CRCN-EDU; the code itself for a référentiel that is not known."""
    return _REFERENTIALS.get(code, code)
