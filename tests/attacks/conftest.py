"""The site of the attacks: one folder of invented people, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from attacks.trials import Trials
from lib.people import signed_in
from lib.sealed import NOW
from vigie.domains.people.roles import Role
from vigie.web import clock

MoveTo = Callable[[datetime], None]


@pytest.fixture
def move_to(monkeypatch: pytest.MonkeyPatch) -> MoveTo:
    """`move_to(moment)` sets the clock of the site."""

    def moved(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    moved(NOW)
    return moved


@pytest.fixture
def trainer(home: Path, move_to: MoveTo) -> Client:
    """The browser of a trainer of the Doubs, on an empty site."""
    del home, move_to
    return signed_in(Role.TRAINER, territory="dep:25")


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Trials:
    """Publication again and again, on fresh worlds."""
    return Trials(monkeypatch)
