"""Write the example files: `python examples/generate.py [--into FOLDER]`.

The same seed gives the same bytes, on any machine: the committed files are what this script
writes, and a test compares them. Standard library only. README.md says what is real and what is
invented.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import academy
import answers
import mistakes
import one_school
import pix_orga
import printed
import tables
from answers import Answer, Campaign, known_at

SEED = 20240410
OPENED = datetime(2024, 9, 9)
EXPORTS = (
    datetime(2024, 10, 7, 8, 15),
    datetime(2024, 12, 2, 8, 10),
    datetime(2025, 2, 3, 8, 20),
)
MONDAY = datetime(2025, 3, 3, 8, 12)
LATEST = EXPORTS[-1]

PROFILE_NAMES = {
    "1D_PUBLIC": "1D public",
    "1D_PRIVATE": "1D privé",
    "2D_PUBLIC": "2D public",
    "2D_PRIVATE": "2D privé",
    "CPE": "CPE",
}
SHORT = {"25": "Doubs", "39": "Jura", "70": "Haute-Saône", "90": "Belfort"}
MAIL = "Adresse e-mail académique"
SCHOOL_NUMBER = "UAI de votre établissement"

# people who have started by MONDAY, and the share of them who finish
POSITIONING = {
    "25": {
        "1D_PUBLIC": (500, 0.74),
        "1D_PRIVATE": (17, 0.55),
        "2D_PUBLIC": (472, 0.68),
        "2D_PRIVATE": (50, 0.5),
        "CPE": (19, 0.6),
    },
    "39": {
        "1D_PUBLIC": (84, 0.5),
        "1D_PRIVATE": (7, 0.4),
        "2D_PUBLIC": (113, 0.46),
        "2D_PRIVATE": (14, 0.4),
        "CPE": (6, 0.35),
    },
    "70": {
        "1D_PUBLIC": (92, 0.55),
        "1D_PRIVATE": (4, 0.5),
        "2D_PUBLIC": (126, 0.5),
        "2D_PRIVATE": (13, 0.45),
        "CPE": (7, 0.45),
    },
    "90": {
        "1D_PUBLIC": (88, 0.47),
        "1D_PRIVATE": (5, 0.5),
        "2D_PUBLIC": (134, 0.5),
        "2D_PRIVATE": (15, 0.42),
        "CPE": (9, 0.6),
    },
}
# which profiles were exported at the earlier dates: all of Doubs, then more and more elsewhere
EXPORTED = {
    EXPORTS[0]: ("2D_PUBLIC",),
    EXPORTS[1]: ("1D_PUBLIC", "2D_PUBLIC"),
    EXPORTS[2]: tuple(PROFILE_NAMES),
}


class Draft:
    """The campaigns, with what people answered, drawn once; exports are taken from it."""

    def __init__(self, draw: random.Random, staff: list[academy.Person]) -> None:
        self.draw = draw
        self.staff = staff
        self.campaigns: list[tuple[Campaign, list[Answer]]] = []

    def add(
        self,
        department: str,
        profile: str,
        pathway: str,
        count: int,
        finished_share: float,
        *,
        external_label: str | None = MAIL,
        names: tuple[str, ...] | None = None,
        subjects: dict[str, int] | None = None,
        badges: tuple[str, ...] = (),
        stages: int = 0,
    ) -> None:
        kept = tuple(
            competence
            for competence in answers.COMPETENCES
            if (names is None or competence.name in names)
            and not (profile == "CPE" and competence.name in answers.NOT_FOR_CPE)
        )
        title = pathway.replace(" ", "-")
        label = PROFILE_NAMES[profile].replace(" ", "-")
        letters = "".join(self.draw.choices("BCDFGHJKLMPQRTVWXY", k=6))
        campaign = Campaign(
            number=512001 + 7 * len(self.campaigns),
            code=f"{letters}{self.draw.randint(100, 999)}",
            name=f"{title}_{label}_{SHORT[department]}_2024-2025",
            target=f"Pix+ Édu {PROFILE_NAMES[profile]} - {pathway}",
            department=department,
            profile=profile,
            pathway=pathway,
            external_label=external_label,
            opened=OPENED,
            competences=kept,
            subjects=subjects or {},
            badges=badges,
            stages=stages,
        )
        people = [
            person
            for person in self.staff
            if person.department == department and person.profile == profile
        ]
        found = answers.answers(self.draw, campaign, people, count, finished_share, MONDAY)
        self.campaigns.append((campaign, found))


def draft_campaigns(draw: random.Random, staff: list[academy.Person]) -> Draft:
    draft = Draft(draw, staff)
    for department, profiles in POSITIONING.items():
        for profile, (count, share) in profiles.items():
            by_school = (department, profile) == ("70", "2D_PUBLIC")
            draft.add(
                department,
                profile,
                printed.POSITIONING,
                count,
                share,
                external_label=SCHOOL_NUMBER if by_school else MAIL,
            )
    draft.add(
        "25",
        "2D_PUBLIC",
        "Numérique et sécurité",
        70,
        0.8,
        names=(
            "Agir en faveur d’un numérique professionnel sûr et responsable",
            "Sécuriser l’environnement numérique",
            "Protéger les données personnelles et la vie privée",
        ),
        subjects={"motdepasse": 5, "hameconnage": 4, "rgpd": 6, "cyberharcelement": 3},
    )
    draft.add(
        "25",
        "1D_PUBLIC",
        "Créer des supports pédagogiques",
        55,
        0.7,
        names=("Concevoir des ressources", "Développer des documents textuels"),
    )
    draft.add(
        "90",
        "2D_PUBLIC",
        "Adapter les documents",
        24,
        0.6,
        external_label=None,
        names=("Inclure et rendre accessible", "Développer des documents textuels"),
    )
    draft.add(
        "25",
        "2D_PUBLIC",
        "Bilan",
        40,
        0.85,
        badges=(
            "Pix+ Édu 2nd degré - Initié (entrée dans le métier)",
            "Pix+ Édu 2nd degré - Confirmé",
        ),
        stages=5,
    )
    return draft


def write_campaigns(path: Path, draft: Draft, collection: Campaign) -> None:
    rows: list[tuple[object, ...]] = [
        (
            campaign.code,
            f"dep:{campaign.department}",
            campaign.profile,
            campaign.pathway,
            campaign.name,
            "2024-2025",
        )
        for campaign in (*(campaign for campaign, _ in draft.campaigns), collection)
    ]
    tables.write_table(path, ("code", "territory", "profile", "pathway", "name", "season"), rows)


def write_coverage(path: Path, draw: random.Random, draft: Draft) -> None:
    """The table of a subject × profile that a national team would send for the four départements.

    Senders are those of the exports of the same date, so that the two sources can be compared.
    """
    shift = {"25": 3, "39": 0, "70": -2, "90": 1}
    rows: list[tuple[object, ...]] = []
    for campaign, found in draft.campaigns:
        if campaign.pathway != printed.POSITIONING:
            continue
        senders = {
            (answer.last_name, answer.first_name, answer.external_id)
            for answer in found
            if answer.shared is not None and answer.shared <= LATEST
        }
        column = printed.COLUMNS.index(campaign.profile)
        for referential, subject, *values in printed.COVERAGE:
            value = values[column]
            moved = shift[campaign.department] + round(draw.gauss(0, 2))
            local = None if value is None else max(5, min(97, value + moved))
            rows.append(
                (
                    f"dep:{campaign.department}",
                    campaign.profile,
                    referential,
                    subject,
                    "" if local is None else local,
                    len(senders),
                    LATEST.date(),
                )
            )
    tables.write_table(path, printed.COVERAGE_HEADER, rows)


def write_collection(folder: Path, draw: random.Random, staff: list[academy.Person]) -> Campaign:
    """A profile collection: forty people of the Doubs, a few of whom have not sent it."""
    campaign = Campaign(
        number=512903,
        code="PRFCLT512",
        name="Collecte-de-profils_2D-public_Doubs_2024-2025",
        target="",
        department="25",
        profile="2D_PUBLIC",
        pathway="",
        external_label=MAIL,
        opened=OPENED,
        competences=(),
    )
    people = draw.sample([p for p in staff if (p.department, p.profile) == ("25", "2D_PUBLIC")], 40)
    rows: list[list[pix_orga.Cell]] = [pix_orga.PROFILES_HEADER]
    for person in sorted(people, key=lambda p: (p.last_name, p.first_name)):
        row: list[pix_orga.Cell] = [
            pix_orga.ORGANISATION,
            campaign.number,
            campaign.code,
            campaign.name,
            person.last_name,
            person.first_name,
            person.email,
        ]
        if draw.random() < 0.15:
            row += ["Non", *["NA"] * (len(pix_orga.PROFILES_HEADER) - len(row) - 1)]
        else:
            levels = [max(0, min(7, round(draw.gauss(3.6, 1.6)))) for _ in pix_orga.CRCN]
            points = [level * 8 + draw.randint(0, 7) if level < 7 else 56 for level in levels]
            certifiable = sum(level >= 1 for level in levels)
            sent = answers.working_hour(draw, OPENED, LATEST)
            row += [
                "Oui",
                pix_orga.moment(sent, hourly=True),
                sum(points),
                "Oui" if certifiable >= 5 else "Non",
                certifiable,
            ]
            for level, score in zip(levels, points, strict=True):
                row += [level, score]
        rows.append(row)
    pix_orga.write(folder / pix_orga.file_name(campaign.name, campaign.number, LATEST), rows)
    return campaign


def write_certifications(folder: Path, draw: random.Random, staff: list[academy.Person]) -> None:
    """One session: most are validated, some rejected, one cancelled."""
    people = draw.sample([p for p in staff if p.department == "25"], 28)
    rows: list[list[pix_orga.Cell]] = [pix_orga.CERTIFICATIONS_HEADER]
    for number, person in enumerate(people, start=880001):
        status = draw.choices(("Validée", "Rejetée", "Annulée"), (22, 4, 1))[0]
        complementary = "Validée" if status == "Validée" and draw.random() < 0.8 else status
        levels: list[pix_orga.Cell] = [
            draw.randint(2, 7) if status == "Validée" else 0 if status == "Rejetée" else "-"
            for _ in pix_orga.CRCN
        ]
        score: pix_orga.Cell = {"Rejetée": "0", "Annulée": "-"}.get(status)
        if score is None:
            score = sum(level for level in levels if isinstance(level, int)) * 8
        born = f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{draw.randint(1964, 1999)}"
        rows.append(
            [
                number,
                person.first_name,
                person.last_name,
                born,
                person.school.commune if person.school else "Valcombe",
                person.email,
                status,
                "Rejetée" if complementary == "Rejetée" else complementary,
                score,
                *levels,
                None,
                7001,
                "Centre d’exemple",
                "22/01/2025",
            ]
        )
    pix_orga.write(folder / "20250127-1030_resultats_session_7001.csv", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).parent)
    into: Path = parser.parse_args().into
    national, local = into / "national", into / "academie"
    for folder in (
        national,
        local,
        *(into / name for name in ("etablissement", "monday", "variants", "wrong")),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.csv"):
            old.unlink()

    draw = random.Random(SEED)
    tables.write_national(national)
    places = academy.schools(draw)
    staff = academy.roster(draw, places)
    tables.write_schools(local / "etablissements.csv", places)
    tables.write_roster(local / "personnels.csv", staff)
    tables.write_headcounts(local)
    draft = draft_campaigns(draw, staff)
    for made in EXPORTS:
        for campaign, found in draft.campaigns:
            early = made != LATEST
            if campaign.pathway != printed.POSITIONING and early:
                continue
            if campaign.department != "25" and campaign.profile not in EXPORTED[made]:
                continue
            if any(known_at(answer, made) for answer in found):  # else nothing to export yet
                # Pix Orga shows skills to the organisations that ask for them: see variants/.
                pix_orga.write_assessment(local, replace(campaign, subjects={}), found, made)
    collection = write_collection(local, draw, staff)
    write_campaigns(local / "campagnes.csv", draft, collection)
    write_certifications(local, draw, staff)
    write_coverage(local / f"couverture-sujets-{LATEST:%Y-%m-%d}.csv", draw, draft)
    first = draft.campaigns[0]
    pix_orga.write_assessment(into / "monday", *first, MONDAY)
    with_skills = next(campaign for campaign in draft.campaigns if campaign[0].subjects)
    pix_orga.write_assessment(into / "variants", *with_skills, MONDAY)
    mistakes.write_wrong(into / "wrong", draft.campaigns, MONDAY)
    one_school.write(into / "etablissement")


if __name__ == "__main__":
    main()
