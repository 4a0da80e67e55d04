"""Lists ask the database as often for three things as for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from domains.compliance.drawn import SAID, TOLD
from lib.people import SINCE, client_of, someone
from vigie.domains.compliance.agreements_actions import give_agreement
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.documents_actions import Upload, deposit_document
from vigie.domains.compliance.incidents_actions import declare_incident, take_measure
from vigie.domains.compliance.register_actions import add_entry
from vigie.domains.compliance.works_actions import Work, record_work
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

COLLEGE = "uai:0259109R"
Make = Callable[[Person, int], object]


def entry(_: Person, number: int) -> object:
    return add_entry(COLLEGE, replace(SAID, name=f"N° {number}"), by=someone(), at=SINCE)


def document(reader: Person, number: int) -> object:
    upload = Upload("a.pdf", [b"%PDF-"])
    return deposit_document(COLLEGE, title=f"N° {number}", upload=upload, by=reader, at=SINCE)


def work(_: Person, number: int) -> object:
    said = Work(f"N° {number}", "Site", date(2025, 1, 1), date(2025, 2, 1), "asked", None, "")
    return record_work(COLLEGE, said, by=someone(), at=SINCE)


def incident(_: Person, number: int) -> object:
    told = replace(TOLD, title=f"N° {number}", aware_at=SINCE)
    found = declare_incident(told, territory=COLLEGE, by=someone(), at=SINCE)
    return take_measure(found, "Fait.", by=someone(), at=SINCE)


def agreement(reader: Person, _: int) -> object:
    teacher = someone(Role.TEACHER, territory=COLLEGE)
    at: datetime = clock.now()
    decide(teacher, Choice.SHARE_NAMED, accepted=True, text_version=1, at=at)
    until = (at + timedelta(days=30)).date()
    return give_agreement(teacher, address=reader.email, until=until, at=at)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("address", "role", "place", "make"),
    [
        (f"/registre/{COLLEGE}/", Role.HEAD, COLLEGE, entry),
        (f"/espace-rgpd/{COLLEGE}/", Role.HEAD, COLLEGE, document),
        (f"/oeuvres/{COLLEGE}/", Role.HEAD, COLLEGE, work),
        ("/incidents/", Role.HEAD, COLLEGE, incident),
        ("/incidents/violations/", Role.HEAD, COLLEGE, incident),
        ("/resultats-partages/", Role.TRAINER, "aca:besancon", agreement),
    ],
)
def test_three_cost_as_much_as_one(
    home: Path, address: str, role: Role, place: str, make: Make
) -> None:
    assert home.is_dir()
    reader = someone(role, territory=place)
    browser = client_of(reader)
    make(reader, 1)
    queries(browser, address)  # what is asked once per process
    one = queries(browser, address)
    make(reader, 2)
    make(reader, 3)
    assert queries(browser, address) == one
