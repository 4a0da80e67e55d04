"""The pages, as functions. Everything they show is made in the module of the page."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vigie.codes import slug
from vigie.measures.cube import Cube
from vigie.observatory import reimport
from vigie.observatory.answers import parent_with_siblings
from vigie.observatory.asked import Asked, choices
from vigie.observatory.board import board as make_board
from vigie.observatory.coverage import coverage as make_coverage
from vigie.observatory.coverage import fields as coverage_fields
from vigie.observatory.coverage import options as coverage_options
from vigie.observatory.coverage_origins import level_of_means
from vigie.observatory.pages import CubeRequest, cube_page, frame, opens
from vigie.observatory.participation import fields as participation_fields
from vigie.observatory.participation import options as read_options
from vigie.observatory.participation import participation as make_participation
from vigie.observatory.places import crumbs, place
from vigie.observatory.provenance import Provenance
from vigie.observatory.provenance import provenance as make_provenance
from vigie.web import formats
from vigie.web.components import Crumb
from vigie.web.exports import csv_file, export_asked
from vigie.web.tables import Column, Link, Row, Table


@cube_page("board")
def board(request: CubeRequest) -> HttpResponse:
    """The board of a territory, the nation by default."""
    shown = make_board(request.cube, request.asked)
    above = parent_with_siblings(request.cube, request.asked.territory)
    if above is not None and not opens(request)(above):
        # Those beside hers are not hers to read.
        shown = replace(shown, siblings=None)
    tables = [table for table in (shown.children, shown.profiles, shown.tne) if table]
    views = {table.id: table.view(request.GET) for table in tables}
    if file := export_asked(request, *views.values()):
        return file
    context = {
        **frame(request),
        "board": shown,
        "children": views.get("territoires"),
        "profiles": views["profils"],
        "tne": views.get("tne"),
        "crumbs": crumbs(request.cube.tree, request.asked, opens(request)),
        "filters": choices(request.cube, request.asked),
    }
    return render(request, "observatory/board.html", context)


@cube_page("participation")
def participation(request: CubeRequest) -> HttpResponse:
    """Participation by territory and by profile."""
    if reimport.is_asked(request):
        return _participation_file(request.cube, request.asked)
    chosen = read_options(request.cube, request.asked, request.GET)
    shown = make_participation(request.cube, request.asked, chosen)
    tables = [table for table in (shown.territories, shown.profiles, shown.tne) if table]
    views = {table.id: table.view(request.GET) for table in tables}
    if file := export_asked(request, *views.values()):
        return file
    context = {
        **frame(request),
        "shown": shown,
        "territories": views.get("territoires"),
        "profiles": views["profils"],
        "tne": views.get("tne"),
        "crumbs": crumbs(request.cube.tree, request.asked, opens(request)),
        "filters": [*choices(request.cube, request.asked), *participation_fields(chosen)],
        "reimportable": reimport.href(request),
    }
    return render(request, "observatory/participation.html", context)


@cube_page("coverage")
def coverage(request: CubeRequest) -> HttpResponse:
    """Coverage in three views of the same totals."""
    chosen = coverage_options(request.GET, level_of_means(request.cube, request.asked))
    if reimport.is_asked(request):
        return _coverage_file(request.cube, request.asked)
    shown = make_coverage(request.cube, request.asked, chosen)
    views = {table.id: table.view(request.GET) for table in shown.tables}
    if file := export_asked(request, *views.values()):
        return file
    context = {
        **frame(request),
        "shown": shown,
        "heat": views.get("couverture"),
        "priorities": views.get("priorites"),
        "reference": views.get("reference"),
        "children": views.get("territoires"),
        "flat": views.get("donnees"),
        "crumbs": crumbs(request.cube.tree, request.asked, opens(request)),
        "filters": [*choices(request.cube, request.asked), *coverage_fields(request.cube, chosen)],
        "reimportable": reimport.href(request) if shown.has_subjects else "",
    }
    return render(request, "observatory/coverage.html", context)


def _participation_file(cube: Cube, what: Asked) -> HttpResponse:
    found = place(cube.tree, what.territory)
    level = found.level_shown(what.level)
    lines = reimport.participation_lines(cube, what, level)
    return csv_file(f"participation-{slug(found.name)}", reimport.PARTICIPATION, lines)


def _coverage_file(cube: Cube, what: Asked) -> HttpResponse:
    found = place(cube.tree, what.territory)
    lines = reimport.coverage_lines(cube, what)
    return csv_file(f"couverture-{slug(found.name)}", reimport.COVERAGE, lines)


@cube_page("provenance")
def provenance(request: CubeRequest, measure: str) -> HttpResponse:
    """Where one figure comes from."""
    what, tree = request.asked, request.cube.tree
    origin = make_provenance(request.cube, measure, what, request.unplaced, request.GET)
    files = _files_table(origin).view(request.GET) if origin.files else None
    if files is not None and (file := export_asked(request, files)):
        return file
    profile = origin.figure.dimensions.get("profile", "")
    board_href = what.href(what.territory, page="board", **({"profil": profile} if profile else {}))
    context = {
        **frame(request),
        "origin": origin,
        "state": formats.shown(origin.figure).words,
        "files": files,
        "board_href": board_href,
        "crumbs": [
            *crumbs(tree, replace(what, page="board"), opens(request))[:-1],
            Crumb(tree.name(what.territory), board_href),
            Crumb(f"Provenance\u00a0: {origin.definition.label.lower()}"),
        ],
    }
    return render(request, "observatory/provenance.html", context)


def _files_table(origin: Provenance) -> Table:
    columns = [
        Column("file", "Fichier", header=True),
        Column("kind", "Nature"),
        Column("as_of", "Données du", kind="date"),
        Column("imported_at", "Importé le", kind="date"),
        Column("import_id", "Import"),
        Column("rows", "Lignes", kind="count"),
        Column("lines", "Lesquelles", sortable=False),
        Column("sha256", "Empreinte SHA-256", sortable=False),
    ]
    rows = [
        Row(
            {
                "file": each.file,
                "kind": each.kind,
                "as_of": each.as_of,
                "imported_at": each.imported_at.date(),
                "import_id": Link(each.import_id, reverse("imports_one", args=[each.import_id])),
                "rows": each.rows,
                "lines": each.lines or "non détaillées",
                "sha256": f"{each.sha256[:16]}…",
            }
        )
        for each in origin.files
    ]
    return Table(
        id="fichiers",
        caption="Fichiers derrière ce chiffre",
        columns=columns,
        rows=rows,
        filters_text=tuple(f"{name}\u00a0: {value}" for name, value in origin.choices),
    )
