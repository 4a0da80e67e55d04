"""The printed table of coverage comes back; where its inputs are rounded, within one unit."""

from __future__ import annotations

import pytest

from spec import printed
from spec.conftest import Received
from spec.rounding import percent

PROFILES = tuple(printed.SENDERS)[:-1]


def cells() -> list[tuple[str, str, str, int | None]]:
    return [
        (referential, subject, profile, row[n])
        for (referential, subject), row in printed.SUBJECTS.items()
        for n, profile in enumerate(PROFILES)
    ]


def test_every_cell_comes_back_with_its_number_of_senders(nation: Received) -> None:
    for profile in PROFILES:
        figures = nation.ask("coverage", by=("subject",), profile=profile)
        found = {f.dimensions["subject"]: f for f in figures}
        for _referential, subject, who, printed_percent in cells():
            if who != profile:
                continue
            figure = found[subject]
            if printed_percent is None:
                assert (figure.status, figure.value) == ("not_applicable", None), subject
            else:
                assert percent(figure, 0) == str(printed_percent), subject
                assert figure.people == printed.SENDERS[profile]


def test_no_figure_of_coverage_comes_without_its_senders(nation: Received) -> None:
    figures = nation.ask("coverage", by=("subject", "profile"))
    assert len(figures) == 23 * 5
    assert all(f.people and f.denominator for f in figures if f.status == "ok")


def test_all_profiles_together_weigh_by_senders(nation: Received) -> None:
    figures = nation.ask("coverage", by=("subject",))
    found = {f.dimensions["subject"]: f for f in figures}
    for (_referential, subject), row in printed.SUBJECTS.items():
        assert abs(round(100 * (found[subject].value or 0)) - (row[5] or 0)) <= 1, subject


@pytest.mark.parametrize("profile", PROFILES)
def test_the_mean_of_a_profile_is_the_plain_mean_of_its_subjects(
    nation: Received, profile: str
) -> None:
    """65/64/71/73/64 (seeds/001, l. 154); nulls do not count."""
    figure = nation.one("coverage_subject_mean", profile=profile)
    assert abs(round(100 * (figure.value or 0)) - printed.TOTALS[profile]) <= 1
    column = PROFILES.index(profile)
    known = [row[column] for row in printed.SUBJECTS.values() if row[column] is not None]
    assert figure.denominator == len(known) == 19
    assert figure.value == pytest.approx(sum(known) / len(known) / 100)  # type: ignore[arg-type]  # nulls are out


def test_the_two_degrees_are_some_ten_points_apart(nation: Received) -> None:
    """64 and 72 (seeds/001, l. 124)."""
    for degree, expected in printed.DEGREES.items():
        means = [
            nation.one("coverage_subject_mean", profile=f"{degree}_{sector}").value or 0
            for sector in ("PUBLIC", "PRIVATE")
        ]
        assert abs(round(100 * sum(means) / 2) - expected) <= 1


def test_the_overall_figure_weighs_by_senders(nation: Received) -> None:
    """69 (seeds/001, l. 154)."""
    figure = nation.one("coverage")
    assert abs(round(100 * (figure.value or 0)) - printed.TOTALS["ALL"]) <= 1


@pytest.mark.parametrize("measure", ["coverage", "coverage_subject_mean"])
@pytest.mark.parametrize(("referential", "expected"), printed.REFERENTIALS.items())
def test_the_two_referentials_have_their_printed_means(
    nation: Received, measure: str, referential: str, expected: int
) -> None:
    """CRCN 78, CRCN-Édu 56 (seeds/001, l. 123)."""
    figures = nation.ask(measure, by=("referential",))
    (figure,) = [f for f in figures if f.dimensions["referential"] == referential]
    off = abs(round(100 * (figure.value or 0)) - expected)
    assert off <= (1 if measure == "coverage" else 4)


def test_the_gap_between_referentials_is_more_than_twenty_points(nation: Received) -> None:
    """seeds/001, l. 123."""
    found = {f.dimensions["referential"]: f for f in nation.ask("coverage", by=("referential",))}
    assert 100 * ((found["CRCN"].value or 0) - (found["CRCN-EDU"].value or 0)) > 20


def test_the_priority_subjects_of_the_first_degree(nation: Received) -> None:
    """The four weakest: RGPD 31, licences 34, évaluation 42, Prim à bord 46 (l. 147-152)."""
    figures = nation.ask("coverage", by=("subject",), profile="1D_PUBLIC")
    weakest = sorted((f for f in figures if f.status == "ok"), key=lambda f: f.value or 0)[:4]
    assert [percent(f, 0) for f in weakest] == ["31", "34", "42", "46"]
    assert [f.dimensions["subject"] for f in weakest] == [
        "RGPD dans sa pratique d'enseignant du primaire",
        "Respect des licences",
        "Outils d'évaluation",
        "Prim à bord",
    ]


def test_the_senders_are_those_of_each_profile_and_their_sum(nation: Received) -> None:
    for profile in PROFILES:
        assert nation.one("senders", profile=profile).value == printed.SENDERS[profile]
    assert nation.one("senders").value == 14_734


def test_the_source_contradicts_itself_and_the_import_says_so(nation: Received) -> None:
    """14 734 people by profile, 14 700 printed (seeds/001, l. 128)."""
    warnings = nation.reports["couverture.csv"].warnings
    said = [w.message.replace("\u202f", " ").replace("\u00a0", " ") for w in warnings]
    assert any("14 734" in text and "14 700" in text for text in said), said


def test_the_other_value_of_a_total_stays_visible(nation: Received) -> None:
    figure = next(
        f
        for f in nation.ask("coverage", by=("subject",))
        if f.dimensions["subject"] == "Droit à l'image"
    )
    (other,) = figure.alternatives
    assert (other.kind, round(100 * (other.value or 0))) == ("printed", 83)
