"""`vigie imports`: what was imported, when and by whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from vigie.cli.french import FrenchCommand

if TYPE_CHECKING:
    from vigie.facts.ledger import ImportRecord


@click.command(cls=FrenchCommand)
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def command(as_json: bool) -> int:
    """Liste les imports, du plus ancien au plus récent, y compris ceux qui ont été retirés."""
    from vigie.facts.home import Home
    from vigie.facts.ledger import Ledger

    records = Ledger(Home.from_environment()).records()
    if as_json:
        click.echo(json.dumps([entry(r) for r in records], ensure_ascii=False, indent=2))
    else:
        _show(records)
    return 0


def entry(record: ImportRecord) -> dict[str, Any]:
    """One import as JSON."""
    withdrawn = record.withdrawn
    return {
        "import_id": record.import_id,
        "file": record.file,
        "source": record.source,
        "status": "withdrawn" if withdrawn else "active",
        "sha256": record.sha256,
        "as_of": record.as_of.isoformat(),
        "imported_at": record.imported_at.isoformat(),
        "imported_by": record.imported_by,
        "rows": {
            "read": record.rows_read,
            "kept": record.rows_kept,
            "refused": record.rows_refused,
        },
        "territory": record.territory,
        "profile": record.profile,
        "pathway": record.pathway,
        "campaigns": list(record.campaigns),
        "withdrawn": ({"at": withdrawn.at.isoformat(), "by": withdrawn.by} if withdrawn else None),
    }


def _show(records: list[ImportRecord]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from vigie.periods import PARIS

    if not records:
        click.echo("Aucun import. Commencez par\u00a0: vigie import FICHIER…")
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 160
    table = Table()
    for heading in ("Import", "Fichier", "Source", "Au", "Importé le", "Par", "Gardées", "État"):
        table.add_column(heading, overflow="fold")
    for record in records:
        state = "actif"
        if record.withdrawn:
            state = f"retiré le {record.withdrawn.at.astimezone(PARIS):%d/%m/%Y}"
        cells = (
            record.import_id,
            record.file,
            record.source,
            f"{record.as_of:%d/%m/%Y}",
            f"{record.imported_at.astimezone(PARIS):%d/%m/%Y %H:%M}",
            record.imported_by,
            f"{record.rows_kept:,}".replace(",", "\u202f"),
            state,
        )
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
