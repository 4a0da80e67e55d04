"""Which competences each domain of the two referentials holds, as they are published.

A campaign often targets one competence of a domain: the domain is then that competence under
another name, and two independent draws of it would say twice as much of each person.
"""

from __future__ import annotations

from collections.abc import Collection

from vigie.codes import normalise

_DOMAINS = {
    "Information et données": (
        "Mener une recherche et une veille d’information", "Gérer des données",
        "Traiter des données",
    ),
    "Communication et collaboration": (
        "Interagir", "Partager et publier", "Collaborer", "S’insérer dans le monde numérique",
    ),
    "Création de contenu": (
        "Développer des documents textuels", "Développer des documents multimedia",
        "Adapter les documents à leur finalité", "Programmer",
    ),
    "Protection et sécurité": (
        "Sécuriser l’environnement numérique",
        "Protéger les données personnelles et la vie privée",
        "Protéger la santé, le bien-être et l’environnement",
    ),
    "Environnement numérique": (
        "Résoudre des problèmes techniques", "Construire un environnement numérique",
    ),
    "Environnement professionnel": (
        "Communiquer", "Collaborer", "Se former et développer une veille",
        "Agir en faveur d’un numérique professionnel sûr et responsable",
    ),
    "Gestion des ressources numériques": (
        "Sélectionner des ressources", "Concevoir des ressources", "Gérer des ressources",
    ),
    "Enseignement-apprentissage avec et par le numérique": (
        "Concevoir", "Mettre en œuvre", "Évaluer au service des apprentissages",
    ),
    "Prendre en compte la diversité des apprenants et les rendre autonomes": (
        "Inclure et rendre accessible", "Différencier", "Engager les apprenants",
    ),
}  # fmt: skip
_KNOWN = {normalise(domain): frozenset(map(normalise, held)) for domain, held in _DOMAINS.items()}


def only_competence(domain: str, competences: Collection[str]) -> str | None:
    """The competence that a domain comes down to, among those of a campaign; None when it holds
    several of them, or when the domain is not known."""
    held = [each for each in competences if normalise(each) in _KNOWN.get(normalise(domain), ())]
    return held[0] if len(held) == 1 else None
