"""What only a browser can tell: the page of choices for every reader, and what paper shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from vigie.observatory import cubes

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_from_the_box_to_a_choice(
    live_server: LiveServer, open_page: OpenPage, academy: Path, scheme: str, width: int
) -> None:
    del academy
    cube = cubes.current()
    assert cube is not None
    name = str(cube.tree.frame["name"].value_counts(sort=True)["name"][0])
    page = open_page(f"{live_server.url}/participation/?profil=CPE", scheme=scheme, width=width)
    page.get_by_role("combobox", name="Aller à un territoire").fill(name)
    page.get_by_role("button", name="Aller", exact=True).click()
    page.wait_for_url("**aller=*")
    assert violations(page) == []
    assert overflow(page) == 0
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url("**/participation/uai:*/?profil=CPE")


def test_paper_has_every_row_of_a_table_and_no_box(
    live_server: LiveServer, open_page: OpenPage, nation: Path
) -> None:
    del nation
    page = open_page(f"{live_server.url}/participation/?niveau=department")
    rows = page.locator("#territoires tbody tr:visible")
    box = page.get_by_role("search", name="Aller à un territoire")
    # A page of a hundred, and the total.
    assert rows.count() == 101
    assert page.get_by_text("page 1 sur 2").is_visible()
    page.emulate_media(media="print")
    assert rows.count() > 101
    assert not box.is_visible()
    assert not page.get_by_text("page 1 sur 2").is_visible()
    wide = page.evaluate(
        "[...document.querySelectorAll('.table-scroll')]"
        ".filter(each => each.scrollWidth > each.clientWidth + 1).length"
    )
    assert wide == 0
