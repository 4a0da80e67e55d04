"""The schools of a territory, for whoever oversees several: a way to the roles of each."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vigie.domains.people.models import Mandate
from vigie.domains.people.rights import Rights
from vigie.domains.people.roles import SERVICE_ROLES, Role
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.relations import Relation, relation
from vigie.web.components import Crumb
from vigie.web.formats import listing
from vigie.web.tables import Column, Link, Row, Table

_HEADS = (Role.HEAD, Role.SCHOOL_DIRECTOR)


def schools_page(request: HttpRequest, held: Rights, territory: str) -> HttpResponse:
    """The schools inside a territory where someone holds a mandate."""
    context = {
        "name": place_name(held, territory),
        "table": _table(held, territory).view(request.GET),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Rôles numériques")],
    }
    return render(request, "people/schools.html", context)


def _table(held: Rights, territory: str) -> Table:
    inside: defaultdict[str, list[Mandate]] = defaultdict(list)
    mandates = Mandate.objects.in_force(held.at).filter(territory__startswith="uai:")
    for each in mandates.select_related("person").order_by("pk"):
        inside[each.territory].append(each)
    rows = [
        Row(
            {
                "school": Link(place_name(held, school), reverse("school_roles", args=[school])),
                "heads": listing([each.person.name for each in found if each.role in _HEADS]),
                "given": sum(each.role in SERVICE_ROLES for each in found),
            }
        )
        for school, found in inside.items()
        if relation(held.tree, territory, school) == Relation.CHILD
    ]
    return Table(
        "etablissements",
        "Établissements où quelqu’un a un mandat",
        (
            Column("school", "Établissement", header=True),
            Column("heads", "Direction"),
            Column("given", "Services confiés", kind="count", help="sur cinq"),
        ),
        rows,
        sort="school",
        exportable=False,
        empty="Personne n’a encore de mandat dans un établissement de ce territoire.",
    )
