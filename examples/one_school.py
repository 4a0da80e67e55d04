"""Two files of one collège that does not exist: its subscriptions, and the accounts of families."""

from __future__ import annotations

import random
from pathlib import Path

import academy
import tables

_SEED = 2026
_UAI = "0259109R"
_SUBSCRIPTIONS: list[tuple[object, ...]] = [
    (_UAI, "Encyclopédie des collèges", "Éditions du Sapin", "élèves et enseignants", 620,
     "01/01/2027", "31/12/2027"),
    (_UAI, "Mathématiques pas à pas, 4e", "Éditions du Doubs", "élèves", 140, "01/09/2026",
     "31/08/2027"),
    (_UAI, "Banque de sons et d’images", "Images du Jura", "enseignants", "illimité", "01/09/2026",
     "31/08/2027"),
    (_UAI, "Atlas des climats", "Images du Jura", "", "", "15/09/2026", "14/09/2027"),
]  # fmt: skip


def write(folder: Path) -> None:
    """Both files, always the same."""
    draw = random.Random(_SEED)
    tables.write_table(
        folder / "abonnements-gar.csv",
        ("uai", "resource", "publisher", "public", "licences", "starts_on", "ends_on"),
        _SUBSCRIPTIONS,
    )
    rows: list[tuple[object, ...]] = []
    for level, share in ((6, 0.8), (5, 0.82), (4, 0.76), (3, 0.88)):
        for letter in "ABC":
            for _ in range(22):
                last = draw.choice(academy.NAME_STARTS) + draw.choice(academy.NAME_ENDS)
                pupil = f"{draw.choice(academy.FIRST_NAMES)} {last}"
                state = "activé" if draw.random() < share else "non activé"
                phone = f"06 39 98 {draw.randint(0, 99):02d} {draw.randint(0, 99):02d}"
                rows.append((last.upper(), draw.choice(academy.FIRST_NAMES), f"{level}{letter}",
                             state, pupil, phone))  # fmt: skip
    tables.write_table(
        folder / "comptes-responsables.csv",
        ("Nom", "Prénom", "Classe", "État du compte", "Élève", "Téléphone"),
        rows,
    )
