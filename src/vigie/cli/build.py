"""`vigie build`: facts to figures."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand


@click.command(cls=FrenchCommand)
@click.option("--afresh", is_flag=True, help="Recalcule tout, sans partir du calcul précédent.")
def command(afresh: bool) -> int:
    """Calcule les indicateurs à partir des imports, puis remplace les anciens d’un coup.

    Les pages et les commandes lisent les anciens chiffres jusqu’au remplacement.
    """
    import sys

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from vigie.facts.home import Home
    from vigie.measures.build import NothingToBuild, build
    from vigie.measures.disclosure import door

    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
            tasks: dict[str, TaskID] = {}

            def tell(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bar.add_task(step.capitalize(), total=total)
                bar.update(tasks[step], completed=done, total=total)

            cube = build(Home.from_environment(), tell, afresh=afresh)
            door(cube).decide_ahead(lambda done, total: tell("protection", done, total))
    except NothingToBuild as error:
        raise click.ClickException(f"{error.message} {error.remedy}") from None
    last = cube.dates[-1].strftime("%d/%m/%Y") if cube.dates else "aucune"
    imports = f"{len(cube.imports)} import{'s' if len(cube.imports) > 1 else ''}"
    click.echo(f"Indicateurs calculés : {imports}, dernière date {last}.")
    return 0
