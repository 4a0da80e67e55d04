"""Fixtures of the pages: a data folder per test, a browser, and pages opened in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.fixtures import Settings

CHROMIUM = os.environ.get("VIGIE_TEST_CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A shared machine may pause between two examples: that is no fault of the code.
hypothesis_settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("shared")

OpenPage = Callable[..., Page]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """An empty data folder, that the site and the command line both take as theirs."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("VIGIE_HOME", str(folder))
    settings.VIGIE_HOME = folder
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without any conversation of its own with the network."""
    # Playwright's synchronous interface runs a loop in this thread; Django would refuse to talk
    # to its database from here, although nothing of ours is asynchronous.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(url, scheme="light", width=1280, scripts=True, cookies={})` → a page, loaded.

    What the page complains about (console errors, refused content, requests that leave the
    machine) is gathered in `page.complaints` and must be empty at the end of the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        url: str,
        *,
        scheme: str = "light",
        width: int = 1280,
        scripts: bool = True,
        cookies: dict[str, str] | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
            java_script_enabled=scripts,
            locale="fr-FR",
            accept_downloads=True,
        )
        contexts.append(context)
        carry(context, url, cookies or {})
        page = context.new_page()
        page.on("console", lambda message: _keep(complaints, message.type, message.text))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("request", lambda request: _keep_outside(complaints, request.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def carry(context: BrowserContext, url: str, cookies: dict[str, str]) -> None:
    """Puts the cookies of a visit in a browser window."""
    base = "/".join(url.split("/", 3)[:3])
    context.add_cookies([{"name": k, "value": v, "url": base} for k, v in cookies.items()])


def _keep(complaints: list[str], kind: str, text: str) -> None:
    if kind == "error":
        complaints.append(text)


def _keep_outside(complaints: list[str], url: str) -> None:
    if not url.startswith(("http://localhost", "http://127.0.0.1", "data:", "blob:")):
        complaints.append(f"request outside: {url}")
