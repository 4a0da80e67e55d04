"""Bringing the figures up to date after the facts changed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from vigie.facts.home import Home
from vigie.facts.ledger import Ledger
from vigie.measures.build import NothingToBuild, build
from vigie.measures.cube import Cube
from vigie.measures.disclosure import door
from vigie.observatory import imports_jobs as jobs

_STEPS = {
    "lecture": "lecture des données importées",
    "personnes": "compte des participants",
    "chiffres imprimés": "chiffres de chaque territoire",
    "écriture": "enregistrement des nouveaux chiffres",
}


def folder_of(home: Home) -> Path:
    """Where the state of the rebuild is kept."""
    return home.path / "drafts" / ".rebuild"


def start_rebuild(home: Home, patience: float = 0.0) -> jobs.Status:
    """Starts counting again, unless it is under way: the work then sees the new facts by itself."""

    def work(tell: jobs.Tell) -> None:
        rebuild(home, tell)
        if not is_current(home):
            # Facts came meanwhile: they are counted before anyone reads that the count is done.
            rebuild(home, tell)

    def again() -> None:
        # Facts that came while the last count was ending would otherwise wait for the next import.
        known = jobs.status(folder_of(home))
        if known.state == "done" and not is_current(home):
            start_rebuild(home)

    with suppress(jobs.Busy):
        jobs.start(folder_of(home), work, after=again, patience=patience)
    return status(home)


def status(home: Home) -> jobs.Status:
    """How far the count is."""
    return jobs.status(folder_of(home))


def rebuild(home: Home, tell: jobs.Tell) -> None:
    """Counts everything that stands; with nothing left to count, the old figures go.

    The pages show the new figures while it is decided ahead what each of them may tell."""
    with suppress(NothingToBuild):
        cube = build(home, lambda step, done, total: tell(_STEPS.get(step, step), done, total))
        door(cube).decide_ahead(lambda done, total: tell("protection des personnes", done, total))


def missing_from_cube(home: Home) -> tuple[int, int]:
    """(imports not counted yet, withdrawn imports still counted) in the current figures."""
    return _missing_from(Cube.open_or_none(home), home)


def is_current(home: Home) -> bool:
    """Whether the figures hold every import that stands, and no other."""
    return missing_from_cube(home) == (0, 0)


def context(home: Home) -> dict[str, Any]:
    """What the state of the figures is shown from.

    How far the count is, is read first: one that ends meanwhile then still reads as under way, and
    is asked again. The other way round it would read as done, beside figures of before it.
    """
    count = status(home)
    cube = Cube.open_or_none(home)
    more, less = _missing_from(cube, home)
    return {
        "count": count,
        "uncounted": more,
        "still_counted": less,
        "has_figures": cube is not None,
    }


def _missing_from(cube: Cube | None, home: Home) -> tuple[int, int]:
    counted = set(cube.imports) if cube else set()
    standing = {record.no for record in Ledger(home).active()}
    return len(standing - counted), len(counted - standing)
