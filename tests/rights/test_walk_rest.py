"""The other half of the walk of the permission table: see `test_walk`."""

from __future__ import annotations

from pathlib import Path

import pytest

from rights.test_walk import GROUPS, walked

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.mark.parametrize("group", GROUPS[1::2])
def test_each_cell(group: str, country: Path) -> None:
    assert walked(group, country) == []
