"""An académie that does not exist, placed on the four départements of Besançon.

Schools, communes, circonscriptions, bassins and people are all invented. The numbers of the
schools are outside the ranges in use (…9xxx), the e-mail domain ends in `.example`, which nobody
can own.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
MAIL_DOMAIN = "exemple-academie.example"

# code, name, circonscriptions, bassins, number of écoles, of collèges, of lycées
DEPARTMENTS = (
    (
        "25",
        "Doubs",
        (
            "Valdoux Nord",
            "Valdoux Sud",
            "Hautes-Combes",
            "Plateau des Sapins",
            "Rives de Loue",
            "Pays de Montclair",
        ),
        ("Valdoux", "Haut-Plateau", "Montclair"),
        108,
        17,
        9,
    ),
    (
        "39",
        "Jura",
        ("Côte des Vignes", "Lacs et Combes", "Bresse d'En-Haut", "Monts-Blancs"),
        ("Vignes et Plaine", "Monts et Lacs"),
        58,
        9,
        4,
    ),
    (
        "70",
        "Haute-Saône",
        ("Val de Saône", "Mille Étangs", "Plateau de Gresse", "Pays de Vesle"),
        ("Saône Ouest", "Étangs et Vosges"),
        56,
        8,
        4,
    ),
    (
        "90",
        "Territoire de Belfort",
        ("Citadelle", "Sud Savoureuse", "Piémont"),
        ("Savoureuse",),
        38,
        6,
        3,
    ),
)

# headcount of each profile by département on 1 October 2024, invented, near the printed 7 609
HEADCOUNTS = {
    "25": {"1D_PUBLIC": 2904, "1D_PRIVATE": 211, "2D_PUBLIC": 3694, "2D_PRIVATE": 702, "CPE": 139},
    "39": {"1D_PUBLIC": 1452, "1D_PRIVATE": 118, "2D_PUBLIC": 1841, "2D_PRIVATE": 322, "CPE": 67},
    "70": {"1D_PUBLIC": 1349, "1D_PRIVATE": 74, "2D_PUBLIC": 1702, "2D_PRIVATE": 216, "CPE": 59},
    "90": {"1D_PUBLIC": 803, "1D_PRIVATE": 52, "2D_PUBLIC": 1096, "2D_PRIVATE": 158, "CPE": 41},
}

FIRST_NAMES = (
    "Adèle Agathe Alban Alix Amina Anatole Anouk Armand Aubin Aya Basile Bérénice Blaise Camille "
    "Capucine Céleste Chloé Clarisse Clémence Colin Côme Coralie Cyprien Damien Daphné Delphine "
    "Édith Élie Éloi Elsa Emeline Émile Estelle Eugénie Fanny Faustine Félix Firmin Flore Gabin "
    "Gaëlle Garance Gaspard Gilles Hector Héloïse Hervé Honorine Ilan Inès Iris Isaure Ismaël "
    "Jeanne Joachim Joseph Judith Jules Juliette Justine Karim Lazare Léa Léandre Leïla Léonie "
    "Lilou Lucien Maël Maëlle Malo Margaux Marin Marius Maud Mehdi Mélanie Mila Myriam Nadia "
    "Naël Nina Noé Nora Octave Odile Ombeline Oscar Paloma Perrine Philémon Prune Quentin Rachel "
    "Rémi Rosalie Sacha Salomé Samir Séverin Sibylle Solène Suzanne Tanguy Théa Théodore Thibault "
    "Timéo Ulysse Valentine Victoire Violette Wassim Xavier Yann Yasmine Yseult Zacharie Zélie"
).split()
NAME_STARTS = (
    "Aubé Barbo Bellau Berno Bonva Bruyè Cadi Chante Charbo Coulon Cressa Darbo Delau Desma "
    "Duro Escla Faugè Ferra Fontau Gaillo Garri Granva Guéri Haute Jaubé Lagre Lande Larmi Lavau "
    "Lesco Lorma Malva Marbo Merlau Monté Moréa Nogué Orva Pellau Perda Pouje Quéro Rabau Rochi "
    "Roumé Sabla Salva Sauva Taille Tarnau Terra Thévo Trembla Ursu Valmo Varé Vauge Verdo Vigna "
    "Villau"
).split()
NAME_ENDS = (
    "bel boin chard court das dier don feuille gnon gnard lard let lier lon mont nard net nier "
    "pont quet ras reau rel ret ric rin rot sac sant sel ssier tel tier ton val vert vier vin"
).split()
COMMUNE_STARTS = (
    "Val Mont Haute Belle Clair Roche Font Pré Bois Grand Petit Champ Pierre Vigne Saule Source"
).split()
COMMUNE_ENDS = (
    "fontaine combe rive mouthe vaux court val lans ville mont andon ières cey ornay vent germe"
).split()
SCHOOL_NAMES = (
    "des Tilleuls, du Moulin, de la Fontaine, des Marronniers, du Vieux Pont, des Coquelicots, "
    "de la Citadelle, des Hirondelles, du Lavoir, des Trois Sapins, du Belvédère, de la Source, "
    "des Genêts, du Verger, de la Rivière, des Campanules, du Grand Pré, des Jonquilles, "
    "du Champ de Foire, de la Gare, des Sorbiers, du Petit Bois, de la Combe, des Alouettes"
).split(", ")
COLLEGE_NAMES = (
    "de la Combe aux Cerfs, du Pont Neuf, des Quatre Vents, de la Grande Rivière, des Remparts, "
    "du Plateau, de la Forêt, des Salines, du Lac, de la Vallée, des Horlogers, du Belvédère, "
    "des Tuileries, de la Source"
).split(", ")
DISCIPLINES = (
    "Lettres",
    "Mathématiques",
    "Anglais",
    "Histoire-géographie",
    "SVT",
    "Physique-chimie",
    "EPS",
    "Technologie",
    "Arts plastiques",
    "Allemand",
    "Documentation",
    "Éco-gestion",
)


@dataclass(frozen=True)
class School:
    uai: str
    name: str
    kind: str  # "Ecole", "Collège" or "Lycée"
    public: bool
    department: str
    commune: str
    commune_code: str
    district: tuple[str, str] | None  # code and name; écoles only
    basin: tuple[str, str] | None  # code and name; collèges and lycées only
    opened: str

    @property
    def profile(self) -> str:
        degree = "1D" if self.kind == "Ecole" else "2D"
        return f"{degree}_{'PUBLIC' if self.public else 'PRIVATE'}"


@dataclass(frozen=True)
class Person:
    email: str
    last_name: str
    first_name: str
    profile: str
    department: str
    school: School | None  # None: attached to an area, not to a school
    area: tuple[str, str] | None
    discipline: str


def uai(number: int) -> str:
    """Seven digits and their check letter."""
    return f"{number:07d}{UAI_LETTERS[number % 23]}"


def plain(text: str) -> str:
    """Lower case ASCII letters only, as in an e-mail address."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in ascii_text.lower() if c.isalnum() or c == "-")


def areas(department: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Circonscriptions and bassins of a département: code and name."""
    row = next(row for row in DEPARTMENTS if row[0] == department)
    districts = [(uai(int(department) * 10000 + 9900 + i), name) for i, name in enumerate(row[2])]
    basins = [(f"03{department}{i + 1}", name) for i, name in enumerate(row[3])]
    return districts, basins


def schools(draw: random.Random) -> list[School]:
    """About 320 schools: one in eleven is private, one in forty opened this very year."""
    found = []
    for department, _, _, _, primary, colleges, lycees in DEPARTMENTS:
        districts, basins = areas(department)
        kinds = ["Ecole"] * primary + ["Collège"] * colleges + ["Lycée"] * lycees
        communes = draw_communes(draw, department, 40)
        number = int(department) * 10000 + 9001
        for i, kind in enumerate(kinds):
            private = i % 11 == 10
            commune, commune_code = communes[i % len(communes)]
            names = SCHOOL_NAMES if kind == "Ecole" else COLLEGE_NAMES
            title = {"Ecole": "École", "Collège": "Collège", "Lycée": "Lycée"}[kind]
            label = f"{title}{' privé' if private else ''} {draw.choice(names)}"
            if kind == "Ecole":
                label = label.replace("École privé ", "École privée ")
            found.append(
                School(
                    uai=uai(number + i),
                    name=label,
                    kind=kind,
                    public=not private,
                    department=department,
                    commune=commune,
                    commune_code=commune_code,
                    district=districts[i % len(districts)] if kind == "Ecole" else None,
                    basin=basins[i % len(basins)] if kind != "Ecole" else None,
                    opened=f"{draw.randint(1965, 2012)}-09-01" if i % 40 else "2024-09-01",
                )
            )
    return found


def draw_communes(draw: random.Random, department: str, count: int) -> list[tuple[str, str]]:
    """Invented communes; their codes are above the last one in use."""
    names: list[str] = []
    while len(names) < count:
        name = draw.choice(COMMUNE_STARTS) + draw.choice(COMMUNE_ENDS)
        if name not in names:
            names.append(name)
    return [(name, f"{department}{900 + i}") for i, name in enumerate(names)]


def roster(draw: random.Random, places: list[School]) -> list[Person]:
    """Around 6 000 people; one in thirty is attached to an area and not to a school."""
    people: list[Person] = []
    used: set[str] = set()
    for place in places:
        size = draw.randint(6, 11) if place.kind == "Ecole" else draw.randint(48, 76)
        for i in range(size):
            adviser = place.kind != "Ecole" and place.public and i < 2
            profile = "CPE" if adviser else place.profile
            first, last = (
                draw.choice(FIRST_NAMES),
                draw.choice(NAME_STARTS) + draw.choice(NAME_ENDS),
            )
            discipline = "" if adviser or place.kind == "Ecole" else draw.choice(DISCIPLINES)
            loose = draw.random() < 1 / 30
            people.append(
                Person(
                    email=address(first, last, used),
                    last_name=last,
                    first_name=first,
                    profile=profile,
                    department=place.department,
                    school=None if loose else place,
                    area=(place.district or place.basin) if loose else None,
                    discipline=discipline,
                )
            )
    return people


def address(first: str, last: str, used: set[str]) -> str:
    """prenom.nom@…, numbered when it is taken."""
    base = f"{plain(first)}.{plain(last)}"
    local, number = base, 1
    while local in used:
        number += 1
        local = f"{base}{number}"
    used.add(local)
    return f"{local}@{MAIL_DOMAIN}"


def area_headcounts() -> list[tuple[str, str, int]]:
    """Headcounts by circonscription and bassin that sum to those of the département."""
    rows = []
    for department, profiles in HEADCOUNTS.items():
        districts, basins = areas(department)
        for profile, total in profiles.items():
            prefix, cells = ("circo", districts) if profile[:2] == "1D" else ("bassin", basins)
            weights = [10 + 3 * i for i in range(len(cells))]
            parts = [total * weight // sum(weights) for weight in weights]
            parts[0] += total - sum(parts)
            rows += [
                (f"{prefix}:{code}", profile, part)
                for (code, _), part in zip(cells, parts, strict=True)
            ]
    return rows
