"""One small home for the whole folder, and the sites that stand on it or on a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import carry
from functional.addresses import PAGES, STATUS
from functional.door import base_of, cookies_of
from functional.site import served
from functional.small_home import EXAMPLES, NOW, small_home
from lib.shared import shared
from vigie.facts.home import Home
from vigie.facts.imports import import_file, withdraw
from vigie.measures.build import build

# A shared machine may be slow: that is no fault of the page.
expect.set_options(timeout=60_000)

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """A site and what its addresses hold."""

    address: str
    names: dict[str, str]

    def url(self, page: str) -> str:
        """The whole address of a page of `PAGES`, or of a path."""
        return self.address + PAGES.get(page, page).format(**self.names)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small home, counted; nobody writes in it."""
    return shared(tmp_path_factory, "small", small_home)


@pytest.fixture
def own_site(small_folder: Path, tmp_path: Path) -> Iterator[str]:
    """A site on a copy of the small home, that a test may change."""
    folder = tmp_path / "home"
    shutil.copytree(small_folder, folder)
    with served(folder, workers=2) as address:
        yield address


@pytest.fixture(scope="session")
def site(
    small_folder: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Site]:
    """A site to look at: one import was withdrawn, and a drop with errors waits."""
    folder = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(small_folder, folder)
    home = Home(folder)
    monday = next((EXAMPLES / "monday").glob("*.csv"))
    taken = import_file(home, monday, by="nora", now=NOW).import_id
    assert taken
    withdraw(home, taken, by="nora", now=NOW)
    build(home)
    with served(folder) as address:
        yield Site(address, {"withdrawn": taken, "draft": _draft(browser, address)})


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site where nothing was imported yet; nobody writes in it."""
    folder = tmp_path_factory.mktemp("empty")
    Home(folder).prepare().mark_as_demo()
    with served(folder) as address:
        yield Site(address, {})


@pytest.fixture
def uncounted_site(small_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A site where files were imported and never counted."""
    folder = tmp_path / "home"
    shutil.copytree(small_folder, folder, ignore=shutil.ignore_patterns("cube"))
    with served(folder) as address:
        yield Site(address, {})


@pytest.fixture
def open_page(open_page: Visit) -> Visit:
    """As everywhere, with someone signed in."""

    def opened(url: str, **how: Any) -> Page:
        return open_page(url, cookies=cookies_of(base_of(url)), **how)

    return opened


def _draft(browser: Browser, address: str) -> str:
    page = browser.new_page()
    carry(page.context, address, cookies_of(address))
    page.goto(f"{address}/imports/")
    files = sorted((EXAMPLES / "wrong").glob("*.csv"))
    page.locator("input[type=file]").set_input_files([*files, EXAMPLES / "README.md"])
    page.locator("[data-drop] button").click()
    expect(page.locator(".data--errors")).to_have_count(4)
    token = page.url.rstrip("/").rpartition("/")[2]
    page.context.close()
    return token


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """One browser window for all the pages that are looked at: styles are fetched once."""
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def visit(desk: BrowserContext) -> Iterator[Visit]:
    """`visit(url, name, width=1280)` → a page, loaded, with the status that its name announces.

    Console errors, refused content, lost files and requests that leave the machine fail the test
    at its end."""
    pages: list[Page] = []
    complaints: list[str] = []

    def opened(url: str, name: str = "", *, width: int = 1280) -> Page:
        # Cookies know no port: those of the last site must go.
        desk.clear_cookies()
        carry(desk, url, cookies_of(base_of(url)))
        page = desk.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        pages.append(page)
        here = url.split("/", 3)[2]
        wanted = STATUS.get(name, 200)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on(
            "console",
            # The browser writes down by itself that a page answered 404.
            lambda said: (
                complaints.append(said.text)
                if said.type in ("error", "warning") and f"status of {wanted}" not in said.text
                else None
            ),
        )
        page.on(
            "response",
            lambda got: (
                complaints.append(f"{got.status} {got.url}")
                if got.status >= 400 and got.status != wanted
                else None
            ),
        )
        page.on(
            "request",
            lambda asked: (
                complaints.append(asked.url)
                if asked.url.split("/", 3)[2:3] != [here] and not asked.url.startswith("data:")
                else None
            ),
        )
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == wanted
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []
