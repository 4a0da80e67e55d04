"""Every component in a real browser: axe in both themes, and what axe does not see."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from lib.accessibility import overflow, violations
from lib.browsing import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]


@pytest.fixture
def address(live_server: LiveServer, home: Path) -> str:  # noqa: ARG001  # read by the layout
    return f"{live_server.url}/composants/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(open_page: OpenPage, address: str, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    for summary in page.locator("details.numbers > summary").all()[:2]:
        summary.click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_the_page_never_scrolls_sideways(open_page: OpenPage, address: str, width: int) -> None:
    # 640 is a screen of 1280 at 200 %.
    assert overflow(open_page(address, width=width)) == 0


def test_large_text_does_not_break_the_page(open_page: OpenPage, address: str) -> None:
    page = open_page(address, width=640)
    page.evaluate("document.documentElement.setAttribute('class', 'grown')")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == 0


def test_the_first_stops_of_the_keyboard(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    stops = []
    for _ in range(3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert stops[:2] == ["Aller au contenu", "Aller au menu"]
    assert stops[2].startswith("Vigie")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_map_can_be_passed_and_its_focus_is_seen(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    skip = page.locator("#carte-regions .skip-block")
    skip.focus()
    assert skip.bounding_box() is not None
    page.keyboard.press("Tab")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.replace("\u202f", " ") == "Auvergne-Rhône-Alpes : 4,5 %"
    stroke = page.evaluate(
        "getComputedStyle(document.activeElement.querySelector('path')).strokeWidth"
    )
    assert stroke == "4px"
    skip.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "carte-regions-fin"


def test_every_stop_has_a_name_and_a_visible_outline(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
        .filter(e => e.tabIndex >= 0 && e.type !== 'hidden' && !e.hidden)
        .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()
                       || (e.labels && e.labels.length)))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    for selector in (
        ".brand",
        ".breadcrumb a",
        ".sort",
        ".exports a",
        ".button",
        ".table-scroll",
        "summary",
        "select",
    ):
        target = page.locator(selector).first
        target.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", selector


def test_tables_name_their_rows_and_columns(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    faults = page.evaluate(
        """() => [...document.querySelectorAll('table')].flatMap(table => {
          const found = [];
          if (!table.caption || !table.caption.textContent.trim()) found.push('no caption');
          for (const th of table.querySelectorAll('th'))
            if (!th.getAttribute('scope')) found.push('no scope: ' + th.textContent);
          for (const row of table.querySelectorAll('tbody tr'))
            if (row.cells.length > 1 && row.cells[0].getAttribute('scope') !== 'row')
              found.push('no row header: ' + row.textContent);
          return found;
        })"""
    )
    assert faults == []


def test_pictures_have_words_and_numbers_beside(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    for chart in page.locator("figure.chart").all():
        pictures = chart.locator("svg.chart__svg, svg.map")
        assert pictures.count() >= 1
        for i in range(pictures.count()):
            assert len(pictures.nth(i).get_attribute("aria-label") or "") > 10
        assert chart.locator("details table tbody tr").count() >= 1
        # One of the two pictures is shown, never both.
        if chart.locator("svg.chart__svg").count():
            shown = [svg for svg in chart.locator("svg.chart__svg").all() if svg.is_visible()]
            assert len(shown) == 1


def test_sorting_in_place_equals_the_full_page(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.locator("#regions-tri-headcount").click()
    page.wait_for_url(re.compile("regions-tri=-headcount"))
    page.wait_for_selector("#regions th[aria-sort=descending] #regions-tri-headcount")
    swapped = page.locator("#regions tbody").inner_text()
    assert swapped.startswith("Île-de-France")
    # The focus stays on the header, and the change is told.
    assert page.evaluate("document.activeElement.id") == "regions-tri-headcount"
    told = page.locator("#annonce").text_content() or ""
    assert "trié par «\u00a0Effectif\u00a0»" in told
    page.reload()
    assert page.locator("#regions tbody").inner_text() == swapped
    page.go_back()
    page.wait_for_selector("#regions th[aria-sort=descending] #regions-tri-rate")


def test_filtering_in_place(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_label("Lieu").select_option("Outre-mer")
    page.wait_for_url(re.compile("regions-kind=Outre-mer"))
    page.wait_for_selector("#regions [data-announce]:has-text('8\u00a0lignes sur 21')")
    page.get_by_label("Chercher dans le tableau").press_sequentially("mart")
    page.wait_for_selector("#regions [data-announce]:has-text('1\u00a0ligne sur 21')")
    names = page.locator("#regions tbody th").all_inner_texts()
    assert names == ["Martinique", "France"]


def test_everything_works_without_scripts(open_page: OpenPage, address: str) -> None:
    page = open_page(address, scripts=False)
    assert not page.locator("[data-print]").is_visible()
    follow(page.locator("#regions-tri-headcount"))
    assert "regions-tri=-headcount" in page.url
    assert page.locator("#regions tbody th").first.inner_text() == "Île-de-France"
    page.get_by_label("Chercher dans le tableau").fill("guya")
    follow(page.get_by_role("button", name="Filtrer"))
    assert page.locator("#regions tbody th").all_inner_texts() == ["Guyane", "France"]
    assert "regions-tri=-headcount" in page.url


@pytest.mark.parametrize(("label", "ending"), [("CSV", "csv"), ("XLSX", "xlsx"), ("ODS", "ods"),
                                               ("JSON", "json")])  # fmt: skip
def test_an_export_is_downloaded(
    open_page: OpenPage, address: str, label: str, ending: str
) -> None:
    page = open_page(address)
    with page.expect_download() as download:
        page.locator("#regions .exports a", has_text=re.compile(f"^{label}")).click()
    assert download.value.suggested_filename == f"vigie-regions-2024-04-10.{ending}"


def test_paper_has_light_colours_and_no_controls(open_page: OpenPage, address: str) -> None:
    page = open_page(address, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for selector in (".mainnav", ".filters", ".exports", ".skip", ".numbers"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator("#carte-regions svg.map").is_visible()


def test_motion_stops_when_asked(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.emulate_media(reduced_motion="reduce")
    duration = page.evaluate(
        "getComputedStyle(document.querySelector('.button')).transitionDuration"
    )
    assert duration == "0s"
