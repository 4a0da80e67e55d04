"""The door of the pages: what a count of few people hides, wherever it would be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from observatory.given import COVERAGE, FUNNEL, HEADCOUNT, built, table
from vigie.measures import tables
from vigie.measures.cube import Cube
from vigie.measures.definition import definitions
from vigie.measures.disclosure import STEERING, Door, Policy, door
from vigie.measures.figure import Figure
from vigie.measures.query import Query, run
from vigie.measures.tables import CubeCounts

BEFORE, DAY = "2025-01-06", "2025-02-03"


def funnel(*rows: str, day: str = DAY) -> str:
    """Lines of a participation table from « territory profile started finished sent »."""
    return table(FUNNEL, *(
        ";".join([place, profile, "POSITIONING", day, *counts])
        for place, profile, *counts in (row.split() for row in rows)
    ))  # fmt: skip


def ask(cube: Cube, query: Query) -> list[Figure]:
    return door(cube).protect(run(cube, query), query.as_of)


def values(cube: Cube, query: Query) -> dict[str, float | int | str | None]:
    return {
        figure.territory: figure.value if figure.status == "ok" else figure.status
        for figure in ask(cube, query)
    }


COVERAGES = table(
    COVERAGE,
    f"dep:2A;CPE;CRCN;Hameçonnage;50;3;{DAY}",
    f"dep:2B;CPE;CRCN;Hameçonnage;60;40;{DAY}",
)
CORSE = funnel("dep:2A ALL 10 20 3", "dep:2B ALL 30 40 50")


@pytest.fixture
def corse(tmp_path: Path) -> Cube:
    return built(tmp_path, {"corse.csv": CORSE})


def test_fewer_than_five_are_hidden_and_say_why(corse: Cube) -> None:
    (figure,) = ask(corse, Query("sent", "dep:2A"))
    assert (figure.status, figure.value, figure.numerator) == ("hidden", None, None)
    assert "moins de 5 personnes" in (figure.note or "")


def test_the_page_makes_no_difference(corse: Cube) -> None:
    """The other half of a région is hidden although nothing beside it is small on its own page."""
    assert values(corse, Query("sent", "dep:2B")) == {"dep:2B": "hidden"}
    assert values(corse, Query("sent", "reg:corse", level="department")) == {
        "dep:2A": "hidden",
        "dep:2B": "hidden",
    }
    assert values(corse, Query("sent", "reg:corse")) == {"reg:corse": 53}
    assert values(corse, Query("participants", "reg:corse", level="department")) == {
        "dep:2A": 33,
        "dep:2B": 120,
    }


@pytest.mark.parametrize("measure", ["sent", "finished_not_sent", "sent_share", "share_of_parent"])
def test_every_measure_that_tells_a_hidden_count_is_hidden(corse: Cube, measure: str) -> None:
    assert values(corse, Query(measure, "dep:2A")) == {"dep:2A": "hidden"}


@pytest.mark.parametrize("measure", ["participants", "finished", "finished_share"])
def test_the_others_are_shown(corse: Cube, measure: str) -> None:
    (figure,) = ask(corse, Query(measure, "dep:2A"))
    assert figure.status == "ok"


def test_the_same_hundred_figures_asked_together_or_one_by_one_are_the_same(tmp_path: Path) -> None:
    rows = [f"dep:{n} {profile} {n % 7} {n % 11} {n % 5 * 3}" for n in range(21, 40)
            for profile in ("1D_PUBLIC", "CPE")]  # fmt: skip
    cube = built(tmp_path, {"f.csv": funnel(*rows)})
    together = ask(cube, Query("sent", level="department", by=("profile",)))
    for figure in together:
        alone = Query("sent", figure.territory, profile=figure.dimensions["profile"])
        assert [f.value for f in ask(cube, alone)] == [figure.value]
    assert {figure.status for figure in together} >= {"ok", "hidden"}


def test_a_headcount_is_public(tmp_path: Path) -> None:
    heads = table(HEADCOUNT, f"dep:2A;CPE;3;{DAY}")
    cube = built(tmp_path, {"c.csv": CORSE, "h.csv": heads})
    assert values(cube, Query("headcount", "dep:2A", profile="CPE")) == {"dep:2A": 3}


def test_a_coverage_follows_its_sendings(tmp_path: Path) -> None:
    cube = built(tmp_path, {"coverage.csv": COVERAGES})
    for measure in ("coverage", "senders"):
        subjects = Query(measure, "reg:corse", "department", by=("subject",), profile="CPE")
        found = values(cube, subjects)
        assert set(found.values()) == {"hidden"}, measure


def test_a_count_that_moved_by_few_people_is_shown_as_it_was(tmp_path: Path) -> None:
    """Two newcomers: the figure of January, with its date, and on every page."""
    places = "dep:2A ALL 10 10 {sent}", "dep:2B ALL 10 10 {other}"
    before = funnel(*(row.format(sent=30, other=30) for row in places), day=BEFORE)
    after = funnel(*(row.format(sent=32, other=60) for row in places))
    cube = built(tmp_path, {"before.csv": before, "after.csv": after})
    (figure,) = ask(cube, Query("participants", "dep:2A"))
    assert (figure.value, figure.as_of) == (50, date(2025, 1, 6))
    assert (figure.known_on, figure.note is not None) == (date(2025, 1, 6), True)
    (whole,) = ask(cube, Query("participants", "reg:corse"))
    assert (whole.value, whole.as_of) == (132, date(2025, 2, 3))


def test_what_is_known_of_a_day_is_shown_alike_today_and_then(tmp_path: Path) -> None:
    before, after = funnel("dep:2A ALL 10 10 3", "dep:2B ALL 10 10 30", day=BEFORE), CORSE
    cube = built(tmp_path, {"before.csv": before, "after.csv": after})
    then = Query("sent", "dep:2B", as_of=date(2025, 1, 6))
    assert values(cube, then) == {"dep:2B": "hidden"}


def test_a_label_is_hidden_with_a_member(tmp_path: Path) -> None:
    """The total of the label less its other members would tell the hidden one."""
    members = ("dep:02 ALL 10 10 3", "dep:59 ALL 10 10 40", "dep:60 ALL 10 10 50",
               "dep:80 ALL 10 10 60", "dep:62 ALL 10 10 70")  # fmt: skip
    cube = built(tmp_path, {"f.csv": funnel(*members)})
    assert values(cube, Query("sent", "label:tne")) == {"label:tne": "hidden"}
    assert values(cube, Query("participants", "label:tne")) != {"label:tne": "hidden"}


def test_a_value_set_aside_is_not_told_where_a_part_is_hidden(tmp_path: Path) -> None:
    printed = funnel("reg:corse ALL 40 60 60", day="2025-03-03")
    cube = built(tmp_path, {"corse.csv": CORSE, "printed.csv": printed})
    corse = Query("participants", cube.tree.canonical("reg:corse"))
    (raw,) = run(cube, corse)
    assert raw.alternatives
    (figure,) = ask(cube, corse)
    assert (figure.value, figure.alternatives) == (160, ())


def test_the_threshold_is_that_of_the_policy(corse: Cube) -> None:
    wide = Door(corse, Policy(threshold=60))
    (figure,) = wide.protect(run(corse, Query("participants", "dep:2A")))
    assert figure.status == "hidden"
    assert STEERING.threshold == 5


def test_every_measure_can_be_protected(corse: Cube) -> None:
    """A measure that the door does not know would have to be given a table: it fails, loudly."""
    (figure,) = run(corse, Query("participants", "dep:2A"))
    for name in definitions():
        (seen,) = door(corse).protect([replace(figure, measure=name)])
        assert seen.status in ("ok", "hidden", "no_denominator"), name


def test_what_is_decided_ahead_is_what_a_page_would_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["FR ALL 300 200 90", "reg:corse ALL 40 60 53", "dep:2A ALL 10 20 3"]
    later = funnel("dep:2A ALL 12 21 3", "dep:2B ALL 30 40 52", day="2025-03-03")
    cube = built(tmp_path, {"a.csv": funnel(*lines), "b.csv": later, "c.csv": COVERAGES})
    queries = [
        Query("coverage", "FR", level="department", by=by) for by in ((), ("subject", "profile"))
    ] + [
        Query(measure, "FR", level=level, as_of=on)
        for measure in ("sent", "participation_rate")
        for level in ("region", "academie", "department")
        for on in (date(2025, 2, 3), date(2025, 3, 3))
    ]
    asked = [Door(cube).protect(run(cube, each), each.as_of) for each in queries]
    told: list[tuple[int, int]] = []
    Door(cube).decide_ahead(lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told)

    def never(*_given: object, **_named: object) -> None:
        raise AssertionError("decided twice")

    monkeypatch.setattr("vigie.measures.protection.decide", never)
    assert [Door(cube).protect(run(cube, each), each.as_of) for each in queries] == asked
    Door(cube).decide_ahead()  # done already


def test_what_the_bound_leaves_out_is_decided_when_a_page_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cube = built(tmp_path, {"a.csv": CORSE, "c.csv": COVERAGES})
    query = Query("coverage", "reg:corse", "department", by=("subject",), profile="CPE")
    asked = Door(cube).protect(run(cube, query))
    every = len(CubeCounts(cube).wide_families())
    monkeypatch.setattr(tables, "MOST_AHEAD", 1)
    assert len(CubeCounts(cube).wide_families()) < every
    Door(cube).decide_ahead()
    assert Door(cube).protect(run(cube, query)) == asked


def test_decisions_that_were_not_finished_leave_nothing(corse: Cube) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Door(corse).decide_ahead(stop)
    assert not list(corse.path.glob("*decisions*"))
    assert values(corse, Query("sent", "dep:2B")) == {"dep:2B": "hidden"}
