"""`vigie`: the command line. Each command is a module, imported only when it is called."""

from __future__ import annotations

import click

from vigie.cli.french import LazyGroup, run

_COMMANDS = {
    "import": ("vigie.cli.import_", "Importe des fichiers, après les avoir vérifiés."),
    "imports": ("vigie.cli.imports", "Liste ce qui a été importé, quand et par qui."),
    "withdraw": ("vigie.cli.withdraw", "Retire un import."),
    "build": ("vigie.cli.build", "Calcule les indicateurs à partir des imports."),
    "measure": ("vigie.cli.measure", "Donne un indicateur par territoire."),
    "explain": ("vigie.cli.explain", "Dit d’où vient un chiffre."),
    "publish-groups": (
        "vigie.cli.publish_groups",
        "Calcule les synthèses de groupe dont la date est venue.",
    ),
    "audit": ("vigie.cli.audit", "Vérifie le journal des actes."),
    "invite": ("vigie.cli.invite", "Donne un mandat à quelqu’un, et un lien pour entrer."),
    "link": ("vigie.cli.link", "Donne un nouveau lien de connexion à quelqu’un."),
    "retention": ("vigie.cli.retention", "Efface ce qui a été gardé assez longtemps."),
    "erase": ("vigie.cli.erase", "Efface une personne de tout, pour de bon."),
    "restore-check": ("vigie.cli.restore_check", "Après une restauration, efface qui est revenu."),
    "serve": ("vigie.cli.serve", "Ouvre les pages, sur cet ordinateur."),
    "demo": ("vigie.cli.demo", "Prépare une démonstration complète."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def cli() -> None:
    """Vigie : piloter le numérique éducatif d’un territoire.

    Les données sont dans le dossier VIGIE_HOME (./var par défaut).
    """


def main() -> None:
    """The entry point of the `vigie` script."""
    run(cli)


if __name__ == "__main__":
    main()
