"""What the commands of the log share: the records opened, the witnesses read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vigie.domains.audit.witness import Testimony


class CannotTell(Exception):
    """Whether the log holds cannot be known; the message, in French, says why. Exit status 1."""


def open_records() -> None:
    """Makes the records ready to be read. Raises CannotTell when they hold no log."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

    import django
    from django.db import DatabaseError, connection

    django.setup()
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as fault:
        raise CannotTell(f"La base des enregistrements ne répond pas\u00a0: {fault}") from fault
    if "audit_head" not in tables:
        raise CannotTell(
            "La base des enregistrements n’a pas de journal. Ouvrez le site une fois "
            "(vigie serve), ou vérifiez VIGIE_HOME et VIGIE_DATABASE_URL."
        )


def head_of(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
            ) -> list[tuple[int, str]]:  # fmt: skip
    """Heads typed on the command line, as the message of each day writes them."""
    found = []
    for text in texts:
        said = re.fullmatch(r"\s*([0-9]{1,18}):([0-9a-f]{64})\s*", text)
        if said is None:
            raise click.BadParameter(
                "écrivez la tête comme le courriel la donne\u00a0: NUMÉRO:EMPREINTE."
            )
        found.append((int(said[1]), said[2]))
    return found


def gathered(files: Iterable[Path], heads: Iterable[tuple[int, str]]) -> Testimony:
    """What several witnesses say together. Raises CannotTell."""
    from vigie.domains.audit import witness

    told: dict[int, set[str]] = {}
    spoilt: list[int] = []
    for file in files:
        try:
            found = witness.read(file)
        except witness.NoWitness as error:
            raise CannotTell(str(error)) from error
        for number, hashes in found.heads.items():
            told.setdefault(number, set()).update(hashes)
        spoilt += found.spoilt
    for number, own in heads:
        told.setdefault(number, set()).add(own)
    return witness.Testimony(told, tuple(spoilt))
