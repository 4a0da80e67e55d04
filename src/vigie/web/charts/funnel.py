"""The funnel of a campaign in its four states, and the meter of an objective."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from vigie.web import formats
from vigie.web.charts.drawing import (
    NARROW,
    Chart,
    Reference,
    Sheet,
    both,
    short,
    text_width,
)
from vigie.web.formats import FigureLike


@dataclass(frozen=True)
class Step:
    """A state of the funnel: `key` among not_started, started, finished, sent; `count` of people,
    None when it is not known (no headcount for not_started)."""

    key: str
    label: str
    count: int | None


def funnel(*, id: str, title: str, steps: Sequence[Step], note: str = "") -> Chart:
    """Two bars: everybody (when the headcount is known), of whom the participants; then the
    participants enlarged, by state. Shares below are of the participants."""
    people = [step for step in steps if step.key != "not_started"]
    rest = next((step for step in steps if step.key == "not_started"), None)
    # One unknown state and shares mean nothing: neither a total nor parts are given.
    complete = all(step.count is not None for step in people)
    total = sum(step.count or 0 for step in people) if complete else 0
    idle = rest.count if rest is not None else None
    rows = _rows(people, rest, total)
    words = f"{title}. " + ". ".join(f"{label} : {', '.join(values)}" for label, *values in rows)
    wide, narrow = both(lambda width: _draw(width, people, total, idle, rest), f"{words}.")
    headers = ("État", "Personnes", "Part des participants")
    return Chart(id, title, words, wide, narrow, headers, rows, note, kind="funnel")


def _rows(people: Sequence[Step], rest: Step | None, total: int) -> list[tuple[str, str, str]]:
    rows = [(step.label, _count(step.count), _part(step.count, total)) for step in people]
    known = all(step.count is not None for step in people)
    whole = formats.count(total) if known else formats.WORDS["missing"]
    rows.append(("Participants", whole, f"100{formats.NNBSP}%" if total else "sans objet"))
    if rest is not None:
        rows.insert(0, (rest.label, _count(rest.count), "sans objet"))
    return rows


def _count(number: int | None) -> str:
    return formats.WORDS["missing"] if number is None else formats.count(number)


def _part(number: int | None, total: int) -> str:
    if number is None:
        return formats.WORDS["missing"]
    if not total:
        return "sans objet"
    return formats.share(Fraction(number, total), 0)


def _draw(
    width: int, people: Sequence[Step], total: int, idle: int | None, rest: Step | None
) -> tuple[Sheet, float]:
    sheet = Sheet(width)
    narrow = width == NARROW
    y = 0.0
    if idle is not None and total + idle:
        everyone = total + idle
        reached = width * total / everyone
        share = formats.share(num=total, den=everyone)
        label = rest.label if rest is not None else ""
        sheet.text(0, 14, f"{formats.count(total)} participants, {share} de l’effectif", "c-head")
        if not narrow:
            sheet.text(width, 14, f"{label} : {formats.count(idle)}", "c-label", "end")
        sheet.rect(
            0, 22, reached, 20, "bar is-strong s1", f"Participants : {formats.count(total)}", 0
        )
        sheet.rect(
            reached + 1,
            22,
            width - reached - 1,
            20,
            "bar f-not_started",
            f"{label} : {formats.count(idle)}",
            0,
        )
        sheet.path(f"M0 44L{short(reached)} 44L{width} 76L0 76z", "c-wedge")
        y = 78.0
        if narrow:
            sheet.text(width, 58, f"{label} : {formats.count(idle)}", "c-label", "end")
    if total:
        x = 0.0
        for step in people:
            span = width * (step.count or 0) / total
            if span:
                sheet.rect(
                    x,
                    y,
                    max(span - 1.5, 0.8),
                    34,
                    f"bar f-{step.key}",
                    f"{step.label} : {_count(step.count)}",
                    0,
                )
            x += span
    else:
        known = all(step.count is not None for step in people)
        sheet.rect(0, y, width, 34, "c-track", "", 0)
        words = "Aucun participant" if known else "Il manque le nombre de personnes d’un état"
        sheet.text(10, y + 22, words, "c-none")
    y += 34
    # Words in columns (in lines on a narrow sheet), not under their piece: a piece may be thin.
    column = width / max(len(people), 1)
    for i, step in enumerate(people):
        left, top = (0.0, y + 12 + 44 * i) if narrow else (column * i, y + 14)
        sheet.rect(left, top, 12, 12, f"bar f-{step.key}", "", 2)
        sheet.text(left + 18, top + 11, step.label, "c-label")
        part = "" if step.count is None or not total else f" · {_part(step.count, total)}"
        sheet.text(left + 18, top + 30, f"{_count(step.count)}{part}", "c-big")
    return sheet, y + (12 + 44 * len(people) if narrow else 52)


def objective(
    *, id: str, label: str, figure: FigureLike | None, target: Reference, decimals: int = 1
) -> Chart:
    """Where a share stands against its objective: a gauge with a mark, in words and in picture."""
    seen = formats.shown(figure, decimals)
    value = figure.value if figure is not None and figure.status == "ok" else None
    met = value is not None and value >= target.value
    goal = formats.share(target.value, 0)
    verdict = "atteint" if met else "pas encore atteint" if value is not None else "non mesurable"
    text = target.label if goal in _plain(target.label) else f"{target.label} : {goal}"
    words = f"{label} : {seen.words}. {text}, {verdict}."

    def draw(width: int) -> tuple[Sheet, float]:
        sheet = Sheet(width)
        # The objective stands at the middle, or further left when it is passed by far.
        end = max(target.value * 2, (value or 0) * 1.08)
        end = min(end, 1.0) if target.value < 1 else end
        scale = width / end
        sheet.text(0, 18, seen.words, "c-big")
        if value is not None:
            sheet.text(width, 18, f"objectif {verdict}", "c-label", "end")
        sheet.rect(0, 32, width, 14, "c-track", "", 7)
        if value is not None:
            klass = "bar is-met" if met else "bar s1"
            sheet.rect(0, 32, max(value * scale, 3), 14, klass, f"{label} : {seen.words}", 7)
        x = target.value * scale
        sheet.line(x, 27, x, 51, "c-target")
        half = text_width(text, 12) / 2
        sheet.text(min(max(x, half), width - half), 66, text, "c-axis", "middle")
        return sheet, 72

    wide, narrow = both(draw, words)
    rows = [(label, seen.words), (target.label, goal)]
    return Chart(id, label, words, wide, narrow, ("Mesure", "Valeur"), rows, kind="objective")


def _plain(text: str) -> str:
    """`text` with the spaces `formats` would put before a percent sign."""
    return text.replace(" %", f"{formats.NNBSP}%").replace(f"{formats.NBSP}%", f"{formats.NNBSP}%")
