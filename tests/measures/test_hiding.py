"""What is hidden of one level on one day, in tables small enough to be tried one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.measures.exchanges import ALL, Flags, Longs
from vigie.measures.hiding import hidden
from vigie.measures.sensitive import Level

Rows = list[list[int]]
FEW = 3
"""The threshold of the tables that are tried one by one."""


def level(rows: Rows, *, outer: Rows | None = None, threshold: int = 5) -> Level:
    """Counts of two profiles by place, on a first day, in a territory where all is shown."""
    now = table(rows)
    shown = np.ones(now.shape, np.bool_)
    return Level(
        now=now,
        threshold=threshold,
        last=np.full(now.shape, -1),
        before=None,
        was=np.zeros(now.shape, np.bool_),
        open=shown,
        around=shown,
        outer=None if outer is None else table(outer),
        inner=None,
        inner_shown=None,
        wider=None,
        wider_shown=None,
        others=None,
        margins=np.ones(ALL + 1, np.bool_),
        margins_before=None,
        promised=np.zeros(ALL + 1, np.bool_),
        rest=True,
        unknown=True,
    )


def table(rows: Rows) -> Longs:
    """Two profiles and their total, then nobody in the rest."""
    found = np.zeros((len(rows) + 1, ALL + 1), np.int64)
    for place, (one, other) in enumerate(rows):
        found[place, [0, 1, ALL]] = one, other, one + other
    return found


def hides(drawn: Level) -> list[list[bool]]:
    """By place: the two profiles, then their total."""
    found: list[list[bool]] = hidden(drawn)[:-1][:, [0, 1, ALL]].tolist()
    return found


def test_the_drawn_example_hides_four_counts_and_no_total() -> None:
    assert hides(level([[3, 20], [12, 40]])) == [[True, True, False], [True, True, False]]


def test_a_third_place_is_left_alone() -> None:
    found = hides(level([[3, 20], [12, 40], [30, 60]]))
    assert found == [[True, True, False], [True, True, False], [False] * 3]


def test_the_three_who_did_not_finish_hide_who_did() -> None:
    """23 came and 20 finished: the 20 are sensitive, although many."""
    drawn = level([[20, 30], [30, 20]], outer=[[23, 45], [60, 60]])
    assert drawn.sensitive[0, 0]
    assert not drawn.sensitive[0, 1]
    assert hides(drawn)[0][0]


def test_nothing_is_hidden_where_nobody_is_few() -> None:
    assert not np.any(hides(level([[30, 20], [12, 40]])))


# -- the slow and obvious twin: every table that fits


def fitting(rows: Rows, concealed: Flags) -> list[tuple[int, ...]]:
    """Every table of the same places that shows the same counts, and the same sums above."""
    true = np.array(rows)
    hidden_cells, hidden_rows = concealed[:-1, :2], concealed[:-1, ALL]
    found = []
    columns = true.sum(axis=0)
    for cells in product(*(range(int(columns[n % 2]) + 1) for n in range(true.size))):
        other = np.array(cells).reshape(true.shape)
        same = (other == true) | hidden_cells
        sums = (other.sum(axis=1) == true.sum(axis=1)) | hidden_rows
        if same.all() and sums.all() and (other.sum(axis=0) == columns).all():
            found.append(cells)
    return found


COUNT = st.integers(0, 6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(COUNT, COUNT).map(list), min_size=2, max_size=2))
def test_every_small_count_is_otherwise_in_a_table_that_fits(rows: Rows) -> None:
    # Above, the territory shows its own counts: none of them may be small.
    if any(0 < total < FEW for total in np.array(rows).sum(axis=0)):
        return
    concealed = hidden(level(rows, threshold=FEW))
    tables = fitting(rows, concealed)
    for n, people in enumerate(np.array(rows).flat):
        if 0 < people < FEW:
            assert {each[n] for each in tables} - {int(people)}, (rows, concealed)
