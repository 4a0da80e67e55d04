"""`vigie pilote import`: the values of a file, typed into a roadmap as one act."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.records import ready_records

if TYPE_CHECKING:
    from vigie.domains.roadmaps.models import Roadmap
    from vigie.sources.problems import Problem


@click.command("import", cls=FrenchCommand)
@click.argument("file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False))
@click.option("--roadmap", required=True, metavar="CODE", help="Code de la feuille de route.")
@click.option("--by", required=True, metavar="ADRESSE", help="Qui prend ces valeurs à son compte.")
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, sans rien écrire.")
def command(file: str, roadmap: str, by: str, dry_run: bool) -> int:
    """Prend le FICHIER de PILOTE (CSV ou XLSX) en entier, ou pas du tout."""
    ready_records()

    from vigie.domains.people.models import Person
    from vigie.domains.roadmaps.pilote_exchange import taken_in
    from vigie.sources import pilote
    from vigie.sources.problems import Refused
    from vigie.web import clock
    from vigie.web.formats import plural

    place = roadmap_of(roadmap)
    person = Person.objects.of_email(by)
    if person is None:
        raise click.ClickException(
            f"Personne n’a l’adresse {by}. Donnez celle d’une personne qui a un compte."
        )
    try:
        reading = pilote.read(Path(file))
        if reading.problems:
            raise Refused(reading.problems)
        done = taken_in(place, reading.rows, by=person, at=clock.now(), dry_run=dry_run)
    except Refused as error:
        raise click.ClickException(in_words(error.problems)) from None
    for notice in reading.notices:
        click.echo(notice.message, err=True)
    click.echo("Rien n’est écrit\u00a0: c’est un essai." if dry_run else "C’est fait.")
    for number, word in (
        (done.values, "valeur"),
        (done.withdrawn, "retrait"),
        (done.baselines, "point de départ"),
        (done.objectives, "objectif"),
    ):
        many = "points de départ" if word == "point de départ" else None
        click.echo(f"  {plural(number, word, many)}")
    click.echo(f"  {plural(done.unchanged, 'ligne')} sans changement")
    return 0


def roadmap_of(code: str) -> Roadmap:
    """The roadmap of a code; a French refusal otherwise."""
    from vigie.domains.roadmaps.models import Roadmap

    found = Roadmap.objects.filter(code=code, archived_at__isnull=True).first()
    if found is None:
        known = ", ".join(Roadmap.objects.current().values_list("code", flat=True)[:20])
        raise click.ClickException(
            f"Aucune feuille de route n’a le code {code}. "
            + (f"Choisissez parmi\u00a0: {known}." if known else "Il n’y en a pas encore.")
        )
    return found


def in_words(problems: Iterable[Problem]) -> str:
    """Every error of a file, one a line, with its place and its remedy."""
    lines = ["Le fichier est refusé\u00a0: rien n’a été écrit."]
    for problem in problems:
        where = f"ligne {problem.line}" if problem.line else "fichier"
        column = f", {problem.column}" if problem.column else ""
        lines.append(f"  {where}{column}\u00a0: {problem.message} {problem.remedy}")
    return "\n".join(lines)
