"""What is said of the sealed groups to trainers and to the people listed, in plain French."""

from __future__ import annotations

from vigie.domains.compliance.policies import GroupPolicy
from vigie.web import formats

ONLY_FOR_TRAINERS = (
    "Ces résultats servent uniquement aux personnes qui forment\u00a0: ils ne se diffusent pas, ne "
    "s’exportent pas et ne s’impriment pas."
)
NO_MATCH = (
    "Les adresses utilisées sur Pix diffèrent parfois des adresses académiques\u00a0: ces "
    "personnes ne peuvent pas être retrouvées, et rien ne dit lesquelles."
)
_NUMBERS = ("zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def three_sentences(policy: GroupPolicy) -> list[str]:
    """What a trainer must know of the rule, in three sentences."""
    least = policy.minimum_answers
    number = _NUMBERS[least] if least < len(_NUMBERS) else str(least)
    moved = (
        "Chaque chiffre est déplacé au hasard, le plus souvent d’une ou deux personnes\u00a0: même "
        "si tous les autres s’entendaient, un soupçon sur la réponse d’une personne à un élément "
        f"ne passerait que de 50\u00a0% à {formats.share(float(policy.belief_after(1)), 0)}."
        if policy.noisy
        else "Les chiffres ne sont pas déplacés au hasard, ainsi que la délégation à la protection "
        "des données l’a décidé."
    )
    return [
        "Une seule image par groupe\u00a0: elle est calculée une fois, à la date choisie, et ne "
        "change plus.",
        f"Jamais moins de {number} réponses\u00a0: en dessous, rien n’est montré.",
        moved,
    ]


def put_aside(repeated: int, blank: int, unreadable: int) -> str:
    """What was left out of a pasted list, as a sentence; empty when nothing was."""
    said = [
        formats.plural(number, word, many)
        for number, word, many in (
            (repeated, "doublon", None),
            (blank, "ligne vide", "lignes vides"),
            (unreadable, "mention illisible", "mentions illisibles"),
        )
        if number
    ]
    return f"Mis de côté\u00a0: {formats.listing(said)}." if said else ""
