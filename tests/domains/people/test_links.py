"""One-time links: who gets one, what it opens, and that nobody learns who is known."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from lib.people import someone
from vigie.domains.audit.models import Entry
from vigie.domains.people import link_views, links
from vigie.domains.people.door_models import LinkOrder, SignInLink, Visit
from vigie.domains.people.limits import Limit
from vigie.domains.people.links import LIFE, LinkRefused, make_link, serve_orders, use_link
from vigie.domains.people.models import Person
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
KNOWN, UNKNOWN = "nora.petit@ac-besancon.example", "nul.ne.sait@ac-besancon.example"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock of the site, that tests move."""
    hands = [NOW]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return hands


@pytest.fixture
def person() -> Person:
    return someone(Role.HEAD, territory="uai:0250001A", email=KNOWN)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LINKS_OF_ADDRESS", "LINKS_OF_CLIENT"):
        monkeypatch.setattr(link_views, name, Limit(name, 1_000_000, 3600))


def ask(client: Client, email: str, **more: str) -> object:
    return client.post("/connexion/lien/", {"email": email, **more})


def sent_link() -> str:
    """The address in the latest message, without the site."""
    found = re.search(r"http://127\.0\.0\.1:8000(/connexion/lien/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def is_signed_in(client: Client) -> bool:
    return client.get("/accueil/").status_code == 200


def test_from_the_form_to_the_visit(person: Person, client: Client) -> None:
    asked = ask(client, f"  {KNOWN.upper()} ")
    assert (asked.status_code, asked.url) == (302, "/connexion/lien/demande/")  # type: ignore[attr-defined]  # a response
    assert serve_orders(NOW) == 1
    (message,) = mail.outbox
    assert message.to == [KNOWN]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    path = sent_link()
    page = client.get(path)
    assert page.status_code == 200
    assert "Me connecter sur cet appareil" in page.content.decode()
    assert not is_signed_in(client)
    opened = client.post("/connexion/lien/ouvrir/", {"token": token_of(path)})
    assert (opened.status_code, opened.headers["Location"]) == (302, "/accueil/")
    assert is_signed_in(client)
    assert Visit.objects.get().way == "link"
    acts = Entry.objects.filter(about=f"person:{person.pk}").values_list("action", flat=True)
    assert list(acts)[-2:] == ["link.make", "session.open"]


def test_a_machine_that_visits_the_link_burns_nothing(person: Person) -> None:
    path = make_link(person, by=None, at=NOW).removeprefix("http://127.0.0.1:8000")
    for scanner in (Client(), Client(), Client()):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    opened = Client().post("/connexion/lien/ouvrir/", {"token": token_of(path)})
    assert opened.headers["Location"] == "/accueil/"


def test_a_link_opens_one_visit_only(person: Person) -> None:
    path = make_link(person, by=None, at=NOW)
    first, second = Client(), Client()
    first.post("/connexion/lien/ouvrir/", {"token": token_of(path)})
    again = second.post("/connexion/lien/ouvrir/", {"token": token_of(path)})
    assert again.status_code == 410
    assert "Ce lien n’ouvre plus rien" in again.content.decode()
    assert 'action="/connexion/lien/"' in again.content.decode()
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert second.get(f"/connexion/lien/{token_of(path)}/").status_code == 410


def test_of_two_clicks_at_once_one_opens(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(make_link(person, by=None, at=NOW))
    seen = links.find_link(token, at=NOW)
    use_link(token, at=NOW)
    # The second had looked before the first was done.
    monkeypatch.setattr(links, "find_link", lambda *_, **__: seen)
    with pytest.raises(LinkRefused):
        use_link(token, at=NOW)


@pytest.mark.parametrize(
    ("after", "opens"),
    [(timedelta(0), True), (LIFE - timedelta(seconds=1), True), (LIFE, False)],
)
def test_a_link_lives_fifteen_minutes(
    person: Person, moment: list[datetime], after: timedelta, opens: bool
) -> None:
    assert timedelta(minutes=15) == LIFE
    path = make_link(person, by=None, at=NOW)
    moment[0] = NOW + after
    client = Client()
    answer = client.post("/connexion/lien/ouvrir/", {"token": token_of(path)})
    assert answer.status_code == (302 if opens else 410)
    assert is_signed_in(client) is opens


def test_using_one_link_spends_the_others(person: Person) -> None:
    first, second = (token_of(make_link(person, by=None, at=NOW)) for _ in range(2))
    use_link(second, at=NOW)
    with pytest.raises(LinkRefused):
        use_link(first, at=NOW)


def test_the_token_is_kept_nowhere(person: Person) -> None:
    token = token_of(make_link(person, by=None, at=NOW))
    secret = token.partition(":")[0]
    kept = SignInLink.objects.values_list("digest", "after")
    told = Entry.objects.values()
    assert secret not in repr(list(kept)) + repr(list(told))


@pytest.mark.parametrize("change", ["first", "last", "cut", "other key", "empty"])
def test_a_token_that_was_touched_opens_nothing(
    person: Person, change: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_of(make_link(person, by=None, at=NOW))
    touched = {
        "first": ("A" if token[0] != "A" else "B") + token[1:],
        "last": token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        "cut": token.partition(":")[0],
        "other key": token,
        "empty": "",
    }[change]
    if change == "other key":
        settings.SECRET_KEY = "une autre clé, tout aussi longue que la première, mais autre"
    answer = Client().post("/connexion/lien/ouvrir/", {"token": touched})
    assert answer.status_code == 410
    assert "sign-in by link refused" in caplog.text


def test_one_who_may_not_sign_in_gets_no_link_and_uses_none(person: Person) -> None:
    token = token_of(make_link(person, by=None, at=NOW))
    person.is_active = False
    person.save()
    with pytest.raises(LinkRefused):
        use_link(token, at=NOW)
    ask(Client(), KNOWN)
    assert serve_orders(NOW) == 0
    assert mail.outbox == []


@pytest.mark.usefixtures("person")
def test_the_link_leads_to_the_page_that_was_asked(client: Client) -> None:
    ask(client, KNOWN, suite="/sessions/")
    ask(client, KNOWN, suite="https://ailleurs.example/")
    serve_orders(NOW)
    paths = [re.search(r"/connexion/lien/\S+/", str(each.body)) for each in mail.outbox]
    found = []
    for path in paths:
        assert path
        SignInLink.objects.update(used_at=None)
        answer = Client().post("/connexion/lien/ouvrir/", {"token": token_of(path[0])})
        found.append(answer.headers["Location"])
    assert found == ["/sessions/", "/accueil/"]


@pytest.mark.usefixtures("person")
def test_the_host_that_a_request_names_is_in_no_message(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.VIGIE_BASE_URL = "https://vigie.example"
    client.post("/connexion/lien/", {"email": KNOWN}, headers={"host": "evil.example"})
    serve_orders(NOW)
    body = str(mail.outbox[-1].body)
    assert "https://vigie.example/connexion/lien/" in body
    assert "evil" not in body


@pytest.mark.parametrize(
    "typed", ["", "nora", "nora@", "a b@c.fr", "x" * 300 + "@ac.fr", "é@\n.fr"]
)
def test_what_is_no_address_is_told_at_the_entry(client: Client, typed: str) -> None:
    answer = ask(client, typed)
    page = answer.content.decode()  # type: ignore[attr-defined]  # a response
    assert answer.status_code == 400  # type: ignore[attr-defined]  # idem
    assert 'id="id_email-error"' in page
    assert 'aria-invalid="true"' in page
    assert not LinkOrder.objects.exists()


def test_what_is_typed_comes_back_escaped(client: Client) -> None:
    answer = client.post(
        "/connexion/lien/", {"email": '"><script>alert(1)</script>', "suite": '"><b>'}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>" not in page
    assert '"><b>' not in page


@pytest.mark.usefixtures("person")
def test_orders_are_gone_once_served(client: Client) -> None:
    ask(client, KNOWN)
    ask(client, UNKNOWN)
    assert LinkOrder.objects.count() == 2
    assert serve_orders(NOW) == 1
    assert not LinkOrder.objects.exists()


class Broken:
    """A mail server that answers nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.down = True
        send = mail.EmailMessage.send

        def perhaps(message: mail.EmailMessage, *_: object) -> int:
            if self.down:
                raise ConnectionRefusedError(f"no route for {message.to}")
            return send(message)

        monkeypatch.setattr(mail.EmailMessage, "send", perhaps)


@pytest.mark.usefixtures("person")
def test_what_could_not_be_sent_is_tried_again_then_given_up(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Broken(monkeypatch)
    ask(client, KNOWN)
    assert serve_orders(NOW) == 0
    assert serve_orders(NOW + timedelta(seconds=30)) == 0
    server.down = False
    assert serve_orders(NOW + timedelta(minutes=3)) == 1
    assert not LinkOrder.objects.exists()
    server.down = True
    ask(client, KNOWN)
    for minutes in (0, 3, 6, 9):
        serve_orders(NOW + timedelta(minutes=minutes))
    assert not LinkOrder.objects.exists()
    assert "@" not in caplog.text


# The same answer, in the same time


def answers_of(client: Client, email: str) -> tuple[object, ...]:
    """What a reader receives, but for the hour: two answers may be a second apart."""
    first = client.post("/connexion/lien/", {"email": email})
    second = client.get(first.headers["Location"])
    shown = re.sub(rb'(csrfmiddlewaretoken" value=")[^"]+', rb"\1", second.content)
    heads = [sorted({**each.headers, "Expires": "…"}.items()) for each in (first, second)]
    return first.status_code, *heads, shown


@pytest.mark.usefixtures("person", "unlimited")
def test_the_answer_does_not_depend_on_the_address() -> None:
    assert answers_of(Client(), KNOWN) == answers_of(Client(), UNKNOWN)


@pytest.mark.usefixtures("person", "unlimited")
def test_the_work_done_does_not_depend_on_the_address() -> None:
    """The same questions to the database, the address apart."""

    def work(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            ask(Client(), email)
        return [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "…", each["sql"]) for each in asked]

    ask(Client(), KNOWN)
    ask(Client(), UNKNOWN)
    known, unknown = work(KNOWN), work(UNKNOWN)
    assert known == unknown
    assert not any("people_person" in sql for sql in known)


def advantage(trials: int, client: Client, watch: Callable[[], float]) -> float:
    """How well the time of the answer tells a known address from an unknown one: the share of
    pairs in which the known one took longer, 0.5 for pure chance."""
    turns = [KNOWN, UNKNOWN] * trials
    random.Random(1).shuffle(turns)
    took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for email in turns:
        start = watch()
        client.post("/connexion/lien/", {"email": email})
        took[email].append(watch() - start)
    pairs = [(a > b) + (a == b) / 2 for a in took[KNOWN] for b in took[UNKNOWN]]
    assert median(took[KNOWN]) > 0
    return sum(pairs) / len(pairs)


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch, settings: Settings, home: Path) -> None:
    """What Vigie does not do: the link is made and sent before the answer."""
    settings.EMAIL_BACKEND = "vigie.domains.people.outbox.Outbox"
    settings.VIGIE_HOME = home
    monkeypatch.setattr(link_views.courier, "call", lambda: serve_orders(NOW))


# The clock on the wall is what an attacker sees, but on a shared machine it mostly tells of the
# neighbours; the time that this thread worked does not, and would show a smaller difference.
@pytest.mark.usefixtures("person", "unlimited")
@pytest.mark.parametrize("watch", [time.perf_counter, time.thread_time])
def test_the_time_of_the_answer_does_not_tell_who_is_known(
    client: Client, watch: Callable[[], float]
) -> None:
    # With 100 trials of each, chance alone has a standard deviation of 0.041: this is four of them.
    assert 0.33 < advantage(100, client, watch) < 0.67


@pytest.mark.usefixtures("person", "unlimited", "inline")
def test_the_measure_would_see_a_link_made_before_the_answer(client: Client) -> None:
    assert advantage(40, client, time.thread_time) > 0.8
