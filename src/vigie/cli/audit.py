"""`vigie audit`: what keeps the log of acts honest."""

from __future__ import annotations

import click

from vigie.cli.french import LazyGroup

_COMMANDS = {
    "verify": ("vigie.cli.audit_verify", "Vérifie que rien n’y a été changé, ajouté ni retiré."),
    "digest": ("vigie.cli.audit_digest", "Envoie la tête de la chaîne par courriel."),
    "export": ("vigie.cli.audit_export", "Écrit les entrées, une par ligne, en JSON."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """Le journal des actes : qui a fait quoi, qui a consulté quoi."""
