"""Files of what a table shows: CSV, XLSX, ODS and JSON, with sources, date and filters inside.

A cell of text that a spreadsheet would take for a formula gets an apostrophe in front
(`= + - @`, tab, carriage return): a school's name typed elsewhere must not run on a reader's
machine. Numbers stay numbers. JSON is not opened by spreadsheets: its texts are untouched.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from vigie.web import formats
from vigie.web.tables import Cell, Column, Link, TableView, cell_text

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json; charset=utf-8",
}
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_asked(request: HttpRequest, *views: TableView) -> HttpResponse | None:
    """The file that the address asks for (`<id>-export=csv`), None when it asks for none."""
    for view in views:
        kind = request.GET.get(view.name("export"), "")
        if kind in MIME and view.table.exportable:
            return _response(view, kind, request)
    return None


def _response(view: TableView, kind: str, request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    query.pop(view.name("export"), None)
    address = request.path + (f"?{query.urlencode()}" if query else "")
    writer = {"csv": to_csv, "xlsx": to_xlsx, "ods": to_ods, "json": to_json}[kind]
    response = HttpResponse(writer(view, address), content_type=MIME[kind])
    stamp = f"-{view.as_of.isoformat()}" if view.as_of else ""
    name = f"vigie-{view.table.id}{stamp}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_file(name: str, header: Sequence[str], lines: Iterable[Sequence[str]]) -> HttpResponse:
    """Lines as a CSV file that a page of imports reads back: the header first, and nothing but
    lines after it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type=MIME["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def neutral(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet could run it."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def about(view: TableView, address: str = "") -> list[tuple[str, str]]:
    """What a reader of the file must know: title, date, sources, filters, order."""
    lines = [("Tableau", view.table.caption)]
    if view.as_of:
        lines.append(("Données arrêtées au", formats.day(view.as_of)))
    if view.oldest:
        lines.append(("Donnée la plus ancienne", formats.day(view.oldest)))
    lines += [("Source", source) for source in view.table.sources]
    if view.imports:
        lines.append(("Imports", ", ".join(view.imports)))
    lines += [("Filtre", text) for text in view.filters_text]
    lines.append(("Lignes", view.count_text))
    if view.order_text:
        lines.append(("Ordre", view.order_text))
    if view.table.note:
        lines.append(("Note", view.table.note))
    if address:
        lines.append(("Adresse", address))
    return lines


def heading(column: Column) -> str:
    """Column title with its group and its unit: « Couverture, 1D public (%) »."""
    unit = {"share": " (%)", "points": " (points)"}.get(column.kind, "")
    group = f"{column.group}, " if column.group else ""
    return f"{group}{column.label}{unit}"


def number(value: Cell) -> float | int | None:
    """The number of a cell, None when it holds words or nothing."""
    if formats.is_figure(value):
        return value.value if value.status == "ok" else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def written(value: Cell, unit: str) -> float | int | None:
    """The number of a cell as spreadsheets hold it: points as such, shares between 0 and 1.

    Fifteen significant digits, which is what they keep: the same number in XLSX and in ODS.
    """
    amount = number(value)
    if amount is None:
        return None
    scaled = amount * 100 if unit == "points" else amount
    return scaled if isinstance(scaled, int) else float(f"{scaled:.15g}")


def rows(view: TableView) -> list[list[Cell]]:
    """Every row kept, on all pages, in the order of the screen, totals last."""
    columns = view.table.columns
    return [[r.cells.get(c.key) for c in columns] for r in [*view.kept, *view.totals]]


def to_csv(view: TableView, address: str = "") -> bytes:
    """UTF-8 with BOM, `;` and decimal comma: opens as it is in a French spreadsheet. What the file
    is about follows the rows, after an empty line: the first line is the header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(heading(column)) for column in view.table.columns])
    for cells in rows(view):
        pairs = zip(cells, view.table.columns, strict=True)
        writer.writerow([_csv_cell(cell, column) for cell, column in pairs])
    writer.writerow([])
    for label, text in about(view, address):
        writer.writerow([label, neutral(text)])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell, column: Column) -> str:
    amount = number(value)
    if amount is None or column.kind == "text":
        return neutral(_plain(cell_text(value, column)))
    unit = _unit(value, column)
    scale, decimals = _precision(unit, column)
    text = str(
        formats.half_up(amount * scale if scale == 1 else round(amount * scale, 9), decimals)
    )
    return text.replace(".", ",")


def _unit(value: Cell, column: Column) -> str:
    return column.kind if column.kind in ("share", "points") else getattr(value, "unit", "people")


def _precision(unit: str, column: Column) -> tuple[int, int]:
    if unit in ("share", "points"):
        return 100, 1 if column.decimals is None else column.decimals
    return 1, column.decimals or 0


def _plain(text: str) -> str:
    # Narrow spaces are for the eye: other tools search for plain ones.
    return text.replace(formats.NNBSP, " ").replace(formats.NBSP, " ")


def to_xlsx(
    view: TableView,
    address: str = "",
    *,
    name: str = "Données",
    others: Sequence[tuple[str, TableView]] = (),
) -> bytes:
    """One sheet of numbers (see `written`) under the format of the screen, one sheet that says what
    they are. `name`: of the first; `others`: tables that go with it, under the names of theirs."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    styles = {
        (kind, places, strong): book.add_format(
            {"num_format": _pattern(kind, places), "bold": strong}
        )
        for kind in ("share", "points", "count", "date", "text")
        for places in (0, 1, 2)
        for strong in (False, True)
    }
    for title, each in [(name, view), *others]:
        _fill_sheet(book.add_worksheet(title), each, head, styles)
    info = book.add_worksheet("À propos")
    info.set_column(0, 0, 22)
    info.set_column(1, 1, 90)
    for y, (label, text) in enumerate(about(view, address)):
        info.write_string(y, 0, label, book.add_format({"bold": True}))
        info.write_string(y, 1, neutral(text))
    book.close()
    return out.getvalue()


def _fill_sheet(sheet: Any, view: TableView, head: Any, styles: Mapping[Any, Any]) -> None:
    for x, column in enumerate(view.table.columns):
        sheet.write_string(0, x, neutral(heading(column).replace(" (%)", "")), head)
        sheet.set_column(x, x, 34 if column.header else 16)
    strong_from = len(view.kept)
    for y, cells in enumerate(rows(view), start=1):
        for x, (value, column) in enumerate(zip(cells, view.table.columns, strict=True)):
            unit = _unit(value, column)
            amount = written(value, unit)
            places = min(2, _precision(unit, column)[1])
            strong = y > strong_from
            if isinstance(value, date):
                sheet.write_datetime(y, x, value, styles["date", 0, strong])
            elif amount is None or column.kind == "text":
                sheet.write_string(
                    y, x, neutral(cell_text(value, column)), styles["text", 0, strong]
                )
            else:
                kind = unit if unit in ("share", "points") else "count"
                sheet.write_number(y, x, amount, styles[kind, places, strong])
    sheet.freeze_panes(1, 1)
    if view.kept:
        sheet.autofilter(0, 0, len(view.kept), len(view.table.columns) - 1)


def _pattern(kind: str, places: int) -> str:
    tail = f".{'0' * places}" if places else ""
    return {
        "share": f"0{tail}%",
        "points": f"+0{tail};-0{tail};0{tail}",
        "count": f"#,##0{tail}",
        "date": "dd/mm/yyyy",
        "text": "@",
    }[kind]


def to_ods(view: TableView, address: str = "") -> bytes:
    """The same two sheets for LibreOffice."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as Sheet
    from odf.table import TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    styles = _ods_styles(book)

    def cell(text: str, **attributes: Any) -> TableCell:
        made = TableCell(**attributes)
        made.addElement(P(text=text))
        return made

    sheet = Sheet(name="Données")
    line = TableRow()
    for column in view.table.columns:
        title = neutral(heading(column).replace(" (%)", ""))
        line.addElement(cell(title, valuetype="string", stylename=styles["head"]))
    sheet.addElement(line)
    for cells in rows(view):
        line = TableRow()
        for value, column in zip(cells, view.table.columns, strict=True):
            unit = _unit(value, column)
            amount = written(value, unit)
            text = cell_text(value, column)
            if isinstance(value, date):
                line.addElement(cell(text, valuetype="date", datevalue=value.isoformat()))
            elif amount is None or column.kind == "text":
                line.addElement(cell(neutral(text), valuetype="string"))
            elif unit == "share":
                places = min(2, _precision(unit, column)[1])
                line.addElement(
                    cell(
                        text,
                        valuetype="percentage",
                        value=repr(float(amount)),
                        stylename=styles[f"share{places}"],
                    )
                )
            else:
                line.addElement(cell(text, valuetype="float", value=repr(amount)))
        sheet.addElement(line)
    info = Sheet(name="À propos")
    for label, text in about(view, address):
        line = TableRow()
        line.addElement(cell(label, valuetype="string", stylename=styles["head"]))
        line.addElement(cell(neutral(text), valuetype="string"))
        info.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.spreadsheet.addElement(info)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods_styles(book: Any) -> dict[str, Any]:
    from odf import number as ods_number
    from odf.style import Style, TextProperties

    styles: dict[str, Any] = {}
    head = Style(name="head", family="table-cell")
    head.addElement(TextProperties(fontweight="bold"))
    book.automaticstyles.addElement(head)
    styles["head"] = head
    for places in (0, 1, 2):
        percent = ods_number.PercentageStyle(name=f"percent{places}")
        percent.addElement(ods_number.Number(decimalplaces=str(places), minintegerdigits="1"))
        percent.addElement(ods_number.Text(text="%"))
        book.automaticstyles.addElement(percent)
        style = Style(name=f"share{places}", family="table-cell", datastylename=f"percent{places}")
        book.automaticstyles.addElement(style)
        styles[f"share{places}"] = style
    return styles


def to_json(view: TableView, address: str = "") -> bytes:
    """An object: `title, as_of, oldest, sources, imports, filters, order, note, address, columns,
    rows`.
    A figure is an object with its components and its text; absent values keep their status."""
    columns = view.table.columns
    document = {
        "title": view.table.caption,
        "as_of": view.as_of,
        "oldest": view.oldest,
        "sources": list(view.table.sources),
        "imports": view.imports,
        "filters": view.filters_text,
        "order": view.order_text,
        "note": view.table.note,
        "address": address,
        "columns": [
            {"key": c.key, "label": c.label, "group": c.group, "kind": c.kind} for c in columns
        ],
        "rows": [
            {c.key: _json_cell(cell, c) for cell, c in zip(cells, columns, strict=True)}
            for cells in rows(view)
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_json_default)
    return text.encode("utf-8")


def _json_cell(value: Cell, column: Column) -> Any:
    if isinstance(value, Link):
        return value.text
    if not formats.is_figure(value):
        return value
    kept: Sequence[str] = (
        "value",
        "numerator",
        "denominator",
        "unit",
        "status",
        "as_of",
        "imports",
        "present",
        "expected",
    )
    found = {name: getattr(value, name) for name in kept if hasattr(value, name)}
    return {**found, "text": formats.shown(value, column.decimals).words}


def _json_default(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
