"""`vigie audit verify`: is the log as it was written?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigie.cli.audit_log import CannotTell, gathered, head_of, open_records
from vigie.cli.french import FrenchCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from vigie.domains.audit.verify import Finding
    from vigie.domains.audit.witness import Testimony

INTACT, UNKNOWN, TAMPERED = 0, 1, 2


@click.command(cls=FrenchCommand)
@click.option("--witness", "files", multiple=True, metavar="FICHIER",
              type=click.Path(path_type=Path),
              help="Témoin à croire, au lieu de celui de l’installation ; répétable.")  # fmt: skip
@click.option("--head", "heads", multiple=True, metavar="NUMÉRO:EMPREINTE", callback=head_of,
              help="Tête reçue par courriel, qui doit s’y trouver ; répétable.")  # fmt: skip
@click.option("--without-witness", is_flag=True,
              help="Ne vérifie que la chaîne : une fin retirée ne se voit pas.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def command(
    files: tuple[Path, ...], heads: list[tuple[int, str]], without_witness: bool, as_json: bool
) -> int:
    """Vérifie le journal entier : toute modification, suppression, insertion ou réorganisation,
    et toute fin retirée que le témoin a vue.

    Sortie 0 si le journal est intact, 2 s’il a été altéré, 1 si on ne peut pas le dire.
    """
    try:
        open_records()
        places = [] if without_witness else list(files or _places(heads))
        # Read before the entries: whatever it tells of must be among them.
        testimony = gathered(places, heads)
        finding = _verified(testimony)
    except CannotTell as error:
        if as_json:
            click.echo(json.dumps({"status": "unknown", "reason": str(error)}, ensure_ascii=False))
        click.echo(str(error), err=True)
        return UNKNOWN
    late = bool(finding.intact and finding.unwitnessed and places and not files and _catch_up())
    if as_json:
        told = _object(finding, testimony, places, late)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(finding, testimony, late)
    return INTACT if finding.intact else TAMPERED


def _places(heads: list[tuple[int, str]]) -> list[Path]:
    """The witness of the installation; none while nothing was ever written."""
    from vigie.domains.audit import witness
    from vigie.domains.audit.models import Head

    place = witness.place()
    empty = not Head.objects.filter(number__gt=0).exists()
    # Whoever brings a head has another witness: the file may be out of reach.
    return [] if (empty or heads) and not place.exists() else [place]


def _verified(testimony: Testimony) -> Finding:
    from vigie.domains.audit.chain import KeyUnusable
    from vigie.domains.audit.models import Entry, Head
    from vigie.domains.audit.queries import verified
    from vigie.domains.audit.witness import folder

    if Entry.objects.exists() and not (folder() / "key").exists():
        # Drawing another one would find every entry false.
        raise CannotTell(
            f"La clé du journal ({folder() / 'key'}) n’est pas là\u00a0: restaurez-la depuis une "
            "sauvegarde, ou vérifiez VIGIE_HOME."
        )
    try:
        if not sys.stderr.isatty():
            return verified(testimony)
        total = Head.objects.values_list("number", flat=True).first() or 0
        return _with_progress(total, lambda tell: verified(testimony, tell=tell))
    except KeyUnusable as error:
        raise CannotTell(str(error)) from error


def _with_progress(total: int, run: Callable[[Callable[[int], None]], Finding]) -> Finding:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Vérification du journal", total=total)
        return run(lambda number: progress.update(task, completed=number))


def _catch_up() -> bool:
    from vigie.domains.audit.witness import append_head

    return append_head()


def _tell(finding: Finding, testimony: Testimony, late: bool) -> None:
    from vigie.web import formats

    if finding.fault is not None:
        before = finding.entries
        click.echo(f"Le journal a été altéré. {finding.fault.reason}")
        held = f"Les {formats.count(before)} premières tiennent" if before > 1 else (
            "La première tient" if before else "Aucune entrée ne tient"
        )  # fmt: skip
        click.echo(f"Première entrée qui ne tient pas\u00a0: {finding.fault.number}. {held}.")
        return
    gone = formats.plural(finding.erased, "partie effacée", "parties effacées")
    click.echo(
        f"Le journal est intact\u00a0: {formats.plural(finding.entries, 'entrée')}"
        + (f" ({gone}, comme le journal le dit)." if finding.erased else ".")
    )
    if finding.entries:
        click.echo(f"Tête\u00a0: {finding.entries}:{finding.hash}")
    if not testimony.heads and finding.entries:
        click.echo("Aucun témoin n’a été lu\u00a0: une fin retirée ne se verrait pas.")
    elif finding.unwitnessed:
        count = formats.plural(finding.unwitnessed, "entrée")
        done = "il vient d’en être informé" if late else "il ne dit rien d’elles"
        click.echo(f"Le témoin ne connaissait pas encore la fin ({count})\u00a0: {done}.")
    if finding.spoilt:
        where = ", ".join(map(str, finding.spoilt[:5]))
        click.echo(f"Lignes du témoin qui ne se lisent pas (écriture interrompue)\u00a0: {where}.")


def _object(
    finding: Finding, testimony: Testimony, places: list[Path], late: bool
) -> dict[str, Any]:
    fault = finding.fault
    return {
        "status": "intact" if finding.intact else "tampered",
        "entries": finding.entries,
        "hash": finding.hash,
        "fault": fault and {"number": fault.number, "kind": fault.kind, "reason": fault.reason},
        "witnesses": [str(place) for place in places],
        "witnessed": testimony.last,
        "unwitnessed": finding.unwitnessed,
        "caught_up": late,
        "erased_parts": finding.erased,
        "spoilt_lines": list(finding.spoilt),
    }
