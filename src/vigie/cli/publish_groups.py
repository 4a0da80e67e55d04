"""`vigie publish-groups`: computes the syntheses whose date has come, each once for all."""

from __future__ import annotations

import os

import click

from vigie.cli.french import FrenchCommand


@click.command("publish-groups", cls=FrenchCommand)
def command() -> None:
    """Calcule les synthèses de groupe dont la date est venue.

    Chacune n’est calculée qu’une fois : relancer la commande ne change rien. À lancer toutes les
    heures, par exemple ; une synthèse ouverte avant est calculée à ce moment-là.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

    import django

    django.setup()

    from vigie.domains.groups.actions import forget_seats, publish_due_groups
    from vigie.web import clock

    at = clock.now()
    made = publish_due_groups(at)
    forgotten = forget_seats(at)
    if not made:
        click.echo("Aucune synthèse n’attendait d’être calculée.")
    else:
        words = "synthèse calculée" if made == 1 else "synthèses calculées"
        click.echo(f"{made} {words}.")
    if forgotten:
        click.echo(f"{forgotten} places des années scolaires passées effacées.")
