"""The tables, the curve and the files of the activation, as their pages show them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from vigie.domains.activation.bands import FEWEST
from vigie.domains.activation.models import ActivationCount
from vigie.domains.activation.queries import SchoolBand, authors, levels_of
from vigie.domains.activation.reading import Family, Reading
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.web import formats
from vigie.web.charts.drawing import Chart
from vigie.web.charts.trend import Series, trend
from vigie.web.exports import MIME, to_csv, to_xlsx
from vigie.web.tables import Cell, Column, Row, Table, TableView

_TRANSIENT = (
    "Vigie ne garde aucun de ces noms. Détruisez ce fichier, ou la feuille, après la relance."
)


@dataclass(frozen=True)
class Sheet:
    """The families of a class, on a sheet of their own."""

    name: str
    number: int
    table: TableView


@dataclass(frozen=True)
class File:
    """A file that lives in the page: its address holds it whole."""

    label: str
    name: str
    href: str


def sheets(told: Reading, query: QueryDict) -> list[Sheet]:
    """One table for each class, to print and to hand out."""
    found = []
    for rank, (name, families) in enumerate(told.classes, start=1):
        table = Table(
            f"classe{rank}",
            f"Classe\u00a0: {name}",
            _columns(families, named=False),
            [Row(_cells(each)) for each in families],
            searchable=False,
            exportable=False,
            per_page=len(families),
        )
        found.append(Sheet(name, len(families), table.view(query)))
    return found


def files(told: Reading, school: str, on: date) -> list[File]:
    """The whole list as files, inside the page itself: no address of the site gives them."""
    if not told.families:
        return []
    table = Table(
        "familles",
        f"Familles dont le compte EduConnect n’est pas activé, {school}",
        _columns(told.families, named=True),
        [Row(_cells(each) | {"class": each.class_name}) for each in told.families],
        as_of=on,
        note=_TRANSIENT,
    )
    view = table.view(QueryDict())
    made = (("CSV", "csv", to_csv(view)), ("XLSX", "xlsx", to_xlsx(view)))
    return [
        File(
            label,
            f"familles-a-relancer-{on.isoformat()}.{kind}",
            f"data:{MIME[kind].replace(' ', '')};base64,{b64encode(content).decode()}",
        )
        for label, kind, content in made
    ]


def headline(counts: Sequence[ActivationCount]) -> list[tuple[str, str]]:
    """The latest count in three numbers, and what each is."""
    if not counts:
        return []
    last = counts[-1]
    return [
        (formats.share(num=last.activated, den=last.accounts), "des comptes activés"),
        (formats.count(last.accounts - last.activated), "comptes restent à activer"),
        (
            formats.count(last.accounts),
            f"comptes de responsables au {formats.day(last.counted_on)}",
        ),
    ]


def chart(counts: Sequence[ActivationCount], name: str) -> Chart | None:
    """The share activated over the weeks, once there are two counts."""
    if len(counts) < 2:
        return None
    points = [(each.counted_on, each.activated / each.accounts) for each in counts]
    return trend(
        id="progression",
        title=f"Part des comptes activés, {name}",
        series=[Series("Comptes activés", points)],
    )


def progress(counts: Sequence[ActivationCount], name: str) -> list[Table]:
    """The latest count by level, and every count."""
    if not counts:
        return []
    last, people = counts[-1], authors(counts)
    levels = [
        Row({"level": each.level, **_numbers(each.accounts, each.activated)})
        for each in levels_of(last)
    ]
    days = [
        Row({"on": each.counted_on, **_numbers(each.accounts, each.activated),
             "by": people.get(each.made_by, "")})
        for each in reversed(counts)
    ]  # fmt: skip
    numbers = (
        Column("accounts", "Comptes", kind="count"),
        Column("activated", "Activés", kind="count"),
        Column("waiting", "À activer", kind="count"),
        Column("share", "Part activée", kind="share"),
    )
    return [
        Table(
            "niveaux",
            f"Par niveau, {name}",
            (Column("level", "Niveau", header=True, sortable=False), *numbers),
            levels,
            as_of=last.counted_on,
            searchable=False,
            note="Un responsable dont les enfants sont à deux niveaux compte à chacun.",
        ),
        Table(
            "semaines",
            f"Décompte après décompte, {name}",
            (
                Column("on", "Export du", kind="date", header=True),
                *numbers,
                Column("by", "Déposé par"),
            ),
            days,
            searchable=False,
        ),
    ]


def schools_table(held: Rights, name: str, found: Sequence[SchoolBand]) -> Table:
    """One line for each school that gave a count: a band, never a number of accounts."""
    rows = [
        Row(
            {
                "school": place_name(held, each.school),
                "uai": each.school.removeprefix("uai:"),
                "band": each.band.words if each.band else f"moins de {FEWEST} comptes",
                "on": each.counted_on,
            }
        )
        for each in found
    ]
    return Table(
        "etablissements",
        f"Comptes de responsables activés, {name}",
        (
            Column("school", "Établissement", header=True),
            Column("uai", "UAI"),
            Column("band", "Part activée", sortable=False, filter=len(rows) > 8),
            Column("on", "Au", kind="date"),
        ),
        rows,
        empty="Aucun établissement n’a encore déposé d’export.",
        note="Parts arrondies, sans nombre de comptes\u00a0: une famille ne s’y retrouve pas.",
    )


def _numbers(accounts: int, activated: int) -> dict[str, Cell]:
    return {
        "accounts": accounts,
        "activated": activated,
        "waiting": accounts - activated,
        "share": activated / accounts,
    }


def _cells(family: Family) -> dict[str, Cell]:
    return {
        "last_name": family.last_name,
        "first_name": family.first_name,
        "pupil": family.pupil,
        "phone": family.phone,
        "done": "",
    }


def _columns(families: Sequence[Family], *, named: bool) -> tuple[Column, ...]:
    """Those that the file filled, and one to write in by hand."""
    asked = (
        ("class", "Classe", named),
        ("last_name", "Nom", True),
        ("first_name", "Prénom", True),
        ("pupil", "Élève", any(each.pupil for each in families)),
        ("phone", "Téléphone", any(each.phone for each in families)),
        ("done", "Suite", True),
    )
    return tuple(
        Column(key, label, header=key == "last_name", sortable=False)
        for key, label, there in asked
        if there
    )
