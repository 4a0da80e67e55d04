"""« Résultats partagés avec moi »: what people agreed to show to a trainer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigie.domains.compliance.agreements_actions import write_down_read
from vigie.domains.compliance.agreements_queries import agreement_opened, opened_to
from vigie.domains.compliance.shared_results import results_of
from vigie.domains.people.pseudonyms import pseudonym_of
from vigie.domains.people.rights import me, rights
from vigie.domains.territories.tree import home
from vigie.periods import PARIS
from vigie.web import clock
from vigie.web.components import Crumb
from vigie.web.tables import Column, Link, Row, Table


@never_cache
@require_safe
def shared_with_me(request: HttpRequest) -> HttpResponse:
    """Who shares with the trainer, and until when."""
    rows = [
        Row(
            {
                "name": Link(each.person.name, reverse("shared_one", args=[each.pk])),
                "until": each.last_day,
            }
        )
        for each in opened_to(me(request), clock.now())
    ]
    table = Table(
        id="partages",
        caption="Personnes qui partagent leurs résultats avec vous",
        columns=(
            Column("name", "Personne", header=True),
            Column("until", "Dernier jour de l’accord", kind="date"),
        ),
        rows=rows,
        exportable=False,
        empty="Personne ne partage de résultats avec vous en ce moment.",
    )
    context = {
        "table": table.view(request.GET),
        "crumbs": [Crumb("Accueil", reverse("home")), Crumb("Résultats partagés avec moi")],
    }
    return render(request, "compliance/shared_with_me.html", context)


@never_cache
@require_safe
def shared_one(request: HttpRequest, number: int) -> HttpResponse:
    """The results that one agreement opens; the read is written down before they are shown."""
    now = clock.now()
    agreement = agreement_opened(rights(request), number)
    write_down_read(agreement, by=me(request), at=now)
    found = results_of(home(), pseudonym_of(agreement.person), now.astimezone(PARIS).date())
    table = Table(
        id="parcours",
        caption="Parcours",
        columns=(
            Column("pathway", "Parcours", header=True, sortable=False),
            Column("state", "Où en est la personne", sortable=False),
            Column("on", "Le", kind="date", sortable=False),
            Column("coverage", "Taux de couverture", kind="share", sortable=False),
        ),
        rows=[
            Row(
                {
                    "pathway": each.pathway,
                    "state": each.state,
                    "on": each.on,
                    "coverage": "résultats non envoyés" if each.coverage is None else each.coverage,
                }
            )
            for each in found
        ],
        exportable=False,
        empty="Aucun parcours n’est connu à cette adresse.",
    )
    context = {
        "agreement": agreement,
        "table": table.view(request.GET),
        "crumbs": [
            Crumb("Résultats partagés avec moi", reverse("shared_with_me")),
            Crumb(agreement.person.name),
        ],
    }
    return render(request, "compliance/shared_one.html", context)
