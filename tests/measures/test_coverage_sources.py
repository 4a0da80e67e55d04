"""A published table of subjects beside Pix exports of competences: one of them makes the mean."""

from __future__ import annotations

from pathlib import Path

from facts.given import take
from observatory.given import COVERAGE, table
from spec.received import PRIMARY, directory, export, roster, row
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.measures.build import build
from vigie.measures.cube import Cube
from vigie.measures.explain import explain
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run

TABLED = (
    "dep:25;1D_PUBLIC;CRCN;Hameçonnage;70;8;2024-12-01",
    "dep:25;1D_PUBLIC;CRCN-EDU;Droit à l'image;90;8;2024-12-01",
)


def counted(tmp_path: Path, *tabled: str, on: str = "2024-12-01") -> Cube:
    """Ten people of the Doubs sent half of each competence: 6 skills of 12."""
    home = Home(tmp_path / "home")
    people = [row(n, 2, 5) for n in range(10)]
    take(home, export(tmp_path, 1, people, on=on), territory="Doubs", profile="1D_PUBLIC")
    if tabled:
        path = tmp_path / "couverture.csv"
        path.write_text(table(COVERAGE, *tabled), encoding="utf-8")
        assert take(home, path).status == "imported"
    return build(home)


def one(cube: Cube, measure: str, territory: str = "dep:25", **more: object) -> Figure:
    (figure,) = run(cube, Query(measure, territory, profile="1D_PUBLIC", **more))  # type: ignore[arg-type]  # fields of Query
    return figure


def others(figure: Figure) -> list[tuple[str, float | None, str | None]]:
    return [(other.kind, other.value, other.level) for other in figure.alternatives]


def test_the_mean_is_that_of_the_subjects_that_are_printed(tmp_path: Path) -> None:
    """Ten people sent competences and eight subjects: 70 and 90 make 80, beside 50."""
    cube = counted(tmp_path, *TABLED)
    for measure in ("coverage", "coverage_subject_mean"):
        mean = one(cube, measure)
        lines = run(cube, Query("coverage", "dep:25", profile="1D_PUBLIC", by=("subject",)))
        assert mean.value == sum(line.value or 0 for line in lines) / len(lines) == 0.8
        assert {name for line in lines for name in line.imports} == set(mean.imports)
        assert others(mean) == [("sum", 0.5, "competence")]
        assert mean.alternatives[0].imports == ("I000001",)
    assert one(cube, "senders").value == one(cube, "coverage").people == 8


def test_the_exports_stand_without_a_table(tmp_path: Path) -> None:
    mean = one(counted(tmp_path), "coverage")
    assert (mean.value, mean.people, others(mean)) == (0.5, 10, [])


def test_a_table_that_is_not_whole_does_not_speak_for_more_people(tmp_path: Path) -> None:
    """The table is that of the Jura, one of four units of the académie, with eight people of 18."""
    cube = counted(tmp_path, *(line.replace("dep:25", "dep:39") for line in TABLED))
    assert one(cube, "coverage").value == 0.5
    assert one(cube, "coverage", "dep:39").value == 0.8
    above = one(cube, "coverage", "aca:besancon")
    assert (above.value, others(above)) == (0.5, [("printed", 0.8, "subject")])


def test_a_published_mean_is_not_that_of_those_who_cannot_be_placed(tmp_path: Path) -> None:
    """Nine are in the roster, in two districts; the tenth is nowhere in particular."""
    home = Home(tmp_path / "home")
    take(home, directory(tmp_path))
    take(home, roster(tmp_path, [(n, PRIMARY[n % 4]) for n in range(9)]))
    cube = counted(tmp_path, *TABLED)
    found = run(cube, Query("coverage", "dep:25", level="district", profile="1D_PUBLIC"))
    (rest,) = [figure for figure in found if figure.territory.endswith(":unplaced")]
    assert (rest.value, rest.people) == (0.5, 1)


def test_the_rule_is_told(tmp_path: Path) -> None:
    cube = counted(tmp_path, *TABLED)
    home = Home(tmp_path / "home")
    query = Query("coverage", "dep:25", profile="1D_PUBLIC")
    told = explain(cube, Lake(home), Ledger(home).active(), query).rule
    assert told is not None
    assert told.startswith("Les sujets d’un tableau publié sont retenus")
