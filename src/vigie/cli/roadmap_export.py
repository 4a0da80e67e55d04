"""`vigie roadmap export`: a roadmap as one file."""

from __future__ import annotations

from pathlib import Path

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records


@click.command(cls=FrenchCommand)
@click.argument("code", metavar="CODE")
@click.option("--output", "-o", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path),
              help="Fichier à écrire, en .yaml ou .xlsx ; la sortie standard sinon.")  # fmt: skip
def command(code: str, output: Path | None) -> None:
    """Écrit une feuille de route, d’après son code."""
    ready_records()

    from vigie.domains.roadmaps.models import Roadmap
    from vigie.domains.roadmaps.writing import as_file
    from vigie.sources.roadmap_sheet import write_sheet
    from vigie.sources.roadmap_yaml import write_yaml

    roadmap = Roadmap.objects.filter(code=code).first()
    if roadmap is None:
        known = ", ".join(Roadmap.objects.values_list("code", flat=True)) or "aucune"
        raise click.ClickException(
            f"La feuille de route «\u00a0{code}\u00a0» n’existe pas. Celles qui existent\u00a0: "
            f"{known}."
        )
    file = as_file(roadmap)
    if output is None:
        click.echo(write_yaml(file).decode("utf-8"), nl=False)
        return
    output.write_bytes(write_sheet(file) if output.suffix.lower() == ".xlsx" else write_yaml(file))
