"""A world for the sealed groups: invented people whose answers are planted as facts, a trainer,
and what she does through the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse

from vigie.domains.groups.models import Group
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.periods import PARIS

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
PUBLISH = NOW + timedelta(hours=48)
AFTER = PUBLISH + timedelta(minutes=1)
SECRET = "Concevoir des ressources"
COMPETENCES = (SECRET, "Collaborer", "Gérer des données", "Interagir")
DOMAINS = ("Communication et collaboration",)
_HEADER = (
    "Nom de l'organisation", "ID Campagne", "Code", "Nom de la campagne", "Parcours",
    "Nom du Participant", "Prénom du Participant", "Adresse académique", "% de progression",
    "Date et heure de début (Europe/Paris)", "Partage (O/N)",
    "Date et heure du partage (Europe/Paris)",
    "% maitrise de l'ensemble des acquis du profil",
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """Someone who does not exist. `state`: 0 started, 1 finished, 2 sent. `masters`: the
    competences that she masters; her domain follows « Collaborer »."""

    address: str
    state: int = 2
    masters: frozenset[str] = field(default_factory=frozenset)


def crowd(
    number: int, *, masters: Iterable[str] = (), state: int = 2, start: int = 0
) -> list[Invented]:
    """Several people who answered alike."""
    return [
        Invented(f"stagiaire{n}@exemple.example", state, frozenset(masters))
        for n in range(start, start + number)
    ]


def plant(
    home: Path,
    people: Sequence[Invented],
    *,
    day: str = "2026-10-20",
    code: str = "PXTEST001",
    territory: str = "dep:25",
    at: datetime = NOW - timedelta(days=2),
) -> None:
    """Imports an export of Pix Orga that holds these people, as someone of the team would."""
    header = list(_HEADER)
    for kind, names in (("de la compétence", COMPETENCES), ("du domaine", DOMAINS)):
        for name in names:
            header += [
                f"% de maitrise des acquis {kind} {name}",
                f"Nombre d'acquis du profil cible {_IN[kind]} {name}",
                f"Acquis maitrisés {_IN[kind]} {name}",
            ]
    lines = [";".join(f'"{name}"' for name in header)]
    lines += [";".join(_row(person, code)) for person in people]
    path = home / f"{code}-{day}-{at:%d%H%M}.csv"
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    report = import_file(
        Home(home), path, territory=territory, profile="2D_PUBLIC", pathway="POSITIONING",
        as_of=datetime.fromisoformat(day).date(), by="essai", now=at,
    )  # fmt: skip
    assert report.status == "imported", report.to_json()


_IN = {"de la compétence": "dans la compétence", "du domaine": "du domaine"}


def _row(person: Invented, code: str) -> list[str]:
    base = ["Académie", "77", f'"{code}"', '"Auto-positionnement"', '"Pix+ Édu"', '"Nom"',
            f'"{person.address.partition("@")[0]}"', f'"{person.address}"']  # fmt: skip
    if person.state < 2:
        absent = ["NA"] * (1 + 3 * (len(COMPETENCES) + len(DOMAINS)))
        done = "1" if person.state else "0,5"
        return [*base, done, '"12/10/2026 10:00"', '"Non"', "NA", *absent]
    held = [name in person.masters for name in COMPETENCES]
    values = ["0,8"]
    for masters in (*held, held[1]):
        values += ["0,8", "10", "8"] if masters else ["0,2", "10", "2"]
    return [*base, "1", '"12/10/2026 10:00"', '"Oui"', '"13/10/2026 11:00"', *values]


def sealed(
    client: Client,
    addresses: Iterable[str],
    *,
    publish_at: datetime = PUBLISH,
    title: str = "Session du mardi",
) -> Group:
    """The group that a trainer seals through the site."""
    before = set(Group.objects.values_list("pk", flat=True))
    answer = client.post(reverse("group_seal"), sealing(addresses, publish_at, title))
    assert answer.status_code == 302, answer.content.decode()
    # The page that follows says how many lines are valid; later ones do not say it again.
    client.get(reverse("groups"))
    return Group.objects.exclude(pk__in=before).get()


def sealing(
    addresses: Iterable[str], publish_at: datetime = PUBLISH, title: str = "Session du mardi"
) -> Mapping[str, str]:
    """What the form of a sealing sends."""
    local = publish_at.astimezone(PARIS)
    return {
        "title": title,
        "session_on": f"{(publish_at + timedelta(days=7)):%d/%m/%Y}",
        "publish_on": f"{local:%d/%m/%Y}",
        "publish_time": f"{local:%H:%M}",
        "addresses": "\n".join(addresses),
    }
