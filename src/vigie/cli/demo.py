"""`vigie demo`: the example files, imported as a user would, then the site."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

import vigie
from vigie.cli import build as building
from vigie.cli.french import FrenchCommand
from vigie.cli.serve import HOST
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.facts.ledger import Ledger

BY = "démonstration"
NOTICE = (
    "Données de démonstration\u00a0: les personnes et les écoles sont inventées\u00a0; les "
    "chiffres nationaux et régionaux sont ceux imprimés par le ministère au 10 avril 2024."
)
# What is known of places and people goes in before what speaks of them.
FIRST = ("etablissements", "personnels", "campagnes", "effectifs", "participation", "couverture")


@click.command(cls=FrenchCommand)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True,
              help="Port d’écoute.")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="Importer et compter sans ouvrir le site.")
@click.pass_context
def command(context: click.Context, port: int, no_serve: bool) -> None:
    """Importe les fichiers d’exemple, calcule les chiffres, puis ouvre le site.

    La deuxième fois est rapide : rien n’est importé deux fois.
    """
    home = Home.from_environment()
    console = Console(stderr=True)
    if Ledger(home).active() and not home.is_demo:
        raise click.ClickException(
            f"Le dossier {home.path} contient déjà de vraies données\u00a0: la démonstration ne "
            "s’y mélange pas. Choisissez un autre dossier, par exemple\u00a0: "
            "VIGIE_HOME=./var-demo vigie demo"
        )
    home.prepare().mark_as_demo()
    (home.path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    import_examples(home, example_files(), console)
    context.invoke(building.command, afresh=False)
    click.echo(first_clicks(port))
    if no_serve:
        click.echo(f"Pour ouvrir le site\u00a0: vigie serve --port {port}")
        return
    # A process of its own: the server forks, and the threads that counted would not survive it.
    os.execv(sys.executable, [sys.executable, "-m", "vigie.cli.main", "serve", f"--port={port}"])


def example_files() -> list[Path]:
    """The files of the demonstration, in the order in which they go in.

    Raises click.ClickException when the package was installed without its examples.
    """
    examples = Path(vigie.__file__).parents[2] / "examples"
    files = [*(examples / "national").glob("*.csv"), *(examples / "academie").glob("*.csv")]
    if not files:
        raise click.ClickException(
            "Les fichiers d’exemple ne sont pas installés. Lancez la démonstration depuis une "
            "copie complète du projet\u00a0: make demo"
        )
    return sorted(files, key=_order)


def _order(path: Path) -> tuple[int, str, str]:
    rank = next((i for i, start in enumerate(FIRST) if path.name.startswith(start)), len(FIRST))
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", path.name)
    return rank, dates[-1] if dates else "", path.name


def import_examples(home: Home, files: list[Path], console: Console) -> None:
    """Take in what is not there yet; stop on the first refusal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("Import des fichiers d’exemple", total=len(files))
        for path in files:
            report = import_file(home, path, by=BY, now=datetime.now(UTC))
            if report.status == "refused":
                first = report.errors[0]
                raise click.ClickException(
                    f"{path.name}, ligne {first.line or 1}\u00a0: {first.message} {first.remedy}"
                )
            progress.advance(task)


def first_clicks(port: int) -> str:
    """The address to open and three things to click."""
    return (
        f"\nOuvrez http://{HOST}:{port}/, choisissez qui vous êtes (« Noé Arvieux » voit la France "
        "entière, « Nora Pestel » importe les fichiers), puis\u00a0:\n"
        "  1. sur la carte, cliquez sur la Bourgogne-Franche-Comté, puis sur le Doubs\u00a0; "
        "de là, sur une circonscription du tableau,\n"
        "  2. cliquez sur un chiffre pour voir sa provenance (fichiers, lignes, formule),\n"
        "  3. ouvrez «\u00a0Imports\u00a0» et déposez examples/wrong/taux-superieur-a-1.csv.\n"
        f"{NOTICE}\n"
    )
