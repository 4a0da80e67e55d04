"""The cube in force, opened once per process and again when a build replaces it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from django.conf import settings

from vigie.facts.home import Home
from vigie.measures.cube import CURRENT, Cube

_lock = Lock()
_opened: dict[Path, tuple[str, Cube]] = {}


def home() -> Home:
    """The data folder of this site."""
    return Home(Path(settings.VIGIE_HOME))


def current() -> Cube | None:
    """The cube in force; None when nothing was counted yet (or by another version only)."""
    place = home()
    try:
        name = (place.cube / CURRENT).read_text("ascii").strip()
    except OSError:
        return None
    with _lock:
        known = _opened.get(place.path)
        if known is not None and known[0] == name:
            return known[1]
        cube = Cube.open_or_none(place)
        if cube is not None:
            # A build between the two reads: what was opened is named by its own folder.
            _opened[place.path] = (cube.path.name, cube)
        return cube
