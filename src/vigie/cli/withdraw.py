"""`vigie withdraw`: take an import back."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand


@click.command(cls=FrenchCommand)
@click.argument("import_id", metavar="IMPORT")
def command(import_id: str) -> int:
    """Retire un IMPORT (I000001)\u00a0: ses lignes ne comptent plus, sa trace reste."""
    import getpass
    from datetime import UTC, datetime

    from vigie.facts.home import Home
    from vigie.facts.imports import UnknownImport, withdraw

    try:
        record = withdraw(
            Home.from_environment(), import_id, by=getpass.getuser(), now=datetime.now(UTC)
        )
    except UnknownImport as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"L’import {record.import_id} ({record.file}) est retiré.")
    click.echo("Ensuite\u00a0: vigie build recalcule les indicateurs sans lui.")
    return 0
