"""A small home: the printed national tables, and part of an invented académie."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.measures.build import build

NOW = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
ACADEMY = EXAMPLES / "academie"
PLACES = (
    "etablissements.csv",
    "personnels.csv",
    "campagnes.csv",
    "effectifs-departements-2024-10-01.csv",
    "effectifs-circonscriptions-bassins-2024-10-01.csv",
)
RESULTS = (
    "20250127-1030_resultats_session_7001.csv",
    "couverture-sujets-2025-02-03.csv",
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2024-12-02-0810.csv",
    "Resultats-Auto-positionnement_1D-public_Doubs_2024-2025-512001-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_1D-priv__Doubs_2024-2025-512008-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_2D-public_Doubs_2024-2025-512015-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_2D-priv__Doubs_2024-2025-512022-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_CPE_Doubs_2024-2025-512029-2025-02-03-0820.csv",
    "Resultats-Auto-positionnement_1D-public_Jura_2024-2025-512036-2025-02-03-0820.csv",
    "Resultats-Bilan_2D-public_Doubs_2024-2025-512162-2025-02-03-0820.csv",
)
NOTICE = "Données de démonstration\u00a0: les personnes et les écoles sont inventées."


def small_home(folder: Path) -> Home:
    """Imports the files as a user would, and counts them."""
    home = Home(folder).prepare()
    home.mark_as_demo()
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    files = sorted((EXAMPLES / "national").glob("*.csv"))
    for path in [*files, *(ACADEMY / name for name in (*PLACES, *RESULTS))]:
        report = import_file(home, path, by="nora", now=NOW)
        assert report.status == "imported", report.to_json()
    build(home)
    return home
