"""The forms of the register."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from vigie.domains.compliance.forms import Entry, Typed, options_of
from vigie.domains.compliance.models import Processing
from vigie.domains.compliance.models.register import Hosting, LegalBasis
from vigie.domains.compliance.register_actions import Said

ENTRY = (
    Entry(
        "name", "Nom du traitement", help="Par exemple\u00a0: suivi des absences.", required=True
    ),
    Entry(
        "service", "Outil ou service", help="Par exemple\u00a0: Pix Orga, ENT. Laissez vide sinon."
    ),
    Entry(
        "purposes",
        "Finalités",
        "textarea",
        "À quoi il sert, en une ou deux phrases.",
        required=True,
        most=2000,
    ),
    Entry(
        "legal_basis",
        "Base légale",
        "select",
        "Le plus souvent la mission d’intérêt public. Le consentement d’un agent ou d’un élève "
        "n’est presque jamais libre.",
        options=options_of(LegalBasis),
        required=True,
        most=30,
    ),
    Entry(
        "people",
        "Personnes concernées",
        "textarea",
        "Des catégories, jamais des noms\u00a0: élèves de 6e, enseignants, familles…",
        required=True,
        most=1000,
    ),
    Entry(
        "data",
        "Données",
        "textarea",
        "Des catégories\u00a0: identité, classe, résultats…",
        required=True,
        most=2000,
    ),
    Entry("recipients", "Destinataires", "textarea", "Qui y a accès.", required=True, most=1000),
    Entry(
        "transfers",
        "Transferts hors de l’Union européenne",
        "textarea",
        "Laissez vide s’il n’y en a pas.",
        most=1000,
    ),
    Entry(
        "erasure",
        "Durée de conservation",
        "textarea",
        "Quand les données sont effacées.",
        required=True,
        most=1000,
    ),
    Entry(
        "security",
        "Mesures de sécurité",
        "textarea",
        "Accès, mots de passe, sauvegardes, chiffrement…",
        required=True,
        most=2000,
    ),
    Entry(
        "hosting",
        "Hébergement",
        "select",
        "Préférez un outil hébergé en France, qui ne partage pas les données.",
        options=options_of(Hosting),
        required=True,
        most=20,
    ),
    Entry("shared", "Des données sont partagées avec des tiers", "checkbox"),
)
CONTACT = (
    Entry("name", "Nom ou service", autocomplete="off"),
    Entry("email", "Adresse", "email", required=True, most=254, autocomplete="off"),
    Entry("phone", "Téléphone", most=30, autocomplete="off"),
)


@cache
def models() -> Mapping[str, Mapping[str, str]]:
    """What an entry may start from: code → some of the entries of the form."""
    path = Path(__file__).with_name("register_models.yaml")
    read: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def said_of(typed: Typed) -> Said:
    """What the form says. Raises FormRefused with every fault at once."""
    said = Said(
        name=typed.text("name"),
        service=typed.text("service"),
        purposes=typed.text("purposes"),
        legal_basis=typed.one_of("legal_basis"),
        people=typed.text("people"),
        data=typed.text("data"),
        recipients=typed.text("recipients"),
        transfers=typed.text("transfers"),
        erasure=typed.text("erasure"),
        security=typed.text("security"),
        hosting=typed.one_of("hosting"),
        shared=typed.ticked("shared"),
    )
    typed.done()
    return said


def values_of(entry: Processing) -> dict[str, str]:
    """An entry of the register as its form shows it."""
    values = {each.name: str(getattr(entry, each.name)) for each in ENTRY if each.name != "shared"}
    return values | {"shared": "on" if entry.shared else ""}
