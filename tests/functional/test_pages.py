"""Each page as people meet it: in light and dark, on a telephone, enlarged, with a keyboard, with
a screen reader."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from functional.addresses import PAGES, STATUS
from functional.conftest import Site
from functional.door import base_of, cookies_of
from lib.accessibility import inline_code, overflow, violations

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
EVERY_PAGE = pytest.mark.parametrize("name", PAGES)


@EVERY_PAGE
def test_axe_finds_nothing_in_light_nor_dark(visit: Visit, site: Site, name: str) -> None:
    page = visit(site.url(name), name)
    open_everything(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_only=True) == []


@EVERY_PAGE
def test_what_axe_does_not_see(visit: Visit, site: Site, name: str) -> None:
    page = visit(site.url(name), name, width=320)
    open_everything(page)
    assert overflow(page) == 0
    page.set_viewport_size({"width": 640, "height": 450})  # a screen of 1280 × 900 at 200 %
    assert overflow(page) == 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == 0

    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []
    assert page.evaluate(_TABLE_FAULTS) == []
    assert page.evaluate(_PICTURE_FAULTS) == []


@EVERY_PAGE
def test_each_page_names_itself_and_forbids_the_rest(site: Site, name: str) -> None:
    status, headers, html = fetched(site.url(name))
    assert status == STATUS.get(name, 200)
    assert '<html lang="fr">' in html
    assert len(re.findall("<h1[ >]", html)) == 1
    title = re.search("<title>(.*?)</title>", html)
    assert title
    assert re.fullmatch(r"\S.{3,} · Vigie", title[1])
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert inline_code(html) == []
    # A person may follow a link elsewhere; nothing is loaded from there, nor sent.
    assert re.findall(r'<(?!a )[^>]*(?:src|href|action)="(?:https?:)?//[^"]*"', html) == []


def test_titles_tell_pages_apart(site: Site) -> None:
    titles: dict[str, str] = {}
    for name in PAGES:
        page = PAGES[name].partition("?")[0]
        found = re.search("<title>(.*?)</title>", fetched(site.url(name))[2])
        assert found
        assert titles.setdefault(found[1], page) == page


def open_everything(page: Page) -> None:
    """Opens what is folded, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@cache
def fetched(url: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an address, without a browser."""
    address = urllib.parse.quote(url, safe=":/?=&+")
    try:
        sent = "; ".join(f"{name}={value}" for name, value in cookies_of(base_of(url)).items())
        asked = urllib.request.Request(address, headers={"Cookie": sent})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read().decode()


_TABLE_FAULTS = """() => [...document.querySelectorAll('table')].flatMap(table => {
  const found = [];
  const here = table.caption ? table.caption.textContent.trim() : '';
  if (!here) found.push('no caption');
  for (const head of table.querySelectorAll('th'))
    if (!head.getAttribute('scope')) found.push(`${here}: no scope on ${head.textContent}`);
  for (const row of table.querySelectorAll('tbody tr')) {
    const head = row.querySelector('th[scope=row]');  // a rank may stand before the name
    if (row.cells.length > 1 && !(head && head.cellIndex < 3 && head.textContent.trim()))
      found.push(`${here}: no row header in ${row.textContent}`);
  }
  return found;
})"""

_PICTURE_FAULTS = """() => {
  const found = [];
  for (const picture of document.querySelectorAll('main svg:not([aria-hidden=true])')) {
    const named = picture.closest('[role=img][aria-label]') || picture;
    const name = named.getAttribute('aria-label') || '';
    if (name.length < 10) found.push(`a picture without words: ${picture.outerHTML.slice(0, 90)}`);
  }
  for (const area of document.querySelectorAll('svg.map a')) {
    if (area.closest('[aria-hidden=true]')) continue;  // the same area drawn again, larger
    const name = area.getAttribute('aria-label') || '';
    if (!/^[^:]+ : .+/.test(name)) found.push(`an area without name and value: ${name}`);
  }
  for (const figure of document.querySelectorAll('figure.chart'))
    if (!figure.querySelector('details table tbody tr')) found.push(`no numbers: ${figure.id}`);
  return found;
}"""
