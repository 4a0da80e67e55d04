"""Going from page to page in a browser."""

from playwright.sync_api import Locator


def follow(leads: Locator) -> None:
    """Presses what leads to another page, and comes back once that page is there: a press alone
    leaves the former page on the screen for a moment, and whoever looks then sees it."""
    with leads.page.expect_navigation():
        leads.click()
