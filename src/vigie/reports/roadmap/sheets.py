"""The report of a roadmap as a workbook: one sheet for its indicators, one for its actions, one for
what territories propose, one for what was decided."""

from __future__ import annotations

from django.http import QueryDict

from vigie.reports.roadmap.content import Report
from vigie.web import formats
from vigie.web.exports import to_xlsx
from vigie.web.tables import Column, Row, Table, TableView


def workbook(report: Report, address: str = "") -> bytes:
    """The bytes of the XLSX file; values stand both as the page writes them and as numbers."""
    return to_xlsx(
        _seen(_indicators(report)),
        address,
        name="Indicateurs",
        others=[
            ("Actions", _seen(_actions(report))),
            ("Propositions", _seen(_proposals(report))),
            ("Décisions", _seen(_decisions(report))),
        ],
    )


def _indicators(report: Report) -> Table:
    columns = (
        Column("section", "Élément"), Column("code", "Code"),
        Column("label", "Indicateur", header=True), Column("objective", "Objectif"),
        Column("value", "Valeur"), Column("number", "Nombre", "count", decimals=2),
        Column("unit", "Unité"), Column("as_of", "Au"), Column("source", "Source"),
        Column("coverage", "Données présentes"), Column("beside", "Autre valeur connue"),
        Column("verdict", "Verdict"), Column("sentence", "Explication"), Column("rule", "Règle"),
        Column("gap", "Écart"), Column("under_way", "Ce qui est fait"),
        Column("responsible", "Responsable"),
    )  # fmt: skip
    rows = [
        Row({"section": section.title} | {c.key: getattr(line, c.key) for c in columns[1:]})
        for section, line in report.indicators
    ]
    return Table(
        id="indicateurs",
        caption=f"Rapport de feuille de route\u00a0: {report.name}",
        columns=columns,
        rows=rows,
        as_of=report.on,
        sources=[report.issuer],
        note=" ".join(report.sources),
    )


def _actions(report: Report) -> Table:
    return Table(
        id="actions",
        caption="Tableau récapitulatif des actions",
        columns=(
            Column("section", "Élément", header=True),
            *(Column(f"y{n}", year or "Sans année") for n, year in enumerate(report.years)),
        ),
        rows=[
            Row(
                {"section": title} | {f"y{n}": text or formats.DASH for n, text in enumerate(texts)}
            )
            for title, texts in report.recap
        ],
    )


def _proposals(report: Report) -> Table:
    return Table(
        id="propositions",
        caption="Ce que les territoires proposent",
        columns=(
            Column("place", "Territoire", header=True), Column("indicator", "Indicateur"),
            Column("wanted", "Proposition"), Column("proposed", "Par qui et quand"),
            Column("reason", "Raison"), Column("answer", "Réponse"),
        ),
        rows=[Row(dict(vars(each))) for each in report.proposals],
    )  # fmt: skip


def _decisions(report: Report) -> Table:
    return Table(
        id="decisions",
        caption="Décisions",
        columns=(
            Column("text", "Décision", header=True), Column("about", "Sur"),
            Column("charged", "Confiée à"), Column("due", "Pour le"), Column("state", "Suite"),
            Column("written", "Prise le"),
        ),
        rows=[Row(dict(vars(each))) for each in report.decisions],
    )  # fmt: skip


def _seen(table: Table) -> TableView:
    return table.view(QueryDict())
