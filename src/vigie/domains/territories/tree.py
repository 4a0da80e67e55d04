"""The tree that mandates and addresses are read with: that of the cube in force, else the national
skeleton of today, so that people can be given mandates before any file came in."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from vigie.facts.geography import Tree, build_tree
from vigie.facts.home import Home
from vigie.measures.cube import CURRENT, Cube

_lock = Lock()
_opened: dict[Path, tuple[str, Cube]] = {}


def home() -> Home:
    """The data folder of this site."""
    return Home(Path(settings.VIGIE_HOME))


def cube() -> Cube | None:
    """The cube in force, opened once per process and again when a build replaces it.

    None when nothing was counted yet (or by another version only).
    """
    place = home()
    try:
        name = (place.cube / CURRENT).read_text("ascii").strip()
    except OSError:
        return None
    with _lock:
        known = _opened.get(place.path)
        if known is not None and known[0] == name:
            return known[1]
        found = Cube.open_or_none(place)
        if found is not None:
            # A build between the two reads: what was opened is named by its own folder.
            _opened[place.path] = (found.path.name, found)
        return found


def tree(on: date) -> Tree:
    """The territories in force; `on` dates the skeleton when there is no cube."""
    found = cube()
    return _skeleton(on) if found is None else found.tree


@lru_cache(maxsize=4)
def _skeleton(on: date) -> Tree:
    return build_tree(None, on)
