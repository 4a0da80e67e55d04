"""`vigie reminders send`: what is due leaves, or is written to files."""

from __future__ import annotations

from pathlib import Path

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records

_SAID = {
    "left": "partis",
    "refused": "refusés par le serveur du destinataire",
    "not_now": "remis à plus tard",
    "unknown": "incertains, à régler sur la page des relances",
    "unwritable": "impossibles à écrire",
    "taken_back": "repris par un autre envoi",
}


@click.command("send", cls=FrenchCommand)
@click.option("--most", type=click.IntRange(1), help="Au plus ce nombre de messages.")
@click.option(
    "--dry-run",
    type=click.Path(file_okay=False, path_type=Path),
    help="Écrit ce qui partirait en fichiers .eml dans ce dossier, sans rien envoyer.",
)
def command(most: int | None, dry_run: Path | None) -> None:
    """Envoie les messages dont l’heure est venue.

    Interrompu, il reprend où il en était ; un message dont on ne sait pas s’il est parti n’est
    jamais renvoyé sans qu’une personne le décide.
    """
    ready_records()

    from vigie.domains.reminders.rehearsal import rehearse
    from vigie.domains.reminders.sending import send_due

    if dry_run is not None:
        number = rehearse(dry_run, most=most)
        click.echo(f"{number} message(s) écrit(s) dans {dry_run}, rien n’est envoyé.")
        return
    told = send_due(most=most)
    for fate, number in told.items():
        click.echo(f"{number:>6}  {_SAID[fate]}")
    if not told:
        click.echo("Aucun message n’attendait.")
