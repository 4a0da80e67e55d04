"""A printed total beside the profiles of its file, and beside its places, drawn on Corse."""

from __future__ import annotations

from pathlib import Path

from facts.given import headcounts_file, table, take
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.explain import explain
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run

OLD, NEW = "2024-03-01", "2024-04-01"
CORSE = "aca:corse"


def corse(tmp_path: Path, *files: Path, measure: str = "participation_rate") -> Figure:
    home = Home(tmp_path / "home")
    for path in files:
        assert take(home, path).status == "imported"
    (figure,) = run(build(home), Query(measure, CORSE))
    return figure


def others(figure: Figure) -> list[tuple[str, float | None]]:
    return [(other.kind, other.value) for other in figure.alternatives]


def test_a_later_sum_of_profiles_replaces_the_total_of_another_file(tmp_path: Path) -> None:
    profiles = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")
    total = headcounts_file(tmp_path, f"{CORSE};ALL;99;{OLD}", name="total.csv")
    parts = headcounts_file(
        tmp_path, *(f"{CORSE};{one};20;{NEW}" for one in profiles), name="profils.csv"
    )
    seen = corse(tmp_path, total, parts, measure="headcount")
    assert (seen.value, others(seen)) == (100, [("printed", 99)])


def test_a_total_holds_against_the_profiles_of_its_file_and_not_against_its_places(
    tmp_path: Path,
) -> None:
    profiles = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")
    total = headcounts_file(
        tmp_path,
        f"{CORSE};ALL;99;{OLD}",
        *(f"{CORSE};{one};20;{OLD}" for one in profiles),
        name="académie.csv",
    )
    seen = corse(tmp_path / "alone", total, measure="headcount")
    assert (seen.value, others(seen)) == (99, [("sum", 100)])
    places = headcounts_file(
        tmp_path, f"dep:2A;ALL;50;{OLD}", f"dep:2B;ALL;47;{OLD}", name="départements.csv"
    )
    seen = corse(tmp_path / "beside", total, places, measure="headcount")
    assert (seen.value, others(seen)) == (97, [("printed", 99)])


def test_a_printed_coverage_gives_way_to_the_mean_over_the_profiles_of_its_file(
    tmp_path: Path,
) -> None:
    """A printed mean is rounded; (90 × 60 + 10 × 70) / 100 is not (R105)."""
    lines = (
        f"{CORSE};{profile};CRCN;Hameçonnage;{percent};{senders};{OLD}"
        for profile, percent, senders in (
            ("1D_PUBLIC", 60, 60), ("1D_PRIVATE", 60, 10), ("2D_PUBLIC", 60, 10),
            ("2D_PRIVATE", 60, 10), ("CPE", 70, 10), ("ALL", 62, 100),
        )
    )  # fmt: skip
    header = "territory;profile;referential;subject;coverage_percent;senders;as_of"
    seen = corse(tmp_path, table(tmp_path, "couverture.csv", header, *lines), measure="coverage")
    assert seen.value == 0.61


def test_the_rule_says_why_the_total_holds(tmp_path: Path) -> None:
    profiles = ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE", "CPE")
    lines = (f"{CORSE};ALL;99;{OLD}", *(f"{CORSE};{one};20;{OLD}" for one in profiles))
    corse(tmp_path, headcounts_file(tmp_path, *lines), measure="headcount")
    home = Home(tmp_path / "home")
    told = explain(Cube.open(home), Lake(home), Ledger(home).active(), Query("headcount", CORSE))
    assert "profils vient du même fichier" in (told.rule or "")
