"""Signing in through an identity provider: a real process on loopback, honest or not."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from lib.people import someone
from lib.provider import CLIENT, SECRET
from lib.provider_process import NORA, Says, configure, free_port, process
from vigie.config import provider as configured
from vigie.config.environ import BadSetting
from vigie.domains.audit.models import Entry
from vigie.domains.people import provider
from vigie.domains.people.door_models import Visit
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]


class Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirection instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


def redirection(address: str, body: bytes | None = None) -> str:
    """Where an address of the provider sends the browser."""
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(address, body, timeout=10)
    assert answer.value.code in (302, 303)
    return str(answer.value.headers["Location"])


def leave(client: Client, query: str = "") -> str:
    """To the provider, and the address of this site that it sends back to."""
    answer = client.get(f"/connexion/fournisseur/{query}")
    assert answer.status_code == 302
    back = urllib.parse.urlsplit(redirection(answer.headers["Location"]))
    assert back.path == "/connexion/retour/"
    return f"{back.path}?{back.query}"


def is_in(client: Client) -> bool:
    return client.get("/accueil/").status_code == 200


def nora() -> Person:
    return someone(Role.HEAD, territory="uai:0250001A", email="nora.petit@ac-besancon.example")


# Coming in


@pytest.mark.parametrize("signed", [False, True])
def test_an_existing_person_comes_in(says: Says, client: Client, signed: bool) -> None:
    person = nora()
    says(signed=signed)
    answer = client.get(leave(client, "?suite=%2Fsessions%2F"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sessions/")
    assert is_in(client)
    assert Visit.objects.get().way == "provider"
    acts = Entry.objects.filter(about=f"person:{person.pk}").values_list("action", flat=True)
    assert list(acts)[-2:] == ["provider.bind", "session.open"]


def test_the_page_asked_for_is_of_this_site(says: Says, client: Client) -> None:
    nora()
    says()
    answer = client.get(leave(client, "?suite=https%3A%2F%2Failleurs.example%2F"))
    assert answer.headers["Location"] == "/accueil/"


def test_the_session_key_changes_on_the_way(says: Says, client: Client) -> None:
    nora()
    says()
    back = leave(client)
    before = client.cookies["sessionid"].value
    client.get(back)
    assert client.cookies["sessionid"].value != before
    assert "oidc_states" not in client.session


def test_the_account_stays_bound_whatever_becomes_of_the_address(says: Says) -> None:
    person = nora()
    says()
    first = Client()
    first.get(leave(first))
    person.refresh_from_db()
    assert person.subject
    assert NORA["sub"] not in str(person.subject)
    # Her address changed at the provider; it is not proven; she is still the same.
    says(email="nora.durand@ac-besancon.example", email_verified=False)
    second = Client()
    second.get(leave(second))
    assert is_in(second)
    person.refresh_from_db()
    assert person.email == "nora.petit@ac-besancon.example"


def test_another_account_with_her_address_is_refused(says: Says, client: Client) -> None:
    person = nora()
    says()
    first = Client()
    first.get(leave(first))
    person.refresh_from_db()
    bound = person.subject
    says(sub="777")
    answer = client.get(leave(client))
    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.subject == bound
    provider.forget_provider(person, by=None, at=clock.now())
    assert not is_in(first)
    client.get(leave(client))
    assert is_in(client)


def test_the_accounts_of_another_provider_are_not_those_of_this_one(
    says: Says, settings: Settings
) -> None:
    says()
    here = provider.subject_of(NORA)
    settings.VIGIE_OIDC = {**settings.VIGIE_OIDC, "issuer": "https://ailleurs.example"}
    assert provider.subject_of(NORA) != here


# Refusals


def refused(client: Client, back: str) -> None:
    """A plain page, nobody created, nobody in."""
    people, visits = Person.objects.count(), Visit.objects.count()
    answer = client.get(back)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Vous n’êtes pas connecté·e" in page
    assert "@" not in page
    assert not is_in(client)
    assert (Person.objects.count(), Visit.objects.count()) == (people, visits)
    assert not Person.objects.exclude(subject=None).exists()


@pytest.mark.parametrize(
    "fault",
    [
        "nonce", "no nonce", "signature", "unknown key", "unsigned", "client secret", "expired",
        "no expiry", "issuer", "audience", "party", "userinfo subject", "userinfo html",
        "token moved",
    ],
)  # fmt: skip
def test_a_token_that_is_not_as_agreed_opens_nothing(
    says: Says, client: Client, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    nora()
    says(fault)
    refused(client, leave(client))
    assert "sign-in by the provider refused" in caplog.text
    assert "@" not in caplog.text


@pytest.mark.parametrize(
    "fault", ["userinfo signature", "userinfo issuer", "userinfo audience", "userinfo subject"]
)
def test_a_signed_userinfo_that_is_not_as_agreed_opens_nothing(
    says: Says, client: Client, fault: str
) -> None:
    nora()
    says(fault, signed=True)
    refused(client, leave(client))


def test_a_userinfo_must_be_signed_where_that_is_asked(
    says: Says, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora()
    says()
    configure(settings, monkeypatch, SIGNED_USERINFO="1")
    refused(client, leave(client))
    says(signed=True)
    client.get(leave(client))
    assert is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "inconnue@ac-besancon.example"},
        {"email": ""},
        {"email": None},
        {"email": ["nora.petit@ac-besancon.example"]},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ],
)
def test_who_is_not_known_for_certain_is_refused(
    says: Says, client: Client, claims: dict[str, Any]
) -> None:
    nora()
    says(**claims)
    refused(client, leave(client))


def test_addresses_that_the_provider_vouches_for(
    says: Says, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora()
    configure(settings, monkeypatch, TRUSTED_EMAIL="1")
    says(email_verified=None)
    client.get(leave(client))
    assert is_in(client)


@pytest.mark.parametrize("bound", [False, True])
def test_one_who_may_not_sign_in_is_refused(says: Says, client: Client, bound: bool) -> None:
    person = nora()
    says()
    if bound:
        first = Client()
        first.get(leave(first))
    Person.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.get(leave(client))
    assert answer.status_code == 403
    assert not is_in(client)


def test_an_answer_serves_once(says: Says, client: Client) -> None:
    nora()
    says()
    back = leave(client)
    client.get(back)
    client.post("/deconnexion/")
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_a_code_taken_to_another_browser_opens_nothing(
    says: Says, ours: str, client: Client
) -> None:
    """The state is not hers; with a state of hers, the code lacks the verifier."""
    nora()
    says()
    stolen = leave(client)
    thief = Client()
    refused(thief, stolen)
    mine = urllib.parse.parse_qs(leave(thief).partition("?")[2])
    code = urllib.parse.parse_qs(stolen.partition("?")[2])["code"][0]
    query = urllib.parse.urlencode({"code": code, "state": mine["state"][0]})
    refused(thief, f"/connexion/retour/?{query}")
    told = json.load(urllib.request.urlopen(f"{ours}/control", timeout=5))
    assert told["refused"] == ["verifier"]


@pytest.mark.parametrize(
    "query",
    [
        "", "code=a", "state=b", "code=a&state=b", "error=access_denied",
        "error=access_denied&state=b", "code=%00&state=%00", "code=a&code=b&state[]=c",
    ],
)  # fmt: skip
def test_a_callback_that_nobody_asked_for_opens_nothing(
    says: Says, client: Client, query: str
) -> None:
    says()
    refused(client, f"/connexion/retour/?{query}")


def test_the_link_of_another_site_starts_no_sign_in(says: Says, client: Client) -> None:
    says()
    for site, away in (("cross-site", False), ("same-origin", True), ("none", True)):
        answer = client.get("/connexion/fournisseur/", headers={"sec-fetch-site": site})
        assert ("/authorize?" in answer.headers["Location"]) is away


def test_a_link_to_the_callback_signs_nobody_out(says: Says, client: Client) -> None:
    nora()
    says()
    client.get(leave(client))
    client.get("/connexion/retour/?error=access_denied")
    client.get("/connexion/retour/?code=a&state=b")
    assert is_in(client)


def test_a_provider_that_does_not_answer_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    configure(settings, monkeypatch, ISSUER=nowhere, CLIENT_ID=CLIENT, CLIENT_SECRET=SECRET)
    answer = client.get("/connexion/fournisseur/", follow=True)
    assert answer.status_code == 200
    assert "ne répond pas" in answer.content.decode()


def test_a_configuration_of_another_issuer_is_refused(says: Says, client: Client) -> None:
    says("issuer told")
    answer = client.get("/connexion/fournisseur/")
    assert answer.headers["Location"] == "/connexion/"


# Settings


def test_the_button_is_there_only_when_there_is_a_provider(
    says: Says, settings: Settings, client: Client
) -> None:
    says()
    settings.VIGIE_OIDC = {**settings.VIGIE_OIDC, "name": "le guichet académique"}
    assert "Continuer avec le guichet académique" in client.get("/connexion/").content.decode()
    settings.VIGIE_OIDC = None
    assert "Continuer avec" not in client.get("/connexion/").content.decode()
    assert client.get("/connexion/fournisseur/").status_code == 404
    assert client.get("/connexion/retour/?code=a&state=b").status_code == 404


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"ISSUER": "https://a.example"}, "VIGIE_OIDC_CLIENT_ID"),
        ({"CLIENT_ID": "a"}, "VIGIE_OIDC_ISSUER"),
        ({"ISSUER": "https://a.example", "CLIENT_ID": "a"}, "VIGIE_OIDC_CLIENT_SECRET"),
        ({"ALGORITHM": "none"}, "VIGIE_OIDC_ALGORITHM"),
        ({"ALGORITHM": "HS256"}, "VIGIE_OIDC_ALGORITHM"),
        (
            {"ISSUER": "https://a.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b",
             "TOKEN_ENDPOINT": "https://a.example/t"},
            "VIGIE_OIDC_…_ENDPOINT",
        ),
    ],
)  # fmt: skip
def test_a_provider_that_lacks_a_part_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"VIGIE_OIDC_{name}", value)
    with pytest.raises(BadSetting, match=named):
        configured.from_environment()


# A provider that others wrote


def test_with_a_provider_of_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """The same walk with oidc-provider-mock, whose protocol is not ours."""
    person = nora()
    port = free_port()
    address = f"http://localhost:{port}"
    with process([sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], address):
        configure(settings, monkeypatch, ISSUER=address, CLIENT_ID="any", CLIENT_SECRET="any")
        told = json.dumps({"email": NORA["email"], "email_verified": True}).encode()
        put = urllib.request.Request(
            f"{address}/users/nora", told, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(put, timeout=5)
        away = client.get("/connexion/fournisseur/").headers["Location"]
        back = urllib.parse.urlsplit(redirection(away, b"sub=nora"))
        answer = client.get(f"{back.path}?{back.query}")
    assert answer.headers["Location"] == "/accueil/"
    assert is_in(client)
    assert Visit.objects.get().person == person
