"""The site on an empty data folder, at a moment that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from lib.sealed import NOW
from vigie.domains.groups import synthesis
from vigie.domains.groups.noise import silence
from vigie.web import clock

MoveTo = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _no_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance would hide ten answers once in a thousand pictures: it has tests of its own."""
    monkeypatch.setattr(synthesis, "noise_of", lambda _: silence)


@pytest.fixture
def move_to(monkeypatch: pytest.MonkeyPatch) -> MoveTo:
    """`move_to(moment)` sets the clock of the site."""

    def moved(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    moved(NOW)
    return moved
