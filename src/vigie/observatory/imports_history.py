"""The history of imports: the table, one import, taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vigie.codes import pathway_label, profile_label
from vigie.domains.people.queries import naming
from vigie.facts.geography import Tree
from vigie.facts.home import Home
from vigie.facts.imports import UnknownImport, withdraw
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.redactions import Redactions
from vigie.observatory import imports_rebuild
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_home import now, today
from vigie.observatory.imports_lines import lines_in_words
from vigie.observatory.imports_places import board_url, territory_of, tree_of
from vigie.observatory.imports_rights import (
    author,
    import_to_change,
    import_to_read,
    may_change,
    readable,
)
from vigie.observatory.imports_shown import (
    LABELS,
    ORIGINS,
    SHORT_LABELS,
)
from vigie.observatory.imports_succession import Succession, succession
from vigie.periods import PARIS
from vigie.web import formats
from vigie.web.components import Crumb
from vigie.web.exports import export_asked
from vigie.web.tables import Column, Link, Row, Table


def history_table(request: HttpRequest, home: Home) -> Table:
    """Every import, the latest first, withdrawn ones included."""
    tree = tree_of(today())
    records = readable(request, home, tree)
    named = naming(record.imported_by for record in records)
    rows = [
        Row(
            {
                "id": Link(record.import_id, reverse("imports_one", args=[record.import_id])),
                "file": record.file,
                "source": SHORT_LABELS.get(record.source, record.source),
                "about": _about(record, tree),
                "as_of": record.as_of,
                "kept": record.rows_kept,
                "refused": record.rows_refused,
                # Without offset, as Paris reads it: spreadsheets know no other kind.
                "when": record.imported_at.astimezone(PARIS).replace(tzinfo=None),
                "by": named(record.imported_by),
                "status": "en vigueur" if record.active else "retiré",
            }
        )
        for record in reversed(records)
    ]
    return Table(
        id="historique",
        caption="Historique des imports",
        columns=(
            Column("id", "Import", header=True),
            Column("file", "Fichier"),
            Column("status", "État", filter=bool(rows)),
            Column("source", "Type", filter=bool(rows)),
            Column("about", "Concerne"),
            Column("as_of", "Données au", kind="date"),
            Column("kept", "Lignes gardées", kind="count"),
            Column("refused", "Refusées", kind="count"),
            Column("when", "Importé le", kind="date"),
            Column("by", "Par"),
        ),
        rows=rows,
        per_page=25,
        empty="Rien n’a encore été importé\u00a0: déposez un premier fichier ci-dessus.",
    )


def _about(record: ImportRecord, tree: Tree) -> str:
    """Territory, profile and pathway that the whole import is about, as far as known."""
    place = record.territory
    parts = [
        tree.name(place) if place and place in tree else place,
        profile_label(record.profile) if record.profile else None,
        pathway_label(record.pathway) if record.pathway else None,
    ]
    return ", ".join(part for part in parts if part)


def one(request: HttpRequest, import_id: str) -> HttpResponse:
    """One import: what it brought, what was said of it, what came before and after it."""
    home = current_home()
    tree = tree_of(today())
    record = import_to_read(request, home, tree, import_id)
    records = Ledger(home).records()
    series = succession(home, record, records)
    after = _series_table("suivants", "Remplacé par", series.after)
    before = _series_table("precedents", "Remplace", series.before)
    contexts = contexts_table(record, tree)
    views = [table.view(request.GET) for table in (after, before, contexts)]
    if file := export_asked(request, *views):
        return file
    place = territory_of(home, record, tree)
    context = {
        "record": record,
        "pairs": [*_pairs(record), *_copy(home, record)],
        "may_change": may_change(request, home, tree, record),
        "notices": [vars(notice) for notice in record.notices],
        "refused": lines_in_words(record.refused_lines),
        "after": views[0],
        "before": views[1],
        "contexts": views[2] if record.contexts else None,
        **imports_rebuild.context(home),
        "board": Link(tree.name(place), url) if (url := board_url(place)) else None,
        "crumbs": [Crumb("Imports", reverse("imports")), Crumb(record.import_id)],
    }
    return render(request, "observatory/imports_one.html", context)


def take_back(request: HttpRequest, import_id: str) -> HttpResponse:
    """GET: what taking the import back would change. POST: takes it back and counts again."""
    home = current_home()
    record = import_to_change(request, home, tree_of(today()), import_id)
    address = reverse("imports_one", args=[record.import_id])
    if request.method == "POST":
        try:
            withdraw(home, record.import_id, by=author(request), now=now())
        except UnknownImport as error:
            messages.info(request, str(error))
            return HttpResponseRedirect(address)
        imports_rebuild.start_rebuild(home, patience=1.5)
        messages.success(request, f"L’import {record.import_id} est retiré.")
        return HttpResponseRedirect(address)
    if not record.active:
        return HttpResponseRedirect(address)
    records = Ledger(home).records()
    series = succession(home, record, records)
    context = {
        "record": record,
        "pairs": _pairs(record)[:5],
        "series": series,
        "crumbs": [
            Crumb("Imports", reverse("imports")),
            Crumb(record.import_id, address),
            Crumb("Retirer"),
        ],
    }
    return render(request, "observatory/imports_withdraw.html", context)


def contexts_table(record: ImportRecord, tree: Tree) -> Table:
    """For whom and where each campaign of an import is counted."""
    rows = []
    for context in record.contexts:
        origins = {name: ORIGINS.get(origin, "") for name, origin in context.origins.items()}
        place = context.territory
        name = tree.name(place) if place and place in tree else place
        rows.append(
            Row(
                {
                    "campaign": context.campaign,
                    "territory": _with_origin(name, origins.get("territory")),
                    "profile": _with_origin(
                        profile_label(context.profile) if context.profile else None,
                        origins.get("profile"),
                    ),
                    "pathway": _with_origin(
                        pathway_label(context.pathway) if context.pathway else None,
                        origins.get("pathway"),
                    ),
                }
            )
        )
    return Table(
        id="campagnes",
        caption="Campagnes de cet import",
        columns=(
            Column("campaign", "Code", header=True),
            Column("territory", "Territoire"),
            Column("profile", "Profil"),
            Column("pathway", "Parcours"),
        ),
        rows=rows,
        note="Tel que compris à l’import\u00a0; une déclaration faite depuis l’emporte.",
    )


def _series_table(name: str, caption: str, series: Iterable[Succession]) -> Table:
    rows = [
        Row(
            {
                "id": Link(
                    each.record.import_id, reverse("imports_one", args=[each.record.import_id])
                ),
                "file": each.record.file,
                "as_of": each.record.as_of,
                "what": each.what,
            }
        )
        for each in series
    ]
    columns = (
        Column("id", "Import", header=True),
        Column("file", "Fichier"),
        Column("as_of", "Données au", kind="date"),
        Column("what", "Sur quoi"),
    )
    return Table(name, caption, columns, rows)


def _pairs(record: ImportRecord) -> list[tuple[str, Any]]:
    named = naming([record.imported_by, record.withdrawn.by if record.withdrawn else ""])
    pairs: list[tuple[str, Any]] = [
        ("Type de fichier", LABELS.get(record.source, record.source)),
        ("Données au", formats.day(record.as_of)),
        ("Lignes lues", formats.count(record.rows_read)),
        ("Lignes gardées", formats.count(record.rows_kept)),
        ("Lignes refusées", formats.count(record.rows_refused)),
        ("Importé le", formats.moment(record.imported_at)),
        ("Par", named(record.imported_by)),
        ("Taille", formats.weight(record.size)),
        ("Empreinte SHA-256", record.sha256),
    ]
    if record.withdrawn:
        pairs.append(("Retiré le", formats.moment(record.withdrawn.at)))
        pairs.append(("Retiré par", named(record.withdrawn.by)))
    return pairs


def _copy(home: Home, record: ImportRecord) -> list[tuple[str, Any]]:
    """What is kept of the file, when it is not the file as received any more."""
    redaction = Redactions(home).of(record.sha256)
    if redaction is None:
        return []
    if not redaction.held:
        return [("Copie conservée", "aucune\u00a0: la durée de conservation est passée")]
    lines = formats.plural(len(redaction.lines), "ligne")
    return [("Copie conservée", f"expurgée de {lines}, empreinte {redaction.held}")]


def _with_origin(name: str | None, origin: str | None) -> str:
    if name is None:
        return "inconnu"
    return f"{name} ({origin})" if origin else name
