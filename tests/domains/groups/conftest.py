"""The site on an empty data folder, at a moment that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from lib.sealed import NOW
from vigie.web import clock

MoveTo = Callable[[datetime], None]


@pytest.fixture
def move_to(monkeypatch: pytest.MonkeyPatch) -> MoveTo:
    """`move_to(moment)` sets the clock of the site."""

    def moved(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    moved(NOW)
    return moved
