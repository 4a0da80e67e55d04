"""Numbers of lines, as people read them and as a form carries them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from vigie.web import formats

_FORM = re.compile(r"[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*")
_MOST = 10_000_000


class NotLines(ValueError):
    """The text is no list of lines."""


def lines_in_words(lines: Iterable[int]) -> str:
    """`3, 7 et 12 à 15`."""
    parts: list[str] = []
    for first, last in _ranges(lines):
        parts += [f"{first} à {last}"] if last > first + 1 else map(str, range(first, last + 1))
    return formats.listing(parts)


def lines_as_value(lines: Iterable[int]) -> str:
    """`3,7,12-15`: the same for a form."""
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in _ranges(lines))


def lines_from_value(text: str) -> set[int]:
    """The lines of `lines_as_value`; raises NotLines for anything else."""
    if not _FORM.fullmatch(text):
        raise NotLines(text[:80])
    lines: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found = range(int(first), int(last or first) + 1)
        if len(found) + len(lines) > _MOST:
            raise NotLines(text[:80])
        lines.update(found)
    return lines


def _ranges(lines: Iterable[int]) -> list[tuple[int, int]]:
    found = []
    for _, group in groupby(enumerate(sorted(lines)), key=lambda pair: pair[1] - pair[0]):
        run = [line for _, line in group]
        found.append((run[0], run[-1]))
    return found
