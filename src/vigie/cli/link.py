"""`vigie link`: a new way in for someone who is known."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand


@click.command(cls=FrenchCommand)
@click.argument("email", metavar="ADRESSE")
@click.option(
    "--unbind",
    is_flag=True,
    help="Oublie aussi le compte du fournisseur d’identité : le prochain qui a cette adresse "
    "prouvée sera le sien.",
)
def command(email: str, unbind: bool) -> int:
    """Affiche un nouveau lien de connexion pour la personne de cette ADRESSE."""
    from vigie.cli.records import print_link, ready_records

    ready_records()

    from vigie.domains.people.models import Person
    from vigie.domains.people.provider import forget_provider
    from vigie.web import clock

    at = clock.now()
    person = Person.objects.of_email(email)
    if person is None:
        raise click.ClickException(
            f"Personne n’a l’adresse {email}. Pour l’inviter\u00a0: vigie invite {email} --role …"
        )
    if not person.is_active:
        raise click.ClickException(
            "Le compte de cette personne est fermé\u00a0: aucun lien ne l’ouvrirait."
        )
    if unbind:
        forget_provider(person, by=None, at=at)
        click.echo("Le compte du fournisseur d’identité est oublié.")
    print_link(person, at=at)
    return 0
