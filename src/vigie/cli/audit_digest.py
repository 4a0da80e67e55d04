"""`vigie audit digest`: the head of the log, told each day to someone who keeps it."""

from __future__ import annotations

import click

from vigie.cli.audit_log import CannotTell, open_records
from vigie.cli.french import FrenchCommand


@click.command(cls=FrenchCommand)
def command() -> int:
    """Vérifie la chaîne, puis envoie sa tête à l’adresse VIGIE_AUDIT_MAIL : à lancer chaque jour.

    Sortie 0 si la chaîne se tient, 2 sinon ; le courriel part dans les deux cas.
    """
    try:
        open_records()
    except CannotTell as error:
        click.echo(str(error), err=True)
        return 1

    from django.conf import settings
    from django.core.mail import EmailMessage

    from vigie.domains.audit.queries import verified
    from vigie.domains.audit.witness import Testimony

    address = settings.VIGIE_AUDIT_MAIL
    if not address:
        raise click.ClickException("Donnez l’adresse qui reçoit la tête\u00a0: VIGIE_AUDIT_MAIL.")
    finding = verified(Testimony())
    head = f"{finding.entries}:{finding.hash}"
    if finding.fault is None:
        subject = f"Journal de Vigie\u00a0: {finding.entries} entrées, la chaîne se tient"
        said = "La chaîne se tient."
    else:
        subject = "Journal de Vigie\u00a0: LA CHAÎNE NE SE TIENT PAS"
        said = f"{finding.fault.reason} Gardez ce message et prévenez qui administre Vigie."
    text = (
        f"{said}\n\nTête\u00a0: {head}\n\nGardez ce message hors de Vigie. Il permettra de "
        f"vérifier plus tard que rien n’a été retiré\u00a0:\n\n"
        f"    vigie audit verify --head {head}\n"
    )
    try:
        EmailMessage(subject, text, to=[address]).send()
    except OSError as fault:  # what the mail server refuses too
        click.echo(f"Le courriel n’est pas parti\u00a0: {fault}", err=True)
        return 1
    click.echo(f"La tête {finding.entries} est envoyée à {address}.")
    return 0 if finding.intact else 2
