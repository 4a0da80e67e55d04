"""Outlines and maps: borders that meet, names that are read."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from vigie.codes import DEPARTMENT_CODES
from vigie.facts.geography import build_tree
from vigie.web import maps, outlines
from vigie.web.maps import MapArea, has_geometry, map_view
from vigie.web.scale import bounds_for, klass_of

TREE = build_tree(None, date(2024, 4, 10))
SVG = "{http://www.w3.org/2000/svg}"


def area_of(path: str) -> float:
    """Area of an SVG path of the outlines, in tenths of a unit squared, by the shoelace rule."""
    total = 0.0
    for ring in filter(None, path.split("M")):
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        x, y = numbers[0], numbers[1]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        total += sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2
    return total


def one(code: str) -> str:
    return outlines.outline(frozenset({code}))


def test_every_departement_of_the_tree_has_an_outline() -> None:
    codes = {code.removeprefix("dep:") for code in TREE.descendants("FR", "department")}
    assert codes <= outlines.known()
    assert codes <= set(DEPARTMENT_CODES)
    assert outlines.known(inset=True) == outlines.SMALL


@pytest.mark.parametrize("level", ["academie", "region"])
def test_a_group_covers_its_members_without_gap_nor_overlap(level: str) -> None:
    for code in TREE.descendants("FR", level):
        members = frozenset(c.removeprefix("dep:") for c in TREE.descendants(code, "department"))
        union = area_of(outlines.outline(members))
        assert union == pytest.approx(sum(area_of(one(member)) for member in members), rel=1e-6)
        # Borders inside the group are gone.
        if len(members) > 1:
            assert len(outlines.outline(members)) < sum(len(one(member)) for member in members)


def test_the_mainland_is_one_piece() -> None:
    mainland = outlines.known() - outlines.OVERSEAS - {"2A", "2B"}
    path = outlines.outline(frozenset(mainland))
    pieces = [abs(area_of(f"M{ring}")) for ring in path.split("M") if ring]
    assert max(pieces) > 0.99 * sum(pieces)


def test_outlines_stay_light() -> None:
    assert sum(len(one(code)) for code in outlines.known()) < 70_000


def test_a_focus_holds_its_members() -> None:
    members = frozenset({"14", "27", "50", "61", "76"})
    left, top, width, height = map(int, outlines.view_box(members).split())
    inner = outlines.box(members)
    assert left < inner[0]
    assert top < inner[1]
    assert left + width > inner[2]
    assert top + height > inner[3]


def view(level: str = "department", **changes: object) -> maps.MapView:
    values = {
        "dep:25": MapArea("Doubs", "12,2 %", 0.122, "/d/25/"),
        "dep:39": MapArea("Jura", "pas de donnée", None, "/d/39/"),
        "dep:75": MapArea("Paris", "3,0 %", 0.03, "/d/75/"),
    }
    return map_view(**{  # type: ignore[arg-type]  # overrides of the test
        "id": "c", "title": "Taux", "level": level, "values": values, "bounds": (0.05, 0.10),
        **changes,
    })  # fmt: skip


def test_each_area_is_a_link_with_its_value_in_words() -> None:
    root = ElementTree.fromstring(view().svg)
    links = {a.get("aria-label"): a for a in root.iter(f"{SVG}a") if a.get("tabindex") is None}
    assert set(links) == {"Doubs : 12,2 %", "Jura : pas de donnée", "Paris : 3,0 %"}
    doubs = links["Doubs : 12,2 %"]
    assert doubs.get("href") == "/d/25/"
    path = doubs.find(f"{SVG}path")
    assert path is not None
    assert path.get("class") == "area q2"
    assert path.findtext(f"{SVG}title") == "Doubs : 12,2 %"
    jura = links["Jura : pas de donnée"].find(f"{SVG}path")
    assert jura is not None
    assert jura.get("class") == "area none"


def test_the_keyboard_meets_each_area_once_in_the_order_of_names() -> None:
    root = ElementTree.fromstring(view().svg)
    stops = [a.get("data-code") for a in root.iter(f"{SVG}a") if a.get("tabindex") != "-1"]
    assert stops == ["dep:25", "dep:39", "dep:75"]
    # Paris is drawn again, larger, for the pointer only.
    again = [a for a in root.iter(f"{SVG}a") if a.get("tabindex") == "-1"]
    assert [a.get("href") for a in again] == ["/d/75/"]


def test_the_legend_counts_every_area() -> None:
    steps = [(s.klass, s.text.replace("\u202f", " "), s.count) for s in view().steps]
    assert steps == [
        ("q0", "moins de 5 %", 1),
        ("q1", "de 5 % à 10 %", 0),
        ("q2", "10 % et plus", 1),
        ("none", "pas de donnée", 1),
    ]


def test_names_are_escaped() -> None:
    bad = {"dep:25": MapArea('<b>"Doubs"', "<i>", 0.1, "javascript:x'\"")}
    svg = view(values=bad).svg
    ElementTree.fromstring(svg)
    assert "<b>" not in svg
    assert "<i>" not in svg


def test_groups_and_focus_come_from_the_tree() -> None:
    values = {c: MapArea(TREE.name(c), "1 %", 0.01, "/") for c in TREE.descendants("FR", "region")}
    whole = view("region", values=values, tree=TREE)
    root = ElementTree.fromstring(whole.svg)
    assert len([a for a in root.iter(f"{SVG}a") if a.get("tabindex") is None]) == len(values)
    near = view(values={"dep:14": MapArea("Calvados", "2 %", 0.02, "/")}, tree=TREE,
                focus="reg:normandie")  # fmt: skip
    assert near.svg.count("<a ") == 1
    assert "map--focus" in near.svg
    assert near.note == ""
    with pytest.raises(ValueError, match="tree"):
        view("region", values=values)


def test_levels_without_outline() -> None:
    assert [has_geometry(x) for x in ("department", "region", "district", "basin")] == [
        True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="district"):
        view("district")


@pytest.mark.parametrize(
    ("value", "klass"),
    [(None, "none"), (0, "q0"), (0.0999, "q1"), (0.10, "q2"), (1, "q2")],
)
def test_a_bound_belongs_to_the_class_above(value: float | None, klass: str) -> None:
    assert klass_of(value, (0.05, 0.10)) == klass


def test_bounds_are_few_and_readable() -> None:
    assert bounds_for([None, 0.03, 0.03]) == (0.03,)
    cuts = bounds_for([i / 1000 for i in range(120)])
    assert cuts == tuple(sorted(cuts))
    assert all(len(f"{cut:.4f}".strip("0.")) <= 2 for cut in cuts)
