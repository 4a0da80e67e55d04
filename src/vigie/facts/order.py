"""Which of several files to take first, whatever the order they were given in.

The directory of schools makes places that other files name, a roster places people, declared
campaigns say whom an export is about: those come first, in this order, then the rest as given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vigie.sources.problems import Refused
from vigie.sources.registry import source_of

FIRST = ("schools", "roster", "campaigns")


def in_order(paths: Sequence[Path], source: str | None = None) -> list[int]:
    """Indices of `paths` in the order to import them; a file that cannot be told comes last."""
    return sorted(range(len(paths)), key=lambda index: _rank(paths[index], source))


def _rank(path: Path, source: str | None) -> int:
    try:
        name = source_of(path, source)
    except (Refused, OSError):
        return len(FIRST) + 1
    return FIRST.index(name) if name in FIRST else len(FIRST)
