"""Where each territory stands on one axis: dots that pile up instead of hiding each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigie.web import formats
from vigie.web.charts.bars import MISSING
from vigie.web.charts.drawing import (
    NARROW,
    Chart,
    Reference,
    Sheet,
    both,
    steps,
    text_width,
    tick_text,
)


@dataclass(frozen=True)
class Dot:
    """One territory. `emphasis`: the one looked at, named on the picture."""

    label: str
    value: float | None
    text: str = ""
    emphasis: bool = False

    def words(self, unit: str) -> str:
        if self.value is None:
            return self.text or MISSING
        return self.text or formats.number_of(unit, self.value)


def dots(
    *,
    id: str,
    title: str,
    items: Sequence[Dot],
    reference: Reference | None = None,
    unit: str = "share",
    label_header: str = "Territoire",
    value_header: str = "Valeur",
    note: str = "",
) -> Chart:
    """One dot per item; items without value are counted in words, not drawn at nought."""
    known = sorted(
        (item for item in items if item.value is not None), key=lambda item: item.value or 0
    )
    words = f"{title}. {formats.plural(len(known), 'territoire')}"
    if known:
        words += f", de {known[0].words(unit)} ({known[0].label})"
        words += f" à {known[-1].words(unit)} ({known[-1].label})"
    for item in known:
        if item.emphasis:
            above = sum(1 for other in known if (other.value or 0) > (item.value or 0))
            words += f". {item.label} : {item.words(unit)}, rang {above + 1} sur {len(known)}"
    absent = len(items) - len(known)
    if absent:
        words += f". {formats.plural(absent, 'territoire')} sans donnée"
    wide, narrow = both(lambda width: _draw(width, known, reference, unit), f"{words}.")
    rows = [
        (item.label, item.words(unit))
        for item in sorted(items, key=lambda item: -(item.value or -1))
    ]
    return Chart(
        id, title, f"{words}.", wide, narrow, (label_header, value_header), rows, note, kind="dots"
    )


def _draw(
    width: int, known: Sequence[Dot], reference: Reference | None, unit: str
) -> tuple[Sheet, float]:
    sheet = Sheet(width)
    radius = 5.0 if width == NARROW else 6.0
    highest = max(
        [*(item.value or 0 for item in known), reference.value if reference else 0], default=0
    )
    axis = steps(highest, unit, 4 if width == NARROW else 8)
    edge = 22.0
    scale = (width - 2 * edge) / axis[-1]
    placed: list[tuple[Dot, float, int]] = []
    for item in known:
        x = edge + (item.value or 0) * scale
        # The lowest level where no earlier dot is in the way.
        level = 0
        while any(level == other and abs(x - at) < radius * 2 + 1 for _, at, other in placed):
            level += 1
        placed.append((item, x, level))
    levels = max((level for _, _, level in placed), default=0) + 1
    top = 46.0
    base = top + levels * (radius * 2 + 1) + 4
    for step in axis:
        x = edge + step * scale
        sheet.line(x, top, x, base, "c-grid")
        sheet.text(x, base + 17, tick_text(step, unit, axis), "c-axis", "middle")
    sheet.line(edge - 10, base, width - edge + 10, base, "c-base")
    if reference:
        x = edge + reference.value * scale
        sheet.line(x, 18, x, base, "c-reference")
        anchor = "end" if x > width * 0.6 else "start"
        sheet.text(
            x + (-5 if anchor == "end" else 5), 14, reference.label, "c-reference-label", anchor
        )
    for item, x, level in sorted(placed, key=lambda entry: entry[0].emphasis):
        y = base - 4 - radius - level * (radius * 2 + 1)
        sheet.circle(
            x,
            y,
            radius,
            f"dot{' is-strong' if item.emphasis else ''}",
            f"{item.label} : {item.words(unit)}",
        )
        if item.emphasis:
            text = f"{item.label} : {item.words(unit)}"
            half = text_width(text) / 2
            at = min(max(x, half), width - half)
            sheet.line(x, 40, x, y - radius, "c-leader")
            sheet.text(at, 36, text, "c-value is-strong", "middle")
    return sheet, base + 24
