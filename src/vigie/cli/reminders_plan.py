"""`vigie reminders plan`: the waves that were decided become messages that wait."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records


@click.command("plan", cls=FrenchCommand)
def command() -> None:
    """Planifie les vagues décidées, chaque message à l’heure permise là où est la personne."""
    ready_records()

    from vigie.domains.reminders.planning import plan_waves
    from vigie.web import clock

    made = plan_waves(clock.now())
    click.echo(f"{made} {'vagues planifiées' if made > 1 else 'vague planifiée'}."
               if made else "Aucune vague n’attendait d’être planifiée.")  # fmt: skip
