"""The tables that the ministry printed on 10 April 2024, as tests hold them, and as files.

Every figure is that of seeds/001 (the deck of the second season), at the line given beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

AS_OF = "2024-04-10"

# région académique: started, finished not sent, sent, headcount, printed rate (percent)
REGIONS = {
    "Auvergne-Rhône-Alpes": (2750, 329, 1773, 107279, "4.5"),  # seeds/001, l. 1046
    "Bourgogne-Franche-Comté": (1149, 145, 1210, 36140, "6.9"),  # seeds/001, l. 1047
    "Bretagne": (901, 109, 467, 42058, "3.5"),  # seeds/001, l. 1048
    "Centre-Val de Loire": (833, 95, 536, 32958, "4.4"),  # seeds/001, l. 1049
    "Corse": (82, 8, 55, 3935, "3.7"),  # seeds/001, l. 1050
    "Grand Est": (1545, 217, 964, 71943, "3.8"),  # seeds/001, l. 1051
    "Guadeloupe": (186, 11, 79, 7280, "3.8"),  # seeds/001, l. 1052
    "Guyane": (249, 18, 118, 7171, "5.4"),  # seeds/001, l. 1053
    "Hauts-de-France": (2370, 246, 1287, 84550, "4.6"),  # seeds/001, l. 1054
    "Île-de-France": (4195, 425, 2614, 174381, "4.1"),  # seeds/001, l. 1055
    "La Réunion": (538, 46, 265, 17021, "5.0"),  # seeds/001, l. 1056
    "Martinique": (218, 27, 391, 6166, "10.3"),  # seeds/001, l. 1057
    "Mayotte": (152, 13, 43, 6923, "3.0"),  # seeds/001, l. 1058
    "Normandie": (1346, 176, 1012, 41950, "6.0"),  # seeds/001, l. 1059
    "Nouvelle-Aquitaine": (1574, 190, 925, 70569, "3.8"),  # seeds/001, l. 1060
    "Nouvelle-Calédonie": (91, 7, 52, 2882, "5.2"),  # seeds/001, l. 1061
    "Occitanie": (1754, 303, 1490, 74004, "4.8"),  # seeds/001, l. 1062
    "Pays de la Loire": (1349, 168, 794, 49459, "4.7"),  # seeds/001, l. 1063
    "Polynésie française": (102, 8, 55, 4430, "3.7"),  # seeds/001, l. 1064
    "Provence-Alpes-Côte d'Azur": (1389, 168, 899, 65408, "3.8"),  # seeds/001, l. 1065
    "Saint-Pierre et Miquelon": (14, 2, 18, 100, "34.0"),  # seeds/001, l. 1066
}
NATION = (22787, 2711, 15047, 906607, "4.5")  # seeds/001, l. 1067

# The ten highest rates among départements, in the printed order, starred ones being TNE.
TOP = {
    "Doubs": (262, 63, 601, 7609, "12.2", True),  # seeds/001, l. 1073
    "Martinique": (218, 27, 391, 6166, "10.3", False),  # seeds/001, l. 1074
    "Eure": (354, 50, 342, 7686, "9.7", False),  # seeds/001, l. 1075
    "Hérault": (443, 148, 780, 14983, "9.2", True),  # seeds/001, l. 1076
    "Saône-et-Loire": (259, 27, 238, 6609, "7.9", False),  # seeds/001, l. 1077
    "Essonne": (602, 63, 685, 19060, "7.1", False),  # seeds/001, l. 1078
    "Manche": (207, 29, 153, 5726, "6.8", False),  # seeds/001, l. 1079
    "Cher": (118, 19, 99, 3517, "6.7", True),  # seeds/001, l. 1080
    "Yvelines": (782, 79, 483, 20230, "6.6", False),  # seeds/001, l. 1081
    "Loire": (283, 36, 285, 10054, "6.0", False),  # seeds/001, l. 1082
}
# Printed among the régions and a département too, with a rate above that of the tenth.
SAINT_PIERRE = REGIONS["Saint-Pierre et Miquelon"]
TNE = (3240, 499, 2754, 129098, "5.0")  # seeds/001, l. 1105

# profile: participants, rate, finished, share of finished, share of sendings (percent)
PROFILES = {
    "1D_PUBLIC": (16652, "4.7", 8064, 48, 86),  # seeds/001, l. 101
    "1D_PRIVATE": (809, "1.8", 294, 36, 78),  # seeds/001, l. 102
    "2D_PUBLIC": (19173, "4.9", 7995, 42, 85),  # seeds/001, l. 103
    "2D_PRIVATE": (3029, "3.1", 1154, 38, 82),  # seeds/001, l. 104
    "CPE": (882, "6.3", 251, 28, 75),  # seeds/001, l. 105
}
ALL_PROFILES = (40545, "4.5", 17758, 44, 85)  # seeds/001, l. 100

# Who sent, in the column order of the coverage table; the last is printed for the total.
SENDERS = {  # seeds/001, l. 128
    "1D_PRIVATE": 232,
    "1D_PUBLIC": 6764,
    "2D_PRIVATE": 943,
    "2D_PUBLIC": 6607,
    "CPE": 188,
    "ALL": 14700,
}
CRCN, CRCN_EDU = "CRCN", "CRCN-EDU"
_ = None  # not in this profile's pathway
SUBJECTS = {
    (CRCN, "Accès d'une application aux données"): (60, 60, 68, 72, 59, 66),  # seeds/001, l. 130
    (CRCN, "Champs d'un courriel"): (75, 74, 79, 79, 74, 77),  # seeds/001, l. 131
    (CRCN, "Cyberharcèlement"): (85, 84, 88, 89, 86, 87),  # seeds/001, l. 132
    (CRCN, "Gestion des diapositives"): (91, 88, 93, 93, 89, 91),  # seeds/001, l. 133
    (CRCN, "Hameçonnage"): (67, 68, 73, 74, 69, 71),  # seeds/001, l. 134
    (CRCN, "Mot de passe robuste"): (69, 71, 75, 77, 68, 74),  # seeds/001, l. 135
    (CRCN, "Recherche de fichier"): (88, 84, 89, 89, 85, 87),  # seeds/001, l. 136
    (CRCN, "Recherche et remplacement de texte"): (80, 78, 85, 87, 79, 83),  # seeds/001, l. 137
    (CRCN, "Recherche sur le web"): (77, 75, 83, 84, 71, 79),  # seeds/001, l. 138
    (CRCN, "Source d'une information"): (72, 74, 82, 83, 75, 79),  # seeds/001, l. 139
    (CRCN, "Utilisation d'un cloud"): (63, 55, 72, 75, 62, 66),  # seeds/001, l. 140
    (CRCN_EDU, "Accessibilité des documents textuels"): (61, 58, 64, 66, 47, 62),  # l. 142
    (CRCN_EDU, "Classe Inversée"): (_, _, 56, 58, _, 58),  # seeds/001, l. 143
    (CRCN_EDU, "Démarche ludique"): (60, 55, 63, 64, 53, 60),  # seeds/001, l. 144
    (CRCN_EDU, "Droit à l'image"): (82, 82, 84, 85, 86, 83),  # seeds/001, l. 145
    (CRCN_EDU, "Messagerie professionnelle"): (53, 58, 59, 65, 61, 61),  # seeds/001, l. 146
    (CRCN_EDU, "Outils d'évaluation"): (47, 42, 52, 55, 31, 49),  # seeds/001, l. 147
    (CRCN_EDU, "Prévention du cyberharcèlement"): (_, _, _, _, 61, 61),  # seeds/001, l. 148
    (CRCN_EDU, "Prim à bord"): (51, 46, _, _, _, 46),  # seeds/001, l. 149
    (CRCN_EDU, "Respect des licences"): (35, 34, 42, 44, 27, 39),  # seeds/001, l. 150
    (CRCN_EDU, "RGPD dans sa pratique d'enseignant dans le privé"): (20, _, 37, _, _, 34),  # 151
    (CRCN_EDU, "RGPD dans sa pratique d'enseignant du primaire"): (_, 31, _, _, _, 31),  # l. 152
    (CRCN_EDU, "RGPD dans sa pratique d'enseignant du second degré"): (_, _, _, 54, 44, 53),  # 153
}
TOTALS = {  # "Total général", seeds/001, l. 154
    "1D_PRIVATE": 65,
    "1D_PUBLIC": 64,
    "2D_PRIVATE": 71,
    "2D_PUBLIC": 73,
    "CPE": 64,
    "ALL": 69,
}
REFERENTIALS = {CRCN: 78, CRCN_EDU: 56}  # seeds/001, l. 123
DEGREES = {"1D": 64, "2D": 72}  # seeds/001, l. 124

_FUNNEL = (
    "territory;profile;pathway;as_of;started_not_finished;finished_not_sent;finished_sent;headcount"
)


def regions_file(folder: Path) -> Path:
    """The table of the régions académiques, total included."""
    rows = [(name, *figures[:4]) for name, figures in REGIONS.items()]
    return _funnel(folder / "regions.csv", [*rows, ("Total", *NATION[:4])])


def departments_file(folder: Path) -> Path:
    """The ten départements, and the one that the printed ranking leaves out for its size."""
    rows = [(name, *figures[:4]) for name, figures in TOP.items() if name != "Martinique"]
    rows.append(("dep:972", *TOP["Martinique"][:4]))
    return _funnel(folder / "departements.csv", [*rows, ("dep:975", *SAINT_PIERRE[:4])])


def tne_file(folder: Path) -> Path:
    """The one line that is printed for the twelve TNE départements together."""
    return _funnel(folder / "tne.csv", [("Total TNE", *TNE[:4])])


def _funnel(path: Path, rows: list[tuple[object, ...]]) -> Path:
    lines = [f"{name};ALL;Auto-positionnement;{AS_OF};{_cells(figures)}" for name, *figures in rows]
    path.write_text("\n".join([_FUNNEL, *lines]) + "\n", encoding="utf-8")
    return path


def _cells(figures: Iterable[object]) -> str:
    return ";".join(map(str, figures))


def sent_of(profile: str) -> int:
    """How many sent: only the share is printed, to the percent."""
    _participants, _rate, finished, _share, sent = PROFILES[profile]
    return round(finished * sent / 100)


def headcount_of(profile: str) -> int:
    """A headcount that makes the printed rate: only the rate is printed."""
    participants, rate, *_rest = PROFILES[profile]
    return round(100 * participants / float(rate))


def profiles_file(folder: Path, *, total: bool = False) -> Path:
    """The table by profile; what is printed as a rate alone is worked out from it.

    With its `total`, which is printed, the profiles add up to a little more or less.
    """
    lines = [
        ";".join(
            map(
                str,
                (
                    "Total national",
                    profile,
                    "Auto-positionnement",
                    AS_OF,
                    participants - finished,
                    finished - sent_of(profile),
                    sent_of(profile),
                    headcount_of(profile),
                ),
            )
        )
        for profile, (participants, _rate, finished, *_shares) in PROFILES.items()
    ]
    if total:
        lines.append(f"Total national;ALL;Auto-positionnement;{AS_OF};{_cells(NATION[:4])}")
    path = folder / "profils.csv"
    path.write_text("\n".join([_FUNNEL, *lines]) + "\n", encoding="utf-8")
    return path


def coverage_file(folder: Path) -> Path:
    """The table of subjects by profile; an empty cell where a subject is not in a pathway."""
    lines = ["territory;profile;referential;subject;coverage_percent;senders;as_of"]
    for (referential, subject), row in SUBJECTS.items():
        for (profile, senders), percent in zip(SENDERS.items(), row, strict=True):
            cell = "" if percent is None else str(percent)
            lines.append(f"FR;{profile};{referential};{subject};{cell};{senders};{AS_OF}")
    path = folder / "couverture.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
