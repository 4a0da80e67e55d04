"""The report of a roadmap: the same figures on the page and in each file, read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from docx import Document as read_docx
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from lib.people import client_of, someone
from lib.roadmaps_drawn import DEPARTMENT, NOW, Drawn, draw
from vigie.domains.people.roles import Role
from vigie.domains.roadmaps import actions_telling
from vigie.web import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]
MARKS = ("\u00a0", "\u202f", "\u00ad")


@pytest.fixture
def drawn(home: object, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    del home
    monkeypatch.setattr(clock, "now", lambda: NOW)
    owner = someone(Role.DELEGATE, territory="reg:bourgogne-franche-comte")
    made = draw(owner)
    actions_telling.judge(
        made.node, period="2023-2024", weather="covered", synthesis="On avance.", by=owner, at=NOW
    )
    actions_telling.decide(
        made.roadmap, text="Relancer le Doubs", charged="Anne Onyme", node=made.node,
        due_on=datetime(2024, 5, 20, tzinfo=UTC).date(), by=owner, at=NOW,
    )  # fmt: skip
    actions_telling.propose(
        made.rate, territory=DEPARTMENT, reason="Compté ici.", objective=">= 8 %",
        due_by=datetime(2024, 6, 1, tzinfo=UTC).date(), by=owner, at=NOW,
    )  # fmt: skip
    return made


@pytest.fixture
def reader(drawn: Drawn) -> Client:
    assert drawn.roadmap.owner is not None
    return client_of(drawn.roadmap.owner)


def _plain(text: str) -> str:
    """A text without the spaces that layouts change."""
    for mark in MARKS:
        text = text.replace(mark, " ")
    return " ".join(text.split())


def _file(reader: Client, kind: str) -> bytes:
    answer = reader.get(f"/feuilles-de-route/bfc/rapport/?au=2024-05-02&format={kind}")
    assert answer.status_code == 200
    assert f'rapport-bfc-2024-05-02.{kind}"' in answer["Content-Disposition"]
    return answer.content


def _pdf_text(content: bytes) -> str:
    return _plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def _odt_text(content: bytes) -> str:
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    return _plain(" ".join(_texts(root)))


def _texts(root: ElementTree.Element) -> Iterator[str]:
    # A paragraph at a time: its pieces touch, two paragraphs do not.
    for element in root.iter():
        if element.tag.endswith(("}p", "}h")):
            yield "".join(element.itertext())


def _docx_text(content: bytes) -> str:
    book = read_docx(io.BytesIO(content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return _plain(" ".join([*(line.text for line in book.paragraphs), *cells]))


def _xlsx_text(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return _plain(" ".join(str(cell) for row in rows for cell in row))


FIGURES = (
    "au moins 10 %", "3 %", "1 800 enseignants", "2 000 enseignants", "10 avril 2024",
    "Saisi par Anne Onyme, d’après enquête de la DRANE", "7 points", "Ne peut être dit",
    "Relancer le Doubs", "objectif local : au moins 8 %", "Compté ici.",
    "Ouvrir une campagne par département",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "read"),
    [("pdf", _pdf_text), ("odt", _odt_text), ("docx", _docx_text), ("xlsx", _xlsx_text)],
)
def test_each_file_says_the_figures_of_the_page(reader: Client, kind: str, read: object) -> None:
    page = _plain(_without_tags(reader.get("/feuilles-de-route/bfc/rapport/").content.decode()))
    text = read(_file(reader, kind))  # type: ignore[operator]  # one of the readers above
    for figure in FIGURES:
        assert _plain(figure) in page, figure
        assert _plain(figure) in text, figure


def _without_tags(html: str) -> str:
    return " ".join(
        "".join(part.partition(">")[2]) for part in f">{html}".replace("&#x27;", "’").split("<")
    )


def test_each_indicator_has_its_verdict_and_sentence_in_each_file(reader: Client) -> None:
    from vigie.domains.roadmaps.models import Roadmap
    from vigie.domains.roadmaps.values import standing_of

    found = standing_of(Roadmap.objects.get(code="bfc"), NOW.date())
    texts = [
        _pdf_text(_file(reader, "pdf")), _odt_text(_file(reader, "odt")),
        _docx_text(_file(reader, "docx")), _xlsx_text(_file(reader, "xlsx")),
    ]  # fmt: skip
    assert len(found) == 3
    for standing in found.values():
        for text in texts:
            assert _plain(standing.verdict.sentence) in text
            assert standing.verdict.label in text


def test_the_pdf_is_tagged_french_and_has_headings(reader: Client) -> None:
    read = PdfReader(io.BytesIO(_file(reader, "pdf")))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].lower().startswith("fr")
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds
    outline = [each["/Title"] for each in read.outline if not isinstance(each, list)]
    assert "En bref" in outline
    assert "Calendrier" in outline


def _kinds(element: object) -> set[str]:
    """The kinds of all elements of the structure of a PDF."""
    found: set[str] = set()
    todo = [element]
    while todo:
        each = todo.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            todo += each
        elif isinstance(each, dict):
            if "/S" in each:
                found.add(str(each["/S"]))
            if "/K" in each:
                todo.append(each["/K"])
    return found


def test_the_texts_have_titles_language_and_headed_tables(reader: Client) -> None:
    book = read_docx(io.BytesIO(_file(reader, "docx")))
    styles = {line.style.name for line in book.paragraphs if line.style is not None}
    assert {"Title", "Heading 1", "Heading 2"} <= styles
    assert book.core_properties.language == "fr-FR"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in book.tables)
    odt = zipfile.ZipFile(io.BytesIO(_file(reader, "odt")))
    assert b"table-header-rows" in odt.read("content.xml")
    assert b'outline-level="1"' in odt.read("content.xml")
    assert b'fo:country="FR"' in odt.read("styles.xml")


def test_numbers_are_numbers_in_the_workbook(reader: Client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(_file(reader, "xlsx")))
    assert book.sheet_names == ["Indicateurs", "Actions", "Propositions", "Décisions", "À propos"]
    head, *rows = book.get_sheet_by_name("Indicateurs").to_python()
    numbers = {row[head.index("Code")]: row[head.index("Nombre")] for row in rows}
    assert numbers["A1"] == 3
    assert numbers["A2"] == 1800
    assert numbers["A3"] == "pas de donnée"


def test_the_report_of_a_former_day_knows_nothing_of_later(reader: Client) -> None:
    page = _plain(reader.get("/feuilles-de-route/bfc/rapport/?au=2024-01-15").content.decode())
    assert "1 000 enseignants" in page
    assert "1 800 enseignants" not in page
    assert "Relancer le Doubs" not in page


@pytest.mark.parametrize("asked", ["hier", "2024-13-45", "2999-01-01"])
def test_a_day_that_cannot_be_taken_is_told(reader: Client, asked: str) -> None:
    assert reader.get(f"/feuilles-de-route/bfc/rapport/?au={asked}").status_code == 400
    assert reader.get(f"/feuilles-de-route/bfc/rapport/?au={asked}&format=pdf").status_code == 400


def test_a_format_that_does_not_exist_is_refused(reader: Client) -> None:
    assert reader.get("/feuilles-de-route/bfc/rapport/?format=doc").status_code == 400


def test_who_may_not_read_the_roadmap_gets_no_file(drawn: Drawn) -> None:
    del drawn
    stranger = client_of(someone(Role.ADVISER, territory="dep:75"))
    for query in ("", "?format=pdf", "?format=xlsx"):
        assert stranger.get(f"/feuilles-de-route/bfc/rapport/{query}").status_code == 404
