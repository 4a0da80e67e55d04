"""A report as a text that Word opens: built-in styles, so that its outline works, tables whose head
comes back on each page, language."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any

from docx import Document as new_document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from vigie.reports.blocks import Block, Bullets, Document, Facts, Heading, Lines, Paragraph, Picture

WIDTH_CM = 17
_BLUE, _GREY = RGBColor(0x1F, 0x4E, 0x8C), RGBColor(0x55, 0x60, 0x6B)


def to_docx(report: Document) -> bytes:
    """The bytes of the DOCX file."""
    book = new_document()
    _describe(book, report)
    _look(book)
    _small(book.add_paragraph(report.issuer))
    book.add_paragraph(report.title, style="Title")
    _small(book.add_paragraph(report.dated))
    for block in report.blocks:
        _write(book, block)
    book.sections[0].footer.paragraphs[0].text = report.foot
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _describe(book: Any, report: Document) -> None:
    about = book.core_properties
    about.title, about.author, about.language = report.title, report.issuer, "fr-FR"
    about.comments = ""
    about.created = about.modified = report.made_at.astimezone(UTC).replace(tzinfo=None)


def _look(book: Any) -> None:
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(book.sections[0], side, Cm(2))
    book.sections[0].page_width, book.sections[0].page_height = Cm(21), Cm(29.7)
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(10.5)
    for name in ("Title", *(f"Heading {level}" for level in range(1, 5))):
        style = book.styles[name]
        style.font.color.rgb, style.font.name = _BLUE, "Liberation Sans"
    # The template of the library speaks English: the voice and the spelling follow this mark.
    for known in book.styles.element.iter(qn("w:lang")):
        known.set(qn("w:val"), "fr-FR")


def _write(book: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            book.add_heading(text, level=min(level, 4))
        case Paragraph(text, tone):
            line = book.add_paragraph()
            run = line.add_run(text)
            run.bold = tone == "strong"
            if tone == "note":
                _small(line)
        case Picture(_, words):
            book.add_paragraph(words)
        case Facts(pairs):
            for name, value in pairs:
                line = book.add_paragraph()
                line.paragraph_format.space_after = Pt(2)
                line.add_run(f"{name}\u00a0: ").bold = True
                line.add_run(value)
        case Bullets(items):
            for text in items:
                book.add_paragraph(text, style="List Bullet")
        case Lines():
            _table(book, block)


def _small(line: Any) -> None:
    for run in line.runs:
        run.font.size, run.font.color.rgb = Pt(9), _GREY


def _table(book: Any, block: Lines) -> None:
    caption = book.add_paragraph()
    caption.add_run(block.caption).bold = True
    caption.paragraph_format.keep_with_next = True
    table = book.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    total = sum(block.widths)
    widths = [Cm(WIDTH_CM * part / total) for part in block.widths]
    _fill(head.cells, block.columns, widths, bold=True)
    for cells in block.rows:
        _fill(table.add_row().cells, cells, widths)
    book.add_paragraph()


def _fill(cells: Any, texts: Any, widths: Any, *, bold: bool = False) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = width
        line = cell.paragraphs[0]
        run = line.add_run(text)
        run.font.size, run.bold = Pt(9), bold
