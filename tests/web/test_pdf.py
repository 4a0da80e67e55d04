"""Paper: tagged, in French, with its words, the same each time; a fault is told."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from vigie.web.pdf import PaperFault, pdf

AT = datetime(2026, 3, 2, 9, 0, 0, 123, tzinfo=UTC)
LETTER = b"""
#import "/web/paper/paper.typ": data, lines, paper, picture
#show: paper.with(title: data.title, issuer: "DRANE Bretagne", dated: "2 mars 2026")
= Ce qui est connu
#lines(((label: "Territoire"), (label: "Taux", numeric: true)), data.rows)
#picture(data.svg, data.words, width: 3cm)
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
DATA = {
    "title": "Point d’étape à l’été",
    "rows": [["Ille-et-Vilaine", "4,5\u202f%"], ["Finistère", "10\u202f%"]],
    "svg": SVG,
    "words": "Un carré",
}


def test_a_document_is_tagged_in_french_and_holds_its_words() -> None:
    read = PdfReader(io.BytesIO(pdf(LETTER, DATA, at=AT)))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].lower().startswith("fr")
    assert read.metadata is not None
    assert read.metadata.title == DATA["title"]
    text = " ".join(page.extract_text() for page in read.pages)
    for word in ("Ce qui est connu", "Ille-et-Vilaine", "DRANE Bretagne", "page 1 sur 1"):
        assert word in text


def test_the_same_data_make_the_same_bytes() -> None:
    assert pdf(LETTER, DATA, at=AT) == pdf(LETTER, DATA, at=AT)


def test_text_is_never_code() -> None:
    wild = {**DATA, "rows": [['#panic("!")', "*a* $x$ \\ @b"]]}
    assert '#panic("!")' in PdfReader(io.BytesIO(pdf(LETTER, wild, at=AT))).pages[0].extract_text()


@pytest.mark.parametrize("missing", ["title", "words"])
def test_a_document_without_title_or_words_is_refused(missing: str) -> None:
    with pytest.raises(PaperFault):
        pdf(LETTER, {**DATA, missing: None}, at=AT)
