"""Horizontal bars, alone or in groups, with a reference line."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigie.web import formats
from vigie.web.charts.drawing import (
    NARROW,
    Chart,
    Reference,
    Sheet,
    both,
    steps,
    text_width,
    tick_text,
    wrapped,
)

MISSING = formats.WORDS["missing"]


@dataclass(frozen=True)
class Bar:
    """One bar. `text` is what is read (with its rounding); None as value is not nought.
    `klass` chooses a colour (s1, s2 …); `emphasis` marks the territory one looks at."""

    label: str
    value: float | None
    text: str = ""
    emphasis: bool = False
    klass: str = "s1"

    def words(self, unit: str) -> str:
        if self.value is None:
            return self.text or MISSING
        return self.text or formats.number_of(unit, self.value)


@dataclass(frozen=True)
class _Heading:
    label: str


def bars(
    *,
    id: str,
    title: str,
    items: Sequence[Bar],
    reference: Reference | None = None,
    unit: str = "share",
    label_header: str = "Territoire",
    value_header: str = "Valeur",
    note: str = "",
    maximum: float | None = None,
) -> Chart:
    """One bar per item, in the given order."""
    words = _describe(title, items, reference, unit)
    wide, narrow = both(lambda width: _draw(width, items, reference, unit, maximum), words)
    rows = [(item.label, item.words(unit)) for item in items]
    return Chart(
        id, title, words, wide, narrow, (label_header, value_header), rows, note, kind="bars"
    )


def grouped(
    *,
    id: str,
    title: str,
    groups: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    reference: Reference | None = None,
    unit: str = "share",
    label_header: str = "Groupe",
    note: str = "",
) -> Chart:
    """For each group, one bar per series: for instance degrees by sector."""
    lines: list[Bar | _Heading] = []
    for i, group in enumerate(groups):
        lines.append(_Heading(group))
        lines += [
            Bar(name, values[i], klass=f"s{n}") for n, (name, values) in enumerate(series, start=1)
        ]
    spoken = [
        f"{group} : "
        + ", ".join(f"{name} {Bar(name, values[i]).words(unit)}" for name, values in series)
        for i, group in enumerate(groups)
    ]
    words = f"{title}. {'. '.join(spoken)}{_reference_words(reference, unit)}."
    wide, narrow = both(lambda width: _draw(width, lines, reference, unit, None), words)
    rows = [
        (group, *(Bar(name, values[i]).words(unit) for name, values in series))
        for i, group in enumerate(groups)
    ]
    headers = (label_header, *(name for name, _ in series))
    keys = [(f"s{n}", name) for n, (name, _) in enumerate(series, start=1)]
    return Chart(id, title, words, wide, narrow, headers, rows, note, keys, kind="grouped")


def _draw(
    width: int,
    lines: Sequence[Bar | _Heading],
    reference: Reference | None,
    unit: str,
    maximum: float | None,
) -> tuple[Sheet, float]:
    sheet = Sheet(width)
    narrow = width == NARROW
    found = [line for line in lines if isinstance(line, Bar)]
    values = [bar.value for bar in found if bar.value is not None]
    highest = max([*values, reference.value if reference else 0, maximum or 0], default=0)
    axis = steps(highest, unit, 4 if narrow else 6)
    top = 30 if reference else 8
    longest = max((text_width(bar.label) for bar in found), default=0)
    left = 0 if narrow else min(max(longest + 16, 90), 250)
    tail = max((text_width(bar.words(unit)) for bar in found), default=40) + 14
    room = width - left - tail
    scale = room / axis[-1]
    names = [wrapped(bar.label, width - 4 if narrow else left - 8) for bar in found]
    # A second line of a long name costs height, on every bar alike: the bars keep their rhythm.
    extra = 15 if any(len(name) > 1 for name in names) else 0
    height = (40 if narrow else 25) + extra
    y = float(top)
    marks: list[tuple[Bar, float]] = []
    for line in lines:
        if isinstance(line, _Heading):
            y += 10
            sheet.text(0, y + 11, line.label, "c-head")
            y += 20
            continue
        marks.append((line, y))
        y += height
    bottom = y + 2
    for step in axis:
        x = left + step * scale
        sheet.line(x, top, x, bottom, "c-grid" if step else "c-base")
        sheet.text(
            x,
            bottom + 15,
            tick_text(step, unit, axis),
            "c-axis",
            "middle" if step or not narrow else "start",
        )
    offset = 19 + extra if narrow else 5 + extra / 2
    for bar, at in marks:
        if bar.value is not None:
            sheet.rect(
                left,
                at + offset,
                max(bar.value * scale, 1.5 if bar.value == 0 else 2),
                15,
                f"bar {bar.klass}{_strong(bar)}",
                f"{bar.label} : {bar.words(unit)}",
            )
    if reference:
        x = left + reference.value * scale
        sheet.line(x, top - 8, x, bottom, "c-reference")
        anchor = "end" if x > width * 0.6 else "start"
        sheet.text(
            x + (-5 if anchor == "end" else 5),
            top - 13,
            reference.label,
            "c-reference-label",
            anchor,
        )
    # Words last: their edge keeps the line of the reference off them.
    for (bar, at), name in zip(marks, names, strict=True):
        label = f"c-label{_strong(bar)}"
        first = at + 13 if narrow else at + 17 + (extra - 15 * (len(name) - 1)) / 2
        for i, part in enumerate(name):
            edge, anchor = (0.0, "start") if narrow else (left - 10, "end")
            sheet.text(edge, first + 15 * i, part, label, anchor)
        if bar.value is None:
            sheet.text(left + 5, at + offset + 12, bar.words(unit), "c-none")
            continue
        end = left + bar.value * scale + 6
        sheet.text(end, at + offset + 12, bar.words(unit), f"c-value{_strong(bar)}")
    return sheet, bottom + 22


def _strong(bar: Bar) -> str:
    return " is-strong" if bar.emphasis else ""


def _describe(title: str, items: Sequence[Bar], reference: Reference | None, unit: str) -> str:
    """A sentence that gives extremes and the reference; the table has every value."""
    known = [item for item in items if item.value is not None]
    if not known:
        return f"{title}. Aucune donnée."
    high = max(known, key=lambda item: item.value or 0)
    low = min(known, key=lambda item: item.value or 0)
    text = f"{title}. {formats.plural(len(items), 'barre')}"
    text += f", de {low.words(unit)} ({low.label}) à {high.words(unit)} ({high.label})"
    absent = len(items) - len(known)
    if absent:
        text += f", dont {absent} sans donnée"
    if reference:
        met = sum(1 for item in known if (item.value or 0) >= reference.value)
        text += f". {reference.label} : {formats.plural(met, 'barre')} au niveau ou au-dessus"
    return f"{text}."


def _reference_words(reference: Reference | None, unit: str) -> str:
    if reference is None:
        return ""
    return f". {reference.label} : {formats.number_of(unit, reference.value)}"
