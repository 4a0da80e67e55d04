"""`vigie invite`: a mandate for someone, known or not yet, and her way in."""

from __future__ import annotations

import click

from vigie.cli.french import FrenchCommand


@click.command(cls=FrenchCommand)
@click.argument("email", metavar="ADRESSE")
@click.option("--role", required=True, metavar="RÔLE", help="Rôle : nom ou code (administrator…).")
@click.option(
    "--territory",
    default="FR",
    show_default=True,
    metavar="TERRITOIRE",
    help="Territoire : nom ou code (Doubs, dep:25…).",
)
@click.option("--first-name", default="", metavar="PRÉNOM", help="Prénom d’une nouvelle personne.")
@click.option("--last-name", default="", metavar="NOM", help="Nom d’une nouvelle personne.")
@click.option("--until", default="", metavar="DATE", help="Dernier jour du mandat.")
def command(
    email: str, role: str, territory: str, first_name: str, last_name: str, until: str
) -> int:
    """Donne un mandat à la personne de cette ADRESSE, et affiche un lien pour entrer.

    C’est ainsi qu’entre la première personne d’une installation :
    vigie invite prenom.nom@ac-ville.fr --role administrator --territory FR
    """
    from vigie.cli.records import print_link, ready_records

    ready_records()

    from vigie.domains.people.invitations import invite
    from vigie.web import clock
    from vigie.web.refusals import EntriesRefused

    at = clock.now()
    try:
        invited = invite(
            email=email,
            role=role,
            territory=territory,
            first_name=first_name,
            last_name=last_name,
            until=until,
            at=at,
        )
    except EntriesRefused as error:
        raise click.ClickException("\n".join(error.faults.values())) from None
    known = "avait déjà" if invited.already else "reçoit"
    place = invited.place_name
    click.echo(
        f"{invited.person.email} {known} le mandat «\u00a0{invited.mandate.role_name}\u00a0», "
        f"{place}."
    )
    print_link(invited.person, at=at)
    return 0
