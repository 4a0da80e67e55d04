"""What is sent twice is done once, and what is sent again after something else is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lib.people import client_of, cookies_of, someone
from vigie.domains.kit.models import NewsItem, Piece
from vigie.domains.people.roles import Role
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("home")]
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
KIT = "/kit/reg:bretagne"
NEWS = {"title": "Une rencontre", "body": "Jeudi, à Rennes.", "published_on": "2026-11-25"}
TOLD = "Déjà fait"


@pytest.fixture
def site() -> Client:
    return client_of(someone(Role.DELEGATE, territory="reg:bretagne"))


def told(site: Client, **other: str) -> str:
    """The page that a news item leads to, sent as a browser sends it."""
    form = "application/x-www-form-urlencoded"
    answer = site.post(f"{KIT}/nouvelles/", urlencode({**NEWS, **other}), content_type=form)
    assert answer.status_code == 302
    return str(site.get(answer["Location"]).content.decode())


@pytest.mark.django_db
def test_the_same_form_twice_adds_once_and_says_so(site: Client) -> None:
    assert TOLD not in told(site)
    assert TOLD in told(site)
    assert NewsItem.objects.count() == 1
    assert TOLD not in told(site, title="Une autre")
    assert NewsItem.objects.count() == 2


@pytest.mark.django_db
def test_what_was_undone_may_be_sent_again(site: Client) -> None:
    told(site)
    site.post(f"{KIT}/nouvelles/{NewsItem.objects.get().pk}/retirer/")
    assert TOLD not in told(site)
    assert NewsItem.objects.count() == 2


@pytest.mark.django_db
def test_two_visits_and_two_moments_are_two_things(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    told(site)
    told(client_of(someone(Role.DELEGATE, territory="reg:bretagne")))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=6))
    told(site)
    assert NewsItem.objects.count() == 3


@pytest.mark.django_db
def test_a_file_sent_twice_is_kept_once(site: Client) -> None:
    def sent(content: bytes) -> str:
        form = {"kind": "letter", "audience": "teachers", "title": "Courrier",
                "file": SimpleUploadedFile("courrier.pdf", content)}  # fmt: skip
        return str(site.post(f"{KIT}/ecrire/", form, follow=True).content.decode())

    assert TOLD not in sent(b"%PDF-1")
    assert TOLD in sent(b"%PDF-1")
    assert Piece.objects.count() == 1
    sent(b"%PDF-2")
    assert Piece.objects.count() == 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_clicks_and_the_button_back_make_one_thing(
    site: Client, live_server: LiveServer, settings: Settings, open_page: Callable[..., Page]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = open_page(f"{live_server.url}{KIT}/nouvelles/", cookies=cookies_of(site))
    for _ in range(2):
        page.get_by_label("Titre").fill(NEWS["title"])
        page.get_by_label("Texte").fill(NEWS["body"])
        page.get_by_label("Publiée le").fill(NEWS["published_on"])
        with page.expect_navigation():
            page.get_by_role("button", name="Publier").dblclick()
        page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name=NEWS["title"])).to_have_count(1)
    assert NewsItem.objects.count() == 1
