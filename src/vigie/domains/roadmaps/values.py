"""Where each indicator stands in each territory: values, objective in force, verdict.

The only place that joins an indicator to its figures and to its verdict: pages and reports show
what is said here, and compute nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from django.db.models import Max

from vigie.domains.roadmaps import computed
from vigie.domains.roadmaps import objectives as aims
from vigie.domains.roadmaps.asked import adds_up, in_force, start_of, units_of
from vigie.domains.roadmaps.changes import touched_since
from vigie.domains.roadmaps.counted import Counted, alike, count_of, counted, values_of
from vigie.domains.roadmaps.course import Forecast, NoForecast, forecast
from vigie.domains.roadmaps.judging import cumulated, judge_of
from vigie.domains.roadmaps.models import Baseline, Change, Indicator, Objective, Roadmap
from vigie.domains.roadmaps.models.measuring import Frequency
from vigie.domains.roadmaps.observed import Observed, of_figure
from vigie.domains.roadmaps.typed_values import (
    Key,
    Part,
    inside,
    observed,
    parts_of,
    rolled_up,
    typed_values,
)
from vigie.domains.roadmaps.verdicts import SETTLES, Verdict, verdict
from vigie.domains.territories.tree import cube as current_cube
from vigie.domains.territories.tree import home
from vigie.domains.territories.tree import tree as current_tree
from vigie.facts.geography import Tree
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure

PERIODS = {
    Frequency.WEEK: 7,
    Frequency.MONTH: 31,
    Frequency.QUARTER: 92,
    Frequency.HALF: 184,
    Frequency.YEAR: 366,
}
"""Days from one value to the next."""


@dataclass(frozen=True)
class Standing:
    """Where an indicator stands in a territory on a day.

    `objective`: the row in force, `aim` what it says with its deadline. `values`: all that was
    observed, oldest first, computed and typed side by side. `series`: the points to draw, those of
    the origin that judges, added up when the indicator is cumulative. `figure`: the last computed
    one, with its files. `counted`: what a domain counts, where values come from that. `run`: the
    points of the series that may be compared with the last one. `units`: territories of the
    objective's scope (« par académie ») inside. `children`: whether typed values are the sum of the
    territories inside.
    """

    indicator: Indicator
    territory: str
    on: date
    verdict: Verdict
    values: tuple[Observed, ...] = ()
    series: tuple[Observed, ...] = ()
    objective: Objective | None = None
    aim: aims.Objective | None = None
    baseline: Baseline | None = None
    start: aims.Baseline | None = None
    figure: Figure | None = None
    counted: Counted | None = None
    run: tuple[Observed, ...] = ()
    forecast: Forecast | NoForecast | None = None
    units: int | None = None
    children: bool = False

    @property
    def computed(self) -> Observed | None:
        """The last computed value."""
        return self._last("computed")

    @property
    def typed(self) -> Observed | None:
        """The last typed value."""
        return self._last("typed")

    @property
    def value(self) -> Observed | None:
        """The value that judges, added up when the indicator is cumulative; None when nothing is
        known. One that is hidden, or not applicable, is not replaced by an older one."""
        judge = self.verdict.value
        return self.series[-1] if self.series and (judge is None or judge.status == "ok") else judge

    def _last(self, origin: str) -> Observed | None:
        return next((each for each in reversed(self.values) if each.origin == origin), None)


@dataclass(frozen=True)
class _Known:
    """What was worked out, with the last line of the history that it takes into account."""

    upto: int
    found: dict[int, Standing]

    def moved(self, tree: Tree, place: str) -> set[int]:
        """The indicators of which a domain does not count any more what it counted."""
        before = {pk: each.counted for pk, each in self.found.items() if each.counted is not None}
        rows = [self.found[pk].indicator for pk in before]
        return {row for (row, _), now in counted(tree, rows, [place]).items() if now != before[row]}


_known: OrderedDict[object, _Known] = OrderedDict()
_lock = Lock()
_MOST = 32


def standing_of(roadmap: Roadmap, on: date, territory: str | None = None) -> dict[int, Standing]:
    """Where each indicator of a roadmap stands in a territory (its own by default), by the number
    of the indicator.

    Kept in memory until another cube comes; a change of the roadmap drops the indicators that it
    touches, and only those.
    """
    cube = current_cube()
    place = territory or roadmap.territory
    key = (roadmap.pk, cube.id if cube else "", place, on, _erasures())
    # Read before the values: what is written meanwhile is seen as a change the next time.
    upto = Change.objects.filter(roadmap=roadmap).aggregate(last=Max("pk"))["last"] or 0
    with _lock:
        known = _known.get(key)
    moved = known.moved(_tree(cube, on), place) if known is not None else set()
    if known is not None and known.upto == upto and not moved:
        return known.found
    touched = touched_since(roadmap, known.upto) if known is not None else None
    before = known.found if known is not None and touched is not None else {}
    rows = list(roadmap.indicators.standing().select_related("node", "asked"))
    for row in rows:
        row.roadmap = roadmap
    stale = [row for row in rows if row.pk not in before or row.pk in moved | (touched or set())]
    fresh = {each.indicator.pk: each for each in _standings(stale, [place], on, cube)}
    found = {row.pk: fresh[row.pk] if row.pk in fresh else before[row.pk] for row in rows}
    with _lock:
        _known[key] = _Known(upto, found)
        _known.move_to_end(key)
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return found


def _tree(cube: Cube | None, on: date) -> Tree:
    return cube.tree if cube is not None else current_tree(on)


def forget() -> None:
    """Empties the memory."""
    with _lock:
        _known.clear()


def _erasures() -> int:
    """Changes with each erasure: what is kept names who typed a value."""
    try:
        return home().erasures.stat().st_mtime_ns
    except OSError:  # nobody was ever erased
        return 0


def standings(indicator: Indicator, territories: Iterable[str], on: date) -> dict[str, Standing]:
    """Where one indicator stands in several territories, by territory."""
    found = _standings([indicator], list(dict.fromkeys(territories)), on, current_cube())
    return {each.territory: each for each in found}


def judged_by(
    indicator: Indicator, objective: Objective, on: date, territory: str | None = None
) -> Standing:
    """The same, judged by one given objective: how a former version would be, or was, judged."""
    place = territory or objective.territory or indicator.roadmap.territory
    return _standings([indicator], [place], on, current_cube(), only=objective)[0]


def _standings(
    indicators: Sequence[Indicator],
    territories: Sequence[str],
    on: date,
    cube: Cube | None,
    only: Objective | None = None,
) -> list[Standing]:
    if not indicators or not territories:
        return []
    tree = _tree(cube, on)
    objectives = _objectives(indicators, on) if only is None else {only.indicator_id: [only]}
    baselines: dict[Key, Baseline] = {
        (row.indicator_id, row.territory): row
        for row in Baseline.objects.filter(indicator__in=[each.pk for each in indicators])
    }
    figures = _figures(cube, indicators, territories, on)
    kept = counted(tree, indicators, territories)
    mine = typed_values(indicators, territories, on)
    said = {key for key, known in figures.items() if any(each.status == "ok" for each in known)}
    said |= {key for key, known in kept.items() if known.since(on) is not None}
    parts = _parts(tree, indicators, territories, on, {*mine, *said})
    found = []
    for indicator in indicators:
        for territory in territories:
            key = (indicator.pk, territory)
            own = "" if territory == indicator.roadmap.territory else territory
            typed = observed(indicator, mine.get(key, ()))
            children = not typed and key in parts
            if children:
                typed = rolled_up(indicator, *parts[key])
            found.append(
                _standing(
                    indicator,
                    territory,
                    on,
                    tree,
                    figures.get(key, ()),
                    kept.get(key),
                    typed,
                    objectives.get(indicator.pk, ()),
                    baselines.get((indicator.pk, own)),
                    children=children,
                    only=only,
                )
            )
    return found


def _standing(
    indicator: Indicator,
    territory: str,
    on: date,
    tree: Tree,
    figures: Sequence[Figure],
    mine: Counted | None,
    typed: Sequence[Observed],
    objectives: Sequence[Objective],
    baseline: Baseline | None,
    *,
    children: bool,
    only: Objective | None,
) -> Standing:
    start = start_of(indicator, baseline)
    objective, aim = in_force(indicator, territory, on, tree, objectives, start, only)
    running = indicator.cumulative or (aim is not None and adds_up(indicator, aim))
    found = [*map(of_figure, figures), *values_of(indicator, mine, on, running=running), *typed]
    values = tuple(sorted(found, key=lambda each: (each.on or date.min, each.origin)))
    judge = judge_of(values, on).last
    counts_itself = judge is not None and judge.origin == "computed"
    judged: Sequence[Observed] = values
    if counts_itself and running:
        # What stands beside a total is what people typed, added up as well.
        hers = judge_of([each for each in values if each.origin == "typed"], on).points
        judged = [*(v for v in values if v.origin == "computed"), *cumulated(hers, start)]
    if aim is not None:
        # What is counted, from the imports or here, is already a total.
        aim = replace(aim, cumulative=adds_up(indicator, aim) and not counts_itself)
    units = units_of(tree, territory, aim)
    origin = "computed" if counts_itself else "typed"
    points: Sequence[Observed] = [
        each for each in values if each.origin == origin and each.number is not None
    ]
    if indicator.cumulative and not counts_itself:
        points = cumulated(points, start)
    run = points if running or mine is None else alike(points, on)
    deadline = aim.deadline(start) if aim is not None else None
    ahead = forecast(run, deadline) if deadline is not None and deadline > on else None
    settles = max(SETTLES, PERIODS.get(Frequency(indicator.frequency), 0)) if (
        indicator.frequency
    ) else SETTLES  # fmt: skip
    return Standing(
        indicator=indicator,
        territory=territory,
        on=on,
        verdict=verdict(
            aim, start, judged, on, units=units, forecast=ahead, settles=settles,
            unit="" if indicator.is_percent else indicator.unit,
        ),
        values=values,
        series=tuple(points),
        objective=objective,
        aim=aim,
        baseline=baseline,
        start=start,
        figure=figures[-1] if figures else None,
        counted=mine,
        run=tuple(run),
        forecast=ahead,
        units=units,
        children=children,
    )  # fmt: skip


def _objectives(indicators: Sequence[Indicator], on: date) -> dict[int, list[Objective]]:
    found: dict[int, list[Objective]] = {}
    rows = Objective.objects.in_force(on).filter(indicator__in=[each.pk for each in indicators])
    for row in rows.select_related("revised_by"):
        found.setdefault(row.indicator_id, []).append(row)
    return found


def _figures(
    cube: Cube | None, indicators: Sequence[Indicator], territories: Sequence[str], on: date
) -> dict[Key, tuple[Figure, ...]]:
    if cube is None:
        return {}
    known = [each for each in territories if cube.tree.find(each) is not None]
    found: dict[Key, tuple[Figure, ...]] = {}
    for indicator in indicators:
        if not indicator.measure or count_of(indicator) is not None:
            continue
        asked = computed.series(cube, computed.Question.of(indicator), known, on)
        for territory, figures in asked.items():
            found[indicator.pk, territory] = figures
    return found


def _parts(
    tree: Tree,
    indicators: Sequence[Indicator],
    territories: Sequence[str],
    on: date,
    said: Container[Key],
) -> dict[Key, tuple[Sequence[Part], int]]:
    """The typed values of the territories inside those of which nothing is `said`, and how many
    territories there are."""
    found: dict[Key, tuple[Sequence[Part], int]] = {}
    for territory in territories:
        wanted: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            if (indicator.pk, territory) not in said:
                wanted.setdefault(indicator.territory_level, []).append(indicator)
        for level, rows in wanted.items():
            places = inside(tree, territory, level)
            if places:
                for number, parts in parts_of(rows, places, on).items():
                    found[number, territory] = parts, len(places)
    return found
