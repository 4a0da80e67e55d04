"""What every chart is made of: a sheet to draw on, an axis with round steps, and the result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vigie.web import formats

WIDE, NARROW = 620, 330


@dataclass(frozen=True)
class Reference:
    """A value to compare with, such as an objective, drawn as a line with its name."""

    label: str
    value: float


@dataclass(frozen=True)
class Chart:
    """A chart ready to be shown by `components/chart.html`: two pictures of one thing, its words,
    and the same numbers as a table (`headers`, `rows` whose first cell is the row's name)."""

    id: str
    title: str
    description: str
    wide: SafeString
    narrow: SafeString
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    keys: Sequence[tuple[str, str]] = ()  # (class, words) of the legend
    kind: str = "chart"


@dataclass
class Sheet:
    """An SVG of `width` units; `height` is set once everything is drawn."""

    width: int
    parts: list[SafeString] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, klass: str = "c-label", anchor: str = "start"
    ) -> None:
        self.parts.append(
            format_html(
                '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>',
                short(x),
                short(y),
                klass,
                anchor,
                words,
            )
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        klass: str,
        title: str = "",
        radius: float = 2,
    ) -> None:
        inside = format_html("<title>{}</title>", title) if title else ""
        self.parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" class="{}">{}</rect>',
                short(x),
                short(y),
                short(max(width, 0)),
                short(height),
                short(radius),
                klass,
                inside,
            )
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, klass: str) -> None:
        self.parts.append(
            format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>',
                short(x1),
                short(y1),
                short(x2),
                short(y2),
                klass,
            )
        )

    def path(self, d: str, klass: str) -> None:
        self.parts.append(format_html('<path d="{}" class="{}"/>', d, klass))

    def circle(self, x: float, y: float, radius: float, klass: str, title: str = "") -> None:
        inside = format_html("<title>{}</title>", title) if title else ""
        self.parts.append(
            format_html(
                '<circle cx="{}" cy="{}" r="{}" class="{}">{}</circle>',
                short(x),
                short(y),
                short(radius),
                klass,
                inside,
            )
        )

    def svg(self, height: float, words: str, klass: str) -> SafeString:
        """The picture; `words` is its text alternative."""
        return format_html(
            '<svg class="chart__svg {}" viewBox="0 0 {} {}" role="img" aria-label="{}" '
            'xmlns="http://www.w3.org/2000/svg">{}</svg>',
            klass,
            self.width,
            ceil(height),
            words,
            joined(self.parts),
        )


def joined(parts: Sequence[SafeString]) -> SafeString:
    """Pieces of a picture, each already safe, end to end."""
    return format_html_join("", "{}", ((part,) for part in parts))


def both(draw: Callable[[int], tuple[Sheet, float]], words: str) -> tuple[SafeString, SafeString]:
    """`draw(width)` for the wide and the narrow picture."""
    wide, tall = draw(WIDE)
    narrow, taller = draw(NARROW)
    return wide.svg(tall, words, "chart__wide"), narrow.svg(taller, words, "chart__narrow")


def short(number: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{number:.1f}".rstrip("0").rstrip(".")


def steps(highest: float, unit: str, about: int = 6) -> list[float]:
    """Round values from 0 to at least `highest`, `about` intervals at most: 1, 2 or 5 times a
    power of ten, so that a percent keeps no decimals above 5 %."""
    if highest <= 0:
        highest = 0.1 if unit == "share" else 10
    size = 10.0 ** (len(str(int(highest / about))) - 1) if highest / about >= 1 else 1.0
    while size > highest / about:
        size /= 10
    step = next(
        size * factor for factor in (1, 2, 5, 10, 20, 50) if size * factor * about >= highest
    )
    count = ceil(round(highest / step, 9))
    return [round(step * i, 10) for i in range(count + 1)]


def tick_text(value: float, unit: str, all_steps: Sequence[float]) -> str:
    """The words of an axis step: no decimals unless a step needs them."""
    if unit != "share":
        return formats.count(value)
    whole = all(abs(step * 100 - round(step * 100)) < 1e-9 for step in all_steps)
    return formats.share(value, 0 if whole else 1)


def text_width(words: str, size: float = 13) -> float:
    """Rough width of a text in the system's sans serif; on the safe side."""
    return len(words) * size * 0.58


def clipped(words: str, room: float, size: float = 13) -> str:
    """`words` cut with an ellipsis when they would not fit in `room`.

    Cut in the middle: what tells two long names apart is often their end (« RGPD dans sa
    pratique d’enseignant du primaire », « … du second degré »), and paper has no tooltip."""
    if text_width(words, size) <= room:
        return words
    letters = max(3, int(room / (size * 0.58)) - 1)
    end = letters // 2
    return f"{words[: letters - end].rstrip()}…{words[len(words) - end :].lstrip()}"


def wrapped(words: str, room: float, size: float = 13) -> list[str]:
    """`words` on one line, or on two cut between words; the second is clipped to `room`."""
    if text_width(words, size) <= room:
        return [words]
    first, rest = "", words.split(" ")
    while len(rest) > 1 and text_width(f"{first} {rest[0]}".strip(), size) <= room:
        first = f"{first} {rest.pop(0)}".strip()
    second = clipped(" ".join(rest), room, size)
    return [first, second] if first else [second]
