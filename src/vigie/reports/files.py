"""A report as a file: one writer for each kind, and the answer that carries it."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse

from vigie.reports.blocks import Document
from vigie.reports.docx import to_docx
from vigie.reports.odt import to_odt
from vigie.web.pdf import pdf

PAPER = Path(__file__).with_name("report.typ")
TEXTS = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text_file(kind: str, report: Document) -> bytes:
    """The bytes of a report, as one of `TEXTS`."""
    if kind == "pdf":
        return pdf(PAPER, report.as_data(), at=report.made_at)
    return {"odt": to_odt, "docx": to_docx}[kind](report)


def attached(content: bytes, kind: str, mime: str, report: Document) -> HttpResponse:
    """The answer that makes a browser keep the file, under the name of the report."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="{report.name}.{kind}"'
    return answer
