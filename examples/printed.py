"""The figures printed by the ministry for 10 April 2024, as the files a user would receive.

Nothing here is invented. Source: the public deck of the second season of Pix+ Édu (10/04/2024);
docs/reference/examples.md gives the page of each table. What the deck prints only as a rate
(participation by profile, the 1D public rate of the Doubs) has no headcount, so it has no
headcount here either.
"""

from __future__ import annotations

AS_OF = "2024-04-10"
POSITIONING = "Auto-positionnement"

# région académique, started and not finished, finished and not sent, sent, headcount,
# printed rate (percent)
REGIONS = (
    ("Auvergne-Rhône-Alpes", 2750, 329, 1773, 107279, 4.5),
    ("Bourgogne-Franche-Comté", 1149, 145, 1210, 36140, 6.9),
    ("Bretagne", 901, 109, 467, 42058, 3.5),
    ("Centre-Val de Loire", 833, 95, 536, 32958, 4.4),
    ("Corse", 82, 8, 55, 3935, 3.7),
    ("Grand Est", 1545, 217, 964, 71943, 3.8),
    ("Guadeloupe", 186, 11, 79, 7280, 3.8),
    ("Guyane", 249, 18, 118, 7171, 5.4),
    ("Hauts-de-France", 2370, 246, 1287, 84550, 4.6),
    ("Île-de-France", 4195, 425, 2614, 174381, 4.1),
    ("La Réunion", 538, 46, 265, 17021, 5.0),
    ("Martinique", 218, 27, 391, 6166, 10.3),
    ("Mayotte", 152, 13, 43, 6923, 3.0),
    ("Normandie", 1346, 176, 1012, 41950, 6.0),
    ("Nouvelle-Aquitaine", 1574, 190, 925, 70569, 3.8),
    ("Nouvelle-Calédonie", 91, 7, 52, 2882, 5.2),
    ("Occitanie", 1754, 303, 1490, 74004, 4.8),
    ("Pays de la Loire", 1349, 168, 794, 49459, 4.7),
    ("Polynésie française", 102, 8, 55, 4430, 3.7),
    ("Provence-Alpes-Côte d'Azur", 1389, 168, 899, 65408, 3.8),
    ("Saint-Pierre et Miquelon", 14, 2, 18, 100, 34.0),
)
NATION = ("FR", 22787, 2711, 15047, 906607, 4.5)
TNE = ("TNE", 3240, 499, 2754, 129098, 5.0)

# The ten highest rates in the order of the deck; 01 to 95 never needed here, so names are kept.
DEPARTMENTS = (
    ("Doubs", 262, 63, 601, 7609, 12.2),
    ("Martinique", 218, 27, 391, 6166, 10.3),
    ("Eure", 354, 50, 342, 7686, 9.7),
    ("Hérault", 443, 148, 780, 14983, 9.2),
    ("Saône-et-Loire", 259, 27, 238, 6609, 7.9),
    ("Essonne", 602, 63, 685, 19060, 7.1),
    ("Manche", 207, 29, 153, 5726, 6.8),
    ("Cher", 118, 19, 99, 3517, 6.7),
    ("Yvelines", 782, 79, 483, 20230, 6.6),
    ("Loire", 283, 36, 285, 10054, 6.0),
)

# profile, participants, finished, printed share of the finished who sent, printed rate (percent)
PROFILES = (
    ("1D_PUBLIC", 16652, 8064, 86, 4.7),
    ("1D_PRIVATE", 809, 294, 78, 1.8),
    ("2D_PUBLIC", 19173, 7995, 85, 4.9),
    ("2D_PRIVATE", 3029, 1154, 82, 3.1),
    ("CPE", 882, 251, 75, 6.3),
)

SENDERS = {
    "1D_PRIVATE": 232,
    "1D_PUBLIC": 6764,
    "2D_PRIVATE": 943,
    "2D_PUBLIC": 6607,
    "CPE": 188,
    "ALL": 14700,
}
COLUMNS = tuple(SENDERS)

# referential, subject, then coverage in percent in the order of SENDERS; None is an empty cell
COVERAGE = (
    ("CRCN", "Accès d'une application aux données", 60, 60, 68, 72, 59, 66),
    ("CRCN", "Champs d'un courriel", 75, 74, 79, 79, 74, 77),
    ("CRCN", "Cyberharcèlement", 85, 84, 88, 89, 86, 87),
    ("CRCN", "Gestion des diapositives", 91, 88, 93, 93, 89, 91),
    ("CRCN", "Hameçonnage", 67, 68, 73, 74, 69, 71),
    ("CRCN", "Mot de passe robuste", 69, 71, 75, 77, 68, 74),
    ("CRCN", "Recherche de fichier", 88, 84, 89, 89, 85, 87),
    ("CRCN", "Recherche et remplacement de texte", 80, 78, 85, 87, 79, 83),
    ("CRCN", "Recherche sur le web", 77, 75, 83, 84, 71, 79),
    ("CRCN", "Source d'une information", 72, 74, 82, 83, 75, 79),
    ("CRCN", "Utilisation d'un cloud", 63, 55, 72, 75, 62, 66),
    ("CRCN-EDU", "Accessibilité des documents textuels", 61, 58, 64, 66, 47, 62),
    ("CRCN-EDU", "Classe Inversée", None, None, 56, 58, None, 58),
    ("CRCN-EDU", "Démarche ludique", 60, 55, 63, 64, 53, 60),
    ("CRCN-EDU", "Droit à l'image", 82, 82, 84, 85, 86, 83),
    ("CRCN-EDU", "Messagerie professionnelle", 53, 58, 59, 65, 61, 61),
    ("CRCN-EDU", "Outils d'évaluation", 47, 42, 52, 55, 31, 49),
    ("CRCN-EDU", "Prévention du cyberharcèlement", None, None, None, None, 61, 61),
    ("CRCN-EDU", "Prim à bord", 51, 46, None, None, None, 46),
    ("CRCN-EDU", "Respect des licences", 35, 34, 42, 44, 27, 39),
    ("CRCN-EDU", "RGPD dans sa pratique d'enseignant dans le privé", 20, None, 37, None, None, 34),
    ("CRCN-EDU", "RGPD dans sa pratique d'enseignant du primaire", None, 31, None, None, None, 31),
    (
        "CRCN-EDU",
        "RGPD dans sa pratique d'enseignant du second degré",
        None,
        None,
        None,
        54,
        44,
        53,
    ),
)

FUNNEL_HEADER = (
    "territory",
    "profile",
    "pathway",
    "as_of",
    "started_not_finished",
    "finished_not_sent",
    "finished_sent",
)
COVERAGE_HEADER = (
    "territory",
    "profile",
    "referential",
    "subject",
    "coverage_percent",
    "senders",
    "as_of",
)


def sent_by_profile() -> dict[str, int]:
    """How many of each profile sent their results.

    The deck prints a share rounded to the percent, and the total 15 047. Shares alone give
    15 094; each product is therefore brought to the printed total, largest remainder first.
    Every printed share is still met.
    """
    products = {code: finished * share / 100 for code, _, finished, share, _ in PROFILES}
    scale = NATION[3] / sum(products.values())
    exact = {code: product * scale for code, product in products.items()}
    whole = {code: int(value) for code, value in exact.items()}
    missing = NATION[3] - sum(whole.values())
    by_remainder = sorted(exact, key=lambda code: whole[code] - exact[code])
    for code in by_remainder[:missing]:
        whole[code] += 1
    return whole


def funnel(rows: tuple[tuple[str, int, int, int, int, float], ...]) -> list[tuple[object, ...]]:
    """Rows of participation-counts with their headcount and the rate as printed."""
    return [
        (territory, "ALL", POSITIONING, AS_OF, started, finished, sent, headcount, rate)
        for territory, started, finished, sent, headcount, rate in rows
    ]


def profiles() -> list[tuple[object, ...]]:
    """Rows of participation-counts of the nation by profile, without headcount."""
    sent = sent_by_profile()
    return [
        ("FR", code, POSITIONING, AS_OF, people - finished, finished - sent[code], sent[code], rate)
        for code, people, finished, _, rate in PROFILES
    ]


def coverage() -> list[tuple[object, ...]]:
    """Rows of coverage-table; an empty cell means that the profile's pathway lacks the subject."""
    return [
        ("FR", profile, referential, subject, "" if value is None else value, senders, AS_OF)
        for referential, subject, *values in COVERAGE
        for (profile, senders), value in zip(SENDERS.items(), values, strict=True)
    ]
