"""Contrasts of the design tokens, in both themes (WCAG 2.1, 1.4.3 and 1.4.11)."""

import re
from importlib.resources import files

import pytest

CSS = (files("vigie.web") / "static" / "vigie" / "tokens.css").read_text(encoding="utf-8")
PRINT = (files("vigie.web") / "static" / "vigie" / "print.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
LIGHT, DARK = (dict(COLOUR.findall(part)) for part in CSS.split("@media", 1))
THEMES = {
    "light": LIGHT,
    "dark": {**LIGHT, **DARK},
    "print": {**LIGHT, **dict(COLOUR.findall(PRINT))},
}

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "accent-ink", "good", "warn", "bad", "reference")
      for ground in ("paper", "surface", "sunk")),
    ("on-accent", "accent"), ("on-accent", "accent-ink"), ("accent-ink", "accent-soft"),
    ("ink", "accent-soft"), ("ink-2", "accent-soft"), ("good", "good-soft"), ("warn", "warn-soft"),
    ("bad", "bad-soft"), ("on-masthead", "masthead"), ("on-masthead-2", "masthead"),
    ("on-q-low", "q0"), ("on-q-low", "q1"), ("on-q-low", "q2"),
    ("on-q-high", "q4"), ("on-q-high", "q5"),
]  # fmt: skip
SHAPES = [
    *((mark, "surface") for mark in ("line-strong", "accent", "s1", "s2", "s3", "s4", "strong",
                                     "sent", "focus", "reference")),
    ("line-strong", "paper"), ("focus", "paper"), ("flag", "masthead"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_read(theme: str, ink: str, ground: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SHAPES)
def test_shapes_are_seen(theme: str, mark: str, ground: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[mark], colours[ground]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_steps_of_the_scale_go_one_way_and_differ(theme: str) -> None:
    steps = [luminance(THEMES[theme][f"q{i}"]) for i in range(6)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    for one, other in zip(range(5), range(1, 6), strict=True):
        colours = THEMES[theme]
        assert contrast(colours[f"q{one}"], colours[f"q{other}"]) >= 1.2


def test_dark_text_on_the_middle_step() -> None:
    for theme in ("light", "dark", "print"):
        assert contrast("#10151d", THEMES[theme]["q3"]) >= 4.5


def test_both_themes_define_the_same_colours() -> None:
    paper_only = {"flag"}
    assert set(LIGHT) - set(DARK) <= paper_only | {"focus"}
