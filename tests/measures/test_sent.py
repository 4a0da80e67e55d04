"""A reader of the coverages as well as of participation: sendings say who sent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.sent import Sent, told_by_coverages
from measures.worlds import invented
from vigie.measures.exchanges import Flags
from vigie.measures.protection import SENDINGS, Protection


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.integers(0, 1_000_000), st.integers(1, 2), st.sampled_from([12, 30, 60]))
def test_coverages_of_two_pathways_never_tell_how_few(seed: int, days: int, size: int) -> None:
    assert not told_by_coverages(invented(seed, days=days, pathways=2, crowd=size), exactly=True)


def test_she_wins_when_every_coverage_carries_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_of_it(_world: Sent, _of: Protection, table: str, series: int, place: int) -> Flags:
        assert table.startswith(SENDINGS)
        return np.ones_like(_world.sent(table, series)[:, place], np.bool_)

    monkeypatch.setattr(Sent, "_told", all_of_it)
    assert any(told_by_coverages(invented(seed, pathways=2), exactly=True) for seed in range(3))
