"""What is checked on every page, by axe and by ourselves for what axe does not see."""

from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# What may change between light and dark; everything else is the same page.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """Axe's violations, one line each; empty on a good page.

    `colours_only`: the page was looked at whole in the other theme."""
    wanted = (
        {"type": "rule", "values": COLOUR_RULES}
        if colours_only
        else {"type": "tag", "values": RULES}
    )
    # The policy forbids adding a script to the page: axe is evaluated by the driver instead.
    found = Axe().run(page, options={"runOnly": wanted, "resultTypes": ["violations"]})
    return [
        f"{violation['id']} ({violation['impact']}) {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page scrolls sideways: none is allowed."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"<{tag} {name}={value!r}>")
            if value and value.strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag == "style" or (tag == "script" and "src" not in named):
            self.found.append(f"<{tag}>")


def inline_code(html: str) -> list[str]:
    """Style and script that the content policy would refuse, wherever they stand in a page."""
    parser = _Inline()
    parser.feed(html)
    return parser.found
