"""What is checked on every page, by axe and by ourselves for what axe does not see."""

from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# What may change between light and dark; everything else is the same page.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

# Colours are the dearest to look at, and a table has a hundred rows alike: rows, items and areas
# of a map that have the same elements and attributes as two of their siblings get the same rules of
# style. They are left out of that look alone.
_LOOK = """async ([tags, colours, coloursOnly]) => {
  const told = new Set(['id', 'href', 'title', 'name', 'value', 'for', 'd', 'points', 'headers',
    'aria-label', 'aria-labelledby', 'aria-describedby', 'action', 'datetime', 'data-repeats']);
  const shape = element => element.tagName
    + [...element.attributes].filter(a => !told.has(a.name)).map(a => `[${a.name}=${a.value}]`)
    + (element.childNodes.length && element.textContent.trim() ? '' : '[empty]')
    + '(' + [...element.children].map(shape) + ')';
  const seen = new Map();
  for (const element of document.querySelectorAll('tbody > tr, li, svg.map a')) {
    const key = shape(element), known = seen.get(element.parentNode) || {};
    seen.set(element.parentNode, known);
    known[key] = (known[key] || 0) + 1;
    element.toggleAttribute('data-repeats', known[key] > 2);
  }
  const found = [];
  const look = async (where, options) => found.push(
    ...(await axe.run(where, {...options, resultTypes: ['violations']})).violations);
  if (!coloursOnly)
    await look(document, {runOnly: {type: 'tag', values: tags},
      rules: Object.fromEntries(colours.map(rule => [rule, {enabled: false}]))});
  await look({include: [['html']], exclude: [['[data-repeats]']]},
    {runOnly: {type: 'rule', values: colours}});
  document.querySelectorAll('[data-repeats]').forEach(e => e.removeAttribute('data-repeats'));
  return found.flatMap(rule => rule.nodes.map(
    node => `${rule.id} (${rule.impact}) ${node.target} ${node.failureSummary}`));
}"""


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """Axe's violations, one line each; empty on a good page.

    `colours_only`: the page was looked at whole in the other theme."""
    # The policy forbids adding a script to the page: axe is evaluated by the driver instead.
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    said: list[str] = page.evaluate(_LOOK, [RULES, COLOUR_RULES, colours_only])
    return said


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
