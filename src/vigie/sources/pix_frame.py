"""What a Pix assessment measures, read off its header: the whole profile, competences, domains,
and the subjects behind skill columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vigie.codes import normalise, slug
from vigie.sources.headers import Header, fold

OVERALL = fold("% maitrise de l'ensemble des acquis du profil")
_PARTS = (
    ("competence", "rate", "% de maitrise des acquis de la compétence"),
    ("competence", "targeted", "Nombre d'acquis du profil cible dans la compétence"),
    ("competence", "mastered", "Acquis maitrisés dans la compétence"),
    ("domain", "rate", "% de maitrise des acquis du domaine"),
    ("domain", "targeted", "Nombre d'acquis du profil cible du domaine"),
    ("domain", "mastered", "Acquis maitrisés du domaine"),
)
_PREFIXES = tuple(
    (level, part, fold(name) + " ", len(name.split())) for level, part, name in _PARTS
)
_SKILL = re.compile(r"@?([A-Za-zÀ-ÿ_]+?)([1-9][0-9]?)")

# The sixteen competences and five domains of the CRCN, as Pix titles them.
CRCN = frozenset(
    normalise(name)
    for name in (
        "Mener une recherche et une veille d’information",
        "Gérer des données",
        "Traiter des données",
        "Interagir",
        "Partager et publier",
        "Collaborer",
        "S’insérer dans le monde numérique",
        "Développer des documents textuels",
        "Développer des documents multimedia",
        "Adapter les documents à leur finalité",
        "Programmer",
        "Sécuriser l’environnement numérique",
        "Protéger les données personnelles et la vie privée",
        "Protéger la santé, le bien-être et l’environnement",
        "Résoudre des problèmes techniques",
        "Construire un environnement numérique",
        "Information et données",
        "Communication et collaboration",
        "Création de contenu",
        "Protection et sécurité",
        "Environnement numérique",
    )
)


@dataclass
class Item:
    """One thing measured: its column of facts, its level, and where its parts stand."""

    level: str
    label: str
    column: str = ""
    parts: dict[str, int] = field(default_factory=dict)
    skills: list[tuple[int, int]] = field(default_factory=list)

    @property
    def places(self) -> set[int]:
        """The columns of the file that it is made of."""
        return set(self.parts.values()) | {place for place, _ in self.skills}

    @property
    def top(self) -> int:
        """For a subject, the highest level that a skill of the file tests."""
        return max((level for _, level in self.skills), default=0)


def find_items(header: Header) -> list[Item]:
    """The items of a header, in its order."""
    items: dict[tuple[str, str], Item] = {}
    for place, (name, key) in enumerate(zip(header.names, header.keys, strict=True)):
        if key == OVERALL:
            items[("overall", "")] = Item("overall", "Ensemble", parts={"rate": place})
            continue
        for level, part, prefix, words in _PREFIXES:
            if key.startswith(prefix):
                label = name.split(None, words)[words]
                item = items.setdefault((level, fold(label)), Item(level, label))
                item.parts[part] = place
                break
        else:
            if name.startswith("@") and (skill := _SKILL.fullmatch(name)):
                tube = skill[1]
                item = items.setdefault(("subject", tube.lower()), Item("subject", tube))
                item.skills.append((place, int(skill[2])))
    _name_columns(list(items.values()))
    return list(items.values())


def _name_columns(items: list[Item]) -> None:
    taken: set[str] = set()
    for item in items:
        base = "c_overall"
        if item.level != "overall":
            base = f"c_{item.level}_{slug(item.label).replace('-', '_') or 'x'}"
        name, n = base, 2
        while name in taken:
            name, n = f"{base}_{n}", n + 1
        taken.add(name)
        item.column = name


def referential(label: str, titles: str) -> str:
    """`CRCN` for the known titles, `CRCN-EDU` within a Pix+ Édu campaign, else `PIX`."""
    if normalise(label) in CRCN:
        return "CRCN"
    said = normalise(titles)
    return "CRCN-EDU" if re.search(r"pix ?\+ ?edu|crcn[- ]edu|crcnedu", said) else "PIX"
