"""A report as a text that LibreOffice opens: styles, headings, tables with their head, language."""

from __future__ import annotations

import io
from typing import Any

from odf import dc, meta
from odf.opendocument import OpenDocumentText
from odf.style import (
    DefaultStyle,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, List, ListItem, P, Span

from vigie.reports.blocks import Block, Bullets, Document, Facts, Heading, Lines, Paragraph, Picture

WIDTH_CM = 17
_SIZES = {1: "16pt", 2: "13pt", 3: "12pt", 4: "11pt"}


def to_odt(report: Document) -> bytes:
    """The bytes of the ODT file."""
    book = OpenDocumentText()
    _describe(book, report)
    styles = _styles(book)
    book.text.addElement(P(stylename=styles["note"], text=report.issuer))
    book.text.addElement(P(stylename=styles["title"], text=report.title))
    book.text.addElement(P(stylename=styles["note"], text=report.dated))
    for number, block in enumerate(report.blocks):
        for element in _written(block, styles, book, number):
            book.text.addElement(element)
    book.text.addElement(P(stylename=styles["note"], text=report.foot))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _describe(book: Any, report: Document) -> None:
    at = report.made_at.isoformat(timespec="seconds")
    book.meta.addElement(dc.Title(text=report.title))
    book.meta.addElement(dc.Creator(text=report.issuer))
    book.meta.addElement(dc.Language(text="fr-FR"))
    book.meta.addElement(dc.Date(text=at))
    book.meta.addElement(meta.CreationDate(text=at))


def _styles(book: Any) -> dict[str, Any]:
    # The page speaks French for who listens to it, and for the spelling checker.
    default = DefaultStyle(family="paragraph")
    default.addElement(
        TextProperties(fontsize="10.5pt", language="fr", country="FR", fontname="Liberation Sans")
    )
    book.styles.addElement(default)
    made: dict[str, Any] = {}

    def style(name: str, label: str, text: dict[str, str], **paragraph: str) -> None:
        each = Style(name=label, family="paragraph")
        each.addElement(ParagraphProperties(**(paragraph or {"margintop": "0.1cm"})))
        each.addElement(TextProperties(**text))
        book.styles.addElement(each)
        made[name] = each

    style("title", "Title", {"fontsize": "21pt", "color": "#1f4e8c", "fontweight": "bold"})
    for level, size in _SIZES.items():
        style(
            f"heading{level}", f"Heading_20_{level}",
            {"fontsize": size, "color": "#1f4e8c", "fontweight": "bold"},
            margintop="0.5cm", marginbottom="0.2cm", keepwithnext="always",
        )  # fmt: skip
    style("body", "Text_20_body", {"fontsize": "10.5pt"}, marginbottom="0.2cm")
    style("strong", "Strong_20_body", {"fontweight": "bold"}, margintop="0.3cm",
          keepwithnext="always")  # fmt: skip
    style("note", "Note", {"fontsize": "9pt", "color": "#55606b"}, marginbottom="0.1cm")
    style("cell", "Table_20_Contents", {"fontsize": "9pt"}, margintop="0cm")
    style("head", "Table_20_Heading", {"fontsize": "9pt", "fontweight": "bold"}, margintop="0cm")
    style("number", "Table_20_Number", {"fontsize": "9pt"}, textalign="end")
    bold = Style(name="Strong", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    book.styles.addElement(bold)
    made["bold"] = bold
    frame = Style(name="Cell", family="table-cell")
    frame.addElement(TableCellProperties(borderbottom="0.5pt solid #c5ccd3", padding="0.08cm"))
    book.automaticstyles.addElement(frame)
    made["frame"] = frame
    return made


def _written(block: Block, styles: dict[str, Any], book: Any, number: int) -> list[Any]:
    match block:
        case Heading(text, level):
            return [H(outlinelevel=level, stylename=styles[f"heading{min(level, 4)}"], text=text)]
        case Paragraph(text, tone):
            return [P(stylename=styles[tone or "body"], text=text)]
        case Picture(_, words):
            return [P(stylename=styles["body"], text=words)]
        case Facts(pairs):
            return [_pair(name, value, styles) for name, value in pairs]
        case Bullets(items):
            return [_bullets(items, styles)]
        case Lines():
            return [
                P(stylename=styles["strong"], text=block.caption),
                _table(block, styles, book, number),
            ]


def _pair(name: str, value: str, styles: dict[str, Any]) -> Any:
    line = P(stylename=styles["body"])
    line.addElement(Span(stylename=styles["bold"], text=f"{name}\u00a0: "))
    line.addText(value)
    return line


def _bullets(items: Any, styles: dict[str, Any]) -> Any:
    made = List()
    for text in items:
        item = ListItem()
        item.addElement(P(stylename=styles["body"], text=text))
        made.addElement(item)
    return made


def _table(block: Lines, styles: dict[str, Any], book: Any, number: int) -> Any:
    table = Table(name=f"Tableau {number}")
    total = sum(block.widths)
    for n, part in enumerate(block.widths):
        column = Style(name=f"Table{number}.{n}", family="table-column")
        column.addElement(TableColumnProperties(columnwidth=f"{WIDTH_CM * part / total:.2f}cm"))
        book.automaticstyles.addElement(column)
        table.addElement(TableColumn(stylename=column))
    head = TableHeaderRows()
    head.addElement(_row(block.columns, ["head"] * len(block.columns), styles))
    table.addElement(head)
    kinds = ["number" if n in block.numeric else "cell" for n in range(len(block.columns))]
    for cells in block.rows:
        table.addElement(_row(cells, kinds, styles))
    return table


def _row(cells: Any, kinds: list[str], styles: dict[str, Any]) -> Any:
    line = TableRow()
    for text, kind in zip(cells, kinds, strict=True):
        cell = TableCell(stylename=styles["frame"], valuetype="string")
        for part in text.split("\n"):
            cell.addElement(P(stylename=styles[kind], text=part))
        line.addElement(cell)
    return line
