"""From counts to bands, on drawn counts and chosen noise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.domains.compliance.policies import GroupPolicy
from vigie.domains.groups.counting import Counted, Entry
from vigie.domains.groups.noise import Noise, silence
from vigie.domains.groups.synthesis import Band, Shown, band_among, draw, noise_of, size_label

POLICY = GroupPolicy()
A, B = Entry("competence", "CRCN", "Collaborer"), Entry("domain", "CRCN", "Information et données")
COUNTED = Counted(participants=33, finished=16, blocks=(15,), entries=(A, B), mastered=(12, 6))


def given_noise(numbers: Iterable[int]) -> Noise:
    """Noise that is written in advance: participants, finished, answers, then each entry."""
    return iter(numbers).__next__


def test_the_group_of_the_source_in_bands() -> None:
    # seeds/001, l. 609-618: 33 participants, 16 finished, 15 sent.
    shown = draw(COUNTED, POLICY, listed=33, noise=silence)
    assert shown is not None
    assert (shown.participants, shown.finished, shown.sent) == (
        "20 ou plus", "10 à 19", "10 à 19"
    )  # fmt: skip
    assert shown.sent_of_finished == Band(4, 5)
    assert shown.sent_of_listed.label == "40 à 60\u00a0%"
    assert shown.is_representative


def test_the_least_mastered_come_first() -> None:
    shown = draw(COUNTED, POLICY, listed=33, noise=silence)
    assert shown is not None
    assert [(line.label, line.band) for line in shown.lines] == [
        ("Information et données", Band(2, 5)),
        ("Collaborer", Band(4, 5)),
    ]


def test_within_a_band_names_decide_and_not_figures() -> None:
    # 12 and 14 of 15 are in one band: that 12 is less must not show.
    more = replace(COUNTED, mastered=(12, 14))
    less = replace(COUNTED, mastered=(14, 12))
    shown = [draw(each, POLICY, listed=33, noise=silence) for each in (more, less)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("sent", "moved", "is_shown"), [(5, 0, True), (4, 3, False), (6, -2, False), (6, -1, True)]
)
def test_both_the_true_number_and_the_moved_one_reach_five(
    sent: int, moved: int, is_shown: bool
) -> None:
    counted = Counted(12, 10, (sent,), (A,), (2,))
    shown = draw(counted, POLICY, listed=12, noise=given_noise([0, 0, moved, 0]))
    assert (shown is not None) == is_shown


def test_a_noisy_gate_still_asks_for_three_true_answers() -> None:
    policy = replace(POLICY, hard_floor=False)
    shown = [
        draw(Counted(12, 10, (n,), (A,), (2,)), policy, listed=12,
             noise=given_noise([0, 0, 5 - n, 0]))
        for n in (3, 2)
    ]  # fmt: skip
    assert shown[0] is not None
    assert shown[1] is None


def test_three_results_of_twelve_warn() -> None:
    # seeds/001, l. 597-598. With the shipped rule three results show nothing at all: under a rule
    # that the DPO lowered to its floor, they show with the warning.
    policy = GroupPolicy(minimum_answers=3, smallest_list=8, size_bands=(3, 5, 10))
    shown = draw(Counted(5, 4, (3,), (A,), (1,)), policy, listed=12, noise=silence)
    assert shown is not None
    assert not shown.is_representative
    assert shown.sent_of_listed.label == "20 à 40\u00a0%"


def test_three_bands_under_ten_answers_five_from_there() -> None:
    shown = [
        draw(Counted(12, n, (n,), (A,), (n // 2,)), POLICY, listed=12, noise=silence)
        for n in (9, 10)
    ]
    bands = [each.lines[0].band for each in shown if each]
    assert [band and band.of for band in bands] == [3, 5]


def test_items_of_another_campaign_have_their_own_number_of_answers() -> None:
    apart = replace(B, block=1)
    counted = Counted(20, 20, (20, 4), (A, apart), (10, 4))
    shown = draw(counted, POLICY, listed=30, noise=silence)
    assert shown is not None
    assert [(line.label, line.band) for line in shown.lines] == [
        ("Collaborer", Band(2, 5)),
        ("Information et données", None),
    ]


def test_the_territory_stands_beside_in_the_same_bands() -> None:
    beside = {A.key: (300, 1000)}
    shown = draw(COUNTED, POLICY, listed=33, noise=silence, reference=beside)
    assert shown is not None
    found = {line.label: line.reference for line in shown.lines}
    assert found == {"Collaborer": Band(1, 5), "Information et données": None}


@given(st.integers(-5, 70), st.integers(1, 60), st.integers(2, 10))
def test_a_band_holds_its_share(part: int, whole: int, bands: int) -> None:
    band = band_among(part, whole, bands)
    share = min(max(Fraction(part, whole), Fraction(0)), Fraction(1))
    assert Fraction(band.rank, bands) <= share <= Fraction(band.rank + 1, bands)


@given(st.integers(-5, 100))
def test_a_number_of_people_is_in_one_band(number: int) -> None:
    label = size_label(number, POLICY)
    expected = (
        "moins de 5" if number < 5 else "5 à 9" if number < 10 else "10 à 19" if number < 20
        else "20 ou plus"
    )  # fmt: skip
    assert label == expected


def test_what_is_stored_reads_back_the_same() -> None:
    shown = draw(COUNTED, POLICY, listed=33, noise=silence, reference={A.key: (300, 1000)})
    assert shown is not None
    assert Shown.from_json(shown.to_json()) == shown


def test_a_policy_without_noise_draws_none() -> None:
    assert noise_of(replace(POLICY, noisy=False)) is silence
    assert noise_of(POLICY) is not silence
