"""The pictures of the board: figures arranged for charts and for the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from vigie.codes import NATION, PROFILES, profile_label
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.measures.objectives import OBJECTIVES, Objective
from vigie.observatory.answers import Answers, answer
from vigie.observatory.asked import Asked
from vigie.observatory.coverage_words import sendings
from vigie.observatory.places import LEVEL_NAMES, LEVEL_PLURALS, Place, is_unplaced
from vigie.web import charts, formats
from vigie.web.charts import Chart, Dot, Reference, Series, Step
from vigie.web.maps import MapArea, MapView, has_geometry, map_view

RATE = "participation_rate"
STATES = ("started_not_finished", "finished_not_sent", "sent")
RATE_BOUNDS = (0.02, 0.04, 0.06, 0.08, 0.10)
GOALS = {each.measure: each for each in OBJECTIVES}
MOST_DATES = 30


@dataclass(frozen=True)
class SubjectLine:
    """A subject with its coverage and the number of sendings behind it."""

    name: str
    coverage: Figure
    senders: Figure


def goal(measure: str) -> Reference:
    """The national objective of a measure, as a line on a chart."""
    wanted = GOALS[measure]
    text = formats.share(float(wanted.at_least), 0)
    return Reference(f"Objectif national {text}", float(wanted.at_least))


def gauge(objective: Objective, figure: Figure) -> Chart:
    labels = {RATE: "Participation", "finished_share": "Parcours terminés"}
    return charts.objective(
        id=f"objectif-{objective.code}",
        label=f"{labels[objective.measure]}\u00a0: {objective.label.lower()}, d’ici {objective.by}",
        figure=figure,
        target=goal(objective.measure),
    )


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure is not None and figure.status == "ok" else None


def _whole(figure: Figure | None) -> int | None:
    value = _value(figure)
    return None if value is None else int(value)


def funnel(got: Answers) -> Chart | None:
    """The four exclusive states; « not begun » is what the headcount leaves."""
    if got.one("participants").status != "ok":
        return None
    rate = got.one(RATE)
    idle = None
    if rate.status == "ok" and rate.numerator is not None and rate.denominator is not None:
        rest = int(rate.denominator) - int(rate.numerator)
        idle = rest if rest >= 0 else None
    steps = [
        Step("not_started", "Non commencé", idle),
        Step("started", "Commencé, non terminé", _whole(got.one("started_not_finished"))),
        Step("finished", "Terminé, non envoyé", _whole(got.one("finished_not_sent"))),
        Step("sent", "Résultats envoyés", _whole(got.one("sent"))),
    ]
    if any(step.count is None for step in steps[1:]) or not _of_one_day(got):
        return None
    note = ""
    if idle is None and rate.status == "ok":
        note = "Il y a plus de participants que d’effectif\u00a0: l’effectif est à revoir."
    elif idle is None:
        note = (
            "L’effectif n’est pas connu pour ce choix\u00a0: les non-commencés ne sont pas comptés."
        )
    return charts.funnel(id="entonnoir", title="Où en sont les personnes", steps=steps, note=note)


def _of_one_day(got: Answers) -> bool:
    """Whether the states add up: one of them may be held at an older date."""
    states = (got.one(step).value or 0 for step in STATES)
    return sum(states) == (got.one("participants").value or 0)


def funnel_missing(got: Answers) -> str:
    """Why there is no funnel: hidden is not absent."""
    steps = ("participants", *STATES)
    if any(got.one(step).status == "hidden" for step in steps):
        return (
            "Le détail est masqué\u00a0: il parle de moins de 5 personnes, "
            "ou permettrait de les compter."
        )
    if all(got.one(step).status == "ok" for step in steps):
        return (
            "Le détail n’est pas dessiné : trop peu de personnes ont bougé depuis sa "
            "dernière date pour le montrer à celle du total."
        )
    return "Pas de donnée de participation à montrer pour ce choix."


def children_map(
    cube: Cube, got: Answers, what: Asked, found: Place, level: str | None
) -> MapView | None:
    if level is None or not has_geometry(level):
        return None
    areas = {}
    for figure in got.all(f"children/{RATE}"):
        if is_unplaced(figure.territory):
            continue
        areas[figure.territory] = MapArea(
            label=cube.tree.name(figure.territory),
            value_text=formats.shown(figure).words,
            value=_value(figure),
            href=what.href(figure.territory),
        )
    return map_view(
        id="carte",
        title=f"Taux de participation par {LEVEL_NAMES[level]}",
        level=level,
        values=areas,
        tree=cube.tree,
        focus=None if found.is_nation or found.level == "label" else found.code,
        bounds=RATE_BOUNDS,
        legend="Taux de participation",
    )


def children_dots(cube: Cube, got: Answers, level: str | None) -> Chart | None:
    """Where there is no outline to draw: one dot for each child."""
    if level is None or has_geometry(level):
        return None
    figures = got.all(f"children/{RATE}")
    if not any(figure.status == "ok" for figure in figures):
        return None
    return charts.dots(
        id="repartition",
        title=f"Taux de participation\u00a0: {LEVEL_PLURALS[level]}",
        items=[
            Dot(cube.tree.name(figure.territory), _value(figure),
                formats.shown(figure).words)
            for figure in figures
            if not is_unplaced(figure.territory)
        ],
        reference=goal(RATE),
    )  # fmt: skip


def siblings(cube: Cube, got: Answers, found: Place) -> Chart | None:
    """Where the territory stands among those of its level: the distribution first."""
    figures = got.all(f"siblings/{RATE}")
    known = [figure for figure in figures if figure.status == "ok"]
    if len(known) < 2:
        return None
    nation = got.at(f"nation/{RATE}")
    reference = goal(RATE)
    if nation is not None and nation.status == "ok" and nation.value is not None:
        reference = Reference(f"France {formats.shown(nation).text}", float(nation.value))
    here = set(cube.tree.aliases(found.code))
    return charts.dots(
        id="semblables",
        title=f"Parmi les {LEVEL_PLURALS[found.level]} comparables",
        items=[
            Dot(cube.tree.name(figure.territory), _value(figure),
                formats.shown(figure).words, emphasis=figure.territory in here)
            for figure in figures
            if not is_unplaced(figure.territory)
        ],
        reference=reference,
    )  # fmt: skip


def profiles(got: Answers) -> Chart | None:
    """Participation and completion by profile; a measure without any value is left out."""
    found = [f for f in got.all("profiles/participants") if f.dimensions["profile"] in PROFILES]
    names = [profile_label(figure.dimensions["profile"]) for figure in found]
    series = []
    for measure, label in ((RATE, "Participation"), ("finished_share", "Ont terminé")):
        values = [
            _value(got.at(f"profiles/{measure}", profile=figure.dimensions["profile"]))
            for figure in found
        ]
        if any(value is not None for value in values):
            series.append((label, values))
    if not series:
        return None
    return charts.grouped(
        id="profils-cote-a-cote",
        title="Participation et parcours terminés, par profil",
        groups=names,
        series=series,
        label_header="Profil",
        note="Participation\u00a0: participants rapportés à l’effectif. "
        "Ont terminé\u00a0: parmi les participants.",
    )


def subjects(got: Answers, most: int, *, weakest: bool) -> list[SubjectLine]:
    """The lowest (or highest) coverages, each with its number of sendings."""
    known = [figure for figure in got.all("subjects/coverage") if figure.status == "ok"]
    known.sort(key=lambda figure: figure.value or 0, reverse=not weakest)
    if len(known) < 2:
        return []
    most = min(most, len(known) // 2)
    lines = []
    for figure in known:
        name = figure.dimensions["subject"]
        senders = got.at("subjects/senders", subject=name)
        if senders is not None and sendings(senders):
            lines.append(SubjectLine(name, figure, senders))
        if len(lines) == most:
            break
    return lines


def trend(cube: Cube, what: Asked, found: Place) -> Chart | None:
    """The rate at each date when it changed, beside that of the nation."""
    days = [day for day in cube.dates if what.on is None or day <= what.on]
    if len(days) > MOST_DATES:
        days = days[-MOST_DATES:]
    codes = [found.code] if found.is_nation else [found.code, NATION]
    lines: dict[str, dict[date, float]] = {code: {} for code in codes}
    for day in days:
        asks = {code: replace(what.query(RATE), territory=code, as_of=day) for code in codes}
        got = answer(cube, asks)
        for code in codes:
            figure = got.one(code)
            if figure.status == "ok" and figure.value is not None and figure.as_of is not None:
                lines[code][figure.as_of] = float(figure.value)
    if not lines[found.code]:
        return None
    series = [
        Series(cube.tree.name(code), sorted(points.items()), reference=code != found.code)
        for code, points in lines.items()
        if points
    ]
    return charts.trend(
        id="evolution",
        title="Taux de participation au fil des dates",
        series=series,
        reference=goal(RATE),
        note=_trend_note(lines[found.code]),
    )


def _trend_note(points: Iterable[date]) -> str:
    days = list(points)
    if len(days) > 1:
        return ""
    return (
        f"Une seule date connue, le {formats.day(days[0])}\u00a0: "
        "le prochain import montrera l’évolution."
    )
