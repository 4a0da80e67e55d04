"""The page of deployment: what is missing, what is asked and what comes, for who may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from pytest_django.fixtures import Settings

from lib.people import client_of, someone
from vigie.codes import PROFILES
from vigie.domains.campaigns.access import NINE
from vigie.domains.campaigns.actions import Declaration, declare_campaign
from vigie.domains.kit.models import Channel
from vigie.domains.kit.plan_actions import Said, announce
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VIGIE_HOME = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)


def declared(place: str, *, but: int = 0) -> None:
    """Every campaign of a département, but the last ones."""
    every = [(profile, pathway.code) for profile in PROFILES for pathway in NINE]
    for number, (profile, pathway) in enumerate(every[: len(every) - but]):
        code = f"{place[4:6]:0>2}{number:07}"
        declare_campaign(
            Declaration(code=code, territory=place, profile=profile, pathway=pathway,
                        school_year="2026-2027", link=f"https://app.pix.fr/campagnes/{code}"),
            by="essai", at=NOW,
        )  # fmt: skip


def page(role: Role, place: str, at: str | None = None) -> str:
    answer = client_of(someone(role, territory=place)).get(f"/deploiement/{at or place}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_region_sees_which_department_lacks_campaigns() -> None:
    declared("dep:2A")
    declared("dep:2B", but=2)
    text = page(Role.DELEGATE, "reg:corse")
    assert "2\u00a0campagnes manquent, sur 90 attendues" in text
    assert text.count(">complet<") == 9
    assert text.count("7 sur 9") == 1


def test_a_department_sees_which_pathway_lacks_for_which_profile() -> None:
    declared("dep:2B", but=2)
    text = page(Role.ADVISER, "dep:2B")
    assert text.count(">manque<") == 2
    assert text.count(">ouverte<") == 43


def test_nothing_lacks_when_all_is_there() -> None:
    declared("dep:2A")
    assert "Aucune campagne ne manque" in page(Role.ADVISER, "dep:2A")


def test_a_head_sees_what_was_asked_and_no_wave() -> None:
    text = page(Role.HEAD, "uai:0250001R")
    assert "Rien n’a encore été demandé à vos équipes" in text
    assert "Vagues de rappels" not in text


def test_the_year_goes_to_any_agenda() -> None:
    said = Said(
        "Webinaire d’étape, 2", Channel.WEBINAR, "all", date(2027, 6, 10), date(2027, 6, 11)
    )
    announce("reg:corse", said, by=None, at=NOW)
    client = client_of(someone(Role.ADVISER, territory="dep:2A"))
    answer = client.get("/deploiement/dep:2A/agenda.ics")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(entry["summary"]) == "Webinaire\u00a0: Webinaire d’étape, 2"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2027, 6, 10), date(2027, 6, 12))


def test_elsewhere_is_refused() -> None:
    client = client_of(someone(Role.ADVISER, territory="dep:2A"))
    assert client.get("/deploiement/dep:2B/").status_code == 403
    assert client.get("/deploiement/dep:2B/agenda.ics").status_code == 403
