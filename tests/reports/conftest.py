"""What is kept in memory between pages is forgotten between tests: their rows share numbers."""

from __future__ import annotations

import pytest

from lib.roadmaps_drawn import forget


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget()
