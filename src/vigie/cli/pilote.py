"""`vigie pilote`: the file of the State's steering tool, in and out, and the rates it shows."""

from __future__ import annotations

import click

from vigie.cli.french import LazyGroup

_COMMANDS = {
    "import": ("vigie.cli.pilote_import", "Prend les valeurs d’un fichier dans une feuille."),
    "export": ("vigie.cli.pilote_export", "Écrit le fichier d’une feuille de route."),
    "rates": (
        "vigie.cli.pilote_rates",
        "Calcule les taux d’avancement de fichiers.",
    ),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """Échanger des valeurs avec PILOTE, l’outil de pilotage de l’État."""
