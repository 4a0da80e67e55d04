"""The gallery page."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vigie.facts.geography import build_tree
from vigie.measures.figure import Status
from vigie.sources.problems import Problem
from vigie.web import charts, formats
from vigie.web.charts import Bar, Dot, Reference, Series, Step
from vigie.web.components import Choice, Crumb, Field, Input, Tab, Tile
from vigie.web.exports import export_asked
from vigie.web.gallery import sample
from vigie.web.maps import MapArea, MapView, map_view
from vigie.web.tables import Cell, Column, Link, Row, Table

AIM = Reference("Objectif national 10 %", 0.10)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, in every state."""
    regions, heat = _regions().view(request.GET), _heat().view(request.GET)
    empty = Table("vide", "Un tableau vide", [Column("name", "Nom", header=True)], []).view(
        request.GET
    )
    file = export_asked(request, regions, heat)
    if file is not None:
        return file
    context = {
        "crumbs": [Crumb("France", "/"), Crumb("Normandie", "/"), Crumb("Composants")],
        "states": sample.states(),
        "tiles": _tiles(),
        "tabs": [
            Tab("Synthèse", "?vue=synthese", True),
            Tab("Graphique", "?vue=graphique"),
            Tab("Données à plat", "?vue=donnees"),
        ],
        "filters": [
            Choice("profil", "Profil", [("ALL", "Tous les profils"), ("CPE", "CPE")], "ALL"),
            Input("minimum", "Effectif minimum", "300", "number"),
        ],
        "fields": _fields(),
        "problems": _problems(),
        "regions": regions,
        "heat": heat,
        "empty": empty,
        "charts": _charts(),
        "objective": charts.objective(
            id="objectif",
            label="Taux de participation",
            figure=sample.rate(40545, 906607),
            target=Reference("Objectif national", 0.10),
        ),
        "maps": _maps(),
    }
    return render(request, "gallery/gallery.html", context)


def breakdown(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Fails on purpose, to see the page of a fault."""
    raise RuntimeError("fault asked by the gallery")


def _tiles() -> list[Tile]:
    return [
        Tile("Participants", sample.figure(40545), "sur 906 607 personnes"),
        Tile(
            "Taux de participation",
            sample.rate(40545, 906607),
            "objectif national : 10 %",
            "unmet",
            "Objectif non atteint",
            delta="+0,6 point en un mois",
        ),
        Tile(
            "Parcours terminés",
            sample.rate(118, 236),
            "objectif : 50 % des participants",
            "met",
            "Objectif atteint",
            decimals=2,
        ),
        Tile("Adresses exploitables", sample.figure(None, status="no_denominator", unit="share")),
        Tile("Certifications", sample.figure(None, status="missing"), "aucun fichier importé"),
    ]


def _regions() -> Table:
    columns = [
        Column("name", "Région académique", header=True),
        Column("kind", "Lieu", filter=True),
        Column("started", "Commencé, non terminé", kind="count", group="État des participants"),
        Column("finished", "Terminé, non envoyé", kind="count", group="État des participants"),
        Column("sent", "Résultats envoyés", kind="count", group="État des participants"),
        Column("headcount", "Effectif", kind="count"),
        Column("rate", "Taux de participation", kind="share", help="participants / effectif"),
        Column("gap", "Écart à la nation", kind="points"),
    ]
    overseas = {
        "Guadeloupe",
        "Guyane",
        "La Réunion",
        "Martinique",
        "Mayotte",
        "Nouvelle-Calédonie",
        "Polynésie française",
        "Saint-Pierre et Miquelon",
    }
    nation = 40545 / 906607
    rows = []
    for code, (name, started, finished, sent, headcount) in sample.REGIONS.items():
        people = started + finished + sent
        rows.append(
            Row(
                {
                    "name": Link(name, f"/tableau/{code}/"),
                    "kind": "Outre-mer" if name in overseas else "Hexagone et Corse",
                    "started": sample.figure(started),
                    "finished": sample.figure(finished),
                    "sent": sample.figure(sent),
                    "headcount": sample.figure(headcount),
                    "rate": sample.rate(people, headcount, code, name),
                    "gap": sample.figure(people / headcount - nation, unit="points"),
                }
            )
        )
    _, name, started, finished, sent, headcount = sample.NATION
    rows.append(
        Row(
            {
                "name": name,
                "kind": "Total",
                "started": sample.figure(started),
                "finished": sample.figure(finished),
                "sent": sample.figure(sent),
                "headcount": sample.figure(headcount),
                "rate": sample.rate(40545, headcount),
                "gap": sample.figure(None, status="not_applicable", unit="points"),
            },
            emphasis=True,
        )
    )
    return Table(
        "regions",
        "Participation par région académique",
        columns,
        rows,
        sort="-rate",
        sources=("Point d’étape national Pix+ Édu",),
        per_page=15,
    )


def _heat() -> Table:
    columns = [Column("name", "Sujet", header=True)]
    columns += [
        Column(f"p{i}", name, kind="share", decimals=0, heat=True)
        for i, name in enumerate(sample.PROFILES)
    ]
    rows = []
    for referential, subjects in sample.COVERAGE.items():
        for name, values in subjects.items():
            cells: dict[str, Cell] = {"name": name}
            for i, value in enumerate(values):
                status: Status = "not_applicable" if value is None else "ok"
                share = None if value is None else value / 100
                cells[f"p{i}"] = sample.figure(
                    share, unit="share", status=status, measure="coverage"
                )
            rows.append(Row(cells, section=referential))
    senders = (6764, 232, 6607, 943, 188)
    rows.append(
        Row(
            {
                "name": "Personnes ayant envoyé leurs résultats",
                **{f"p{i}": sample.figure(n) for i, n in enumerate(senders)},
            },
            True,
        )
    )
    return Table(
        "couverture",
        "Couverture par sujet et par profil",
        columns,
        rows,
        as_of=sample.DAY,
        searchable=False,
        note="Part du niveau atteint dans le niveau accessible.",
    )


def _charts() -> list[charts.Chart]:
    bars = [
        Bar(
            name, (a + b + c) / n, formats.share(num=a + b + c, den=n), emphasis=name == "Normandie"
        )
        for name, a, b, c, n in sample.REGIONS.values()
    ]
    bars.sort(key=lambda bar: -(bar.value or 0))
    bars = [*bars[1:], Bar("Wallis-et-Futuna", None)]
    dots = [Dot(bar.label, bar.value, bar.text, bar.emphasis) for bar in bars]
    return [
        charts.bars(
            id="barres",
            title="Taux de participation par région académique",
            items=bars,
            reference=AIM,
            note="Saint-Pierre et Miquelon (effectif 100) est à part.",
        ),
        charts.funnel(
            id="entonnoir",
            title="Où en sont les personnes invitées",
            steps=[
                Step("not_started", "Non commencé", 866062),
                Step("started", "Commencé, non terminé", 22787),
                Step("finished", "Terminé, non envoyé", 2711),
                Step("sent", "Résultats envoyés", 15047),
            ],
        ),
        charts.funnel(
            id="entonnoir2",
            title="Sans effectif connu",
            steps=[
                Step("started", "Commencé, non terminé", 3),
                Step("finished", "Terminé, non envoyé", 0),
                Step("sent", "Résultats envoyés", None),
            ],
        ),
        charts.trend(
            id="tendance",
            title="Participation depuis janvier",
            series=[
                Series(
                    "Doubs",
                    [
                        (date(2024, 1, 15), 0.081),
                        (date(2024, 2, 12), 0.094),
                        (date(2024, 3, 11), None),
                        (date(2024, 4, 10), 0.122),
                    ],
                ),
                Series(
                    "France",
                    [
                        (date(2024, 1, 15), 0.031),
                        (date(2024, 2, 12), 0.036),
                        (date(2024, 3, 11), 0.041),
                        (date(2024, 4, 10), 0.0447),
                    ],
                    True,
                ),
            ],
            reference=AIM,
        ),
        charts.trend(
            id="tendance1",
            title="Une seule date",
            series=[Series("Doubs", [(date(2024, 4, 10), 0.122)])],
        ),
        charts.grouped(
            id="groupes",
            title="Participation par degré et par secteur",
            groups=["1er degré", "2d degré"],
            series=[("Public", [0.047, 0.049]), ("Privé sous contrat", [0.018, None])],
            reference=AIM,
        ),
        charts.dots(id="points", title="Toutes les régions sur un axe", items=dots, reference=AIM),
    ]


def _maps() -> list[MapView]:
    tree = build_tree(None, sample.DAY)
    regions = {}
    for code, (name, a, b, c, n) in sample.REGIONS.items():
        value = (a + b + c) / n
        regions[code] = MapArea(
            name, formats.share(num=a + b + c, den=n), value, f"/tableau/{code}/"
        )
    bounds = (0.02, 0.04, 0.06, 0.08, 0.10)
    # Invented, spread so that every class and the hatch are seen.
    departments = {}
    for i, code in enumerate(tree.descendants("FR", "department")):
        invented = None if i % 17 == 5 else ((i * 37) % 128) / 1000
        text = formats.WORDS["missing"] if invented is None else formats.share(invented)
        departments[code] = MapArea(tree.name(code), text, invented, f"/tableau/{code}/")
    academies = {
        code: MapArea(
            tree.name(code),
            formats.share(((i * 29) % 120) / 1000),
            ((i * 29) % 120) / 1000,
            f"/tableau/{code}/",
        )
        for i, code in enumerate(tree.descendants("FR", "academie"))
    }
    normandie = {
        code: departments[code] for code in tree.descendants("reg:normandie", "department")
    }
    legend = "Taux de participation"
    return [
        map_view(
            id="carte-departements",
            title="Participation par département (inventée)",
            level="department",
            values=departments,
            tree=tree,
            bounds=bounds,
            legend=legend,
        ),
        map_view(
            id="carte-regions",
            title="Participation par région académique",
            level="region",
            values=regions,
            tree=tree,
            bounds=bounds,
            legend=legend,
        ),
        map_view(
            id="carte-academies",
            title="Participation par académie (inventée)",
            level="academie",
            values=academies,
            tree=tree,
            bounds=bounds,
            legend=legend,
        ),
        map_view(
            id="carte-normandie",
            title="Participation en Normandie (inventée)",
            level="department",
            values=normandie,
            tree=tree,
            focus="reg:normandie",
            bounds=bounds,
            legend=legend,
        ),
    ]


def _fields() -> list[Field]:
    return [
        Field(
            "fichiers",
            "Fichiers à importer",
            "file",
            multiple=True,
            help="CSV, XLSX ou ODS, tels que vous les avez reçus.",
        ),
        Field(
            "jour",
            "Date des données",
            "date",
            value="2024-02-30",
            error="Le 30 février n’existe pas. Donnez un jour du calendrier.",
        ),
        Field("profil", "Profil", "select", options=[("", "à reconnaître"), ("CPE", "CPE")]),
        Field("accepter", "J’accepte que ces deux lignes soient laissées de côté", "checkbox"),
        Field("motif", "Motif", "textarea", required=True),
    ]


def _problems() -> list[Problem]:
    return [
        Problem(
            12,
            "Département",
            "1",
            "Ce n’est pas un code de département.",
            "Écrivez « 01 » : un tableur a retiré le zéro.",
        ),
        Problem(
            27, "uai", "0250001B", "La lettre de contrôle est fausse.", "La lettre attendue est A."
        ),
        Problem(None, None, None, "Le fichier est vide.", "Exportez-le de nouveau."),
    ]
