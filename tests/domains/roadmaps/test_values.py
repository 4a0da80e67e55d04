"""Where indicators stand: typed beside computed, sums that can be believed, the right objective."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from lib.people import someone
from lib.roadmaps import NOW, TODAY, a_roadmap, an_indicator
from observatory.given import EXAMPLES, imported
from vigie.domains.roadmaps.actions_measuring import (
    set_baseline,
    set_objective,
    type_value,
    withdraw_value,
)
from vigie.domains.roadmaps.models import Indicator
from vigie.domains.roadmaps.values import Standing, judged_by, standing_of, standings
from vigie.domains.roadmaps.verdicts import State
from vigie.domains.territories.tree import tree
from vigie.measures.build import build

pytestmark = [pytest.mark.database, pytest.mark.django_db]
SPRING = date(2024, 5, 1)


@pytest.fixture(scope="session")
def printed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    build(imported(folder, sorted((EXAMPLES / "national").glob("*.csv"))))
    return folder


@pytest.fixture
def _printed(printed_folder: Path, settings: Settings) -> None:
    """The site on the tables printed on 10 April 2024; read only."""
    settings.VIGIE_HOME = printed_folder


@pytest.fixture
def _empty(home: Path) -> None:
    """The site before any import."""


def typed(indicator: Indicator, territory: str, on: date, **value: object) -> None:
    type_value(indicator, territory=territory, on=on, by=None, at=NOW, **value)


def stands(indicator: Indicator, on: date = TODAY, territory: str = "") -> Standing:
    place = territory or indicator.roadmap.territory
    return standings(indicator, [place], on)[place]


@pytest.mark.usefixtures("_empty")
def test_what_each_year_adds_is_summed() -> None:
    """R035: 1 000 then 800 gives 1 800 against 2 000."""
    indicator = an_indicator(a_roadmap("reg:martinique"), unit="enseignants", cumulative=True)
    for period, text in (("2023-2024", ">= 1000"), ("2024-2025", ">= 2000")):
        set_objective(indicator, text=text, period=period, valid_from=date(2023, 9, 1), by=None,
                      at=NOW)  # fmt: skip
    typed(indicator, "reg:martinique", date(2024, 8, 31), amount=1000)
    typed(indicator, "reg:martinique", date(2025, 8, 31), amount=800)
    first, second = stands(indicator, date(2024, 8, 31)), stands(indicator, date(2025, 9, 1))
    assert first.verdict.state == State.MET
    assert second.value is not None
    assert second.value.amount == 1800
    assert (second.verdict.state, second.verdict.gap) == (State.MISSED, 200)
    assert [each.amount for each in second.values] == [1000, 800]


@pytest.mark.usefixtures("_empty")
def test_three_percent_today_for_ten_is_a_gap_of_seven_points() -> None:
    """R034."""
    indicator = an_indicator(a_roadmap("dep:25"), unit="%")
    set_objective(indicator, text=">= 10 %", by=None, at=NOW)
    set_baseline(indicator, amount=Decimal(3), by=None, at=NOW)
    typed(indicator, "dep:25", TODAY, amount=3)
    verdict = stands(indicator).verdict
    assert (verdict.gap, verdict.gap_text) == (7, "7\u00a0points")


@pytest.mark.usefixtures("_empty")
def test_a_parent_is_recomputed_from_components_never_averaged() -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"), unit="%")
    set_objective(indicator, text=">= 20 %", by=None, at=NOW)
    typed(indicator, "dep:25", TODAY, numerator=10, denominator=100)
    typed(indicator, "dep:90", TODAY, numerator=9, denominator=10)
    value = stands(indicator).value
    assert value is not None
    assert (value.amount, value.numerator, value.denominator) == (Fraction(1900, 110), 19, 110)
    assert (value.present, value.expected) == (2, len(inside()))
    typed(indicator, "dep:39", TODAY, amount=50)
    broken = stands(indicator)
    assert broken.verdict.state == State.UNKNOWN
    assert broken.values[-1].status == "no_denominator"


def inside() -> list[str]:
    return list(tree(TODAY).descendants("aca:besancon", "department"))


@pytest.mark.usefixtures("_empty")
def test_counts_of_the_territories_inside_are_summed_at_each_date() -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"))
    typed(indicator, "dep:25", date(2026, 1, 31), amount=3)
    typed(indicator, "dep:90", date(2026, 2, 28), amount=4)
    typed(indicator, "dep:25", date(2026, 3, 31), amount=5)
    typed(indicator, "dep:25", date(2026, 3, 31), amount=6)
    found = stands(indicator)
    assert [each.amount for each in found.values] == [3, 7, 10]
    assert [each.present for each in found.values] == [1, 2, 2]
    assert found.children


@pytest.mark.usefixtures("_empty")
def test_what_a_territory_says_of_itself_comes_before_the_sum() -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"))
    typed(indicator, "dep:25", TODAY, amount=3)
    typed(indicator, "aca:besancon", TODAY, amount=20)
    assert [each.amount for each in stands(indicator).values] == [20]


@pytest.mark.usefixtures("_empty")
def test_a_withdrawn_value_and_one_of_later_do_not_count() -> None:
    indicator = an_indicator(a_roadmap("dep:25"))
    gone = type_value(indicator, territory="dep:25", on=TODAY, amount=3, by=None, at=NOW)
    withdraw_value(gone, by=None, at=NOW)
    typed(indicator, "dep:25", TODAY, amount=4)
    assert stands(indicator, date(2026, 11, 24)).values == ()
    assert [each.amount for each in stands(indicator).values] == [4]


@pytest.mark.usefixtures("_empty")
def test_an_author_is_kept_beside_her_value() -> None:
    author = someone()
    indicator = an_indicator(a_roadmap("dep:25"))
    type_value(indicator, territory="dep:25", on=TODAY, amount=3, by=author, at=NOW)
    value = stands(indicator).typed
    assert value is not None
    assert (value.origin, value.author) == ("typed", "Anne Onyme")


@pytest.mark.parametrize(
    ("unit", "text", "judged"),
    [("%", ">= 10 %", True), ("stages", ">= 10", False), ("stages", ">= 10 par département", True)],
)
@pytest.mark.usefixtures("_empty")
def test_an_objective_of_the_whole_judges_a_part_only_where_it_is_said_of_each(
    unit: str, text: str, judged: bool
) -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"), unit=unit)
    set_objective(indicator, text=text, by=None, at=NOW)
    typed(indicator, "dep:25", TODAY, amount=12)
    assert (stands(indicator, territory="dep:25").verdict.state == State.MET) == judged


@pytest.mark.usefixtures("_empty")
def test_per_department_is_multiplied_by_their_number_for_the_whole() -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"))
    set_objective(indicator, text=">= 10 par département", by=None, at=NOW)
    typed(indicator, "aca:besancon", TODAY, amount=39)
    found = stands(indicator)
    assert (found.units, found.verdict.gap) == (4, 1)


@pytest.mark.usefixtures("_empty")
def test_a_local_objective_judges_its_territory_alone() -> None:
    indicator = an_indicator(a_roadmap("aca:besancon"), unit="%")
    set_objective(indicator, text=">= 10 %", by=None, at=NOW)
    set_objective(indicator, text=">= 5 %", territory="dep:25", by=None, at=NOW)
    for place in ("dep:25", "dep:90"):
        typed(indicator, place, TODAY, amount=7)
    assert stands(indicator, territory="dep:25").verdict.state == State.MET
    assert stands(indicator, territory="dep:90").verdict.state != State.MET


@pytest.mark.usefixtures("_empty")
def test_a_former_version_judges_as_it_did() -> None:
    indicator = an_indicator(a_roadmap("dep:25"))
    old = set_objective(indicator, text=">= 5", valid_from=date(2026, 1, 1), by=None, at=NOW)
    set_objective(indicator, text=">= 50", valid_from=date(2026, 7, 1), by=None, at=NOW)
    typed(indicator, "dep:25", date(2026, 6, 1), amount=7)
    assert stands(indicator, date(2026, 6, 2)).verdict.state == State.MET
    assert stands(indicator).verdict.state != State.MET
    assert judged_by(indicator, old, TODAY).verdict.state == State.MET


@pytest.mark.usefixtures("_printed")
def test_computed_and_typed_stand_side_by_side_and_the_computed_one_judges() -> None:
    indicator = an_indicator(a_roadmap("reg:martinique"), unit="%", measure="participation_rate")
    set_objective(indicator, text=">= 10 %", by=None, at=NOW)
    typed(indicator, "reg:martinique", date(2024, 4, 30), amount=3)
    found = stands(indicator, SPRING)
    assert found.computed is not None
    assert found.typed is not None
    assert (found.computed.numerator, found.typed.amount) == (636, 3)
    assert found.verdict.value == found.computed
    assert found.verdict.beside == found.typed
    assert found.figure is not None
    assert found.figure.imports
    assert (found.computed.present, found.computed.expected) != (None, None)


@pytest.mark.usefixtures("_printed")
def test_the_national_objectives_agree_with_the_printed_tables() -> None:
    """R038, R039: two régions are met; Cher, at exactly one half, is met too."""
    places = tree(SPRING)
    roadmap = a_roadmap("FR")
    taking_part = an_indicator(roadmap, unit="%", measure="participation_rate")
    finishing = an_indicator(roadmap, unit="%", measure="finished_share")
    for indicator, text in ((taking_part, ">= 10 %"), (finishing, ">= 50 %")):
        set_objective(indicator, text=f"{text} au plus tard le 2024-12-31",
                      valid_from=date(2023, 10, 1), by=None, at=NOW)  # fmt: skip
    regions = standings(taking_part, places.descendants("FR", "region"), SPRING)
    met = {place for place, each in regions.items() if each.verdict.state == State.MET}
    assert met == {"reg:martinique", "reg:saint-pierre-et-miquelon"}
    cher = standings(finishing, ["dep:18"], SPRING)["dep:18"]
    assert (cher.verdict.state, cher.verdict.gap) == (State.MET, 0)


@pytest.mark.usefixtures("_printed")
def test_nothing_of_later_is_known_on_a_day() -> None:
    indicator = an_indicator(a_roadmap("FR"), unit="%", measure="participation_rate")
    assert all(each.status != "ok" for each in stands(indicator, date(2024, 4, 9)).values)
    assert stands(indicator, date(2024, 4, 10)).computed is not None


@pytest.mark.usefixtures("_empty")
def test_a_page_asks_the_same_queries_whatever_the_number_of_indicators() -> None:
    def queries(number: int) -> int:
        roadmap = a_roadmap("aca:besancon")
        for _ in range(number):
            indicator = an_indicator(roadmap)
            set_objective(indicator, text=">= 3", by=None, at=NOW)
            typed(indicator, "dep:25", TODAY, amount=3)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(standing_of(roadmap, TODAY)) == number
        return len(asked)

    assert queries(1) == queries(4) <= 10


@pytest.mark.usefixtures("_empty")
def test_what_is_kept_in_memory_goes_when_the_roadmap_changes() -> None:
    roadmap = a_roadmap("dep:25")
    indicator = an_indicator(roadmap)
    assert standing_of(roadmap, TODAY)[indicator.pk].values == ()
    typed(indicator, "dep:25", TODAY, amount=3)
    assert standing_of(roadmap, TODAY)[indicator.pk].values != ()
