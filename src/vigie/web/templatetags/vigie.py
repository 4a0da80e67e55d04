"""Tags and filters of the shell: `{% load vigie %}`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context, defaultfilters
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from vigie.web import formats
from vigie.web.charts import Chart
from vigie.web.components import Choice, Crumb, Field, Input, Tab, Tile
from vigie.web.formats import FigureLike
from vigie.web.links import hidden_fields, leads, opens, provenance_url
from vigie.web.maps import MapView
from vigie.web.tables import CellView, Link, RowView, TableView

register = template.Library()


# -- figures --------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def figure(
    context: Context, value: FigureLike | None, decimals: int | None = None, link: bool = True
) -> SafeString:
    """A figure in its state, linked to where it comes from if the reader may go there."""
    return _figure(value, decimals, link=link, request=_request(context))


def _request(context: Context) -> HttpRequest | None:
    """The request behind a page; inside a component too, whose context has no « request »."""
    return getattr(context, "request", None)


def _figure(
    value: FigureLike | None, decimals: int | None, *, link: bool, request: HttpRequest | None
) -> SafeString:
    seen = formats.shown(value, decimals)
    href = provenance_url(value) if link else None
    if href and not opens(request, "provenance", getattr(value, "territory", None)):
        href = None
    if seen.text == seen.words:
        inside = format_html("{}", seen.text)
    else:
        inside = format_html(
            '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
            seen.text,
            seen.words,
        )
    title = "" if seen.text == seen.words else format_html(' title="{}"', seen.words)
    marks = _marks(value)
    if href:
        return format_html(
            '<a class="figure figure--{}" href="{}"{}>{}</a>{}',
            seen.state,
            href,
            title,
            inside,
            marks,
        )
    return format_html(
        '<span class="figure figure--{}"{}>{}</span>{}', seen.state, title, inside, marks
    )


def _marks(value: FigureLike | None) -> SafeString:
    """Small signs after a figure: another source disagrees; part of the expected data is there."""
    marks = SafeString("")
    if value is None:
        return marks
    if getattr(value, "alternatives", ()):
        marks += _mark("≠", "une autre source donne une valeur différente")
    present, expected = getattr(value, "present", None), getattr(value, "expected", None)
    if present is not None and expected and present < expected:
        marks += _mark("◐", f"données partielles\u00a0: {_part(present, expected)}")
    return marks


def _part(present: float, expected: float) -> str:
    """« 4 sur 5 attendues »; below a whole unit, « 50 % de ce qui est attendu »."""
    if float(present).is_integer() and float(expected).is_integer():
        return f"{formats.count(present)} sur {formats.plural(int(expected), 'attendue')}"
    return f"{formats.share(present / expected, 0)} de ce qui est attendu"


def _mark(sign: str, words: str) -> SafeString:
    return format_html(
        '<span class="mark" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden"> ({0})</span></span>',
        words,
        sign,
    )


@register.simple_tag(takes_context=True)
def opened(context: Context, address: str, territory: str | None = None) -> bool:
    """Whether the reader may open an address: `{% opened "quality" as may %}`."""
    return opens(_request(context), address, territory)


@register.simple_tag(takes_context=True)
def cells(context: Context, row: RowView) -> SafeString:
    """The cells of one row of a table, its name as a row header.

    Written here and not in the template of the table: nine tenths of the time of a long table are
    spent in its cells, and the template language takes three times as long."""
    request = _request(context)
    parts = []
    for view in row.cells:
        column = view.column
        inside = _inside(view, link=not row.paper, request=request)
        if column.header:
            parts.append(f'<th scope="row" class="rowhead">{inside}</th>')
        else:
            klass = "num" if column.numeric else ""
            heat = f" heat {view.klass}" if view.klass else ""
            parts.append(f'<td class="{klass}{heat}">{inside}</td>')
    return SafeString("".join(parts))


def _inside(view: CellView, *, link: bool, request: HttpRequest | None) -> SafeString:
    """The content of a cell, escaped; without links where nobody can follow them."""
    value = view.value
    if formats.is_figure(value):
        return _figure(value, view.column.decimals, link=link, request=request)
    if isinstance(value, Link):
        note = format_html(' <span class="meta">{}</span>', value.note) if value.note else ""
        if not link or not leads(request, value.href):
            return format_html("{}{}", value.text, note)
        return format_html('<a href="{}">{}</a>{}', value.href, value.text, note)
    if value is None:
        return _figure(None, None, link=False, request=None)
    return escape(view.text)


register.filter("count", lambda value: "" if value is None else formats.count(value))
register.filter("share", lambda value, places=1: formats.share(value, places))
register.filter("points", lambda value: formats.points(value))
register.filter("weight", lambda value: formats.weight(value))
register.filter("plural", lambda value, words: formats.plural(value, *words.split(",")))


@register.filter
def pluralize(value: Any, endings: str = "s") -> str:
    """As Django's, of which it takes the place: French plural starts at two, nought is singular."""
    try:
        number = abs(float(value))
    except (TypeError, ValueError):
        number = len(value) if hasattr(value, "__len__") else 0
    return str(defaultfilters.pluralize(2 if number >= 2 else 1, endings))


@register.filter
def day(value: date | None) -> str:
    """« 10 avril 2024 »."""
    return formats.day(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """« 10/04/2024 »."""
    return formats.short_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """« 10 avril 2024 à 9 h 05 »."""
    return formats.moment(value) if value else ""


# -- components -----------------------------------------------------------------------------


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: Context, view: TableView) -> dict[str, Any]:
    """A table with its search, its exports and its pages."""
    return {"view": view, "table": view.table, "path": context["request"].path}


@register.inclusion_tag("components/chart.html")
def chart(value: Chart) -> dict[str, Any]:
    """A chart, its words and its numbers."""
    return {"chart": value}


@register.inclusion_tag("components/map.html", name="map")
def map_tag(value: MapView) -> dict[str, Any]:
    """A map, its legend and its numbers."""
    return {"map": value}


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, crumbs: Sequence[Crumb]) -> dict[str, Any]:
    """The way from the nation to this page; a step that the reader may not open is no link."""
    request = _request(context)
    shown = [
        each if not each.href or leads(request, each.href) else replace(each, href="")
        for each in crumbs
    ]
    return {"crumbs": shown}


@register.inclusion_tag("components/tile.html")
def tile(value: Tile) -> dict[str, Any]:
    """A headline number; to be put in `<ul class="tiles">`-like containers."""
    return {"tile": value}


@register.inclusion_tag("components/tabs.html")
def tabs(label: str, items: Sequence[Tab]) -> dict[str, Any]:
    """Views of one page, as links."""
    return {"label": label, "items": items}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(
    context: Context, fields: Sequence[Choice | Input], submit: str = "Afficher"
) -> dict[str, Any]:
    """A GET form that keeps what else the address holds."""
    own = {field.name for field in fields}
    kept = [
        pair for pair in hidden_fields(context["request"].GET, own) if not pair[0].endswith("-page")
    ]
    return {"fields": fields, "submit": submit, "hidden": kept, "path": context["request"].path}


@register.inclusion_tag("components/field.html")
def field(value: Field) -> dict[str, Any]:
    """An entry of a POST form with its label, help and error."""
    return {"field": value}


@register.inclusion_tag("components/errors.html")
def errors(problems: Sequence[Any], caption: str = "Erreurs du fichier") -> dict[str, Any]:
    """Lines of a file that cannot be read, with value, reason and remedy."""
    return {"problems": problems, "caption": caption}


@register.inclusion_tag("components/facts.html")
def facts(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A list of names and values; a value may be a figure."""
    return {"pairs": [(name, value, formats.is_figure(value)) for name, value in pairs]}


@register.inclusion_tag("components/button.html")
def button(label: str, href: str = "", kind: str = "secondary") -> dict[str, Any]:
    """A link that looks like a button, or a submit button without `href`."""
    return {"label": label, "href": href, "kind": kind}


@register.inclusion_tag("components/print_button.html")
def print_button(label: str = "Imprimer") -> dict[str, Any]:
    """Shown only when scripts run: printing needs one."""
    return {"label": label}


@register.simple_block_tag
def notice(content: SafeString, kind: str, title: str = "") -> SafeString:
    """`{% notice "warning" "Titre" %}…{% endnotice %}`; kind: info, success, warning, error."""
    if kind not in ("info", "success", "warning", "error"):
        raise ValueError(f"notice: unknown kind {kind!r}")
    return SafeString(
        render_to_string(
            "components/notice.html", {"content": content, "kind": kind, "title": title}
        )
    )


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A small picture without meaning of its own: the words beside it say it."""
    return {"name": name}
