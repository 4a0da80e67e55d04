"""The newer pages for a person without a mouse: every stop is seen, in the order of reading."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from conftest import carry
from functional.keyboard import press, reach, stops
from lib.people import client_of, cookies_of, someone
from vigie.domains.people.roles import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home"),
]
OpenPage = Callable[..., Page]
SCHOOL, ACADEMY = "uai:0259109R", "aca:besancon"
OFFICER = (
    f"/formations/{ACADEMY}/planifier/",
    f"/kit/{ACADEMY}/plan/",
    "/campagnes/nouvelle/",
)
HEAD = (
    f"/abonnements/{SCHOOL}/nouveau/",
    f"/deconnexion/{SCHOOL}/",
    f"/lettres-de-mission/{SCHOOL}/",
)
FOCUS = "document.activeElement.id || document.activeElement.tagName"


@pytest.fixture
def opened(live_server: LiveServer, settings: Settings, open_page: OpenPage) -> OpenPage:
    """`opened(role, territory, path, width=1280)` → the page, as that person has it."""
    settings.ALLOWED_HOSTS = ["*"]

    def way(role: Role, territory: str, path: str, width: int = 1280) -> Page:
        cookies = cookies_of(client_of(someone(role, territory=territory)))
        return open_page(f"{live_server.url}{path}", cookies=cookies, width=width)

    return way


def test_tab_goes_through_a_page_in_its_order_and_out_of_it(
    opened: OpenPage, live_server: LiveServer
) -> None:
    for role, territory, paths in ((Role.PIX_TEAM, ACADEMY, OFFICER), (Role.HEAD, SCHOOL, HEAD)):
        page = opened(role, territory, paths[0])
        for path in paths:
            page.goto(f"{live_server.url}{path}")
            met = stops(page)
            assert met[0].name == "Aller au contenu", path
            assert [b.name for a, b in pairwise(met) if b.place < a.place] == [], path
            assert met[-1].part == "footer", path
            assert "main" in {stop.part for stop in met}, path


def test_the_skip_link_goes_past_the_menu(opened: OpenPage) -> None:
    page = opened(Role.HEAD, SCHOOL, HEAD[0])
    press(page, "Aller au contenu")
    assert page.evaluate(FOCUS) == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_is_folded_on_a_telephone_and_opens_by_keyboard(opened: OpenPage) -> None:
    page = opened(Role.HEAD, SCHOOL, HEAD[0], width=320)
    link = page.locator("#navigation a").first
    assert not link.is_visible()
    press(page, "Menu")
    assert link.is_visible()
    assert page.evaluate(FOCUS) == "SUMMARY"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#navigation a') !== null")
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate(FOCUS) == "SUMMARY"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert link.is_visible()


def test_a_refused_form_puts_the_keyboard_where_it_is_to_be_mended(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context()  # one that does not mind a refusal
    carry(context, str(live_server.url), cookies_of(client_of(someone(Role.ADMINISTRATOR))))
    page = context.new_page()
    page.goto(f"{live_server.url}/personnes/inviter/")
    page.get_by_label("Adresse électronique").fill("nora")
    page.evaluate("document.querySelector('main form').noValidate = true")
    reach(page, "Donner le mandat")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "id_email"
    page.goto(f"{live_server.url}/personnes/importer/")
    wrong = {"name": "essai.csv", "mimeType": "text/csv", "buffer": b"a;b\n1;2\n"}
    page.get_by_label("Fichier").set_input_files(wrong)  # type: ignore[arg-type]  # a file in memory
    with page.expect_navigation():
        page.get_by_role("button", name="Voir ce qu’il fait").press("Enter")
    assert "Aucun mandat n’est donné" in page.evaluate("document.activeElement.textContent")
    context.close()
