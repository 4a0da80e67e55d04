"""`vigie reminders bounces`: messages that came back put their addresses to rest."""

from __future__ import annotations

from pathlib import Path

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records


@click.command("bounces", cls=FrenchCommand)
@click.argument("place", type=click.Path(exists=True, path_type=Path))
def command(place: Path) -> None:
    """Relève les messages revenus, dans un dossier de fichiers .eml ou une boîte mbox."""
    ready_records()

    from vigie.domains.reminders.bounces import read_bounces
    from vigie.web import clock

    told = read_bounces(place, clock.now())
    click.echo(
        f"{told['bounced']} adresse(s) mise(s) au repos, {told['known']} déjà connue(s), "
        f"{told['other']} message(s) sans effet."
    )
