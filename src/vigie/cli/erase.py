"""`vigie erase`: a person who asked otherwise than by her account."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records

WORD = "EFFACER"


@click.command("erase", cls=FrenchCommand)
@click.argument("identity", metavar="IDENTITÉ")
@click.option("--yes", is_flag=True, help="Ne demande pas de confirmation.")
def command(identity: str, yes: bool) -> int:
    """Efface une personne de tout, pour de bon.

    IDENTITÉ est son adresse, ou l’identifiant externe sous lequel les fichiers la connaissent.
    Elle n’est écrite nulle part. Les imports suivants laissent la personne de côté.
    """
    ready_records()

    from vigie.domains.compliance import erasure
    from vigie.domains.people.models import Person
    from vigie.domains.territories.tree import home
    from vigie.facts.erased import NoSafePlace
    from vigie.facts.erasure import pseudonym_of
    from vigie.facts.personal import held_of
    from vigie.web import clock

    person = pseudonym_of(home(), identity)
    account = Person.objects.of_email(identity)
    rows = len(held_of(home(), person))
    click.echo(f"Compte\u00a0: {'un' if account else 'aucun'}. Lignes de faits\u00a0: {rows}.")
    if not yes:
        typed = click.prompt(f"Pour effacer sans retour, écrivez {WORD}", default="",
                             show_default=False)  # fmt: skip
        if typed.strip().upper() != WORD:
            raise click.ClickException("Rien n’a été effacé\u00a0: le mot n’est pas le bon.")
    try:
        done = erasure.erase_pseudonyms([person], at=clock.now())
    except NoSafePlace as error:
        raise click.ClickException(f"{error.message} {error.remedy}") from None
    click.echo(
        f"C’est fait\u00a0: lignes effacées, {done.rows}\u00a0; fichiers expurgés, {done.files}."
    )
    return 0
