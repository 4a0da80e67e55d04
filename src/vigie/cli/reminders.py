"""`vigie reminders`: what makes reminders leave, and reads what comes back."""

from __future__ import annotations

import click

from vigie.cli.french import LazyGroup

_COMMANDS = {
    "plan": ("vigie.cli.reminders_plan", "Planifie les vagues décidées."),
    "send": ("vigie.cli.reminders_send", "Envoie les messages dont l’heure est venue."),
    "bounces": ("vigie.cli.reminders_bounces", "Relève les messages revenus."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """Les rappels : le site s’en occupe chaque minute ; un planificateur le peut aussi."""
