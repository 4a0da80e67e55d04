"""The time line of a roadmap as a drawing, with the words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from vigie.reports.blocks import Picture
from vigie.reports.roadmap.content import Step
from vigie.web import formats

_WIDTH, _LEFT, _ROW, _TOP = 680, 330, 22, 26
_LONGEST = 62


def timeline(steps: Sequence[Step]) -> Picture:
    """One line for each date: its words, then a mark or a bar along the months. At least one."""
    first = min(each.starts_on for each in steps).replace(day=1)
    last = max(each.ends_on or each.starts_on for each in steps)
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - 12) * (day - first).days / span, 1)

    height = _TOP + _ROW * len(steps) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="Libertinus Serif" font-size="11">'
    ]
    for label, at in _ticks(first, last):
        parts.append(
            f'<path d="M{x(at)} {_TOP - 6}V{height}" stroke="#c5ccd3" stroke-width="0.6"/>'
            f'<text x="{x(at) + 2}" y="{_TOP - 10}" fill="#55606b" font-size="10">{label}</text>'
        )
    for number, each in enumerate(steps):
        y = _TOP + _ROW * number + 11
        text = f"{each.when}\u00a0: {each.wording}"
        cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
        parts.append(f'<text x="0" y="{y + 4}" fill="#1b232b">{escape(cut)}</text>')
        if each.ends_on and each.ends_on > each.starts_on:
            width = max(x(each.ends_on) - x(each.starts_on), 4)
            parts.append(
                f'<rect x="{x(each.starts_on)}" y="{y - 5}" width="{width:.1f}" height="10" '
                'rx="2" fill="#1f4e8c"/>'
            )
        else:
            parts.append(f'<circle cx="{x(each.starts_on)}" cy="{y}" r="5" fill="#1f4e8c"/>')
    parts.append("</svg>")
    told = "\u00a0; ".join(f"{each.when}, {each.wording.rstrip('.')}" for each in steps)
    return Picture("".join(parts), f"Calendrier, du plus ancien au plus récent\u00a0: {told}.")


def _ticks(first: date, last: date) -> list[tuple[str, date]]:
    """The start of each January and September; of the first month when there is neither."""
    found = [
        (f"{formats.MONTHS[month - 1][:4]}. {year}", date(year, month, 1))
        for year in range(first.year, last.year + 1)
        for month in (1, 9)
        if first <= date(year, month, 1) <= last
    ]
    kept = found[:: -(-len(found) // 8)] if found else []
    return kept or [(f"{formats.MONTHS[first.month - 1]} {first.year}", first)]
