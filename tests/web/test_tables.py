"""Tables by their address: order, filters, pages, links."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from vigie.web.exports import about
from vigie.web.gallery.sample import figure, rate
from vigie.web.tables import Column, Link, Row, Table

COLUMNS = [
    Column("name", "Territoire", header=True),
    Column("profile", "Profil", filter=True),
    Column("people", "Participants", kind="count"),
    Column("rate", "Taux", kind="share"),
]
ROWS = [
    Row({"name": Link("Doubs", "/d/"), "profile": "CPE", "people": figure(9), "rate": rate(9, 90)}),
    Row({"name": "Élan", "profile": "1D public", "people": figure(20), "rate": rate(1, 20)}),
    Row({"name": "eure", "profile": "CPE", "people": figure(None, status="missing"),
         "rate": figure(None, unit="share", status="no_denominator")}),
    Row({"name": "Total", "profile": "", "people": figure(29), "rate": rate(10, 110)}, True),
]  # fmt: skip


def table(**changes: object) -> Table:
    return Table(**{"id": "t", "caption": "Essai", "columns": COLUMNS, "rows": ROWS, **changes})  # type: ignore[arg-type]  # overrides of the test


def names(query: str, **changes: object) -> list[str]:
    view = table(**changes).view(QueryDict(query))
    return [row.cells[0].text for row in view.rows]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Doubs", "Élan", "eure", "Total"]),
        ("t-tri=-rate", ["Doubs", "Élan", "eure", "Total"]),
        ("t-tri=rate", ["Élan", "Doubs", "eure", "Total"]),
        ("t-tri=-people", ["Élan", "Doubs", "eure", "Total"]),
        ("t-tri=-name", ["eure", "Élan", "Doubs", "Total"]),
        ("t-tri=nothing", ["Doubs", "Élan", "eure", "Total"]),
        ("u-tri=-people", ["Doubs", "Élan", "eure", "Total"]),
        ("t-q=elan", ["Élan", "Total"]),
        ("t-q=%20CPE%20", ["Doubs", "eure", "Total"]),
        ("t-profile=CPE", ["Doubs", "eure", "Total"]),
        ("t-profile=CPE&t-q=doubs", ["Doubs", "Total"]),
        ("t-q=zzz", ["Total"]),
    ],
)
def test_rows_as_the_address_asks(query: str, order: list[str]) -> None:
    assert names(query) == order


@given(st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=30), st.booleans())
def test_missing_is_last_both_ways(values: list[int | None], down: bool) -> None:
    rows = [Row({"n": value}) for value in values]
    one = Table("t", "Essai", [Column("n", "N", kind="count")], rows)
    view = one.view(QueryDict(f"t-tri={'-' if down else ''}n"))
    shown = [row.cells["n"] for row in view.kept]
    known = sorted((v for v in values if v is not None), reverse=down)
    assert shown == [*known, *[None] * (len(values) - len(known))]


def test_a_heading_says_and_turns_its_order() -> None:
    view = table().view(QueryDict("t-tri=-people&profil=CPE&t-page=3"))
    by_key = {heading.column.key: heading for heading in view.headings}
    assert by_key["people"].aria_sort == "descending"
    assert by_key["people"].href == "?t-tri=people&profil=CPE"
    # Numbers first go down, names first go up; the rest of the address stays; the page does not.
    assert "t-tri=-rate" in by_key["rate"].href
    assert "t-tri=name" in by_key["name"].href
    assert by_key["rate"].aria_sort == ""


def test_pages_hold_every_row_once() -> None:
    rows = [Row({"name": f"Lieu {n:03}"}) for n in range(250)] + [Row({"name": "Total"}, True)]
    seen: list[str] = []
    for page in (1, 2, 3):
        view = Table("t", "Essai", COLUMNS[:1], rows).view(QueryDict(f"t-page={page}"))
        assert view.pages == 3
        texts = [row.cells[0].text for row in view.rows]
        assert texts[-1] == "Total"
        seen += texts[:-1]
    assert seen == [f"Lieu {n:03}" for n in range(250)]


@pytest.mark.parametrize(("count", "whole"), [(250, True), (500, True), (501, False)])
def test_paper_shows_every_row_of_a_table_that_is_not_too_long(count: int, whole: bool) -> None:
    names = [f"Lieu {n:03}" for n in range(count)]
    rows = [Row({"name": name}) for name in names] + [Row({"name": "Total"}, True)]
    view = Table("t", "Essai", COLUMNS[:1], rows).view(QueryDict("t-page=2"))
    printed = [line.cells[0].text for line in view.lines]
    on_screen = [line.cells[0].text for line in view.lines if not line.paper]
    assert on_screen == [*names[100:200], "Total"]
    assert printed == ([*names, "Total"] if whole else on_screen)
    assert view.is_printed_whole is whole
    assert view.page_text == f"page 2 sur {view.pages}"


@pytest.mark.parametrize("asked", ["0", "-1", "99", "abc", "²", "1" * 50])
def test_a_page_that_is_not_there_is_brought_back(asked: str) -> None:
    view = table().view(QueryDict(f"t-page={asked}"))
    assert view.page == 1
    assert len(view.rows) == 4


def test_words_about_what_is_shown() -> None:
    view = table().view(QueryDict("t-profile=CPE&t-tri=-rate"))
    assert view.count_text == "2\u00a0lignes sur 3"
    assert view.order_text == "trié par «\u00a0Taux\u00a0», du plus grand au plus petit"
    assert view.filters_text == ["Profil\u00a0: CPE"]
    assert view.as_of == date(2024, 4, 10)
    assert view.imports == ["imp-1"]


def test_figures_of_several_days_say_the_oldest() -> None:
    assert table().view(QueryDict("")).oldest is None
    older = Row({"name": "Eure", "people": replace(figure(3), as_of=date(2023, 10, 1))})
    view = table(rows=[*ROWS, older]).view(QueryDict(""))
    assert (view.oldest, view.as_of) == (date(2023, 10, 1), date(2024, 4, 10))
    assert ("Donnée la plus ancienne", "1er\u00a0octobre\u00a02023") in about(view)


def test_options_are_the_values_in_order() -> None:
    [only] = table().view(QueryDict("t-profile=CPE")).filters
    assert list(only.options) == ["CPE", "1D public"]
    assert only.value == "CPE"


def test_the_form_keeps_the_rest_of_the_address() -> None:
    view = table().view(QueryDict("profil=ALL&t-tri=rate&t-q=x&t-profile=CPE&t-page=2"))
    assert view.hidden == [("profil", "ALL"), ("t-tri", "rate")]


def test_heat_colours_shares_only() -> None:
    columns = [Column("name", "Sujet", header=True), Column("v", "Valeur", kind="share", heat=True)]
    rows = [
        Row({"name": "a", "v": rate(60, 100)}),
        Row({"name": "b", "v": figure(None, unit="share", status="not_applicable")}),
        Row({"name": "c", "v": figure(700)}),
        Row({"name": "d", "v": 0.8}),
    ]
    view = Table("t", "Essai", columns, rows).view(QueryDict())
    assert [row.cells[1].klass for row in view.rows] == ["q3", "", "", "q5"]


def test_a_band_is_named_once_and_only_in_the_given_order() -> None:
    rows = [Row({"name": n}, section=s) for n, s in (("b", "X"), ("a", "X"), ("c", "Y"))]
    one = Table("t", "Essai", COLUMNS[:1], rows)
    assert [row.section for row in one.view(QueryDict()).rows] == ["X", "", "Y"]
    assert [row.section for row in one.view(QueryDict("t-tri=name")).rows] == ["", "", ""]


def test_bad_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="table id"):
        Table("Mon tableau", "x", [], [])
    with pytest.raises(ValueError, match="repeated or reserved"):
        Table("t", "x", [Column("q", "Q")], [])
