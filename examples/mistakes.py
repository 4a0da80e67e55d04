"""Files wrong in ways a beginner meets, for the tutorial and the tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pix_orga
import printed
import tables
from answers import Answer, Campaign


def write_wrong(
    folder: Path, campaigns: list[tuple[Campaign, list[Answer]]], made: datetime
) -> None:
    """Three files wrong in ways a beginner meets."""
    campaign, found = next(
        (campaign, found)
        for campaign, found in campaigns
        if (campaign.department, campaign.profile) == ("90", "CPE")
    )
    path = pix_orga.write_assessment(folder, campaign, found, made)
    lines = path.read_bytes().decode("utf-8").split("\n")
    sent = next(i for i, line in enumerate(lines) if ';"Oui";' in line)
    column = lines[0].split(";").index('"% maitrise de l\'ensemble des acquis du profil"')
    cells = lines[sent].split(";")
    cells[column] = str(round(float(cells[column].replace(",", ".")) * 100))
    lines[sent] = ";".join(cells)
    (folder / "taux-superieur-a-1.csv").write_bytes("\n".join(lines).encode("utf-8"))
    path.unlink()
    tables.write_table(
        folder / "territoire-inconnu.csv",
        printed.FUNNEL_HEADER,
        [
            ("Doubs", "1D_PUBLIC", printed.POSITIONING, "2025-03-03", 120, 30, 210),
            ("Franche-Conté", "1D_PUBLIC", printed.POSITIONING, "2025-03-03", 40, 10, 60),
            ("dep:96", "1D_PUBLIC", printed.POSITIONING, "2025-03-03", 12, 2, 20),
        ],
    )
    tables.write_table(
        folder / "codes-abimes-par-excel.csv",
        ("territory", "profile", "headcount", "as_of"),
        [
            ("1", "1D_PUBLIC", 3120, "2025-03-01"),
            ("2E+05", "1D_PUBLIC", 2410, "2025-03-01"),
            ("39", "1D_PUBLIC", 1450, "2025-03-01"),
        ],
    )
