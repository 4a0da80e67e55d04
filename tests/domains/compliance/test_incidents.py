"""Incidents: the 72 hours, who is told, who closes, and a register of breaches in any case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.compliance.drawn import NOW, TOLD
from lib.people import someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.incidents_actions import (
    AgainstTheRisk,
    IncidentClosed,
    NotDecided,
    Notices,
    NotYetKnown,
    Told,
    assess_incident,
    close_incident,
    contain_incident,
    decide_notices,
    declare_incident,
    reopen_incident,
    take_measure,
    what_is_left,
)
from vigie.domains.compliance.incidents_queries import duration, time_to_notify
from vigie.domains.compliance.models import Incident
from vigie.domains.compliance.models.incidents import State
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db]

COLLEGE, ELSEWHERE = "uai:0259109R", "uai:0390001Y"
NO_DATA = replace(TOLD, confidentiality=False)
NOTIFY = Notices("yes", "Des notes ont été vues.", NOW, "no", "Risque faible.", None)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    assert home.is_dir()


@pytest.fixture
def head() -> Person:
    return someone(Role.HEAD, territory=COLLEGE)


def declared(told: Told = TOLD, territory: str = COLLEGE) -> Incident:
    return declare_incident(told, territory=territory, by=someone(), at=NOW)


def assessed(incident: Incident, by: Person, risk: str = "risk", told: Told = TOLD) -> Incident:
    return assess_incident(incident, told, risk=risk, consequences="", by=by, at=NOW)


# -- the clock -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "kind", "words"),
    [
        (timedelta(), "running", "il reste 72\u00a0h\u00a000"),
        (timedelta(hours=30, minutes=40), "running", "il reste 41\u00a0h\u00a020"),
        (timedelta(hours=72), "running", "il reste 0\u00a0h\u00a000"),
        (timedelta(hours=72, seconds=1), "late", "délai dépassé de 0\u00a0h\u00a000"),
        (timedelta(hours=75), "late", "délai dépassé de 3\u00a0h\u00a000"),
    ],
)
def test_the_clock_runs_72_hours_from_awareness(after: timedelta, kind: str, words: str) -> None:
    found = time_to_notify(Incident(confidentiality=True, aware_at=NOW), NOW + after)
    assert (found.kind, found.words) == (kind, words)


def test_the_clock_does_not_know_the_change_of_hour() -> None:
    # Sunday 30 March 2025, 2:00 becomes 3:00: 72 hours are 72 hours.
    friday = datetime(2025, 3, 28, 20, tzinfo=UTC)
    assert Incident(aware_at=friday).deadline == datetime(2025, 3, 31, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("incident", "kind"),
    [
        (Incident(aware_at=NOW), "none"),
        (Incident(aware_at=NOW, integrity=True, notify_cnil="no"), "waived"),
        (Incident(aware_at=NOW, integrity=True, cnil_notified_at=NOW), "met"),
        (
            Incident(aware_at=NOW, integrity=True, cnil_notified_at=NOW + timedelta(hours=73)),
            "missed",
        ),
        (Incident(aware_at=NOW, integrity=True, notify_cnil="yes"), "late"),
    ],
)
def test_the_clock_stops_when_told_or_decided(incident: Incident, kind: str) -> None:
    assert time_to_notify(incident, NOW + timedelta(hours=80)).kind == kind


@given(st.integers(0, 10_000))
def test_a_duration_says_all_its_minutes(minutes: int) -> None:
    hours, rest = duration(timedelta(minutes=minutes)).split("\u00a0h\u00a0")
    assert int(hours) * 60 + int(rest) == minutes


# -- what changes ----------------------------------------------------------------------------------


def test_an_incident_is_followed_until_it_is_closed(head: Person) -> None:
    incident = assessed(declared(), head)
    assert incident.state == State.ASSESSED
    with pytest.raises(NotDecided):
        contain_incident(incident, by=head, at=NOW)
    take_measure(incident, "Message rappelé.", by=head, at=NOW)
    contain_incident(incident, by=head, at=NOW)
    with pytest.raises(NotDecided, match="ne peut pas être clos"):
        close_incident(incident, "Fini.", by=head, at=NOW)
    incident = decide_notices(incident, NOTIFY, by=head, at=NOW)
    assert what_is_left(incident) == []
    incident = close_incident(incident, "Fini.", by=head, at=NOW)
    assert (incident.state, incident.closed_by) == (State.CLOSED, head)
    for act in (
        lambda: assessed(incident, head),
        lambda: take_measure(incident, "Trop tard.", by=head, at=NOW),
        lambda: contain_incident(incident, by=head, at=NOW),
        lambda: decide_notices(incident, NOTIFY, by=head, at=NOW),
        lambda: close_incident(incident, "Encore.", by=head, at=NOW),
    ):
        with pytest.raises(IncidentClosed):
            act()
    assert reopen_incident(incident, by=head, at=NOW).state == State.CONTAINED
    acts = Entry.objects.filter(about=f"territory:{COLLEGE}").values_list("action", flat=True)
    assert [act.partition(".")[2] for act in acts.order_by("number")] == [
        "declare", "assess", "measure", "contain", "decide", "close", "reopen",
    ]  # fmt: skip


def test_without_personal_data_there_is_nothing_to_decide(head: Person) -> None:
    incident = declared(NO_DATA)
    take_measure(incident, "Poste isolé.", by=head, at=NOW)
    close_incident(contain_incident(incident, by=head, at=NOW), "Fini.", by=head, at=NOW)


@pytest.mark.parametrize(
    ("notices", "error"),
    [
        (replace(NOTIFY, cnil_reason=""), NotDecided),
        (replace(NOTIFY, people_reason=""), NotDecided),
        (replace(NOTIFY, notify_cnil="no"), NotDecided),
        (replace(NOTIFY, notify_cnil="no", cnil_notified_at=None), AgainstTheRisk),
        (replace(NOTIFY, cnil_notified_at=NOW + timedelta(minutes=1)), NotYetKnown),
        (replace(NOTIFY, cnil_notified_at=NOW - timedelta(hours=3)), NotYetKnown),
        (replace(NOTIFY, people_informed_at=NOW), NotDecided),
    ],
)
def test_a_decision_has_a_reason_and_dates_that_hold(
    head: Person, notices: Notices, error: type[Exception]
) -> None:
    incident = assessed(declared(), head)
    with pytest.raises(error):
        decide_notices(incident, notices, by=head, at=NOW)
    incident.refresh_from_db()
    assert incident.notify_cnil == "not_yet"


def test_a_risk_found_afterwards_calls_for_the_notification(head: Person) -> None:
    incident = assessed(declared(), head, risk="none")
    silent = replace(NOTIFY, notify_cnil="no", cnil_notified_at=None)
    decide_notices(incident, silent, by=head, at=NOW)
    with pytest.raises(AgainstTheRisk):
        assessed(incident, head, risk="high")


def test_the_discovery_is_before_the_declaration(head: Person) -> None:
    late = replace(TOLD, aware_at=NOW + timedelta(minutes=1))
    with pytest.raises(NotYetKnown):
        declared(late)
    with pytest.raises(NotYetKnown):
        assessed(declared(), head, told=late)
    earlier = replace(TOLD, aware_at=NOW - timedelta(days=4))
    found = assessed(declared(), head, told=earlier)
    assert time_to_notify(found, NOW).kind == "late"


def test_an_incident_outlives_the_account_of_who_declared_it() -> None:
    incident = declared()
    assert incident.declared_by is not None
    incident.declared_by.delete()
    incident.refresh_from_db()
    assert incident.declared_by is None
