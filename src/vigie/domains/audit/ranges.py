"""Numbers of entries, written short: « 3-7 12 »."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence


class BadRanges(ValueError):
    """A text that is not ranges of numbers."""


def as_ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, as text."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in spans)


def spans_of(text: str) -> list[tuple[int, int]]:
    """(first, last) of each range. Raises BadRanges."""
    found = []
    for word in text.split():
        first, dash, last = word.partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)):
            raise BadRanges(text[:40])
        found.append((int(first), int(last or first)))
    return found


def outside(numbers: Iterable[int], spans: Iterable[tuple[int, int]]) -> list[int]:
    """The numbers that no span covers, in the order given."""
    merged: list[list[int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    starts = [first for first, _ in merged]

    def covered(number: int) -> bool:
        rank = bisect_right(starts, number) - 1
        return rank >= 0 and number <= merged[rank][1]

    return [number for number in numbers if not covered(number)]
