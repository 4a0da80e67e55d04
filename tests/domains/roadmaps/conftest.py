"""What is kept in memory between pages is forgotten between tests: their rows share numbers. The
drawn roadmap, and who writes it."""

from __future__ import annotations

import pytest
from django.test import Client

from lib.people import client_of, someone
from lib.roadmaps_drawn import REGION, Drawn, MovedClock, draw, forget
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    made = MovedClock()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made


@pytest.fixture
def delegate(home: object, moment: MovedClock) -> Person:
    del home, moment
    return someone(Role.DELEGATE, territory=REGION)


@pytest.fixture
def drawn(delegate: Person) -> Drawn:
    return draw(delegate)


@pytest.fixture
def writer(drawn: Drawn, delegate: Person) -> Client:
    del drawn
    return client_of(delegate)


@pytest.fixture
def inspector(drawn: Drawn) -> Person:
    del drawn
    return someone(Role.SUBJECT_INSPECTOR, territory="aca:besancon")
