"""`vigie import`: check files, then take them in."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from vigie.cli.french import FrenchCommand

if TYPE_CHECKING:
    from datetime import date

    from vigie.facts.import_report import ImportReport
    from vigie.facts.known import Known


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    from vigie.periods import RefusedDate, parse_date

    if text is None:
        return None
    try:
        return parse_date(text)
    except RefusedDate as error:
        raise click.BadParameter(f"{error.message} {error.remedy}") from None


@click.command(cls=FrenchCommand)
@click.argument("files", nargs=-1, required=True, metavar="FICHIER…")
@click.option("--source", metavar="SOURCE", help="Type de fichier, s’il est mal reconnu.")
@click.option("--territory", metavar="TERRITOIRE", help="Territoire\u00a0: nom ou code (dep:25).")
@click.option("--profile", metavar="PROFIL", help="Profil\u00a0: 1D_PUBLIC, 2D_PRIVATE, CPE…")
@click.option("--pathway", metavar="PARCOURS", help="Parcours\u00a0: nom ou code.")
@click.option(
    "--as-of", metavar="DATE", callback=_day, help="Date d’extraction, par exemple 2026-10-05."
)
@click.option("--accept-refused", is_flag=True, help="Importe sans les lignes refusées.")
@click.option("--dry-run", is_flag=True, help="Montre ce qui se passerait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def command(files: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Vérifie chaque FICHIER puis l’importe, tout entier ou pas du tout.

    Code de sortie\u00a0: 0 si tout est entré, 2 si un fichier est refusé, 1 en cas de panne.
    """
    from vigie.cli.import_screen import Screen

    screen = Screen(as_json=as_json)
    done: dict[int, ImportReport] = {}
    options["known"] = _rehearsal() if options["dry_run"] else None
    try:
        for index in _order(files, options["source"]):
            file = files[index]
            done[index] = _one(file, screen, **options)
            screen.show(done[index])
    except Exception as error:
        if os.environ.get("VIGIE_DEBUG"):
            raise
        screen.fault(file, error)
        return 1
    finally:
        reports = [done[index] for index in sorted(done)]
        if as_json:
            json.dump(
                [report.to_json() for report in reports], sys.stdout, ensure_ascii=False, indent=2
            )
            sys.stdout.write("\n")
    screen.conclude(reports)
    return 0 if all(report.went_in for report in reports) else 2


def _order(files: tuple[str, ...], source: str | None) -> list[int]:
    """Files that others lean on first; the reports come in the order given all the same."""
    from pathlib import Path

    from vigie.facts.order import in_order

    return in_order([Path(file) for file in files], source)


def _rehearsal() -> Known:
    """What the files rehearsed in this call have in common."""
    from vigie.facts.home import Home
    from vigie.facts.known import Known

    return Known(Home.from_environment())


def _one(file: str, screen: Any, **options: Any) -> ImportReport:
    import getpass
    from datetime import UTC, datetime
    from pathlib import Path

    from vigie.facts.home import Home
    from vigie.facts.imports import import_file

    with screen.progress(file) as progress:
        return import_file(
            Home.from_environment(),
            Path(file),
            by=getpass.getuser(),
            now=datetime.now(UTC),
            progress=progress,
            tell=screen.tell,
            **options,
        )
