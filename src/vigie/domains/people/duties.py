"""What each service of a school asks of whoever manages it, and how long a change takes
(seeds/002, l. 112-149)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from vigie.domains.people.roles import Role


@dataclass(frozen=True)
class Duty:
    """`service`: its name. `duties`: in a few words each. `delay`: before a new manager can act."""

    service: str
    duties: tuple[str, ...]
    delay: timedelta = timedelta(0)
    delay_reason: str = ""


DUTIES: Mapping[Role, Duty] = MappingProxyType(
    {
        Role.ENT_ADMINISTRATOR: Duty(
            "ENT",
            (
                "administrer l’espace numérique de travail",
                "conseiller la direction sur les choix de communication et de paramétrage",
                "accompagner l’équipe avec le RUPN",
                "informer élèves, familles et personnels",
            ),
        ),
        Role.EDUCONNECT_MANAGER: Duty(
            "EduConnect",
            (
                "notifier et distribuer les comptes des familles et des élèves",
                "dépanner les familles",
                "suivre l’activation et en lire les statistiques",
            ),
        ),
        Role.PIX_ORGA_ADMINISTRATOR: Duty(
            "Pix Orga",
            (
                "préparer les campagnes et suivre les parcours",
                "analyser les résultats avec les équipes",
                "aider les enseignants",
            ),
        ),
        Role.ELEA_ADMINISTRATOR: Duty(
            "Éléa", ("inscrire les élèves", "tenir à jour les listes et les groupes")
        ),
        Role.GAR_ALLOCATOR: Duty(
            "GAR (Médiacentre)",
            ("affecter les ressources numériques", "suivre les abonnements"),
            timedelta(hours=48),
            "le Médiacentre n’ouvre le bouton d’affectation qu’après 24 à 48 heures",
        ),
    }
)
