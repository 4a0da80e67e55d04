"""The bands: no number of accounts from 1 to 4 can be told from its neighbours, whatever is seen.

The referee is slow and obvious: it tries every number of accounts, and every one that is activated.
"""

from __future__ import annotations

import pytest

from vigie.domains.activation.bands import FEWEST, STEPS, Band, band_of


@pytest.mark.parametrize(
    ("accounts", "activated", "words"),
    [
        (19, 10, None), (20, 20, "75\u00a0% ou plus"), (20, 10, "environ 50\u00a0%"),
        (20, 3, "25\u00a0% ou moins"), (49, 49, "75\u00a0% ou plus"),
        (50, 50, "90\u00a0% ou plus"), (80, 34, "environ 40\u00a0%"),
        (100, 100, "95\u00a0% ou plus"), (100, 92, "environ 90\u00a0%"),
        (814, 640, "environ 80\u00a0%"), (2000, 1, "5\u00a0% ou moins"), (0, 0, None),
    ],
)  # fmt: skip
def test_a_share_is_said_in_a_band(accounts: int, activated: int, words: str | None) -> None:
    found = band_of(accounts, activated)
    assert (found.words if found else None) == words


def test_a_few_accounts_are_like_none_and_like_seven() -> None:
    for accounts in range(1, 1500):
        for same in (range(8), range(accounts, accounts - 8, -1)):
            told = {band_of(accounts, number) for number in same if 0 <= number <= accounts}
            assert len(told) == 1, accounts


def test_each_band_holds_five_numbers_of_accounts_at_least() -> None:
    for accounts in range(FEWEST, 400):
        told: dict[Band | None, int] = {}
        for activated in range(accounts + 1):
            band = band_of(accounts, activated)
            told[band] = told.get(band, 0) + 1
        assert min(told.values()) >= 5, accounts


def test_what_is_added_up_over_schools_tells_nothing_more() -> None:
    # Nothing above a school is published but its bands: subtraction has only them to start from.
    # Of two schools whose bands are known, every pair of few accounts fits the same two bands.
    for one in range(FEWEST, 130, 7):
        for other in range(FEWEST, 130, 11):
            seen = {
                (band_of(one, one - a), band_of(other, other - b))
                for a in range(8)
                for b in range(8)
            }
            assert len(seen) == 1


def test_the_band_is_near_the_share() -> None:
    for accounts in range(FEWEST, 300):
        for activated in range(accounts + 1):
            band = band_of(accounts, activated)
            assert band is not None
            assert band.step in STEPS
            assert abs(band.points - 100 * activated / accounts) <= band.step * 1.5
            if band.step < band.points < 100 - band.step:
                assert abs(band.points - 100 * activated / accounts) <= band.step / 2
