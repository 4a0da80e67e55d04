"""Messages that tell of an act: to whom, where to look, nothing of what is there; sent once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from lib.people import client_of, someone
from vigie.domains.compliance.incident_notices import tell_of_deadlines
from vigie.domains.compliance.incidents_actions import Told, declare_incident
from vigie.domains.people.door_models import Notice
from vigie.domains.people.models import Person
from vigie.domains.people.posting import serve_notices
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECRET = "Clé USB de Mme Lenoir perdue"


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.VIGIE_HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def incident(at: datetime = NOW) -> None:
    told = Told(
        title=SECRET, description=SECRET, confidentiality=True, integrity=False,
        availability=False, people="", people_count=None, data="", aware_at=at,
    )  # fmt: skip
    declare_incident(told, territory="dep:35", by=someone(), at=at)


def invited(giver: Person, territory: str) -> None:
    answer = client_of(giver).post("/personnes/inviter/", {
        "email": "camille@exemple.example", "first_name": "Camille", "last_name": "Roux",
        "role": Role.ADVISER, "territory": territory, "starts_on": "", "ends_on": "",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()


def test_who_is_given_a_mandate_is_told_by_whom_and_where_to_sign_in() -> None:
    giver = someone(Role.ADMINISTRATOR)
    invited(giver, "Ille-et-Vilaine")
    assert serve_notices(NOW) == 1
    (message,) = mail.outbox
    assert message.to == ["camille@exemple.example"]
    assert giver.name in message.body
    assert "Ille-et-Vilaine" in message.body
    assert "/connexion/" in message.body
    assert serve_notices(NOW) == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("territory", "at", "leaves_at"),
    [
        ("Ille-et-Vilaine", "2026-11-25T08:00+01:00", "2026-11-25T08:00+01:00"),
        ("Ille-et-Vilaine", "2026-11-25T22:30+01:00", "2026-11-26T07:00+01:00"),
        ("Ille-et-Vilaine", "2026-11-27T20:00+01:00", "2026-11-30T07:00+01:00"),
        ("dep:974", "2026-11-25T17:30+01:00", "2026-11-26T07:00+04:00"),
        ("Ille-et-Vilaine", "2026-12-25T10:00+01:00", "2026-12-25T10:00+01:00"),  # a holiday
    ],
)
def test_a_mandate_given_at_night_or_on_sunday_is_told_in_the_morning(
    territory: str, at: str, leaves_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, due = datetime.fromisoformat(at), datetime.fromisoformat(leaves_at)
    giver = someone(Role.ADMINISTRATOR)
    monkeypatch.setattr(clock, "now", lambda: moment)
    invited(giver, territory)
    assert serve_notices(due - timedelta(minutes=1)) == 0
    assert serve_notices(due) == 1


def test_an_incident_does_not_wait_for_the_morning() -> None:
    someone(Role.DPO, territory="reg:bretagne", email="dpd@exemple.example")
    incident(NOW + timedelta(hours=15))
    assert serve_notices(NOW + timedelta(hours=15)) == 1


def test_an_incident_is_told_to_who_follows_the_place_and_tells_nothing_of_itself() -> None:
    someone(Role.DPO, territory="reg:bretagne", email="dpd@exemple.example")
    someone(Role.DPO, territory="reg:corse", email="ailleurs@exemple.example")
    incident()
    serve_notices(NOW)
    (message,) = mail.outbox
    assert message.to == ["dpd@exemple.example"]
    assert SECRET not in message.subject + message.body
    assert "/incidents/" in message.body


def test_the_end_of_the_72_hours_is_told_once_and_only_when_near() -> None:
    someone(Role.DPO, territory="FR", email="dpd@exemple.example")
    incident()
    Notice.objects.all().delete()
    assert tell_of_deadlines(NOW + timedelta(hours=40)) == 0
    assert tell_of_deadlines(NOW + timedelta(hours=50)) == 1
    assert tell_of_deadlines(NOW + timedelta(hours=51)) == 0
    assert Notice.objects.get().subject == "Un incident attend votre décision"


def test_a_message_that_cannot_leave_waits_and_is_given_up_in_the_end(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    someone(Role.DPO, territory="FR")
    incident()
    assert serve_notices(NOW) == 0
    assert Notice.objects.get().tries == 1
    assert serve_notices(NOW + timedelta(minutes=1)) == 0
    assert Notice.objects.get().tries == 1
    serve_notices(NOW + timedelta(days=3))
    assert not Notice.objects.exists()
