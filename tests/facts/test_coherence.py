from datetime import date

import polars as pl
import pytest

from facts.drawn import campaigns, funnels, headcounts, pix, record
from vigie.facts import coherence
from vigie.facts.contracts import empty
from vigie.facts.snapshots import dated
from vigie.sources.problems import Notice, Problem

TODAY = date(2026, 11, 30)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# Headcounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (1000, 1200, False),  # exactly 20 %
        (1000, 1201, True),
        (1000, 800, False),
        (1000, 799, True),
        (0, 0, False),
        (0, 1, True),
    ],
)
def test_a_headcount_that_moves_by_more_than_a_fifth(before: int, after: int, said: bool) -> None:
    known = headcounts(("dep:25", "CPE", "2023-10-01", before))
    new = headcounts(("dep:25", "CPE", "2024-10-01", after), import_no=2)
    assert bool(list(coherence.headcount_jumps(new, known))) == said


def test_the_jump_names_the_old_and_the_new() -> None:
    known = headcounts(("dep:25", "1D_PUBLIC", "2023-10-01", 7609))
    new = headcounts(
        ("dep:70", "1D_PUBLIC", "2024-10-01", 1),
        ("dep:25", "1D_PUBLIC", "2024-10-01", 3100),
        import_no=2,
    )
    (notice,) = coherence.headcount_jumps(new, known, {"dep:25": "Doubs"}.__getitem__)
    assert plain(notice.message) == (
        "Doubs, 1D public : l’effectif passe de 7 609 (au 01/10/2023) à 3 100 (au 01/10/2024), "
        "soit plus de 20 % d’écart."
    )
    assert (notice.line, notice.column, notice.value) == (3, "headcount", "3100")


def test_a_headcount_is_compared_with_the_one_before_it_in_time() -> None:
    known = headcounts(("dep:25", "CPE", "2023-10-01", 100), ("dep:25", "CPE", "2025-10-01", 500))
    new = headcounts(("dep:25", "CPE", "2024-10-01", 110), import_no=2)
    assert not list(coherence.headcount_jumps(new, known))


# Snapshots ------------------------------------------------------------------------------------


def test_an_export_older_than_the_last_is_told() -> None:
    records = [pix(1, "2026-10-05", "AZERTY123"), pix(2, "2026-11-02", "QSDFGH456")]

    def said(as_of: str, *codes: str) -> list[Notice]:
        day = date.fromisoformat(as_of)
        return list(coherence.older_snapshots("pix-assessment", codes, day, records))

    assert not said("2026-10-05", "AZERTY123")
    assert not said("2026-10-12", "AZERTY123")
    (notice,) = said("2026-10-12", "AZERTY123", "QSDFGH456")
    assert "02/11/2026" in notice.message
    assert "I000002" in notice.message


def test_rows_older_than_what_is_known_are_counted() -> None:
    known = headcounts(("dep:25", "CPE", "2024-10-01", 44))
    late = headcounts(("dep:25", "CPE", "2023-10-01", 40), ("dep:70", "CPE", "2023-10-01", 20))
    (notice,) = coherence.older_rows("headcounts", late, known)
    assert "1 ligne" in plain(notice.message)
    assert notice.line == 2


def test_a_figure_that_is_corrected_is_told_with_both_values() -> None:
    known = headcounts(("dep:25", "CPE", "2024-10-01", 44), ("dep:70", "CPE", "2024-10-01", 20))
    new = headcounts(("dep:25", "CPE", "2024-10-01", 45), ("dep:70", "CPE", "2024-10-01", 20))
    (notice,) = coherence.corrected_rows("headcounts", "headcount", new, known)
    assert "44 était déjà importé, ce fichier dit 45" in plain(notice.message)


# Participants against headcounts --------------------------------------------------------------

NONE = {"funnels": empty("funnels"), "headcounts": empty("headcounts")}


def above(
    new_funnels: pl.DataFrame | None = None,
    new_headcounts: pl.DataFrame | None = None,
    known_funnels: pl.DataFrame | None = None,
    known_headcounts: pl.DataFrame | None = None,
) -> list[str]:
    def pair(one: pl.DataFrame | None, other: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
        return {
            "funnels": NONE["funnels"] if one is None else one,
            "headcounts": NONE["headcounts"] if other is None else other,
        }

    notices = coherence.participants_above_headcount(
        pair(new_funnels, new_headcounts), pair(known_funnels, known_headcounts)
    )
    return [plain(notice.message) for notice in notices]


def test_participants_above_the_headcount_of_another_file() -> None:
    funnel = funnels(("dep:25", "CPE", "2024-03-15", 30, 5, 10))
    count = headcounts(("dep:25", "CPE", "2023-10-01", 44))
    said = ["dep:25, CPE : 45 participants au 15/03/2024 pour un effectif de 44."]
    assert above(new_funnels=funnel, known_headcounts=count) == said
    assert above(new_headcounts=count, known_funnels=funnel) == said
    assert above(known_funnels=funnel, known_headcounts=count) == []
    assert above(new_funnels=funnel) == []


def test_the_headcount_of_the_time_is_the_one_compared() -> None:
    funnel = funnels(("dep:25", "CPE", "2024-03-15", 30, 5, 10))
    counts = headcounts(("dep:25", "CPE", "2023-10-01", 50), ("dep:25", "CPE", "2024-10-01", 40))
    assert above(new_funnels=funnel, known_headcounts=counts) == []
    only_later = headcounts(("dep:25", "CPE", "2024-10-01", 40))
    assert len(above(new_funnels=funnel, known_headcounts=only_later)) == 1


# Declared campaigns ---------------------------------------------------------------------------

KNOWN = dated(
    campaigns(("OLD111", "dep:25", "1D_PUBLIC", "POSITIONING", "2")), [record(1, "2026-09-01")]
)


def problems(*rows: tuple[str, str, str, str, str | None]) -> list[Problem]:
    return coherence.campaign_problems(campaigns(*rows, import_no=2), KNOWN, TODAY)


@pytest.mark.parametrize(
    "row",
    [
        ("NEW222", "dep:25", "1D_PUBLIC", "POSITIONING", "1"),
        ("NEW222", "dep:25", "1D_PUBLIC", "FINAL", "2"),
        ("NEW222", "dep:70", "1D_PUBLIC", "POSITIONING", "2"),
        ("NEW222", "dep:25", "CPE", "POSITIONING", "2"),
        ("OLD111", "dep:25", "1D_PUBLIC", "POSITIONING", "2"),  # said again
        ("OLD111", "dep:70", "1D_PUBLIC", "POSITIONING", "2"),  # corrected
    ],
)
def test_one_campaign_per_profile_department_pathway_and_season(
    row: tuple[str, str, str, str, str],
) -> None:
    assert problems(row) == []


@pytest.mark.parametrize("season", ["2", "Saison 2", "S2", "saison\u00a02"])
def test_the_same_combination_twice_is_refused(season: str) -> None:
    (problem,) = problems(("NEW222", "dep:25", "1D_PUBLIC", "POSITIONING", season))
    assert (problem.line, problem.column, problem.value) == (2, "code", "NEW222")
    assert "OLD111" in problem.message
    assert problem.remedy


def test_the_same_combination_twice_in_one_file_is_refused() -> None:
    (problem,) = problems(
        ("AAA111", "dep:70", "CPE", "FINAL", None), ("BBB222", "dep:70", "CPE", "FINAL", None)
    )
    assert (problem.line, problem.value) == (3, "BBB222")


def test_a_correction_frees_its_old_combination() -> None:
    moved = ("OLD111", "dep:70", "1D_PUBLIC", "POSITIONING", "2")
    taken = ("NEW222", "dep:25", "1D_PUBLIC", "POSITIONING", "2")
    assert problems(moved, taken) == []


def test_only_the_positioning_was_open_in_season_1() -> None:
    (problem,) = problems(
        ("AAA111", "dep:70", "CPE", "POSITIONING", "Saison 1"),
        ("BBB222", "dep:70", "CPE", "DIGITAL_CULTURE", "Saison 1"),
        ("CCC333", "dep:70", "CPE", "DIGITAL_CULTURE", "Saison 2"),
    )
    assert (problem.line, problem.column, problem.value) == (3, "pathway", "DIGITAL_CULTURE")
    assert "Culture numérique" in problem.message


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("Saison 2", 2), ("S1", 1), (None, None), ("", None), ("2023-2024", None)],
)
def test_the_number_of_a_season(text: str | None, number: int | None) -> None:
    assert coherence.season_number(text) == number
