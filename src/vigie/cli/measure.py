"""`vigie measure`: one indicator, for one territory or for all of a level."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.options import as_question, in_words, query_options, telling

if TYPE_CHECKING:
    from vigie.measures.figure import Figure


@click.command(cls=FrenchCommand)
@click.argument("name", metavar="MESURE")
@query_options
@click.option(
    "--level",
    metavar="NIVEAU",
    help="nation, region, academie, department, district, basin ou school.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="DIMENSION",
    help="profile, pathway, subject, competence, domain ou referential\u00a0; répétable.",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Forme de la réponse.",
)
def command(name: str, layout: str, **question: Any) -> int:
    """Donne la MESURE, avec ses composantes, sa date et les imports dont elle vient."""
    cube, query = as_question(name, question)
    from vigie.measures.query import run

    with telling():
        figures = run(cube, query)
    {"json": _json, "csv": _csv, "table": _table}[layout](figures)
    return 0


def _json(figures: list[Figure]) -> None:
    import json

    json.dump([figure.to_json() for figure in figures], sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _csv(figures: list[Figure]) -> None:
    import csv

    rows = [figure.to_json() for figure in figures]
    if not rows:
        return
    names = [name for name in rows[0] if name != "alternatives"]
    writer = csv.DictWriter(sys.stdout, names, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "imports": " ".join(row["imports"])})


def _table(figures: list[Figure]) -> None:
    from rich.console import Console
    from rich.table import Table

    dimensions = list(figures[0].dimensions) if figures else []
    table = Table(box=None, header_style="bold")
    for title in ("Territoire", *(_TITLES[name] for name in dimensions), "Valeur",
                  "Numérateur", "Dénominateur", "Au",
        "Unités", "Imports"):  # fmt: skip
        table.add_column(title)
    for each in figures:
        table.add_row(
            each.territory_name,
            *(each.dimensions[name] for name in dimensions),
            in_words(each),
            _number(each.numerator),
            _number(each.denominator),
            each.as_of.strftime("%d/%m/%Y") if each.as_of else "",
            _units(each),
            " ".join(each.imports[:4]) + (" …" if len(each.imports) > 4 else ""),
        )
    console = Console()
    console.width = max(console.width, 100 if console.is_terminal else 200)
    console.print(table)


_TITLES = {
    "profile": "Profil",
    "pathway": "Parcours",
    "subject": "Sujet",
    "competence": "Compétence",
    "domain": "Domaine",
    "referential": "Référentiel",
}


def _units(figure: Figure) -> str:
    """Units present over expected, where some are missing."""
    if figure.present is None or not figure.expected or figure.present >= figure.expected:
        return ""
    return f"{figure.present:g}/{figure.expected:g}".replace(".", ",")


def _number(value: float | int | None) -> str:
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return text.replace(",", "\u202f").replace(".", ",")
