"""What fills the fields of a piece in a territory, so that one text speaks in the name of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vigie.codes import ALL, NATION
from vigie.domains.campaigns import access
from vigie.domains.campaigns.access_queries import contact_of, deadline_of
from vigie.domains.territories.around import around_of, department_of
from vigie.facts.tree import Tree
from vigie.periods import SchoolYear
from vigie.web import formats

OF_A_SESSION: Mapping[str, str] = {
    "formation": "l’intitulé d’une session de formation",
    "dates": "ses dates",
    "lieu": "son lieu",
    "parcours": "le parcours proposé avant elle",
}
"""Fields that only the page of a session fills; elsewhere words that hold anywhere replace them."""
FIELDS: Mapping[str, str] = {
    "territoire": "le nom du territoire",
    "academie": "le nom de l’académie, ou du territoire au-dessus d’elle",
    "annee_scolaire": "l’année scolaire en cours",
    "lien": "l’adresse de la page d’accès aux parcours",
    "espace": "l’adresse de l’espace Magistère du territoire",
    "service": "le service à qui s’adresser",
    "contact": "l’adresse électronique de ce service",
    "date_limite": "la prochaine date butoir, s’il y en a une",
    **OF_A_SESSION,
}


@dataclass(frozen=True)
class Filling:
    """`values`: what fills each field. `missing`: fields that nobody has filled yet, in words."""

    values: Mapping[str, str]
    missing: tuple[str, ...]


def filling(tree: Tree, territory: str, on: date) -> Filling:
    """The values of a territory on a day; words that hold anywhere replace what is missing."""
    contact = contact_of(tree, territory)
    deadline = deadline_of(tree, territory, ALL, on)
    page = access.page_address(department_of(tree, territory))
    known = {
        "territoire": name_of(tree, territory),
        "academie": _academy(tree, territory),
        "annee_scolaire": SchoolYear.of(on).label,
        "lien": page,
        "espace": contact.course_link,
        "service": contact.service,
        "contact": contact.email,
        "date_limite": formats.day(deadline) if deadline else "",
    }
    else_ = {
        "espace": page,
        "service": "l’équipe qui vous accompagne",
        "contact": "l’adresse habituelle de votre référent",
        "date_limite": "la fin de l’année scolaire",
        "formation": "titre de la session",
        "dates": "aux dates de la session",
        "lieu": "lieu de la session",
        "parcours": "Auto-positionnement",
    }
    missing = tuple(FIELDS[name] for name, value in known.items() if not value)
    said = {name: value for name, value in known.items() if value}
    return Filling({**else_, **said}, missing)


def _academy(tree: Tree, territory: str) -> str:
    path = [code for code in around_of(tree, territory) if code in tree] or [NATION]
    found = next((code for code in path if tree.level(code) == "academie"), path[-1])
    return tree.name(found)


def name_of(tree: Tree, territory: str) -> str:
    """The name of a territory; its code, of a school that no directory names yet."""
    return tree.name(territory) if territory in tree else territory.removeprefix("uai:")
