"""`vigie retention`: what has been kept long enough goes."""

from __future__ import annotations

import json

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records


@click.command("retention", cls=FrenchCommand)
@click.option("--dry-run", is_flag=True, help="Dit ce qui partirait, sans rien effacer.")
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def command(dry_run: bool, as_json: bool) -> int:
    """Applique les durées de conservation, et les effacements dont le délai est passé.

    Le site le fait de lui-même une fois par jour ; cette commande convient à un planificateur.
    """
    ready_records()

    from vigie.domains.compliance import retention
    from vigie.facts.erased import NoSafePlace
    from vigie.web import clock

    at = clock.now()
    waiting = retention.due_erasures(at)
    try:
        done = retention.passages(at, dry=True) if dry_run else retention.run(at)
    except NoSafePlace as error:
        raise click.ClickException(f"{error.message} {error.remedy}") from None
    if as_json:
        told = {"dry_run": dry_run, "erasures": waiting,
                "rules": {each.rule.code: each.number for each in done}}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    for each in done:
        rule = each.rule
        click.echo(f"{each.number:>6}  {rule.what}\u00a0: {rule.length} après {rule.since}, "
                   f"puis {rule.consequence}.")  # fmt: skip
    click.echo(f"{waiting:>6}  Personnes dont le délai d’effacement est passé.")
    click.echo("Rien n’a été effacé (--dry-run)." if dry_run else "C’est fait.")
    return 0
