"""The printed tables of participation come back from their import, figure by figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec import printed
from spec.conftest import Received, received
from spec.rounding import percent

FUNNEL = ("started_not_finished", "finished_not_sent", "sent")


def funnel(received: Received, territory: str) -> tuple[object, ...]:
    return tuple(received.one(name, territory).value for name in (*FUNNEL, "headcount"))


@pytest.mark.parametrize(("name", "figures"), printed.REGIONS.items())
def test_a_region_has_its_printed_funnel_headcount_and_rate(
    nation: Received, name: str, figures: tuple[int, int, int, int, str]
) -> None:
    (code,) = [c for c in regions(nation) if nation.cube.tree.name(c) == name]
    assert funnel(nation, code) == figures[:4]
    assert percent(nation.one("participation_rate", code)) == figures[4]


def regions(received: Received) -> list[str]:
    return received.cube.tree.descendants("FR", "region")


def test_the_table_of_regions_has_its_twenty_one_lines(nation: Received) -> None:
    rates = nation.ask("participation_rate", level="region")
    assert {figure.territory_name for figure in rates} == set(printed.REGIONS)
    assert {figure.status for figure in rates} == {"ok"}


def test_the_nation_is_the_sum_of_its_regions_and_the_printed_total(nation: Received) -> None:
    sums = tuple(sum(row[n] for row in printed.REGIONS.values()) for n in range(4))  # type: ignore[misc]  # four whole numbers, then a text
    assert sums == printed.NATION[:4]
    assert funnel(nation, "FR") == printed.NATION[:4]
    assert nation.one("participants").value == 40_545  # seeds/001, l. 100
    rate = nation.one("participation_rate")
    assert percent(rate) == printed.NATION[4]
    assert rate.present == rate.expected


def test_the_nation_says_that_what_is_printed_agrees_with_the_sum(nation: Received) -> None:
    (other,) = nation.one("participants").alternatives
    assert (other.kind, other.value) == ("printed", 40_545)
    top = nation.cube.shape.position("FR")
    found = nation.cube.disagreements(nation.cube.dates[-1])
    assert {key.family for key, _ in found if key.pos == top} == {"coverage"}


def test_finished_and_sending_shares_are_over_participants_and_over_finished(
    nation: Received,
) -> None:
    """44 % of participants and 85 % of the finished, not 37 % (seeds/001, l. 100)."""
    assert nation.one("finished").value == printed.ALL_PROFILES[2]
    assert percent(nation.one("finished_share"), 0) == str(printed.ALL_PROFILES[3])
    assert percent(nation.one("sent_share"), 0) == str(printed.ALL_PROFILES[4])


@pytest.mark.parametrize(("profile", "figures"), printed.PROFILES.items())
def test_a_profile_has_its_printed_counts_and_rates(
    profiles: Received, profile: str, figures: tuple[int, str, int, int, int]
) -> None:
    participants, rate, finished, finished_share, sent_share = figures
    assert profiles.one("participants", profile=profile).value == participants
    assert profiles.one("finished", profile=profile).value == finished
    assert percent(profiles.one("participation_rate", profile=profile)) == rate
    assert percent(profiles.one("finished_share", profile=profile), 0) == str(finished_share)
    assert percent(profiles.one("sent_share", profile=profile), 0) == str(sent_share)


def test_the_profiles_add_up_to_the_printed_total(profiles: Received) -> None:
    assert profiles.one("participants").value == printed.ALL_PROFILES[0]
    assert profiles.one("finished").value == printed.ALL_PROFILES[2]
    assert percent(profiles.one("finished_share"), 0) == str(printed.ALL_PROFILES[3])
    assert percent(profiles.one("sent_share"), 0) == str(printed.ALL_PROFILES[4])
    assert percent(profiles.one("participation_rate")) == printed.ALL_PROFILES[1]


@pytest.mark.parametrize("order", [("profils",), ("régions", "profils"), ("profils", "régions")])
def test_the_printed_total_stands_beside_the_profiles_of_its_file(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    """Rates and shares are printed to the percent: the profiles add up to 902 238 people invited
    and 15 094 who sent, where 906 607 and 15 047 are printed (seeds/001, l. 100 and 1067)."""
    files = {
        "profils": printed.profiles_file(tmp_path, total=True),
        "régions": printed.regions_file(tmp_path),
    }
    seen = received(tmp_path, [files[name] for name in order])
    assert funnel(seen, "FR") == printed.NATION[:4]
    assert seen.one("participants").value == printed.ALL_PROFILES[0]
    assert percent(seen.one("participation_rate")) == printed.NATION[4]
    by_profile = seen.ask("participants", by=("profile",))
    assert [f.value for f in by_profile] == [row[0] for row in printed.PROFILES.values()]


def test_the_sum_of_the_profiles_stays_beside_the_printed_total(tmp_path: Path) -> None:
    seen = received(tmp_path, [printed.profiles_file(tmp_path, total=True)])
    others = [seen.one(name).alternatives for name in ("headcount", "sent", "participants")]
    assert [[(o.kind, o.value) for o in each] for each in others] == [
        [("sum", 902_238)],
        [("sum", 15_094)],
        [("sum", 40_545)],
    ]


def test_the_table_by_profile_has_five_lines_in_their_order(profiles: Received) -> None:
    figures = profiles.ask("participants", by=("profile",))
    assert [f.dimensions["profile"] for f in figures] == list(printed.PROFILES)
    assert [f.value for f in figures] == [row[0] for row in printed.PROFILES.values()]


def test_charts_by_degree_and_sector_have_the_printed_totals(profiles: Received) -> None:
    """seeds/001, l. 1115, 1122, 1132 and 1138."""
    by_profile = profiles.ask("participants", by=("profile",))
    found = {figure.dimensions["profile"]: figure.value for figure in by_profile}
    assert [found[p] for p in ("1D_PUBLIC", "1D_PRIVATE", "2D_PUBLIC", "2D_PRIVATE")] == [
        16_652,
        809,
        19_173,
        3_029,
    ]


@pytest.mark.parametrize(("name", "figures"), printed.TOP.items())
def test_a_departement_of_the_ranking_has_its_printed_line(
    nation: Received, name: str, figures: tuple[int, int, int, int, str, bool]
) -> None:
    departments = nation.cube.tree.descendants("FR", "department")
    (code,) = [c for c in departments if nation.cube.tree.name(c) == name]
    assert funnel(nation, code) == figures[:4]
    assert percent(nation.one("participation_rate", code)) == figures[4]


def ranked(received: Received, least: int) -> list[str]:
    """Départements by falling rate, those of at least that headcount."""
    rates = received.ask("participation_rate", level="department")
    known = [f for f in rates if f.status == "ok" and (f.denominator or 0) >= least]
    return [f.territory_name for f in sorted(known, key=lambda f: -(f.value or 0))]


def test_the_ranking_is_the_printed_one_with_a_minimum_headcount(nation: Received) -> None:
    """The printed ranking leaves out Saint-Pierre et Miquelon and its 100 people."""
    assert ranked(nation, 1_000)[:10] == list(printed.TOP)


def test_without_a_minimum_the_smallest_place_comes_first(nation: Received) -> None:
    assert ranked(nation, 0)[0] == "Saint-Pierre et Miquelon"


def test_a_departement_without_figures_is_missing_and_not_zero(nation: Received) -> None:
    figure = nation.one("participants", "dep:75")
    assert (figure.status, figure.value) == ("missing", None)
    assert nation.one("participation_rate", "dep:75").status == "missing"


def test_martinique_is_one_place_under_three_names(nation: Received) -> None:
    """Région, académie and département at once: 218/27/391 (seeds/001, l. 1057 and 1074)."""
    for code in ("reg:martinique", "aca:martinique", "dep:972"):
        assert funnel(nation, code) == printed.REGIONS["Martinique"][:4]
    levels = [
        sum(f.value or 0 for f in nation.ask("participants", level=level))
        for level in ("region", "nation")
    ]
    assert levels == [40_545, 40_545]


def test_a_region_with_some_departements_keeps_its_printed_figure(nation: Received) -> None:
    """Bourgogne-Franche-Comté is printed whole; two of its départements are printed too."""
    figure = nation.one("participants", "reg:bourgogne-franche-comte")
    assert figure.value == 1149 + 145 + 1210
    (other,) = figure.alternatives
    assert other.kind == "sum"
    assert other.value == (262 + 63 + 601) + (259 + 27 + 238)


def test_a_rate_whose_headcount_covers_less_says_so(nation: Received) -> None:
    """Besançon has one département of four: there is a rate of the Doubs, none of Besançon."""
    figure = nation.one("participants", "aca:besancon")
    assert figure.value == 262 + 63 + 601
    assert (figure.present, figure.expected) == (5.0, 20.0)
