"""`vigie restore-check`: after a restore, nobody who was erased may be back."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records


@click.command("restore-check", cls=FrenchCommand)
def command() -> int:
    """Après une restauration, rejoue le registre des effacements sur tout ce qui est revenu.

    Le démarrage du site le fait aussi, en se fiant à ce que le dossier dit avoir appliqué ; cette
    commande ne se fie à rien et relit chaque fichier archivé.
    """
    ready_records()

    from vigie.domains.compliance import erasure
    from vigie.domains.territories.tree import home
    from vigie.facts.erased import Erased
    from vigie.web import clock

    acts = len(Erased(home()).acts())
    if not acts:
        click.echo(
            f"Le registre des effacements ({home().erasures_outside}) est vide. S’il y a eu des "
            "effacements, remettez-le à cette place, puis relancez la commande."
        )
        return 0
    done, accounts = erasure.check_restored(clock.now())
    click.echo(
        f"Registre\u00a0: {acts} actes. Revenus et effacés de nouveau\u00a0: {accounts} comptes, "
        f"{done.rows} lignes, {done.files} fichiers."
    )
    return 0
