"""`vigie pilote rates`: the progress rates that PILOTE would show, from files alone."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.options import day
from vigie.cli.pilote_import import in_words

if TYPE_CHECKING:
    from vigie.domains.roadmaps.advance import Advance, Entry, Level, Zones

COLUMNS = (
    "identifiant_indic", "zone_id", "date_valeur", "valeur_initiale", "valeur_actuelle",
    "cible_annuelle", "cible_finale", "taux_annuel", "taux_global", "valeur_proposee",
    "taux_annuel_propose", "taux_global_propose", "recopiee_de", "remarque",
)  # fmt: skip
COPIES: Mapping[str, tuple[Level, Level]] = {
    "nat:reg": ("nat", "reg"), "nat:dept": ("nat", "dept"), "reg:dept": ("reg", "dept"),
}  # fmt: skip
_FILE = click.Path(exists=True, dir_okay=False)


@click.command("rates", cls=FrenchCommand)
@click.argument("files", metavar="FICHIER…", nargs=-1, required=True, type=_FILE)
@click.option("--as-of", required=True, metavar="DATE", callback=day, help="Jour des taux.")
@click.option("--year", required=True, type=click.IntRange(2000, 2100), metavar="ANNÉE",
              help="Année dont la cible fait le taux annuel.")  # fmt: skip
@click.option("--falling", multiple=True, metavar="IDENTIFIANT",
              help="Indicateur qui doit baisser ; répétable.")  # fmt: skip
@click.option("--mean", multiple=True, metavar="IDENTIFIANT",
              help="Indicateur dont une région prend la moyenne, au lieu de la somme ; répétable.",
              )  # fmt: skip
@click.option("--proposed", multiple=True, metavar="FICHIER", type=_FILE,
              help="Valeurs actuelles que proposent les territoires ; répétable.")  # fmt: skip
@click.option("--copy", "copied", multiple=True, type=click.Choice(list(COPIES)),
              help="Valeurs recopiées d’un niveau vers un autre plus bas ; répétable.")  # fmt: skip
def command(
    files: tuple[str, ...],
    as_of: date,
    year: int,
    falling: tuple[str, ...],
    mean: tuple[str, ...],
    proposed: tuple[str, ...],
    copied: tuple[str, ...],
) -> int:
    """Calcule les taux d’avancement des FICHIERS, importés dans cet ordre, en CSV.

    C’est le calcul de PILOTE : les territoires qui manquent y sont oubliés, et une moyenne compte
    un petit territoire autant qu’un grand. La dernière colonne dit ce qu’il ne dit pas.
    """
    from vigie.domains.roadmaps import advance
    from vigie.sources.pilote import decimal_text

    entries, hers = advance.kept(_entries(files)), advance.kept(_entries(proposed))
    zones = _zones()
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for indicator in sorted({entry.indicator for entry in entries}):
        percent = indicator in mean
        how = advance.Aggregation("children", "avg" if percent else "sum")
        levels: tuple[advance.Level, ...] = ("reg", "nat")
        quantities: tuple[advance.Quantity, ...] = ("vi", "va", "vc")
        added = advance.rolled_up(
            [entry for entry in entries if entry.indicator == indicator],
            zones,
            {(level, quantity): how for level in levels for quantity in quantities},
        )
        mine = advance.copied_down(added, zones, [COPIES[each] for each in copied])
        wanted = {e.zone: e.value for e in hers if _speaks(e, indicator, as_of)}
        trend = advance.Trend.BAISSE if indicator in falling else advance.Trend.HAUSSE
        for zone in sorted({entry.zone for entry in mine}):
            own = [entry for entry in mine if entry.zone == zone]
            found = advance.advance(own, as_of, year, trend, proposed=wanted.get(zone))
            amounts = (found.initial, found.current, found.annual_target, found.last_target)
            writer.writerow([
                indicator, zone, found.on.isoformat() if found.on else "",
                *map(decimal_text, amounts), _rate(found.annual), _rate(found.overall),
                decimal_text(found.proposed), _rate(found.annual_proposed),
                _rate(found.overall_proposed), found.copied_from,
                _remark(found, zone, zones, added, percent=percent),
            ])  # fmt: skip
    return 0


def _speaks(entry: Entry, indicator: str, as_of: date) -> bool:
    return entry.indicator == indicator and entry.quantity == "va" and entry.on <= as_of


def _remark(
    found: Advance, zone: str, zones: Zones, added: Sequence[Entry], *, percent: bool
) -> str:
    """What PILOTE does not say of a value: that it was copied, or added up from what was there."""
    from vigie.domains.roadmaps import totals

    if found.copied_from:
        alike = zones.inside(found.copied_from, zones.level(zone))
        return totals.copied_told(found.current, found.copied_from, len(alike), percent=percent)
    children = zones.children(zone)
    if not children or found.on is None:
        return ""
    month = (found.on.year, found.on.month)
    values = {
        entry.zone: entry.value
        for entry in added
        if entry.quantity == "va" and (entry.on.year, entry.on.month) == month
    }
    parts = [totals.Part(child, values.get(child)) for child in children]
    return totals.total(parts, percent=percent).sentence


def _rate(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.2f}"


def _entries(files: tuple[str, ...]) -> list[Entry]:
    from vigie.domains.roadmaps.advance import Entry
    from vigie.sources import pilote
    from vigie.sources.problems import Refused

    found = []
    for rank, file in enumerate(files):
        try:
            reading = pilote.read(Path(file))
            if reading.problems:
                raise Refused(reading.problems)
        except Refused as error:
            raise click.ClickException(f"{file}\n{in_words(error.problems)}") from None
        found += [
            Entry(row.indicator, row.zone, row.on, row.quantity, row.value, rank)
            for row in reading.rows
        ]
    return found


def _zones() -> Zones:
    """Which région each département stands in: that of its académie."""
    from vigie.domains.roadmaps.advance import Zones
    from vigie.facts.geography import areas
    from vigie.sources.pilote import FRANCE, REGIONS, zone_of

    region = {area.code: area.parent for area in areas() if area.level == "academie"}
    parent = {f"R{code}": FRANCE for code in REGIONS}
    for area in areas():
        above = region.get(area.parent, "")
        if area.level == "department" and above.removeprefix("reg:") in REGIONS.values():
            parent[zone_of(area.code)] = zone_of(above)
    return Zones(parent)
