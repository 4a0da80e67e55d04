"""Pictures of a roadmap: the course of an indicator, the time line. Each has its table beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from vigie.domains.roadmaps import verdicts, words
from vigie.domains.roadmaps.course import Forecast
from vigie.domains.roadmaps.models import Milestone
from vigie.domains.roadmaps.observed import Observed
from vigie.domains.roadmaps.values import Standing
from vigie.web import formats
from vigie.web.charts.drawing import (
    NARROW,
    Chart,
    Sheet,
    both,
    short,
    steps,
    text_width,
    wrapped,
)

_Dated = tuple[date, float]


def course_picture(standing: Standing) -> Chart | None:
    """Values over time, the straight line to the objective, and what is expected at its date.

    None when there is nothing dated to draw.
    """
    points = _points(standing.series)
    aim = standing.aim
    line = [] if aim is None else [
        (day, float(amount)) for day, amount in verdicts.path(aim, standing.start, standing.units)
    ]  # fmt: skip
    guess = standing.forecast if isinstance(standing.forecast, Forecast) else None
    if not points:
        return None
    indicator = standing.indicator
    unit = "%" if indicator.is_percent else indicator.unit
    title = f"{indicator.label}\u00a0: les valeurs, et le chemin vers l’objectif"
    shown = [
        (formats.day(each.on), words.value_text(each, indicator), _origin(each))
        for each in standing.series
        if each.on is not None
    ]
    if line:
        shown.append((formats.day(line[-1][0]), _number(line[-1][1], unit), "objectif"))
    if guess is not None:
        shown.append(
            (formats.day(guess.at), f"entre {_number(guess.low, unit)} et "
             f"{_number(guess.high, unit)}", "prévision")
        )  # fmt: skip
    described = ". ".join(f"{day}\u00a0: {value} ({what})" for day, value, what in shown[-6:])
    described = f"{title}. {described}."
    wide, narrow = both(lambda width: _draw(width, points, line, guess, unit), described)
    note = (
        "Trait plein\u00a0: ce qui est observé. Tirets\u00a0: le chemin régulier vers l’objectif. "
        "Barre verticale\u00a0: ce que la série laisse attendre, huit fois sur dix."
    )
    return Chart("parcours", title, described, wide, narrow, ("Date", "Valeur", "Ce que c’est"),
                 shown, note, kind="trend")  # fmt: skip


def _points(series: Sequence[Observed]) -> list[_Dated]:
    return [
        (each.on, number)
        for each in series
        if each.on is not None and (number := words.number_of(each)) is not None
    ]


def _origin(value: Observed) -> str:
    return "calculé" if value.origin == "computed" else "saisi"


def _number(value: float, unit: str) -> str:
    text = formats.decimal(value, 0 if value == int(value) or abs(value) >= 100 else 1)
    return f"{text}\u00a0{unit}" if unit == "%" else text


def _draw(
    width: int, points: Sequence[_Dated], line: Sequence[_Dated], guess: Forecast | None, unit: str
) -> tuple[Sheet, float]:
    sheet = Sheet(width)
    narrow = width == NARROW
    height, top = (210.0, 16.0) if narrow else (240.0, 18.0)
    bottom = height - 30
    highest = max(
        [value for _, value in [*points, *line]] + ([guess.high] if guess is not None else [])
    )
    axis = steps(highest, "count", 4)
    if unit == "%" and axis[-1] > 100:
        axis = [step for step in axis if step <= 100]
    texts = [_number(step, unit) for step in axis]
    left = max(text_width(text, 12) for text in texts) + 10
    right = width - 54.0
    days = [day for day, _ in [*points, *line]] + ([guess.at] if guess is not None else [])
    first, last = min(days), max(days)
    if first == last:
        first, last = first - timedelta(days=30), last + timedelta(days=30)

    def place_x(day: date) -> float:
        return left + (right - left) * (day - first).days / (last - first).days

    def place_y(value: float) -> float:
        return bottom - (bottom - top) * value / axis[-1]

    for step, text in zip(axis, texts, strict=True):
        sheet.line(left, place_y(step), right, place_y(step), "c-grid" if step else "c-base")
        sheet.text(left - 6, place_y(step) + 4, text, "c-axis", "end")
    sheet.text(left, bottom + 18, formats.short_day(first), "c-axis")
    sheet.text(right, bottom + 18, formats.short_day(last), "c-axis", "end")
    if line:
        d = "L".join(f"{short(place_x(day))} {short(place_y(value))}" for day, value in line)
        sheet.path(f"M{d}", "line is-reference")
        day, value = line[-1]
        sheet.circle(place_x(day), place_y(value), 4.5, "point aim")
        sheet.text(place_x(day) + 8, place_y(value) + 4, _number(value, unit), "c-reference-label")
    if guess is not None:
        x = place_x(guess.at)
        sheet.line(x, place_y(guess.low), x, place_y(guess.high), "c-interval")
        for value in (guess.low, guess.high):
            sheet.line(x - 5, place_y(value), x + 5, place_y(value), "c-interval")
    d = "L".join(f"{short(place_x(day))} {short(place_y(value))}" for day, value in points)
    sheet.path(f"M{d}", "line l1")
    for day, value in points:
        words_of = f"{formats.day(day)}\u00a0: {_number(value, unit)}"
        sheet.circle(place_x(day), place_y(value), 4, "point l1", words_of)
    day, value = points[-1]
    near_aim = bool(line) and abs(place_x(day) - place_x(line[-1][0])) < 60
    if not near_aim:
        sheet.text(place_x(day), place_y(value) - 9, _number(value, unit), "c-value", "middle")
    return sheet, height


def time_line(steps_: Sequence[Milestone], on: date) -> Chart | None:
    """The dates of a roadmap on one line, today marked. None when there is none."""
    if not steps_:
        return None
    rows = [(words.milestone_text(each), each.wording, each.season) for each in steps_]
    title = "Calendrier"
    described = f"{title}. " + ". ".join(f"{when}\u00a0: {what}" for when, what, _ in rows) + "."
    wide, narrow = both(lambda width: _draw_line(width, steps_, on), described)
    return Chart("calendrier", title, described, wide, narrow, ("Date", "Étape", "Phase"), rows)


def _draw_line(width: int, steps_: Sequence[Milestone], on: date) -> tuple[Sheet, float]:
    """From top to bottom: dates on the left of the line, words on its right; the space between
    two dates grows with the time between them, within what keeps all readable."""
    sheet = Sheet(width)
    size = 12 if width == NARROW else 13
    axis = 118.0 if width == NARROW else 190.0
    y, before, passed = 22.0, steps_[0].starts_on, False
    places: list[tuple[float, Milestone | None]] = []
    for step in steps_:
        months = (step.starts_on - before).days / 30
        y += 0 if step is steps_[0] else 26 + min(34.0, months * 8)
        if not passed and step.starts_on > on:
            passed = True
            if step is not steps_[0]:
                places.append((y - 4, None))
                y += 24
        places.append((y, step))
        y += 15 * (len(wrapped(step.wording, width - axis - 24, size)) - 1)
        before = step.starts_on
    sheet.line(axis, places[0][0], axis, y, "c-base")
    for at, placed in places:
        if placed is None:
            sheet.line(axis - 12, at, width - 10, at, "c-reference")
            sheet.text(axis - 16, at + 4, "aujourd’hui", "c-reference-label", "end")
            continue
        sheet.circle(axis, at, 6, "point l1", placed.wording)
        when = words.milestone_text(placed)
        for n, text in enumerate(wrapped(when, axis - 16, size)):
            sheet.text(axis - 14, at + 4 + 15 * n, text, "c-axis", "end")
        for n, text in enumerate(wrapped(placed.wording, width - axis - 24, size)):
            sheet.text(axis + 16, at + 4 + 15 * n, text, "c-label")
    return sheet, y + 24
