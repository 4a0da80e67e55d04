"""Sealing a list through the site: what is said, what is kept, what is spent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from domains.groups.conftest import MoveTo
from lib.people import client_of, signed_in, someone
from lib.sealed import AFTER, NOW, PUBLISH, SECRET, crowd, plant, sealed, sealing
from vigie.domains.groups.models import Group, Seat
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TEN = [each.address for each in crowd(10)]


@pytest.fixture(autouse=True)
def _site(home: Path, move_to: MoveTo) -> None:
    plant(home, crowd(10, masters=[SECRET]))


def trainer() -> object:
    return signed_in(Role.TRAINER, territory="dep:25")


def test_a_group_is_read_at_its_date_and_not_before(move_to: MoveTo) -> None:
    client = signed_in(Role.TRAINER, territory="dep:25")
    group = sealed(client, TEN)
    waiting = client.get(reverse("group", args=[group.token])).content.decode()
    assert "En attente" in waiting
    assert SECRET not in waiting
    move_to(AFTER)
    read = client.get(reverse("group", args=[group.token])).content.decode()
    assert SECRET in read
    assert "10 à 19" in read or "5 à 9" in read
