"""What the commands about people share: the records, ready to be written, and the one-time link
that is printed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from vigie.domains.people.models import Person


def ready_records() -> None:
    """Opens the records and brings their tables up to date: the first administrator is invited
    before the site was ever opened."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def print_link(person: Person, *, at: datetime) -> None:
    """Makes a link for a person and prints it, alone on its line."""
    from vigie.domains.people.links import LIFE, make_link

    address = make_link(person, by=None, at=at)
    minutes = int(LIFE.total_seconds() // 60)
    click.echo(
        f"Lien de connexion de {person.email}, une seule fois, pendant {minutes} minutes\u00a0:"
    )
    click.echo(address)
