"""The box « Aller à un territoire » of the header: where it goes and the names it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from vigie.codes import NATION, slug
from vigie.facts.skeleton import areas
from vigie.web.links import hidden_fields, opens

ASKED = "aller"


@dataclass(frozen=True)
class TerritoryBox:
    """`action`: the page that answers; `hidden`: what it must keep; `names`: what it suggests."""

    action: str
    hidden: Sequence[tuple[str, str]]
    text: str
    names: Sequence[str]


def box(request: HttpRequest) -> TerritoryBox | None:
    """The box of a page; None where there is no page about a territory that the reader may open.

    From a page about a territory one stays on that page; from elsewhere one goes to the first
    such page of the navigation. The parameters of tables (`territoires-tri`) are those of the
    territory one leaves: they are not kept.
    """
    match = getattr(request, "resolver_match", None)
    name = match.url_name if match is not None else None
    stays = name in pages()
    if not stays:
        name = next((each for each in pages() if opens(request, each)), None)
    if name is None:
        return None
    kept = hidden_fields(request.GET, {ASKED}) if stays else []
    return TerritoryBox(
        action=reverse(name),
        hidden=[(key, value) for key, value in kept if "-" not in key],
        text=(request.GET.get(ASKED) or "").strip()[:200],
        names=suggestions(),
    )


@cache
def pages() -> tuple[str, ...]:
    """The addresses of the navigation that exist with and without a territory."""
    found = []
    for _label, name in settings.VIGIE_NAVIGATION:
        try:
            reverse(name)
            reverse(name, kwargs={"territory": NATION})
        except NoReverseMatch:
            continue
        found.append(name)
    return tuple(found)


@cache
def suggestions() -> tuple[str, ...]:
    """The nation, régions académiques, académies and départements of today, each name once."""
    current = [area for area in areas() if area.expected and area.valid_to is None]
    names = {area.code: slug(area.name) for area in current}
    found = []
    for area in current:
        if area.level == "academie":
            # « Normandie » already leads to the académie of that name, alone in its région.
            if names[area.code] != names[area.parent]:
                found.append(f"Académie {area.of}")
        else:
            found.append(area.name)
    return tuple(dict.fromkeys(found))
