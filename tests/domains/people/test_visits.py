"""Visits: under a new key, for a time, and ended by whoever opened them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.conf import settings as site
from django.test import Client
from pytest_django.fixtures import Settings

from lib.people import client_of, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.models import DataRequest
from vigie.domains.people.actions import end_mandate, end_sessions
from vigie.domains.people.devices import device_family
from vigie.domains.people.door_models import Visit
from vigie.domains.people.links import make_link
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[datetime]:
    """The clock of the site, and the bounds of an installation."""
    hands = [NOW]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    settings.VIGIE_SESSION_IDLE_MINUTES = 120
    settings.VIGIE_SESSION_IDLE_READING_MINUTES = 30
    settings.VIGIE_SESSION_HOURS = 12
    return hands


def visitor(person: Person, agent: str = FIREFOX, client: Client | None = None) -> Client:
    """A browser in which a person has just signed in with a link."""
    client = client or Client(headers={"user-agent": agent})
    token = make_link(person, by=None, at=clock.now()).rstrip("/").rpartition("/")[2]
    opened = client.post("/connexion/lien/ouvrir/", {"token": token})
    assert opened.status_code == 302
    return client


def token(client: Client) -> str:
    """What a form of this browser carries."""
    client.get("/accueil/")
    return str(client.cookies["csrftoken"].value)


def is_in(client: Client) -> bool:
    return client.get("/accueil/").status_code == 200


# Under a new key


def test_the_session_key_changes_at_sign_in() -> None:
    """A key that someone planted in the browser before is worth nothing after."""
    victim = Client()
    store = import_module(site.SESSION_ENGINE).SessionStore()
    store["planted"] = "before"
    store.create()
    victim.cookies[site.SESSION_COOKIE_NAME] = store.session_key
    visitor(someone(Role.HEAD, territory="uai:0250001A"), client=victim)
    thief = Client()
    thief.cookies[site.SESSION_COOKIE_NAME] = store.session_key
    assert victim.cookies[site.SESSION_COOKIE_NAME].value != store.session_key
    assert (is_in(victim), is_in(thief)) == (True, False)


def test_the_key_is_dead_after_the_sign_out() -> None:
    client = visitor(someone())
    key = client.cookies[site.SESSION_COOKIE_NAME].value
    answer = client.post("/deconnexion/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies[site.SESSION_COOKIE_NAME] = key
    assert not is_in(thief)
    assert Visit.objects.get().ended_at == NOW


def test_a_session_that_no_visit_opened_opens_nothing() -> None:
    client = Client()
    client.force_login(someone())
    assert not is_in(client)


def test_the_visit_of_another_person_opens_nothing() -> None:
    visitor(someone())
    client = client_of(someone())
    session = client.session
    session["visit"] = Visit.objects.order_by("pk")[0].pk
    session.save()
    assert not is_in(client)


def test_signing_in_as_another_ends_the_visit_before() -> None:
    client = visitor(someone())
    visitor(someone(), client=client)
    first, second = Visit.objects.order_by("pk")
    assert (first.ended_at, second.ended_at) == (NOW, None)


# For a time


@pytest.mark.parametrize(
    ("role", "territory", "idle"),
    [
        (Role.HEAD, "uai:0250001A", 120),
        (Role.PIX_TEAM, "aca:besancon", 30),
        (Role.DPO, "aca:besancon", 30),
        (Role.ADMINISTRATOR, "FR", 30),
    ],
)
def test_a_visit_left_alone_ends(
    moment: list[datetime], role: Role, territory: str, idle: int
) -> None:
    person = someone(role, territory=territory)
    kept, left = visitor(person), visitor(person)
    moment[0] = NOW + timedelta(minutes=idle - 1)
    assert is_in(kept)
    moment[0] = NOW + timedelta(minutes=idle)
    assert is_in(kept)
    answer = left.get("/accueil/", follow=True)
    assert answer.redirect_chain == [("/connexion/?suite=%2Faccueil%2F", 302)]
    assert "Votre session a pris fin" in answer.content.decode()
    # It does not come back.
    moment[0] = NOW
    assert not is_in(left)


def test_what_was_being_written_when_a_visit_ends_is_kept(moment: list[datetime]) -> None:
    person = someone(Role.HEAD, territory="uai:0250001A")
    client = visitor(person)
    sent = {"kind": "access", "text": "Je demande\nune copie", "csrfmiddlewaretoken": token(client)}
    client.handler.enforce_csrf_checks = True
    moment[0] = NOW + timedelta(hours=3)
    late = client.post("/mes-donnees/demander/", sent)
    page = late.content.decode()
    assert (late.status_code, "Votre session a pris fin avant l’envoi" in page) == (403, True)
    assert 'name="text" value="Je demande\nune copie"' in page
    assert "no-store" in late["Cache-Control"]
    assert not DataRequest.objects.exists()
    # She signs in, in another window: the token of this page is that of the former visit.
    client.handler.enforce_csrf_checks = False
    visitor(person, client=client)
    client.handler.enforce_csrf_checks = True
    own, other = "http://testserver", "http://ailleurs.example"
    again = client.post("/mes-donnees/demander/", sent, headers={"origin": own})
    assert 'name="text" value="Je demande\nune copie"' in again.content.decode()
    abroad = client.post("/mes-donnees/demander/", sent, headers={"origin": other})
    assert "une copie" not in abroad.content.decode()
    sent["csrfmiddlewaretoken"] = token(client)
    client.post("/mes-donnees/demander/", sent, headers={"origin": own})
    assert DataRequest.objects.get().text.split() == ["Je", "demande", "une", "copie"]


def test_a_form_without_text_goes_to_the_door() -> None:
    answer = Client().post("/mes-donnees/demander/", {"kind": "access"})
    assert (answer.status_code, answer["Location"]) == (302, "/connexion/")


def test_a_visit_ends_after_twelve_hours_however_busy(moment: list[datetime]) -> None:
    client = visitor(someone())
    for minutes in range(0, 12 * 60, 30):
        moment[0] = NOW + timedelta(minutes=minutes)
        assert is_in(client)
    moment[0] = NOW + timedelta(hours=12)
    assert not is_in(client)


def test_the_cookie_outlives_neither_the_browser_nor_the_visit() -> None:
    client = visitor(someone())
    cookie = client.cookies[site.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_mandate_that_ends_mid_visit_stops_at_the_next_request(moment: list[datetime]) -> None:
    person = someone(Role.NATIONAL_TEAM)
    client = visitor(person)
    assert client.get("/imports/").status_code == 200
    moment[0] = NOW + timedelta(minutes=5)
    end_mandate(Mandate.objects.get(person=person), by=None, at=moment[0])
    assert client.get("/imports/").status_code == 403
    assert is_in(client)


def test_a_refusal_is_logged_with_who_and_what(caplog: pytest.LogCaptureFixture) -> None:
    person = someone(Role.TEACHER, territory="uai:0250001A")
    visitor(person).get("/imports/")
    assert f"imports refused to person:{person.pk}: role" in caplog.text


def test_a_person_closed_mid_visit_is_out_at_the_next_request() -> None:
    person = someone()
    client = visitor(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert not is_in(client)


# Ended by whoever opened them


def test_each_sees_her_own_visits_and_no_address() -> None:
    person, other = someone(), someone()
    here = visitor(person, FIREFOX)
    visitor(person, IPHONE)
    visitor(other, "curl/8.5")
    page = here.get("/sessions/").content.decode()
    assert "Firefox sur Windows" in page
    assert "Safari sur iPhone" in page
    assert "inconnu" not in page
    assert "127.0.0.1" not in page
    kept = {field.name for field in Visit._meta.get_fields()}
    assert kept == {"id", "person", "way", "device", "opened_at", "seen_at", "ended_at"}


def test_each_page_leads_out() -> None:
    client = visitor(someone(Role.NATIONAL_TEAM))
    for path in ("/accueil/", "/sessions/", "/imports/", "/nulle-part/"):
        page = client.get(path).content.decode()
        assert 'action="/deconnexion/"' in page, path
        assert "Se déconnecter" in page, path


def test_end_one(moment: list[datetime]) -> None:
    person = someone()
    here, there = visitor(person), visitor(person, IPHONE)
    number = Visit.objects.get(device="Safari sur iPhone").pk
    moment[0] = NOW + timedelta(minutes=1)
    answer = here.post(f"/sessions/{number}/fermer/", follow=True)
    assert "La session est fermée" in answer.content.decode()
    assert "Safari sur iPhone" not in answer.content.decode()
    assert (is_in(here), is_in(there)) == (True, False)
    assert Entry.objects.filter(action="session.end", about=f"person:{person.pk}").count() == 1


def test_ending_this_very_visit_signs_out() -> None:
    here = visitor(someone())
    answer = here.post(f"/sessions/{Visit.objects.get().pk}/fermer/")
    assert answer.headers["Location"] == "/connexion/"
    assert not is_in(here)


def test_end_all_the_others() -> None:
    person = someone()
    here, *there = (visitor(person, agent) for agent in (FIREFOX, IPHONE, FIREFOX))
    stranger = visitor(someone())
    here.post("/sessions/fermer/")
    assert is_in(here)
    assert is_in(stranger)
    assert [is_in(each) for each in there] == [False, False]


def test_the_visit_of_another_cannot_be_ended_nor_told() -> None:
    theirs = visitor(someone())
    number = Visit.objects.get().pk
    mine = visitor(someone())
    assert mine.post(f"/sessions/{number}/fermer/").status_code == 404
    assert mine.post("/sessions/999999/fermer/").status_code == 404
    assert is_in(theirs)


def test_the_administration_ends_every_visit() -> None:
    person = someone()
    clients = [visitor(person), visitor(person)]
    end_sessions(person, by=None, at=NOW)
    assert [is_in(each) for each in clients] == [False, False]
    assert not Visit.objects.filter(ended_at=None).exists()


def test_visits_of_long_ago_are_forgotten(moment: list[datetime]) -> None:
    person = someone()
    visitor(person)
    moment[0] = NOW + timedelta(days=31)
    visitor(person)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 "
         "Safari/537.36 Edg/137.0", "Edge sur Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 "
         "Mobile Safari/537.36", "Chrome sur Android"),
        ("curl/8.5", "Appareil inconnu"),
        ("", "Appareil inconnu"),
        ("<script>" * 4000, "Appareil inconnu"),
    ],
)  # fmt: skip
def test_a_device_is_known_by_its_family(agent: str, family: str) -> None:
    assert device_family(agent) == family
