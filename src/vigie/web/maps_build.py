"""Makes `data/departments.json`, the outlines of the maps, from the geometry of pygal_maps_fr.

    python -m vigie.web.maps_build

Run once; its result is in the repository, so a page needs neither this script nor that package.

Neighbours share their border point by point in the source (to a few hundredths of a unit, because
each outline accumulates its own roundings). The script finds these shared points, cuts outlines
into arcs at the points where three areas meet, simplifies each arc once, and stores areas as lists
of arcs. Two things follow: no gap nor overlap appears between simplified neighbours, and the
outline of a group (académie, région) is the arcs that only one of its members uses.
"""

import itertools
import json
import re
from collections import defaultdict
from importlib.resources import files
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
TARGET = Path(__file__).parent / "data" / "departments.json"
SNAP = 0.6  # two points nearer than this are one point
SMALLEST_TRIANGLE = 5.0  # square units lost by dropping a point
SMALLEST_RING = 8.0  # square units: smaller islands are not visible

# Overseas, in the free corner of the Atlantic: two columns of five boxes (x, y, width, height).
# The collectivities the package has no outline for are squares.
BOX = (170.0, 122.0)
PLACES = {
    code: (62.0 + 195.0 * column, 800.0 + 142.0 * row)
    for row, pair in enumerate(
        (("971", "972"), ("973", "974"), ("976", "975"), ("988", "987"), ("986", ""))
    )
    for column, code in enumerate(pair)
    if code
}
SQUARES = ("986", "987", "988")
# Paris and its three neighbours, enlarged in the free corner of the north-east.
INSET_BOX = (1500.0, -70.0, 420.0, 300.0)

Point = tuple[float, float]
Ring = list[Point]
_TOKEN = re.compile(r"[a-zA-Z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def rings(path: str) -> list[Ring]:
    """Closed polygons of an SVG path made of m, l, c and z: curves are cut to their ends, which
    are the points the curves were drawn through."""
    found: list[Ring] = []
    x = y = 0.0
    start: Point = (0.0, 0.0)
    tokens, at, command = _TOKEN.findall(path), 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
            if command in "zZ":
                x, y = start
                continue
        relative = command.islower()
        width = {"m": 2, "l": 2, "c": 6}[command.lower()]
        step = [float(token) for token in tokens[at : at + width]]
        at += width
        dx, dy = step[-2:]
        x, y = (x + dx, y + dy) if relative else (dx, dy)
        if command in "mM":
            start = (x, y)
            found.append([])
            command = "l" if relative else "L"
        found[-1].append((x, y))
    return [ring[:-1] if _near(ring[0], ring[-1]) else ring for ring in found if len(ring) > 3]


def _near(one: Point, other: Point) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) < SNAP


def snap(areas: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """The same areas where near points are one and the same point."""
    cells: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def known(point: Point) -> Point:
        column, row = int(point[0] // SNAP), int(point[1] // SNAP)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for candidate in cells[i, j]:
                    if _near(candidate, point):
                        return candidate
        cells[column, row].append(point)
        return point

    snapped = {}
    for code, polygons in areas.items():
        found = []
        for ring in polygons:
            points = [known(point) for point in ring]
            kept = [p for i, p in enumerate(points) if p != points[i - 1]]
            if len(kept) > 3:
                found.append(kept)
        snapped[code] = turned(found)
    return snapped


def turned(polygons: list[Ring]) -> list[Ring]:
    """The rings of one area, outlines clockwise and holes (a neighbour's enclave) the other way:
    neighbours then walk their border in opposite directions, which is how the border of a group
    is found."""
    largest = max(polygons, key=size)
    found = []
    for ring in polygons:
        hole = ring is not largest and all(_inside(point, largest) for point in ring[:3])
        found.append(ring if (signed_size(ring) > 0) != hole else ring[::-1])
    return found


def _inside(point: Point, ring: Ring) -> bool:
    """Whether a half-line from `point` crosses `ring` an odd number of times."""
    x, y = point
    odd = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[1] > y) != (b[1] > y) and x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]):
            odd = not odd
    return odd


def cut(areas: dict[str, list[Ring]]) -> tuple[list[Ring], dict[str, list[list[int]]]]:
    """(arcs, areas as rings of arc numbers); ~n is arc n walked backwards, as in TopoJSON."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for polygons in areas.values():
        for ring in polygons:
            for i, point in enumerate(ring):
                neighbours[point] |= {ring[i - 1], ring[(i + 1) % len(ring)]}
    joints = {point for point, around in neighbours.items() if len(around) > 2}
    arcs: list[Ring] = []
    numbers: dict[tuple[Point, ...], int] = {}
    shapes: dict[str, list[list[int]]] = {}
    for code, polygons in areas.items():
        shapes[code] = []
        for ring in polygons:
            first = next((i for i, p in enumerate(ring) if p in joints), None)
            if first is None:
                # An island: turned to a start that its twin elsewhere would choose too.
                first = ring.index(min(ring))
            turned = [*ring[first:], *ring[:first], ring[first]]
            pieces, piece = [], [turned[0]]
            for point in turned[1:]:
                piece.append(point)
                if point in joints:
                    pieces.append(piece)
                    piece = [point]
            if len(piece) > 1:
                pieces.append(piece)
            shape = []
            for piece in pieces:
                key, back = tuple(piece), tuple(reversed(piece))
                if back in numbers:
                    shape.append(~numbers[back])
                    continue
                if key not in numbers:
                    numbers[key] = len(arcs)
                    arcs.append(piece)
                shape.append(numbers[key])
            shapes[code].append(shape)
    return arcs, shapes


def simplify(arc: Ring, smallest: float) -> Ring:
    """Visvalingam's rule: the point whose triangle is smallest goes first; ends stay."""
    points = list(arc)
    floor_ = 5 if arc[0] == arc[-1] else 2
    while len(points) > floor_:
        sizes = [
            abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
            for a, b, c in zip(points, points[1:], points[2:], strict=False)
        ]
        least = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[least] >= smallest:
            break
        del points[least + 1]
    return points


def signed_size(ring: Ring) -> float:
    """Area of a ring in square units, above zero when it turns clockwise on screen."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def size(ring: Ring) -> float:
    """Area of a ring in square units."""
    return abs(signed_size(ring))


def fit(polygons: list[list[Ring]], box: tuple[float, float, float, float]) -> list[list[Ring]]:
    """The polygons of several areas moved and scaled together into the middle of `box`."""
    points = [point for area in polygons for ring in area for point in ring]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
    x, y, width, height = box
    scale = min(width / (right - left), height / (bottom - top))
    dx = x + (width - (right - left) * scale) / 2 - left * scale
    dy = y + (height - (bottom - top) * scale) / 2 - top * scale
    return [
        [[(px * scale + dx, py * scale + dy) for px, py in ring] for ring in area]
        for area in polygons
    ]


def square(x: float, y: float) -> Ring:
    """A square in the middle of the box at (x, y)."""
    side = 70.0
    left, top = x + (BOX[0] - side) / 2, y + (BOX[1] - side) / 2
    return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]


def place(layers: dict[str, dict[str, list[Ring]]]) -> None:
    """Moves overseas areas and the enlarged capital to their boxes."""
    for code, (x, y) in PLACES.items():
        if code in SQUARES:
            layers["main"][code] = [square(x, y)]
        else:
            [layers["main"][code]] = fit([layers["main"][code]], (x, y, *BOX))
    inset = layers["inset"]
    layers["inset"] = dict(zip(inset, fit(list(inset.values()), INSET_BOX), strict=True))


def layer(areas: dict[str, list[Ring]]) -> dict[str, object]:
    """One set of areas as JSON: arcs of tenths of a unit, each point relative to the one before."""
    largest = {code: max(polygons, key=size) for code, polygons in areas.items()}
    kept = {
        code: [r for r in polygons if size(r) >= SMALLEST_RING or r is largest[code]]
        for code, polygons in areas.items()
    }
    arcs, shapes = cut(snap(kept))
    coded = []
    for arc in arcs:
        tenths = [(round(x * 10), round(y * 10)) for x, y in simplify(arc, SMALLEST_TRIANGLE)]
        flat = list(tenths[0])
        for before, after in itertools.pairwise(tenths):
            if after != before:
                flat += [after[0] - before[0], after[1] - before[1]]
        coded.append(flat)
    return {"arcs": coded, "areas": shapes}


def read_source() -> dict[str, dict[str, list[Ring]]]:
    """`main` (mainland, Corse and overseas, where the package places them) and `inset` (Paris and
    its three neighbours, enlarged)."""
    source = files("pygal_maps_fr") / "fr.departments.svg"
    root = ElementTree.fromstring(source.read_text(encoding="utf-8"))
    layers: dict[str, dict[str, list[Ring]]] = {"main": {}, "inset": {}}
    for group in root.iter(f"{SVG}g"):
        if group.get("id") not in ("departements", "paris-petite-couronne", "dom-com"):
            continue
        name = "inset" if group.get("id") == "paris-petite-couronne" else "main"
        for area in group.findall(f"{SVG}g"):
            code = (area.get("class") or "").split()[0].removeprefix("z")
            if not code:
                continue
            paths = [path.get("d") or "" for path in area.findall(f"{SVG}path")]
            layers[name][code] = [ring for path in paths for ring in rings(path)]
    return layers


def main() -> None:
    source = read_source()
    place(source)
    layers = {name: layer(areas) for name, areas in source.items()}
    TARGET.write_text(json.dumps(layers, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET} : {TARGET.stat().st_size} octets")


if __name__ == "__main__":
    main()
