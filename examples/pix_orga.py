"""Files exactly as Pix Orga and Pix Certif write them.

UTF-8 with a byte order mark, `;`, line feeds; numbers bare with a decimal comma; texts quoted
except those made of digits and hyphens; a leading `- @ = +` gets an apostrophe inside the quotes;
`NA` where results were not sent.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from answers import Answer, Campaign, known_at

BOM = "\ufeff"
ORGANISATION = "Académie d’exemple (données inventées)"
# Before the school year 2024-2025 ended, exports wrote dates only, under shorter titles.
DATED_BY_THE_HOUR_FROM = datetime(2024, 11, 1)

Cell = str | int | float | None


def cell(value: Cell) -> str:
    """One value as Pix writes it."""
    if value is None:
        return '""'
    if isinstance(value, (int, float)):
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    if re.fullmatch(r"[0-9-]+", value):
        return value
    guard = "'" if value[:1] in ("-", "@", "=", "+") else ""
    return '"' + guard + value.replace('"', '""') + '"'


def write(path: Path, rows: list[list[Cell]]) -> None:
    text = "".join(";".join(cell(value) for value in row) + "\n" for row in rows)
    path.write_bytes((BOM + text).encode("utf-8"))


def file_name(name: str, number: int, made: datetime) -> str:
    """`Resultats-{campaign}-{number}-{date}.csv`, unusual characters replaced by `_`."""
    raw = f"Resultats-{name}-{number}-{made:%Y-%m-%d-%H%M}.csv"
    return re.sub(r"[^_. A-Za-z0-9-]", "_", raw)


def share(part: int, whole: int) -> float:
    """Two decimals, halves up, as JavaScript rounds."""
    return int(part * 100 / whole + 0.5) / 100


def assessment_header(campaign: Campaign, hourly: bool) -> list[Cell]:
    header: list[Cell] = [
        "Nom de l'organisation",
        "ID Campagne",
        "Code",
        "Nom de la campagne",
        "Parcours",
        "Nom du Participant",
        "Prénom du Participant",
    ]
    if campaign.external_label:
        header.append(campaign.external_label)
    header += ["% de progression"]
    if hourly:
        header += [
            "Date et heure de début (Europe/Paris)",
            "Partage (O/N)",
            "Date et heure du partage (Europe/Paris)",
        ]
    else:
        header += ["Date de début", "Partage (O/N)", "Date du partage"]
    if campaign.stages:
        header.append(f"Palier obtenu (/{campaign.stages - 1})")
    header += [f"{badge} obtenu (O/N)" for badge in campaign.badges]
    header.append("% maitrise de l'ensemble des acquis du profil")
    for competence in campaign.competences:
        header += [
            f"% de maitrise des acquis de la compétence {competence.name}",
            f"Nombre d'acquis du profil cible dans la compétence {competence.name}",
            f"Acquis maitrisés dans la compétence {competence.name}",
        ]
    for domain in domains(campaign):
        header += [
            f"% de maitrise des acquis du domaine {domain}",
            f"Nombre d'acquis du profil cible du domaine {domain}",
            f"Acquis maitrisés du domaine {domain}",
        ]
    return header + [skill for skill, _, _ in skills(campaign)]


def domains(campaign: Campaign) -> list[str]:
    return list(dict.fromkeys(competence.domain for competence in campaign.competences))


def skills(campaign: Campaign) -> list[tuple[str, str, int]]:
    """Title, subject and level of each skill column; none unless the campaign shows skills."""
    return [
        (f"@{subject}{level}", subject, level)
        for subject, top in campaign.subjects.items()
        for level in range(1, top + 1)
    ]


def assessment_row(campaign: Campaign, answer: Answer, made: datetime, hourly: bool) -> list[Cell]:
    finished = answer.finished is not None and answer.finished <= made
    shared = answer.shared if answer.shared is not None and answer.shared <= made else None
    row: list[Cell] = [
        ORGANISATION,
        campaign.number,
        campaign.code,
        campaign.name,
        campaign.target,
        answer.last_name,
        answer.first_name,
    ]
    if campaign.external_label:
        row.append(answer.external_id or None)
    row += [
        1 if finished else answer.progress,
        moment(answer.started, hourly),
        "Oui" if shared else "Non",
        moment(shared, hourly) if shared else "NA",
    ]
    if shared is None:
        return row + ["NA"] * (len(assessment_header(campaign, hourly)) - len(row))
    return row + results(campaign, answer)


def results(campaign: Campaign, answer: Answer) -> list[Cell]:
    """Stage, badges, mastery, competences, domains and skills of a sent participation."""
    targeted = [competence.skills for competence in campaign.competences]
    overall = share(sum(answer.mastered), sum(targeted))
    row: list[Cell] = []
    if campaign.stages:
        row.append(min(campaign.stages - 1, int(overall * campaign.stages)))
    row += [
        "Oui" if overall >= (0.4, 0.6)[min(i, 1)] else "Non" for i, _ in enumerate(campaign.badges)
    ]
    row.append(overall)
    for mastered, whole in zip(answer.mastered, targeted, strict=True):
        row += [share(mastered, whole), whole, mastered]
    for domain in domains(campaign):
        pairs = [
            (mastered, competence.skills)
            for mastered, competence in zip(answer.mastered, campaign.competences, strict=True)
            if competence.domain == domain
        ]
        mastered, whole = (sum(column) for column in zip(*pairs, strict=True))
        row += [share(mastered, whole), whole, mastered]
    row += ["OK" if level <= answer.levels[name] else "KO" for _, name, level in skills(campaign)]
    return row


def moment(at: datetime, hourly: bool) -> str:
    return f"{at:%d/%m/%Y %H:%M}" if hourly else f"{at:%Y-%m-%d}"


def write_assessment(
    folder: Path, campaign: Campaign, answers: list[Answer], made: datetime
) -> Path:
    """One export: people by name, and for one person the latest start first."""
    hourly = made >= DATED_BY_THE_HOUR_FROM
    known = [answer for answer in answers if known_at(answer, made)]
    known.sort(key=lambda answer: answer.started, reverse=True)
    known.sort(key=lambda answer: (answer.last_name, answer.first_name))
    path = folder / file_name(campaign.name, campaign.number, made)
    write(
        path,
        [
            assessment_header(campaign, hourly),
            *(assessment_row(campaign, answer, made, hourly) for answer in known),
        ],
    )
    return path


CRCN = (
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
)
CRCN_NUMBERS = tuple(
    f"{domain}.{rank}"
    for domain, ranks in enumerate((3, 4, 4, 3, 2), start=1)
    for rank in range(1, ranks + 1)
)

PROFILES_HEADER: list[Cell] = [
    "Nom de l'organisation",
    "ID Campagne",
    "Code",
    "Nom de la campagne",
    "Nom du Participant",
    "Prénom du Participant",
    "Adresse e-mail académique",
    "Envoi (O/N)",
    "Date et heure de l'envoi (Europe/Paris)",
    "Nombre de pix total",
    "Certifiable (O/N)",
    "Nombre de compétences certifiables",
    *(
        f"{title} pour la compétence {name}"
        for name in CRCN
        for title in ("Niveau", "Nombre de pix")
    ),
]

CERTIFICATIONS_HEADER: list[Cell] = [
    "Numéro de certification",
    "Prénom",
    "Nom",
    "Date de naissance",
    "Lieu de naissance",
    "Identifiant Externe",
    "Statut",
    "Certification Pix+ Édu 2nd degré",
    "Nombre de Pix",
    *CRCN_NUMBERS,
    "Commentaire jury pour l’organisation",
    "Session",
    "Centre de certification",
    "Date de passage de la certification",
]
