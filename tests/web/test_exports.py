"""Files of what is on screen, with what a reader must know of them."""

import json
from io import BytesIO

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from vigie.web.exports import export_asked, neutral, to_csv, to_json, to_ods, to_xlsx
from vigie.web.gallery.sample import figure, rate
from vigie.web.tables import Column, Link, Row, Table

COLUMNS = [
    Column("name", "Territoire", header=True),
    Column("people", "Participants", kind="count"),
    Column("rate", "Taux", kind="share"),
    Column("gap", "Écart", kind="points"),
]
ROWS = [
    Row({"name": Link("Doubs", "/d/"), "people": figure(1204), "rate": rate(926, 7609),
         "gap": figure(-0.025, unit="points")}),
    Row({"name": "=HYPERLINK(\"http://x\")", "people": figure(0),
         "rate": figure(None, unit="share", status="no_denominator"),
         "gap": figure(None, unit="points", status="hidden")}),
    Row({"name": "Total", "people": figure(1204), "rate": rate(926, 7609), "gap": None}, True),
]  # fmt: skip
TABLE = Table("t", "Essai", COLUMNS, ROWS, sources=("Pix Orga",), note="À lire.", per_page=1)


def test_csv_opens_in_a_french_spreadsheet() -> None:
    data = to_csv(TABLE.view(QueryDict()), "/page/?a=b")
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Territoire;Participants;Taux (%);Écart (points)"
    assert lines[1] == "Doubs;1204;12,2;-2,5"
    assert lines[2] == (
        '"\'=HYPERLINK(""http://x"")";0;pas d’effectif à ce niveau;masqué (moins de 5 personnes)'
    )
    assert lines[3] == "Total;1204;12,2;pas de donnée"
    assert lines[4] == ""
    about = dict(line.split(";", 1) for line in lines[5:] if line)
    assert about["Tableau"] == "Essai"
    assert about["Source"] == "Pix Orga"
    assert about["Imports"] == "imp-1"
    assert about["Données arrêtées au"].replace("\u00a0", " ") == "10 avril 2024"
    assert about["Note"] == "À lire."
    assert about["Adresse"] == "/page/?a=b"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spreadsheets_hold_numbers_and_no_formula(kind: str) -> None:
    data = {"xlsx": to_xlsx, "ods": to_ods}[kind](TABLE.view(QueryDict()), "/page/")
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert book.sheet_names == ["Données", "À propos"]
    rows = book.get_sheet_by_name("Données").to_python()
    assert rows[0] == ["Territoire", "Participants", "Taux", "Écart (points)"]
    assert rows[1][:2] == ["Doubs", 1204]
    assert rows[1][2] == pytest.approx(926 / 7609)
    assert rows[1][3] == pytest.approx(-2.5)
    assert rows[2][0] == '\'=HYPERLINK("http://x")'
    assert rows[2][2] == "pas d’effectif à ce niveau"
    about = {row[0]: row[1] for row in book.get_sheet_by_name("À propos").to_python()}
    assert about["Source"] == "Pix Orga"
    assert about["Adresse"] == "/page/"


def test_json_holds_components_and_states() -> None:
    document = json.loads(to_json(TABLE.view(QueryDict("t-q=doubs")), "/page/?t-q=doubs"))
    assert document["title"] == "Essai"
    assert document["filters"] == ["Texte cherché\u00a0: doubs"]
    assert document["sources"] == ["Pix Orga"]
    assert document["as_of"] == "2024-04-10"
    first = document["rows"][0]
    assert first["name"] == "Doubs"
    assert first["rate"]["numerator"] == 926
    assert first["rate"]["denominator"] == 7609
    assert first["rate"]["status"] == "ok"
    assert len(document["rows"]) == 2  # Doubs and the total


def test_every_page_is_exported_in_the_order_of_the_screen() -> None:
    rows = [Row({"name": f"L{n}", "people": figure(n)}) for n in range(250)]
    view = Table("t", "Essai", COLUMNS[:2], rows, per_page=100).view(
        QueryDict("t-tri=-people&t-page=2")
    )
    lines = to_csv(view).decode("utf-8-sig").split("\r\n")
    assert lines[1] == "L249;249"
    assert lines[250] == "L0;0"


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@x", "\tx", "\rx"])
def test_what_could_run_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@given(st.text(max_size=30))
def test_no_text_cell_starts_like_a_formula(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_export_is_asked_by_the_address(rf: RequestFactory) -> None:
    request = rf.get("/page/", {"t-export": "csv", "t-q": "doubs", "profil": "CPE"})
    response = export_asked(request, TABLE.view(request.GET))
    assert response is not None
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="vigie-t-2024-04-10.csv"'
    text = response.content.decode("utf-8-sig")
    assert "Adresse;/page/?t-q=doubs&profil=CPE" in text


@pytest.mark.parametrize("asked", ["", "exe", "CSV"])
def test_anything_else_is_no_export(rf: RequestFactory, asked: str) -> None:
    request = rf.get("/page/", {"t-export": asked})
    assert export_asked(request, TABLE.view(request.GET)) is None


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=4))
def test_both_spreadsheets_hold_the_same_number(values: list[float]) -> None:
    """0.1 + 0.2 has seventeen digits in one, sixteen in the other, unless both are rounded."""
    lines = [
        Row({"name": "Doubs", "people": figure(3), "rate": figure(value, unit="share"),
             "gap": figure(value, unit="points")})
        for value in (0.1 + 0.2, 926 / 7609, *values)
    ]  # fmt: skip
    view = Table("t", "Essai", COLUMNS, lines).view(QueryDict())
    held = []
    for data in (to_xlsx(view), to_ods(view)):
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        held.append(book.get_sheet_by_name("Données").to_python())
    assert held[0][1:] == held[1][1:]
    assert held[0][1][2:] == [0.3, 30]
