"""`vigie roadmap load`: says what a file would change, then loads it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records

_SHOWN = 40


@click.command(cls=FrenchCommand)
@click.argument("files", nargs=-1, required=True, metavar="FICHIER…",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
def command(files: tuple[Path, ...], dry_run: bool) -> None:
    """Charge des feuilles de route (YAML ou XLSX).

    Un fichier qui contient une erreur n’est pas chargé : chacune est dite avec sa ligne. Ce que le
    fichier ne nomme plus est retiré, et peut être rétabli ; rien n’est effacé.
    """
    ready_records()

    from vigie.domains.roadmaps.loading import load, preview, read
    from vigie.sources.problems import Refused
    from vigie.web import clock

    wrong = False
    for path in files:
        try:
            file = read(path.read_bytes())
            shown = preview(file, clock.now().date())
        except Refused as refused:
            wrong = True
            for each in refused.problems:
                place = ", ".join(
                    part
                    for part in (f"ligne {each.line}" if each.line else "", each.column)
                    if part
                )
                click.echo(f"{path.name}{f', {place}' if place else ''}\u00a0: {each.message} "
                           f"{each.remedy}", err=True)  # fmt: skip
            continue
        for difference in shown.differences[:_SHOWN]:
            click.echo(f"{path.name}\u00a0: {difference.words}\u00a0: {difference.label}")
        if len(shown.differences) > _SHOWN:
            click.echo(f"{path.name}\u00a0: et {len(shown.differences) - _SHOWN} autres.")
        if not shown.differences:
            click.echo(f"{path.name}\u00a0: rien à changer.")
        elif not dry_run:
            load(file, by=None, at=clock.now())
            click.echo(f"{path.name}\u00a0: chargé.")
    if wrong:
        sys.exit(2)
