"""How many people are behind a coverage, whatever the items it is made of."""

from pathlib import Path

from observatory.given import COVERAGE, built, table
from vigie.measures.query import Query, run

DAY = "2025-01-01"


def senders(tmp_path: Path, *rows: str) -> dict[str, object]:
    cube = built(tmp_path, {"couverture.csv": table(COVERAGE, *rows)})
    whole = run(cube, Query("senders", "dep:25"))
    apart = run(cube, Query("senders", "dep:25", by=("referential",)))
    return {f.dimensions.get("referential", "all"): f.value for f in [*whole, *apart]}


def test_each_profile_counts_in_a_referential(tmp_path: Path) -> None:
    # The two profiles have subjects of their own: the most sent of each, never the most of both.
    assert senders(
        tmp_path,
        f"dep:25;1D_PUBLIC;CRCN;Hameçonnage;70;30;{DAY}",
        f"dep:25;1D_PUBLIC;CRCN;Mot de passe robuste;60;28;{DAY}",
        f"dep:25;2D_PUBLIC;CRCN;Recherche sur le web;80;12;{DAY}",
        f"dep:25;2D_PUBLIC;CRCN-EDU;Classe Inversée;50;11;{DAY}",
    ) == {"all": 42, "CRCN": 42, "CRCN-EDU": 11}


def test_a_table_without_profiles_has_its_senders_too(tmp_path: Path) -> None:
    assert senders(
        tmp_path,
        f"dep:25;ALL;CRCN;Hameçonnage;70;100;{DAY}",
        f"dep:25;ALL;CRCN-EDU;Droit à l'image;80;90;{DAY}",
    ) == {"all": 100, "CRCN": 100, "CRCN-EDU": 90}
