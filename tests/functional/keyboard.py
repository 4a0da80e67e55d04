"""A person who has only a keyboard: stops of the Tab key, and whether each can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

# What stands under the keyboard: its name, whether its focus is drawn, whether it is in sight.
_STOP = """() => {
  const e = document.activeElement;
  const words = (e.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
    .map(id => document.getElementById(id)?.textContent || '').join(' ');
  const label = [...(e.labels || [])].map(each => each.innerText).join(' ');
  const name = words || e.getAttribute('aria-label') || label || e.textContent || e.tagName;
  const drawn = node => parseFloat(getComputedStyle(node).outlineWidth) >= 2
    && getComputedStyle(node).outlineStyle !== 'none';
  const area = e.querySelector('path');
  const seen = drawn(e) || (e.closest('svg') && area !== null
    && parseFloat(getComputedStyle(area).strokeWidth) >= 3);
  const points = [...e.getClientRects()].flatMap(box => [0.1, 0.5, 0.9].map(part =>
    [box.left + box.width * part, box.top + box.height / 2]));
  const over = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
  const inSight = over.some(top => e.contains(top) || top.contains(e));
  const part = ['skip:.skip', 'header:header.masthead', 'breadcrumb:.under', 'main:main',
    'information:.information', 'footer:footer'].find(each => e.closest(each.split(':')[1])) || '';
  const place = [...document.querySelectorAll('*')].indexOf(e);
  return {name: name.replace(/\\s+/g, ' ').trim(), seen, inSight, body: e === document.body,
    part: part.split(':')[0], place};
}"""
_MOST = 400


@dataclass(frozen=True)
class Stop:
    """A stop of the Tab key. `part` of the page; `place` in the order of its source."""

    name: str
    part: str
    place: int


def stops(page: Page) -> list[Stop]:
    """Every stop of the page, in order. Each must show its focus and be in sight."""
    found: list[Stop] = []
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        here = Stop(stop["name"], stop["part"], stop["place"])
        within = found[-1:] == [here]  # a date has stops of its own inside
        if stop["body"] or (here in found and not within):
            return found
        _check(stop)
        if not within:
            found.append(here)
    raise AssertionError(f"more than {_MOST} stops")


def _check(stop: dict[str, object]) -> None:
    assert stop["seen"], f"no focus to be seen on « {stop['name']} »"
    assert stop["inSight"], f"« {stop['name']} » is hidden when focused"


def reach(page: Page, name: str) -> list[str]:
    """Presses Tab until the stop whose name begins with `name`; gives the names passed.

    Every stop on the way must show its focus and be in sight."""
    passed: list[str] = []
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        passed.append(stop["name"])
        if not stop["body"]:
            _check(stop)
        if stop["name"].startswith(name):
            return passed
    raise AssertionError(f"« {name} » is never reached: {passed}")


def press(page: Page, name: str) -> None:
    """Reaches a stop and presses Enter on it."""
    reach(page, name)
    page.keyboard.press("Enter")
