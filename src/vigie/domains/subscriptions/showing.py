"""The tables and entries of the subscriptions, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.domains.subscriptions.queries import HORIZONS, Line
from vigie.web import formats
from vigie.web.components import Choice, Field
from vigie.web.tables import Cell, Column, Link, Row, Table

_DEFAULT = 60


def school_table(
    school: str, name: str, lines: Sequence[Line], on: date, *, may_write: bool
) -> Table:
    """All that a school has, what ends first at the top."""
    rows = []
    for line in lines:
        each = line.subscription
        edit = reverse("subscription_edit", args=[school, each.pk])
        rows.append(Row({"resource": Link(each.resource, edit) if may_write else each.resource,
                         **_cells(line)}))  # fmt: skip
    return Table(
        "abonnements",
        f"Abonnements, {name}",
        (
            Column("resource", "Ressource", header=True),
            *_columns(len(rows)),
        ),
        rows,
        as_of=on,
        empty="Aucun abonnement n’est écrit.",
    )


def territory_table(held: Rights, name: str, lines: Sequence[Line], on: date, within: int) -> Table:
    """The subscriptions of the schools of a territory that end soon."""
    names: dict[str, str] = {}
    rows = []
    for line in lines:
        school = line.subscription.school
        if school not in names:
            names[school] = place_name(held, school)
        rows.append(
            Row({"school": Link(names[school], reverse("subscriptions", args=[school])),
                 "uai": school.removeprefix("uai:"), "resource": line.subscription.resource,
                 **_cells(line)})
        )  # fmt: skip
    return Table(
        "abonnements",
        f"Abonnements qui se terminent dans les {within} jours, {name}",
        (
            Column("school", "Établissement", header=True),
            Column("uai", "UAI"),
            Column("resource", "Ressource", filter=len(rows) > 8),
            *_columns(len(rows)),
        ),
        rows,
        as_of=on,
        empty=f"Aucun abonnement connu ne se termine dans les {within} jours.",
    )


def headline(schools: Mapping[int, int], lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    """How many schools have a subscription that ends within 30, 60 and 90 days."""
    found = []
    for days in HORIZONS:
        number = sum(line.days <= days for line in lines)
        school = "établissement" if schools[days] < 2 else "établissements"
        words = f"{school} dans les {days} jours ({formats.plural(number, 'abonnement')})"
        found.append((schools[days], words, f"?dans={days}"))
    return found


def horizon_asked(query: QueryDict) -> int:
    """Within how many days: 60 unless the address says otherwise."""
    asked = query.get("dans", "")
    return next((days for days in HORIZONS if str(days) == asked), _DEFAULT)


def horizon_choice(within: int) -> list[Choice]:
    """The list of horizons."""
    options = [(str(days), f"dans les {days} jours") for days in HORIZONS]
    return [Choice("dans", "Se termine", options, str(within))]


def until_field(line: Line, typed: Mapping[str, str], faults: Mapping[str, str]) -> Field:
    """The entry that says until when a subscription is renewed; a year more at first."""
    name = f"until_{line.subscription.pk}"
    later = _next_year(line.subscription.ends_on).isoformat()
    return Field(
        name,
        "Renouvelé jusqu’au",
        "date",
        typed.get(name, later),
        error=faults.get(name, ""),
        required=True,
    )


def _cells(line: Line) -> dict[str, Cell]:
    each = line.subscription
    return {
        "publisher": each.publisher,
        "public": each.public_name,
        "licences": each.licences,
        "starts_on": each.starts_on,
        "ends_on": each.ends_on,
        "state": line.state,
    }


def _columns(rows: int) -> tuple[Column, ...]:
    return (
        Column("publisher", "Éditeur", filter=rows > 8),
        Column("public", "Public", filter=rows > 8),
        Column("licences", "Licences", kind="count"),
        Column("starts_on", "Premier jour", kind="date"),
        Column("ends_on", "Dernier jour", kind="date"),
        Column("state", "Où en est-on", sortable=False),
    )


def _next_year(day: date) -> date:
    """The same day a year later; the 28th of February for the 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
