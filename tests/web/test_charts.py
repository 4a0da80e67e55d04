"""Charts: what is drawn, what is said, and the same numbers beside."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.web import charts
from vigie.web.charts import Bar, Chart, Dot, Reference, Series, Step
from vigie.web.charts.drawing import NARROW, WIDE, clipped, steps, text_width, tick_text, wrapped
from vigie.web.gallery.sample import figure, rate

SVG = "{http://www.w3.org/2000/svg}"
AIM = Reference("Objectif 10 %", 0.10)
DAYS = [date(2024, 1, 15), date(2024, 2, 12), date(2024, 4, 10)]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def bars(**changes: object) -> Chart:
    items = [Bar("Doubs", 0.122, "12,2 %", True), Bar("Eure", 0.097), Bar("Jura", None)]
    return charts.bars(**{"id": "b", "title": "Taux", "items": items, "reference": AIM, **changes})  # type: ignore[arg-type]  # overrides of the test


FUNNEL = [
    Step("not_started", "Non commencé", 866062),
    Step("started", "Commencé", 22787),
    Step("finished", "Terminé", 2711),
    Step("sent", "Envoyé", 15047),
]
ALL = {
    "bars": bars(),
    "funnel": charts.funnel(id="f", title="Entonnoir", steps=FUNNEL),
    "trend": charts.trend(
        id="t",
        title="Évolution",
        series=[
            Series("Doubs", list(zip(DAYS, [0.08, None, 0.122], strict=True))),
            Series("France", list(zip(DAYS, [0.03, 0.04, 0.045], strict=True)), reference=True),
        ],
        reference=AIM,
    ),
    "grouped": charts.grouped(
        id="g",
        title="Degrés",
        groups=["1er degré", "2d degré"],
        series=[("Public", [0.047, 0.049]), ("Privé", [0.018, None])],
    ),
    "dots": charts.dots(
        id="d", title="Places", items=[Dot("Doubs", 0.122, emphasis=True), Dot("Jura", None)]
    ),
    "objective": charts.objective(id="o", label="Taux", figure=rate(40545, 906607), target=AIM),
    "empty bars": charts.bars(id="e", title="Vide", items=[]),
    "empty funnel": charts.funnel(id="e", title="Vide", steps=[Step("started", "Commencé", 0)]),
    "empty trend": charts.trend(id="e", title="Vide", series=[Series("Rien", [])]),
    "empty dots": charts.dots(id="e", title="Vide", items=[]),
    "no figure": charts.objective(id="o", label="Taux", figure=None, target=AIM),
}


@pytest.mark.parametrize("name", ALL)
def test_both_pictures_are_sound_and_speak(name: str) -> None:
    chart = ALL[name]
    for svg, width in ((chart.wide, WIDE), (chart.narrow, NARROW)):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert (root.get("aria-label") or "").strip()
        left, top, across, down = map(float, (root.get("viewBox") or "").split())
        assert (left, top, across) == (0, 0, width)
        assert down > 0
        assert "style=" not in svg
        assert "nan" not in svg.lower()
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.get("width") or 0) >= 0
            assert float(rect.get("x") or 0) + float(rect.get("width") or 0) <= width + 1
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.get("y") or 0) <= down
    assert all(len(row) == len(chart.headers) for row in chart.rows)


def test_each_bar_says_its_value() -> None:
    root = ElementTree.fromstring(bars().wide)
    titles = [plain(title.text or "") for title in root.iter(f"{SVG}title")]
    assert titles == ["Doubs : 12,2 %", "Eure : 9,7 %"]
    assert [tuple(map(plain, row)) for row in bars().rows] == [
        ("Doubs", "12,2 %"),
        ("Eure", "9,7 %"),
        ("Jura", "pas de donnée"),
    ]
    words = plain(bars().description)
    assert "de 9,7 % (Eure) à 12,2 % (Doubs), dont 1 sans donnée" in words
    assert "Objectif 10 % : 1 barre au niveau ou au-dessus" in words


def test_missing_is_not_a_short_bar() -> None:
    both = bars(items=[Bar("Zéro", 0.0), Bar("Rien", None), Bar("Un", 0.1)], reference=None)
    root = ElementTree.fromstring(both.wide)
    drawn = [rect for rect in root.iter(f"{SVG}rect") if "bar" in (rect.get("class") or "")]
    assert len(drawn) == 2
    assert "pas de donnée" in both.wide


def test_lengths_are_in_proportion() -> None:
    chart = bars(items=[Bar("a", 0.05), Bar("b", 0.10)], reference=None)
    root = ElementTree.fromstring(chart.wide)
    short, long = [
        float(r.get("width") or 0)
        for r in root.iter(f"{SVG}rect")
        if "bar" in (r.get("class") or "")
    ]
    assert long == pytest.approx(2 * short, rel=0.01)


def test_the_funnel_adds_up() -> None:
    rows = {row[0]: [plain(cell) for cell in row[1:]] for row in ALL["funnel"].rows}
    # 22 787 + 2 711 + 15 047 = 40 545 (seeds/001, l. 1067).
    assert rows["Participants"] == ["40 545", "100 %"]
    assert rows["Envoyé"] == ["15 047", "37 %"]
    assert rows["Non commencé"] == ["866 062", "sans objet"]
    root = ElementTree.fromstring(ALL["funnel"].wide)
    pieces = [
        float(r.get("width") or 0)
        for r in root.iter(f"{SVG}rect")
        if re.search("f-(started|finished|sent)", r.get("class") or "") and r.get("height") == "34"
    ]
    assert sum(pieces) == pytest.approx(WIDE, abs=6)


def test_an_unknown_state_gives_no_shares() -> None:
    chart = charts.funnel(
        id="f", title="E", steps=[Step("started", "Commencé", 3), Step("sent", "Envoyé", None)]
    )
    rows = {row[0]: row[1:] for row in chart.rows}
    assert rows["Envoyé"] == ("pas de donnée", "pas de donnée")
    assert rows["Commencé"] == ("3", "sans objet")
    assert rows["Participants"] == ("pas de donnée", "sans objet")
    assert "%" not in chart.wide


def test_a_line_breaks_where_nothing_is_known() -> None:
    root = ElementTree.fromstring(ALL["trend"].wide)
    lines = [p.get("d") or "" for p in root.iter(f"{SVG}path") if "line" in (p.get("class") or "")]
    assert [d.count("M") for d in lines] == [2, 1]
    assert [row[1] for row in ALL["trend"].rows].count("pas de donnée") == 1
    assert "de 8,0 % le 15 janvier 2024 à 12,2 % le 10 avril 2024" in plain(
        ALL["trend"].description
    )


def test_an_objective_is_met_from_its_value_on() -> None:
    exact = charts.objective(
        id="o", label="Terminés", figure=rate(118, 236), target=Reference("Objectif", 0.5)
    )
    # 118/236 = 50,00 % (seeds/001, l. 54): met.
    assert ", atteint." in exact.description
    assert "pas encore atteint" in ALL["objective"].description
    assert "non mesurable" in ALL["no figure"].description
    hidden = charts.objective(
        id="o", label="T", figure=figure(None, unit="share", status="hidden"), target=AIM
    )
    assert "masqué" in hidden.description


def test_dots_give_the_rank() -> None:
    items = [Dot("a", 0.1), Dot("b", 0.3), Dot("c", 0.2, emphasis=True), Dot("d", None)]
    words = plain(charts.dots(id="d", title="T", items=items).description)
    assert "c : 20,0 %, rang 2 sur 3" in words
    assert "1 territoire sans donnée" in words


def test_dots_do_not_hide_each_other() -> None:
    items = [Dot(str(i), 0.05 + i / 100_000) for i in range(12)]
    root = ElementTree.fromstring(charts.dots(id="d", title="T", items=items).wide)
    places = {(c.get("cx"), c.get("cy")) for c in root.iter(f"{SVG}circle")}
    assert len({cy for _, cy in places}) == 12


@given(st.floats(1e-4, 1e7), st.integers(3, 8))
def test_axis_steps_are_round_and_cover(highest: float, about: int) -> None:
    found = steps(highest, "people", about)
    assert found[0] == 0
    assert found[-1] >= highest * (1 - 1e-9)
    assert len(found) <= about + 2
    digits = f"{found[1]:e}".split("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "5")


def test_axis_words() -> None:
    assert [plain(tick_text(s, "share", steps(0.103, "share"))) for s in steps(0.103, "share")] == [
        "0 %", "2 %", "4 %", "6 %", "8 %", "10 %", "12 %",
    ]  # fmt: skip


def test_names_are_escaped() -> None:
    chart = bars(items=[Bar("<script>", 0.1)])
    assert "<script>" not in chart.wide + chart.narrow


def test_long_names_are_cut_where_they_are_alike() -> None:
    shared = "RGPD dans sa pratique d’enseignant "
    cut = [clipped(shared + end, 200) for end in ("du primaire", "du second degré")]
    assert len(set(cut)) == 2
    assert cut[0].endswith("primaire")
    assert all(text_width(name, 13) <= 200 and name.startswith("RGPD") for name in cut)
    assert clipped("Prim à bord", 200) == "Prim à bord"


def test_no_line_crosses_the_name_of_an_objective() -> None:
    picture = str(ALL["trend"].wide)
    assert picture.rindex("<path") < picture.index(AIM.label)


def test_a_long_name_goes_on_a_second_line_before_it_is_cut() -> None:
    long = "Circonscription 1er degré Plateau des Sapins"
    assert wrapped(long, 242) == ["Circonscription 1er degré", "Plateau des Sapins"]
    assert wrapped("Doubs", 242) == ["Doubs"]
    made = charts.bars(id="b", title="t", items=[Bar(long, 0.4), Bar("Doubs", 0.2)])
    assert ">Circonscription 1er degré</text>" in made.wide
    for picture in (made.wide, made.narrow):
        assert "Sapins</text>" in picture
        assert "…" not in picture
