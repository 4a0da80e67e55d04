"""What every page of figures shares: the cube, the territory of the address, and the ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from vigie.codes import NATION, UnknownCode
from vigie.domains.people.rights import rights
from vigie.facts.geography import AmbiguousTerritory
from vigie.measures.cube import Cube
from vigie.observatory import cubes
from vigie.observatory.answers import UNPLACED
from vigie.observatory.asked import Asked, asked
from vigie.observatory.search import choose, search, territory_of
from vigie.web.navigation import banner
from vigie.web.territories import ASKED

_VERSION = version("vigie")


class CubeRequest(HttpRequest):
    """A request with the cube it is answered from, and what its address asks.

    `unplaced`: the territory asked is the unknown line of the one in `asked`.
    """

    cube: Cube
    asked: Asked
    unplaced: bool


Page = Callable[..., HttpResponse]


def cube_page(name: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Makes a view of a page: finds the cube and the territory, answers 304 when nothing changed.

    The page is called with the request and the other parts of the address; `request.cube` and
    `request.asked` say the rest.
    """

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(page)
        def view(request: CubeRequest, territory: str = NATION, **named: str) -> HttpResponse:
            cube = cubes.current()
            if cube is None:
                return render(request, "observatory/no_cube.html")
            if ASKED in request.GET:
                # A page about more than a territory leads to the board of the one written.
                return search(request, cube, "board" if named else name)
            try:
                code = territory_of(cube.tree, territory.removesuffix(UNPLACED))
            except AmbiguousTerritory as several:
                what = asked(name, NATION, request.GET)
                return choose(request, cube, what, territory, several.choices, {}, status=404)
            except UnknownCode as unknown:
                raise Http404(f"{unknown.message} {unknown.remedy}") from None
            if territory not in (code, f"{code}{UNPLACED}"):
                path = reverse(name, kwargs={**named, "territory": code})
                query = request.GET.urlencode()
                return redirect(f"{path}?{query}" if query else path)
            request.cube = cube
            request.asked = asked(name, code, request.GET)
            request.unplaced = territory != code
            response: HttpResponse = conditional(page)(request, **named)
            patch_cache_control(response, private=True, no_cache=True)
            return response

        return view

    return decorate


def conditional(page: Page) -> Page:
    """The page, or 304 when the reader already holds this very answer."""
    return condition(etag_func=etag)(page)


def etag(request: CubeRequest, **_named: str) -> str | None:
    """What the page is made from: cube, address, version, reader. None while a message waits."""
    if len(get_messages(request)):
        return None
    parts = [
        request.cube.id,
        request.cube.fingerprint,
        _VERSION,
        request.get_full_path(),
        banner(cubes.home().path),
        rights(request).fingerprint,
    ]
    digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


def opens(request: CubeRequest) -> Callable[[str], bool]:
    """Whether the reader may open the board of a territory."""
    held = rights(request)
    return lambda territory: held.may_open("board", territory)


def frame(request: CubeRequest) -> dict[str, Any]:
    """Context that every page of figures needs."""
    return {"asked": request.asked, "ignored": request.asked.ignored}
