"""Addresses as people paste them: any separators, names around, blanks and repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vigie.sources.cells import parse_email
from vigie.sources.problems import CellError

LONGEST_PASTE = 40_000
_LINE = re.compile(r"[\r\n]")
_SPLIT = re.compile(r"[\s,;<>()\[\]\"'|]+")


@dataclass(frozen=True)
class Pasted:
    """`addresses`: valid ones, each once, in the order pasted. The counts say what was put aside:
    `repeated`, `blank` lines, and lines or words that are no address (`unreadable`)."""

    addresses: tuple[str, ...]
    repeated: int
    blank: int
    unreadable: int


def read_addresses(text: str) -> Pasted:
    """Cleans a pasted list. Only the text counts: nothing is looked up anywhere."""
    kept: dict[str, None] = {}
    repeated = blank = unreadable = 0
    lines = _LINE.split(text.replace("\r\n", "\n").strip("\r\n")) if text.strip() else []
    for line in lines:
        words = [word.removeprefix("mailto:") for word in _SPLIT.split(line) if word]
        tried = [word.strip(".:") for word in words if "@" in word]
        if not words:
            blank += 1
        elif not tried:
            unreadable += 1
        for word in tried:
            try:
                address = parse_email(word)
            except CellError:
                unreadable += 1
                continue
            repeated += address in kept
            kept[address] = None
    return Pasted(tuple(kept), repeated, blank, unreadable)
