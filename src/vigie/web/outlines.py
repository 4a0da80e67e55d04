"""Outlines of the départements and of groups of them, as SVG paths in tenths of a unit."""

import itertools
import json
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

Box = tuple[int, int, int, int]  # left, top, right, bottom
WHOLE: Box = (500, -1_000, 19_600, 17_400)
INSET: Box = (15_000, -700, 19_200, 2_300)
SMALL = frozenset({"75", "92", "93", "94"})  # drawn again, enlarged
OVERSEAS = frozenset({"971", "972", "973", "974", "975", "976", "986", "987", "988"})
_Point = tuple[int, int]


@cache
def _layer(name: str) -> tuple[list[list[int]], dict[str, list[list[int]]]]:
    source = files("vigie.web") / "data" / "departments.json"
    found = json.loads(source.read_text(encoding="utf-8"))[name]
    return found["arcs"], found["areas"]


def known(inset: bool = False) -> frozenset[str]:
    """Codes of départements that have an outline."""
    return frozenset(_layer("inset" if inset else "main")[1])


def _points(arc: int, name: str) -> list[_Point]:
    flat = _layer(name)[0][arc if arc >= 0 else ~arc]
    x = y = 0
    points = []
    for i in range(0, len(flat), 2):
        x, y = x + flat[i], y + flat[i + 1]
        points.append((x, y))
    return points if arc >= 0 else points[::-1]


@cache
def outline(departments: frozenset[str], inset: bool = False) -> str:
    """SVG path of the union of `departments`; borders between its members are gone.

    An arc that two members share appears once in each direction: what is left after striking
    these pairs is the outline, put end to end into rings."""
    name = "inset" if inset else "main"
    areas = _layer(name)[1]
    used = Counter(arc for code in departments for ring in areas.get(code, ()) for arc in ring)
    kept = [arc for arc in used if ~arc not in used]
    starts: dict[_Point, list[int]] = defaultdict(list)
    lines = {arc: _points(arc, name) for arc in kept}
    for arc in kept:
        starts[lines[arc][0]].append(arc)
    path = []
    while any(starts.values()):
        arc = next(found for found in starts.values() if found).pop()
        ring = list(lines[arc])
        while ring[-1] != ring[0] and starts.get(ring[-1]):
            ring += lines[starts[ring[-1]].pop()][1:]
        path.append(_svg(ring))
    return "".join(path)


def _svg(ring: list[_Point]) -> str:
    steps = "".join(
        f"{b[0] - a[0]}{'' if b[1] - a[1] < 0 else ' '}{b[1] - a[1]}"
        if i == 0 or b[0] - a[0] < 0
        else f" {b[0] - a[0]}{'' if b[1] - a[1] < 0 else ' '}{b[1] - a[1]}"
        for i, (a, b) in enumerate(itertools.pairwise(ring))
    )
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z"


@cache
def borders(groups: frozenset[frozenset[str]]) -> str:
    """SVG path of the borders between `groups` of départements, coasts left out."""
    areas = _layer("main")[1]
    group_of = {code: group for group in groups for code in group}
    owner = {
        arc: group_of[code] for code in group_of for ring in areas.get(code, ()) for arc in ring
    }
    lines = []
    for arc, group in owner.items():
        if arc >= 0 and owner.get(~arc, group) != group:
            lines.append(_svg(_points(arc, "main"))[:-1])
    return "".join(lines)


@cache
def box(departments: frozenset[str]) -> Box:
    """Smallest box around `departments`. Raises ValueError when none has an outline."""
    arcs_of = _layer("main")[1]
    points = [
        point
        for code in departments
        for ring in arcs_of.get(code, ())
        for arc in ring
        for point in _points(arc, "main")
    ]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def view_box(departments: frozenset[str] | None) -> str:
    """`viewBox` that shows `departments` with a margin; the whole map for None. Never narrower
    than an eighth of the map nor flatter than 3 to 2: a small place keeps its surroundings."""
    left, top, right, bottom = box(departments) if departments else WHOLE
    if departments:
        margin = max(right - left, bottom - top) // 12
        width = max(right - left + 2 * margin, 2_400)
        height = max(bottom - top + 2 * margin, width * 2 // 3)
        width = max(width, height * 4 // 5)
        left, top = (left + right - width) // 2, (top + bottom - height) // 2
        right, bottom = left + width, top + height
    return f"{left} {top} {right - left} {bottom - top}"
