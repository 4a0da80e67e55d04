"""Maps of France made on the server: an SVG whose areas are links with their value in words."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vigie.web import formats, outlines
from vigie.web.charts.drawing import joined
from vigie.web.scale import NONE, bounds_for, klass_of

LEVELS = {"department": "département", "academie": "académie", "region": "région académique"}

__all__ = ["LEVELS", "MapArea", "MapView", "Territories", "bounds_for", "has_geometry", "map_view"]


class Territories(Protocol):
    """What a map asks of the tree of territories."""

    def descendants(self, code: str, level: str) -> Sequence[str]: ...


@dataclass(frozen=True)
class MapArea:
    """One area: `value` chooses its colour, `value_text` is what is read. None is « pas de donnée »
    and gets a hatch, never the lowest colour. `klass` forces a class (q0 to q5, none)."""

    label: str
    value_text: str
    value: float | None = None
    href: str = ""
    klass: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the legend."""

    klass: str
    text: str
    count: int


@dataclass(frozen=True)
class MapView:
    """A map ready to be shown by `components/map.html`."""

    id: str
    title: str
    level: str
    svg: SafeString
    steps: Sequence[Step]
    areas: Sequence[tuple[str, MapArea]]
    legend: str
    note: str

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]


def has_geometry(level: str) -> bool:
    """Whether areas of this level can be drawn: circonscriptions, bassins and schools cannot."""
    return level in LEVELS


def map_view(
    *,
    id: str,
    title: str,
    level: str,
    values: Mapping[str, MapArea],
    tree: Territories | None = None,
    focus: str | None = None,
    bounds: Sequence[float] | None = None,
    unit: str = "share",
    legend: str = "",
) -> MapView:
    """A map of `values` by territory code (`dep:25`, `aca:besancon`, `reg:normandie`).

    `tree` says which départements make an académie, a région or the `focus`; it may be left out
    for départements without focus. With `focus`, the view closes in on it and the rest of the
    country is drawn as plain ground. Codes without outline are in the table only."""
    if level not in LEVELS:
        raise ValueError(f"no outline for level {level!r}")
    cuts = tuple(bounds) if bounds else bounds_for(area.value for area in values.values())
    members = {code: _departments(code, tree) & outlines.known() for code in values}
    classed = {
        code: area.klass or (klass_of(area.value, cuts) if area.value is not None else NONE)
        for code, area in values.items()
    }
    focused = _departments(focus, tree) & outlines.known() if focus and focus != "FR" else None
    shapes = [
        _area(code, values[code], classed[code], members[code])
        for code in sorted(members, key=lambda code: formats.sort_text(values[code].label))
        if members[code]
    ]
    covered = frozenset[str]().union(*members.values()) if members else frozenset[str]()
    svg = format_html(
        '<svg class="map{}" viewBox="{}" role="group" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">{}{}{}{}</svg>',
        " map--focus" if focused else "",
        outlines.view_box(focused or None),
        f"Carte : {title}",
        _ground(covered, whole=not focused),
        joined(shapes),
        _borders(tree) if level == "department" and tree is not None else SafeString(""),
        SafeString("") if focused else _enlarged(members, classed, values),
    )
    return MapView(
        id=id,
        title=title,
        level=level,
        svg=svg,
        steps=_steps(cuts, classed, unit),
        areas=sorted(values.items(), key=lambda item: formats.sort_text(item[1].label)),
        legend=legend or title,
        note="" if focused else "Outre-mer et petite couronne à d’autres échelles.",
    )


def _departments(code: str, tree: Territories | None) -> frozenset[str]:
    if code.startswith("dep:"):
        return frozenset({code.removeprefix("dep:")})
    if tree is None:
        raise ValueError(f"the map of {code!r} needs the tree of territories")
    return frozenset(found.removeprefix("dep:") for found in tree.descendants(code, "department"))


def _ground(covered: frozenset[str], whole: bool) -> SafeString:
    """The country behind the areas, without what has a value."""
    rest = outlines.known() - covered
    if whole:
        # Collectivities nobody speaks of need not be shown as empty squares.
        rest -= {"986", "987", "988", "975"}
    if not rest:
        return SafeString("")
    paths = ((outlines.outline(frozenset({code})),) for code in sorted(rest))
    return format_html(
        '<g class="map__ground" aria-hidden="true">{}</g>',
        format_html_join("", '<path d="{}"/>', paths),
    )


def _borders(tree: Territories) -> SafeString:
    """Borders of the régions académiques over a map of départements, to find one's way."""
    groups = frozenset(_departments(code, tree) for code in tree.descendants("FR", "region"))
    return format_html('<path class="map__border" d="{}"/>', outlines.borders(groups))


def _area(code: str, area: MapArea, klass: str, departments: frozenset[str]) -> SafeString:
    path = outlines.outline(departments)
    words = f"{area.label} : {area.value_text}"
    shape = format_html('<path class="area {}" d="{}"><title>{}</title></path>', klass, path, words)
    if not area.href:
        return format_html('<g role="img" aria-label="{}">{}</g>', words, shape)
    return format_html(
        '<a href="{}" aria-label="{}" data-code="{}">{}</a>', area.href, words, code, shape
    )


def _enlarged(
    members: Mapping[str, frozenset[str]],
    classed: Mapping[str, str],
    values: Mapping[str, MapArea],
) -> SafeString:
    """Paris and its neighbours again, larger. The pointer can use it; the keyboard and the screen
    reader already have these areas once."""
    shapes = []
    for code, departments in members.items():
        inside = departments & outlines.SMALL
        if not inside:
            continue
        area = values[code]
        shape = format_html(
            '<path class="area {}" d="{}"><title>{}</title></path>',
            classed[code],
            outlines.outline(inside, inset=True),
            f"{area.label} : {area.value_text}",
        )
        if area.href:
            shape = format_html('<a href="{}" tabindex="-1">{}</a>', area.href, shape)
        shapes.append(shape)
    if not shapes:
        return SafeString("")
    left, top, right, bottom = outlines.INSET
    frame = format_html(
        '<rect class="map__frame" x="{}" y="{}" width="{}" height="{}" rx="200"/>',
        left - 350,
        top - 250,
        right - left + 700,
        bottom - top + 500,
    )
    return format_html('<g class="map__inset" aria-hidden="true">{}{}</g>', frame, joined(shapes))


def _steps(cuts: tuple[float, ...], classed: Mapping[str, str], unit: str) -> list[Step]:
    """The legend: bounds in words, with the number of areas in each class."""
    counts = {klass: list(classed.values()).count(klass) for klass in set(classed.values())}
    decimals = 0 if all(_is_whole(cut * 100) for cut in cuts) else 1
    texts = [formats.number_of(unit, cut, decimals if unit != "people" else 0) for cut in cuts]
    words = [f"moins de {texts[0]}"]
    words += [f"de {low} à {high}" for low, high in itertools.pairwise(texts)]
    words.append(f"{texts[-1]} et plus")
    steps = [Step(f"q{i}", text, counts.get(f"q{i}", 0)) for i, text in enumerate(words)]
    if counts.get(NONE):
        steps.append(Step(NONE, "pas de donnée", counts[NONE]))
    return steps


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9
