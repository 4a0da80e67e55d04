"""The page of data quality: what is missing, doubtful or contradictory, and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vigie.domains.people.rights import rights
from vigie.facts.home import Home
from vigie.measures.cube import Cube
from vigie.observatory import imports_rebuild
from vigie.observatory import quality_tables as tables
from vigie.observatory.cubes import current
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_contexts import known_campaigns
from vigie.observatory.imports_home import today
from vigie.web import formats
from vigie.web.exports import export_asked
from vigie.web.tables import Table, TableView

DAYS = 60
_MOST_DAYS = 3650


@dataclass(frozen=True)
class Section:
    """One question about the data: `count` things to look at, said in `summary`."""

    id: str
    title: str
    meaning: str
    count: int
    summary: str
    view: TableView


def quality(request: HttpRequest) -> HttpResponse:
    """Every doubt about the data, each with its lines and where to mend them."""
    home, cube = current_home(), current()
    on = cube.dates[-1] if cube and cube.dates else today()
    days, fault = _days(request)
    sections = _sections(request, home, cube, on, days)
    if file := export_asked(request, *(section.view for section in sections)):
        return file
    context = {
        "sections": sections,
        "troubled": [section for section in sections if section.count],
        "told": sorted(
            (section for section in sections if section.view.table.rows),
            key=lambda section: not section.count,
        ),
        "clear": [section for section in sections if not section.view.table.rows],
        "on": on,
        "has_cube": cube is not None,
        "days": days,
        "days_fault": fault,
        **imports_rebuild.context(home),
    }
    return render(request, "observatory/quality.html", context)


def _sections(
    request: HttpRequest, home: Home, cube: Cube | None, on: date, days: int
) -> list[Section]:
    known = known_campaigns(home, today())
    held = rights(request)

    def sees(territory: str) -> bool:
        return held.sees("board", territory) or held.may_open("quality", territory)

    made: list[tuple[str, str, str, Table, int, str]] = []

    def add(title: str, meaning: str, table: Table, words: str, count: int | None = None) -> None:
        number = len(table.rows) if count is None else count
        made.append((table.id, title, meaning, table, number, words))

    add(
        "Campagnes à déclarer",
        "Sans territoire, profil ou parcours, les résultats d’une campagne sont comptés sur une "
        "ligne «\u00a0inconnu\u00a0».",
        tables.incomplete_campaigns(known),
        "campagne à déclarer,campagnes à déclarer",
    )
    if cube is not None:
        usable = tables.usable(cube, on, sees)
        add(
            "Adresses exploitables par département",
            "Les campagnes existent par département. La circonscription ou le bassin se déduit de "
            "l’adresse ou de l’établissement saisi au début du parcours\u00a0; le reste est "
            "compté sur la ligne «\u00a0inconnu\u00a0» du département.",
            usable,
            "département avec une ligne inconnue,départements avec une ligne inconnue",
            tables.with_unknown(usable),
        )
        add(
            "Effectifs manquants",
            "Sans effectif, pas de taux de participation.",
            tables.no_headcount(cube, on, sees),
            "effectif manquant,effectifs manquants",
        )
    add(
        "Effectifs qui ont bougé de plus de 20\u00a0%",
        "Une réorganisation, ou une erreur de saisie\u00a0: à vérifier à la source.",
        tables.moved(home, cube, sees),
        "effectif à vérifier,effectifs à vérifier",
    )
    if cube is not None:
        differing = tables.differing(cube, on, sees)
        add(
            "Chiffres publiés et sommes qui diffèrent",
            "Deux sources disent la même chose autrement. Elles ne sont jamais additionnées\u00a0: "
            "l’une est retenue, l’autre reste visible ici. À des dates différentes, l’écart est "
            "souvent une simple progression.",
            differing,
            "contradiction entre sources,contradictions entre sources",
            tables.contradictions_in(differing),
        )
    add(
        "Avertissements des fichiers importés",
        "Totaux imprimés différents de leur somme, taux qui ne suivent pas leurs parts, "
        "participants au-dessus de l’effectif…",
        tables.notices(home),
        "avertissement",
    )
    add(
        "Exports anciens",
        f"Campagnes dont le dernier export a plus de {formats.plural(days, 'jour')} de retard sur "
        f"la donnée la plus récente ({formats.day(on)}).",
        tables.old(home, cube, on, days),
        "export ancien,exports anciens",
    )
    holes = tables.campaign_coverage(cube, known)
    add(
        "Campagnes par département et profil",
        "Un profil sans campagne n’a aucun résultat nominatif\u00a0: ses chiffres ne peuvent "
        "venir que de tableaux publiés.",
        holes,
        "profil sans campagne,profils sans campagne",
        tables.holes_in(holes),
    )
    return [
        Section(
            name,
            title,
            meaning,
            number,
            formats.plural(number, *words.split(",")),
            table.view(request.GET),
        )
        for name, title, meaning, table, number, words in made
    ]


def _days(request: HttpRequest) -> tuple[int, str]:
    text = request.GET.get("jours", "").strip()
    if not text:
        return DAYS, ""
    if text.isdecimal() and int(text) <= _MOST_DAYS:
        return int(text), ""
    return DAYS, f"Un nombre de jours, de 0 à {_MOST_DAYS}."
