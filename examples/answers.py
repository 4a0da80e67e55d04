"""What invented people answered: a timeline, from which an export can be taken at any date."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import academy


@dataclass(frozen=True)
class Competence:
    name: str
    domain: str
    skills: int  # number of targeted skills
    ease: float  # chance that an average person masters one of its skills


# CRCN-Édu then CRCN; the ease of each is close to what has been published of real groups.
COMPETENCES = (
    Competence("Communiquer", "Environnement professionnel", 9, 0.72),
    Competence(
        "Agir en faveur d’un numérique professionnel sûr et responsable",
        "Environnement professionnel",
        12,
        0.52,
    ),
    Competence("Concevoir des ressources", "Gestion des ressources numériques", 11, 0.46),
    Competence("Mettre en œuvre", "Enseignement-apprentissage avec et par le numérique", 13, 0.63),
    Competence(
        "Évaluer au service des apprentissages",
        "Enseignement-apprentissage avec et par le numérique",
        8,
        0.55,
    ),
    Competence(
        "Inclure et rendre accessible",
        "Prendre en compte la diversité des apprenants et les rendre autonomes",
        7,
        0.66,
    ),
    Competence(
        "Engager les apprenants",
        "Prendre en compte la diversité des apprenants et les rendre autonomes",
        6,
        0.68,
    ),
    Competence(
        "Mener une recherche et une veille d’information", "Information et données", 10, 0.80
    ),
    Competence("Interagir", "Communication et collaboration", 8, 0.78),
    Competence("Collaborer", "Communication et collaboration", 6, 0.68),
    Competence("Développer des documents textuels", "Création de contenu", 9, 0.83),
    Competence("Sécuriser l’environnement numérique", "Protection et sécurité", 10, 0.74),
    Competence(
        "Protéger les données personnelles et la vie privée", "Protection et sécurité", 7, 0.66
    ),
)
# Not in the pathway of CPE: absent from the export, which is not the same as zero.
NOT_FOR_CPE = ("Concevoir des ressources", "Évaluer au service des apprentissages")
PROFILE_EASE = {
    "1D_PUBLIC": -0.03,
    "1D_PRIVATE": -0.02,
    "2D_PUBLIC": 0.05,
    "2D_PRIVATE": 0.04,
    "CPE": -0.02,
}


@dataclass(frozen=True)
class Answer:
    """One participation, that is one row of an export."""

    last_name: str
    first_name: str
    external_id: str
    started: datetime
    finished: datetime | None
    shared: datetime | None
    progress: float  # while it is not finished
    mastered: tuple[int, ...]  # per competence of the campaign
    levels: dict[str, int] = field(default_factory=dict)  # highest level passed, per subject


@dataclass(frozen=True)
class Campaign:
    number: int
    code: str
    name: str
    target: str  # title of the pathway as Pix prints it
    department: str
    profile: str
    pathway: str
    external_label: str | None
    opened: datetime
    competences: tuple[Competence, ...]
    subjects: dict[str, int] = field(default_factory=dict)  # subject -> highest level asked
    badges: tuple[str, ...] = ()
    stages: int = 0


def answers(
    draw: random.Random,
    campaign: Campaign,
    staff: list[academy.Person],
    count: int,
    finished_share: float,
    until: datetime,
) -> list[Answer]:
    """`count` people who start between the opening and `until`, some of whom send twice.

    Seventeen typed addresses in a hundred are not in the roster: another mailbox, or a slip.
    """
    people = draw.sample(staff, min(count, len(staff)))
    found: list[Answer] = []
    for person in people:
        ability = draw.gauss(PROFILE_EASE[campaign.profile], 0.14)
        external_id = typed_id(draw, campaign, person)
        started = working_hour(draw, campaign.opened, until)
        answer = one_answer(draw, campaign, person, external_id, ability, started, finished_share)
        found.append(answer)
        again = answer
        while again.shared is not None and draw.random() < 0.12:
            restart = working_hour(
                draw, again.shared + timedelta(days=5), until + timedelta(days=6)
            )
            ability += 0.06
            again = one_answer(draw, campaign, person, external_id, ability, restart, 0.9)
            found.append(again)
    return found


def typed_id(draw: random.Random, campaign: Campaign, person: academy.Person) -> str:
    """What the person types at the start: an address, or the number of the school."""
    if campaign.external_label is None:
        return ""
    if campaign.external_label.startswith("UAI"):
        return person.school.uai if person.school else ""
    local, domain = person.email.split("@")
    chance = draw.random()
    if chance < 0.11:
        return f"{local}@messagerie.example"
    if chance < 0.17:
        return f"{local.replace('.', '')}@{domain}"
    if chance < 0.22:
        return f"{local.title()}@{domain}"
    return person.email


def one_answer(
    draw: random.Random,
    campaign: Campaign,
    person: academy.Person,
    external_id: str,
    ability: float,
    started: datetime,
    finished_share: float,
) -> Answer:
    finished = shared = None
    if draw.random() < finished_share:
        finished = started + timedelta(minutes=draw.randint(35, 110))
        if draw.random() < 0.85:
            shared = finished + draw.choice(
                (timedelta(minutes=4), timedelta(minutes=9), timedelta(days=1), timedelta(days=2))
            )
    mastered = tuple(
        sum(draw.random() < competence.ease + ability for _ in range(competence.skills))
        for competence in campaign.competences
    )
    levels = {
        subject: max(0, min(top, round(draw.gauss(top * (0.6 + ability), 1.1))))
        for subject, top in campaign.subjects.items()
    }
    return Answer(
        last_name=person.last_name,
        first_name=person.first_name,
        external_id=external_id,
        started=started,
        finished=finished,
        shared=shared,
        progress=round(draw.uniform(0.02, 0.95), 3),
        mastered=mastered,
        levels=levels,
    )


def working_hour(draw: random.Random, start: datetime, end: datetime) -> datetime:
    """A minute between 08:00 and 19:59: far from the hours that summer time moves."""
    days = max(0, (end - start).days)
    day = start + timedelta(days=draw.randint(0, days))
    return day.replace(hour=draw.randint(8, 19), minute=draw.randint(0, 59))


def known_at(answer: Answer, date: datetime) -> bool:
    """Whether the participation had started when the export was made."""
    return answer.started <= date
