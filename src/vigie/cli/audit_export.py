"""`vigie audit export`: the entries, to keep elsewhere or to read with other tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from vigie.cli.audit_log import CannotTell, open_records
from vigie.cli.french import FrenchCommand
from vigie.cli.options import day

if TYPE_CHECKING:
    from datetime import date


@click.command(cls=FrenchCommand)
@click.option("--since", metavar="DATE", callback=day, help="À partir de ce jour (heure de Paris).")
def command(since: date | None) -> int:
    """Écrit les entrées du journal sur la sortie, une par ligne, en JSON.

    Les personnes y sont désignées par leur numéro, jamais par leur nom.
    """
    try:
        open_records()
    except CannotTell as error:
        click.echo(str(error), err=True)
        return 1

    from datetime import datetime

    from vigie.domains.audit.models import Entry
    from vigie.periods import PARIS

    start = datetime(since.year, since.month, since.day, tzinfo=PARIS) if since else None
    entries = Entry.objects.between(start, None).order_by("number")
    for entry in entries.iterator(chunk_size=2_000):
        told = {
            "number": entry.number,
            "at": entry.at.isoformat(),
            "action": entry.action,
            "actor": entry.actor,
            "about": entry.about,
            "details": None if entry.details is None else json.loads(entry.details),
            "hash": entry.hash,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    return 0
