"""What the tests of compliance say of a processing and of an incident."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vigie.domains.compliance.incidents_actions import Told
from vigie.domains.compliance.register_actions import Said

NOW = datetime(2025, 3, 3, 9, tzinfo=UTC)
FORM = {
    "name": "Suivi des absences",
    "service": "Vie scolaire",
    "purposes": "Prévenir les familles.",
    "legal_basis": "public_interest",
    "people": "Élèves, familles",
    "data": "Identité, absences",
    "recipients": "Vie scolaire",
    "transfers": "",
    "erasure": "Fin de l’année scolaire",
    "security": "Accès par compte",
    "hosting": "france",
}
SAID = Said(**{**FORM, "shared": False})  # type: ignore[arg-type]  # texts, and one flag
TOLD = Told(
    title="Courriel à une mauvaise liste",
    description="Une liste de notes est partie à toutes les familles.",
    confidentiality=True,
    integrity=False,
    availability=False,
    people="Élèves de 4e",
    people_count=28,
    data="Notes",
    aware_at=NOW - timedelta(hours=2),
)
