"""Lines over dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from vigie.web import formats
from vigie.web.charts.drawing import (
    NARROW,
    Chart,
    Reference,
    Sheet,
    both,
    clipped,
    short,
    steps,
    text_width,
    tick_text,
)

Point = tuple[date, float | None]


@dataclass(frozen=True)
class Series:
    """Dated points of one thing. A point without value breaks the line: nothing is drawn through
    what is not known. `reference`: the series to compare with, drawn dashed."""

    name: str
    points: Sequence[Point]
    reference: bool = False


def trend(
    *,
    id: str,
    title: str,
    series: Sequence[Series],
    reference: Reference | None = None,
    unit: str = "share",
    decimals: int | None = None,
    note: str = "",
) -> Chart:
    """One line per series (four at most are told apart), points marked, dates written."""
    days = sorted({day for one in series for day, _ in one.points})
    words = _describe(title, series, unit, decimals)
    wide, narrow = both(lambda width: _draw(width, series, days, reference, unit, decimals), words)
    by_day = [dict(one.points) for one in series]
    rows = [
        (formats.day(day), *(_text(values.get(day), unit, decimals) for values in by_day))
        for day in days
    ]
    keys = [
        (f"l{n}{' is-reference' if one.reference else ''}", one.name)
        for n, one in enumerate(series, start=1)
    ]
    headers = ("Date", *(one.name for one in series))
    return Chart(
        id,
        title,
        words,
        wide,
        narrow,
        headers,
        rows,
        note,
        keys if len(series) > 1 else (),
        kind="trend",
    )


def _text(value: float | None, unit: str, decimals: int | None) -> str:
    return formats.WORDS["missing"] if value is None else formats.number_of(unit, value, decimals)


def _draw(
    width: int,
    series: Sequence[Series],
    days: Sequence[date],
    reference: Reference | None,
    unit: str,
    decimals: int | None,
) -> tuple[Sheet, float]:
    sheet = Sheet(width)
    narrow = width == NARROW
    height = 210.0 if narrow else 240.0
    values = [value for one in series for _, value in one.points if value is not None]
    axis = steps(
        max([*values, reference.value if reference else 0], default=0), unit, 4 if narrow else 5
    )
    texts = [tick_text(step, unit, axis) for step in axis]
    left = max(text_width(text, 12) for text in texts) + 10
    top, right = 24.0, width - (46.0 if narrow else 60.0)
    bottom = height - 30
    first, last = (days[0], days[-1]) if days else (date(2000, 1, 1), date(2000, 1, 1))
    span = max((last - first).days, 1)

    def place_x(day: date) -> float:
        if first == last:
            return (left + right) / 2
        return left + (right - left) * (day - first).days / span

    def place_y(value: float) -> float:
        return bottom - (bottom - top) * value / axis[-1]

    for step, text in zip(axis, texts, strict=True):
        y = place_y(step)
        sheet.line(left, y, right, y, "c-grid" if step else "c-base")
        sheet.text(left - 6, y + 4, text, "c-axis", "end")
    _dates(sheet, days, place_x, bottom, narrow)
    if reference:
        y = place_y(reference.value)
        sheet.line(left, y, right, y, "c-reference")
    ends: list[tuple[float, float, str, str]] = []
    for n, one in enumerate(series, start=1):
        klass = f"l{n}{' is-reference' if one.reference else ''}"
        d, pen = "", "M"
        for day, value in sorted(one.points):
            if value is None:
                pen = "M"
                continue
            d += f"{pen}{short(place_x(day))} {short(place_y(value))}"
            pen = "L"
        if d:
            sheet.path(d, f"line {klass}")
        for day, value in sorted(one.points):
            if value is None:
                continue
            words = _text(value, unit, decimals)
            sheet.circle(
                place_x(day),
                place_y(value),
                4,
                f"point {klass}",
                f"{one.name}, {formats.day(day)} : {words}",
            )
        known = [(day, value) for day, value in sorted(one.points) if value is not None]
        if known:
            day, value = known[-1]
            ends.append((place_x(day), place_y(value), _text(value, unit, decimals), klass))
    _ends(sheet, ends)
    if reference:
        # After the lines: its edge keeps them off the words.
        label = "c-reference-label"
        sheet.text(left + 4, place_y(reference.value) - 6, reference.label, label)
    return sheet, height


def _dates(
    sheet: Sheet,
    days: Sequence[date],
    place_x: Callable[[date], float],
    bottom: float,
    narrow: bool,
) -> None:
    """Written dates, leaving out those that would touch; the last one is always written."""
    room = text_width("10/04/2024", 12) + 10
    taken: list[float] = []
    for day in [*days[-1:], *days[:-1]]:
        x = place_x(day)
        sheet.line(x, bottom, x, bottom + 4, "c-base")
        if all(abs(x - other) >= room for other in taken):
            taken.append(x)
            anchor = "end" if narrow and x > sheet.width - room / 2 else "middle"
            sheet.text(x, bottom + 18, formats.short_day(day), "c-axis", anchor)


def _ends(sheet: Sheet, ends: list[tuple[float, float, str, str]]) -> None:
    """The last value of each line at its right, pushed apart when they would overlap."""
    before = -100.0
    for x, y, words, klass in sorted(ends, key=lambda end: end[1]):
        at = max(y, before + 15)
        before = at
        sheet.text(x + 8, at + 4, clipped(words, 80), f"c-value {klass}")


def _describe(title: str, series: Sequence[Series], unit: str, decimals: int | None) -> str:
    parts = []
    for one in series:
        known = [(day, value) for day, value in sorted(one.points) if value is not None]
        if not known:
            parts.append(f"{one.name} : {formats.WORDS['missing']}")
            continue
        start, end = known[0], known[-1]
        text = f"{one.name} : {_text(end[1], unit, decimals)} le {formats.day(end[0])}"
        if start != end:
            text = (
                f"{one.name} : de {_text(start[1], unit, decimals)} le "
                f"{formats.day(start[0])} à {_text(end[1], unit, decimals)} le "
                f"{formats.day(end[0])}"
            )
        parts.append(text)
    return f"{title}. {'. '.join(parts) or 'Aucune donnée'}."
