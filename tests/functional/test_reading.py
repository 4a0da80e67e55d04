"""Pictures and stops of the keyboard, read as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from functional.conftest import Site
from functional.keyboard import stops
from functional.monday import cells, plain

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.mark.parametrize(
    "name", ["board of the nation", "board of académies", "board of an académie"]
)
def test_the_map_tells_what_the_table_tells(visit: Visit, site: Site, name: str) -> None:
    page = visit(site.url(name))
    header, *rows = cells(page.locator("#territoires table"))
    rate = header.index("Taux de participation")
    # After the value: what its signs say to those who hear the page.
    told = {
        re.sub(" ★ TNE$", "", row[0]): re.split("[◐≠]|(?<=—) ", row[rate])[0] for row in rows[:-1]
    }
    areas = page.locator("svg.map a[aria-label]").all()
    drawn = dict(plain(area.get_attribute("aria-label") or "").split(" : ", 1) for area in areas)
    drawn = {name: "—" if value == "pas de donnée" else value for name, value in drawn.items()}
    assert told == drawn
    # The pointer sees the same words.
    assert all(plain(area.locator("title").first.text_content() or "") for area in areas)


@pytest.mark.parametrize("name", ["board of a département", "draft with errors", "campaigns"])
def test_the_keyboard_reads_the_page_from_top_to_bottom(
    visit: Visit, site: Site, name: str
) -> None:
    page = visit(site.url(name))
    passed = stops(page)
    assert passed[0].name == "Aller au contenu"
    parts = [stop.part for stop in passed]
    order = ["skip", "header", "breadcrumb", "main", "information", "footer"]
    assert parts == sorted(parts, key=order.index)
    assert [stop for stop in passed if not stop.name] == []
    places = [stop.place for stop in passed]
    assert places == sorted(places)


def test_no_stop_jumps_the_queue(visit: Visit, site: Site) -> None:
    page = visit(site.url("board of the nation"))
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


def test_the_skip_link_of_the_map_passes_it(visit: Visit, site: Site) -> None:
    page = visit(site.url("board of the nation"))
    page.locator("figure.mapbox .skip-block").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg.map')") is None
    assert page.evaluate("!!document.activeElement.closest('#dessous')")
