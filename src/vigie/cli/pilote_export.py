"""`vigie pilote export`: the file of a roadmap, as CSV or as a workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.options import day
from vigie.cli.pilote_import import roadmap_of
from vigie.cli.records import ready_records


@click.command("export", cls=FrenchCommand)
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False, writable=True))
@click.option("--roadmap", required=True, metavar="CODE", help="Code de la feuille de route.")
@click.option("--as-of", metavar="DATE", callback=day, help="Tel que connu à cette date.")
def command(file: str, roadmap: str, as_of: date | None) -> int:
    """Écrit le FICHIER de PILOTE d’une feuille de route ; son nom finit par .csv ou .xlsx."""
    ready_records()

    from vigie.domains.roadmaps.pilote_exchange import given_out
    from vigie.sources import pilote
    from vigie.web import clock
    from vigie.web.formats import plural

    path = Path(file)
    writer = {".csv": pilote.write_csv, ".xlsx": pilote.write_xlsx}.get(path.suffix.lower())
    if writer is None:
        raise click.ClickException("Le nom du fichier doit finir par .csv ou .xlsx.")
    found = given_out(roadmap_of(roadmap), as_of or clock.today())
    path.write_bytes(writer(found.rows))
    click.echo(f"{file}\u00a0: {plural(len(found.rows), 'ligne')}.")
    for sentence in found.left_out:
        click.echo(f"  Laissé de côté\u00a0: {sentence}")
    return 0
