"""From what a reader writes in the header, or in an address, to a territory: one, several, none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from vigie.codes import NATION, UnknownCode, quoted
from vigie.facts.geography import LABELS, AmbiguousTerritory
from vigie.facts.skeleton import areas
from vigie.facts.tree import Tree
from vigie.measures.cube import Cube
from vigie.observatory.asked import Asked, asked
from vigie.observatory.places import LEVEL_NAMES, way
from vigie.web import formats
from vigie.web.components import Crumb
from vigie.web.territories import ASKED

# Options of a page that make sense on any territory, beside the common filters.
_KEPT = ("vue", "detail", "variantes")


@dataclass(frozen=True)
class Found:
    """A territory one may have meant; `above`: the way to it, empty right under the nation."""

    name: str
    level_name: str
    above: str
    href: str


def search(request: HttpRequest, cube: Cube, page: str) -> HttpResponse:
    """Goes to the territory written, on the same page; else says what fits.

    Answers 200 even when nothing fits: the page asked for exists.
    """
    what, text = asked(page, NATION, request.GET), request.GET[ASKED].strip()
    more = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
    try:
        code = territory_of(cube.tree, text)
    except AmbiguousTerritory as several:
        return choose(request, cube, what, text, several.choices, more)
    except UnknownCode as unknown:
        context = {"message": unknown.message, "remedy": unknown.remedy, "crumbs": _CRUMBS}
        return render(request, "observatory/choose.html", context)
    return redirect(what.href(code, **more))


def territory_of(tree: Tree, text: str) -> str:
    """The code of a territory that pages can show.

    Raises UnknownCode, AmbiguousTerritory included; a place of the skeleton that no file names
    (Wallis-et-Futuna) has no page either.
    """
    code = tree.resolve(text)
    if code not in LABELS and tree.find(code) is None:
        name = next((area.name for area in areas() if area.code == code), text)
        raise UnknownCode(
            f"Aucun fichier importé ne parle du territoire {quoted(name)}.",
            "Importez un fichier qui le nomme, ou choisissez un autre territoire.",
        )
    return code


def choose(
    request: HttpRequest, cube: Cube, what: Asked, text: str, choices: Sequence[str],
    more: Mapping[str, str], *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page that lists the territories of one name."""
    found = [_found(cube.tree, code, what.href(code, **more)) for code in choices]
    how_many = formats.plural(len(found), "territoire")
    context = {
        "message": f"{quoted(text)} désigne {how_many}.",
        "found": sorted(found, key=lambda each: (each.above, each.name)),
        "crumbs": _CRUMBS,
    }
    return render(request, "observatory/choose.html", context, status=status)


def _found(tree: Tree, code: str, href: str) -> Found:
    above = [tree.name(step) for step in way(tree, code)[1:-1]]
    name = tree.name(code)
    if code.startswith("uai:"):
        name = f"{name} ({code.removeprefix('uai:')})"
    return Found(name, LEVEL_NAMES[tree.level(code)], " › ".join(above), href)


_CRUMBS: Sequence[Crumb] = (Crumb("France", "/"), Crumb("Quel territoire\u00a0?"))
