"""Figures to draw components with. The counts by région académique are those printed at the
national review of April 2024; everything else is invented."""

from dataclasses import replace
from datetime import date

from vigie.measures.figure import Alternative, Figure, Status

DAY = date(2024, 4, 10)

# Started, finished not sent, finished sent, headcount (seeds/001, l. 1046 to 1066).
REGIONS: dict[str, tuple[str, int, int, int, int]] = {
    "reg:auvergne-rhone-alpes": ("Auvergne-Rhône-Alpes", 2750, 329, 1773, 107279),
    "reg:bourgogne-franche-comte": ("Bourgogne-Franche-Comté", 1149, 145, 1210, 36140),
    "reg:bretagne": ("Bretagne", 901, 109, 467, 42058),
    "reg:centre-val-de-loire": ("Centre-Val de Loire", 833, 95, 536, 32958),
    "reg:corse": ("Corse", 82, 8, 55, 3935),
    "reg:grand-est": ("Grand Est", 1545, 217, 964, 71943),
    "reg:guadeloupe": ("Guadeloupe", 186, 11, 79, 7280),
    "reg:guyane": ("Guyane", 249, 18, 118, 7171),
    "reg:hauts-de-france": ("Hauts-de-France", 2370, 246, 1287, 84550),
    "reg:ile-de-france": ("Île-de-France", 4195, 425, 2614, 174381),
    "reg:la-reunion": ("La Réunion", 538, 46, 265, 17021),
    "reg:martinique": ("Martinique", 218, 27, 391, 6166),
    "reg:mayotte": ("Mayotte", 152, 13, 43, 6923),
    "reg:normandie": ("Normandie", 1346, 176, 1012, 41950),
    "reg:nouvelle-aquitaine": ("Nouvelle-Aquitaine", 1574, 190, 925, 70569),
    "reg:nouvelle-caledonie": ("Nouvelle-Calédonie", 91, 7, 52, 2882),
    "reg:occitanie": ("Occitanie", 1754, 303, 1490, 74004),
    "reg:pays-de-la-loire": ("Pays de la Loire", 1349, 168, 794, 49459),
    "reg:polynesie-francaise": ("Polynésie française", 102, 8, 55, 4430),
    "reg:provence-alpes-cote-d-azur": ("Provence-Alpes-Côte d’Azur", 1389, 168, 899, 65408),
    "reg:saint-pierre-et-miquelon": ("Saint-Pierre et Miquelon", 14, 2, 18, 100),
}
NATION = ("FR", "France", 22787, 2711, 15047, 906607)

# Coverage in percent by subject: 1D public, 1D privé, 2D public, 2D privé, CPE (seeds/001, l. 130
# to 153); None is « not in this profile's pathway ».
COVERAGE: dict[str, dict[str, tuple[int | None, ...]]] = {
    "CRCN": {
        "Accès d’une application aux données": (60, 60, 72, 68, 59),
        "Cyberharcèlement": (84, 85, 89, 88, 86),
        "Gestion des diapositives": (88, 91, 93, 93, 89),
        "Utilisation d’un cloud": (55, 63, 75, 72, 62),
    },
    "CRCN-Édu": {
        "Classe inversée": (None, None, 58, 56, None),
        "Outils d’évaluation": (42, 47, 55, 52, 31),
        "Prim à bord": (46, 51, None, None, None),
        "Respect des licences": (34, 35, 44, 42, 27),
    },
}
PROFILES = ("1D public", "1D privé", "2D public", "2D privé", "CPE")


def figure(
    value: float | int | None,
    *,
    num: float | None = None,
    den: float | None = None,
    unit: str = "people",
    status: Status = "ok",
    measure: str = "participants",
    code: str = "FR",
    name: str = "France",
) -> Figure:
    """A figure as the engine gives them."""
    level = "nation" if code == "FR" else "region"
    return Figure(measure, code, name, level, {}, value, num, den, unit, status, DAY, ("imp-1",))


def rate(num: int, den: int, code: str = "FR", name: str = "France") -> Figure:
    """A participation rate."""
    return figure(
        num / den,
        num=num,
        den=den,
        unit="share",
        measure="participation_rate",
        code=code,
        name=name,
    )


def states() -> list[tuple[str, Figure]]:
    """A figure in each state it can have."""
    base = rate(40545, 906607)
    return [
        ("Valeur", base),
        ("Zéro", figure(0)),
        ("Pas de donnée", figure(None, status="missing")),
        ("Sans objet", figure(None, status="not_applicable", unit="share")),
        ("Sans effectif", figure(None, status="no_denominator", unit="share")),
        ("Masqué", figure(None, status="hidden")),
        (
            "Sources en désaccord",
            replace(base, alternatives=(Alternative("printed", 0.044, DAY, 1.0),)),
        ),
        ("Données partielles", replace(base, present=83, expected=101)),
        ("Écart", figure(-0.015, unit="points", measure="participation_gap")),
    ]
