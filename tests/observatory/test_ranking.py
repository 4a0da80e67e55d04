"""Ranks: exact, shared by equals, and only for those large enough (seeds/001, l. 1066-1083)."""

from vigie.measures.figure import Figure
from vigie.observatory.ranking import asked_minimum, default_minimum, ranks


def rate(code: str, over: int, under: int, status: str = "ok") -> Figure:
    value = over / under if status == "ok" else None
    return Figure("participation_rate", code, code, "department", {}, value, over, under,
                  "share", status)  # type: ignore[arg-type]  # drawn by hand  # fmt: skip


def size(code: str, count: int) -> Figure:
    return Figure("headcount", code, code, "department", {}, count, count, None, "people", "ok")


def test_a_small_territory_is_not_ranked_unless_the_minimum_is_lowered() -> None:
    rates = [rate("dep:975", 34, 100), rate("dep:25", 926, 7609)]
    sizes = {"dep:975": size("dep:975", 100), "dep:25": size("dep:25", 7609)}
    assert ranks(rates, sizes, default_minimum("department")) == {"dep:25": 1}
    assert ranks(rates, sizes, 0) == {"dep:975": 1, "dep:25": 2}


def test_equal_rates_share_a_rank_and_the_next_is_skipped() -> None:
    rates = [rate("a", 1, 3), rate("b", 333, 999), rate("c", 1, 4)]
    sizes = {code: size(code, 1000) for code in "abc"}
    assert ranks(rates, sizes, 0) == {"a": 1, "b": 1, "c": 3}


def test_what_is_hidden_or_unplaced_has_no_rank() -> None:
    rates = [rate("a", 1, 3, "hidden"), rate("dep:25:unplaced", 1, 2), rate("b", 1, 4)]
    sizes = {f.territory: size(f.territory, 1000) for f in rates}
    assert ranks(rates, sizes, 0) == {"b": 1}


def test_the_minimum_of_an_address() -> None:
    assert asked_minimum("0", "department") == 0
    assert asked_minimum("", "department") == 500
    assert asked_minimum("-3", "school") == 10
    assert asked_minimum("beaucoup", "district") == 50
