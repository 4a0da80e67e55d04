"""`vigie roadmap`: roadmaps in and out, as files."""

from __future__ import annotations

import click

from vigie.cli.french import LazyGroup

_COMMANDS = {
    "load": ("vigie.cli.roadmap_load", "Charge des fichiers, en disant d’abord ce qui change."),
    "export": ("vigie.cli.roadmap_export", "Écrit une feuille de route en YAML ou en classeur."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """Les feuilles de route, en fichiers (YAML ou XLSX)."""
