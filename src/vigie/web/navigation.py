"""The main navigation and what every page shows around its content."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse

from vigie.web.territories import box, pages


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation. `current`: "page" on the page itself, "true" below it."""

    label: str
    href: str
    current: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the layout: `navigation`, `territory_box`, `banner`, `person`,
    `product_version`."""
    return {
        "navigation": entries(request),
        "territory_box": box(request),
        "banner": banner(settings.VIGIE_HOME),
        "person": getattr(getattr(request, "rights", None), "person", None),
        "product_version": product_version(),
    }


@cache
def product_version() -> str:
    """The version installed, empty when the package is run from a bare folder."""
    try:
        return version("vigie")
    except PackageNotFoundError:
        return ""


def entries(request: HttpRequest) -> list[Entry]:
    """The navigation, on the territory one is looking at and under the same filters: going from the
    board of Normandie to « Participation » stays in Normandie, and with the profile chosen."""
    match = getattr(request, "resolver_match", None)
    territory = (match.kwargs.get("territory") if match else None) or None
    # Set by whoever knows the rights; the shell only asks.
    held = getattr(request, "rights", None)
    kept = _kept(request, match)
    found = []
    for label, name in settings.VIGIE_NAVIGATION:
        href = _address(name, territory) if held is None else _way(held, name, territory)
        if href is None:
            continue
        current = ""
        if match is not None and match.url_name == name:
            current = "page" if request.path == href else "true"
        if kept and name in pages():
            href = f"{href}?{urlencode(kept)}"
        found.append(Entry(label, href, current))
    return found


def _way(held: Any, name: str, territory: str | None) -> str | None:
    """Where an entry leads a person: to that territory if she may go there, else to her own; None
    when it leads nowhere."""
    if territory and held.may_open(name, territory):
        return _address(name, territory)
    own = held.first_place(name)
    if own is None and not held.may_open(name):
        return None
    # Without a territory, the address finds hers by itself.
    return _address(name, None) or (_address(name, own) if own else None)


def _kept(request: HttpRequest, match: ResolverMatch | None) -> dict[str, str]:
    """What a page about a territory was asked, among what the others understand too."""
    if match is None or not ("territory" in match.kwargs or match.url_name in pages()):
        return {}
    names = settings.VIGIE_NAVIGATION_KEEPS
    return {name: value for name in names if (value := request.GET.get(name, "").strip())}


def _address(name: str, territory: str | None) -> str | None:
    choices: list[dict[str, str]] = [{"territory": territory}, {}] if territory else [{}]
    for kwargs in choices:
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return None


def banner(home: Path) -> str:
    """Text shown above every page, such as « the people of this demonstration are invented »:
    the content of `notice.txt` in the data folder, nothing by default."""
    try:
        return (home / "notice.txt").read_text(encoding="utf-8").strip()[:500]
    except OSError:
        return ""
