"""What is known of a place beside the figure that stands, drawn on Corse and its départements."""

from __future__ import annotations

from pathlib import Path

from facts.given import counts_file, take
from vigie.facts.home import Home
from vigie.measures.build import build
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


def test_another_rate_has_its_own_numerator_and_denominator(tmp_path: Path) -> None:
    """The académie is printed later than its départements: 40 of 200; 10 + 20 of 50 + 70."""
    seen = corse(
        tmp_path,
        counts_file(tmp_path, f"dep:2A;ALL;;{OLD};10;0;0;50", f"dep:2B;ALL;;{OLD};20;0;0;70",
                    name="départements.csv"),
        counts_file(tmp_path, f"{CORSE};ALL;;{NEW};40;0;0;200", name="académie.csv"),
    )  # fmt: skip
    assert (seen.numerator, seen.denominator) == (40, 200)
    assert others(seen) == [("sum", 30 / 120)]
    assert seen.alternatives[0].imports == ("I000001",)


def test_a_headcount_known_once_serves_both_rates(tmp_path: Path) -> None:
    seen = corse(
        tmp_path,
        counts_file(tmp_path, f"dep:2A;ALL;;{OLD};10;0;0;", f"dep:2B;ALL;;{OLD};20;0;0;",
                    name="départements.csv"),
        counts_file(tmp_path, f"{CORSE};ALL;;{NEW};40;0;0;200", name="académie.csv"),
    )  # fmt: skip
    assert others(seen) == [("sum", 30 / 200)]
    assert seen.alternatives[0].imports == ("I000001", "I000002")


def test_one_part_of_two_makes_no_other_rate(tmp_path: Path) -> None:
    files = (
        counts_file(tmp_path, f"dep:2A;ALL;;{OLD};10;0;0;50", name="département.csv"),
        counts_file(tmp_path, f"{CORSE};ALL;;{OLD};40;0;0;200", name="académie.csv"),
    )
    assert others(corse(tmp_path, *files)) == []
    assert others(corse(tmp_path / "count", *files, measure="participants")) == [("sum", 10)]
