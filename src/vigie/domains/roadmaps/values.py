"""Where each indicator stands in each territory: values, objective in force, verdict.

The only place that joins an indicator to its figures and to its verdict: pages and reports show
what is said here, and compute nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from threading import Lock

from django.db.models import Max

from vigie.codes import UnknownCode
from vigie.domains.roadmaps import checks, computed
from vigie.domains.roadmaps import objectives as aims
from vigie.domains.roadmaps.changes import touched_since
from vigie.domains.roadmaps.course import Forecast, NoForecast, forecast
from vigie.domains.roadmaps.judging import cumulated, judge_of
from vigie.domains.roadmaps.models import Baseline, Change, Indicator, Objective, Roadmap
from vigie.domains.roadmaps.models.measuring import Frequency
from vigie.domains.roadmaps.objective_text import RefusedObjective, parse
from vigie.domains.roadmaps.observed import Observed, of_figure
from vigie.domains.roadmaps.typed_values import (
    Key,
    Part,
    Typed,
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
    one, with its files. `units`: territories of the objective's scope (« par académie ») inside.
    `children`: whether typed values are the sum of the territories inside.
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
    if known is not None and known.upto == upto:
        return known.found
    touched = touched_since(roadmap, known.upto) if known is not None else None
    before = known.found if known is not None and touched is not None else {}
    rows = list(roadmap.indicators.standing().select_related("node", "asked"))
    for row in rows:
        row.roadmap = roadmap
    stale = [row for row in rows if row.pk not in before or row.pk in (touched or ())]
    fresh = {each.indicator.pk: each for each in _standings(stale, [place], on, cube)}
    found = {row.pk: fresh[row.pk] if row.pk in fresh else before[row.pk] for row in rows}
    with _lock:
        _known[key] = _Known(upto, found)
        _known.move_to_end(key)
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return found


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
    tree = cube.tree if cube is not None else current_tree(on)
    objectives = _objectives(indicators, on) if only is None else {only.indicator_id: [only]}
    baselines: dict[Key, Baseline] = {
        (row.indicator_id, row.territory): row
        for row in Baseline.objects.filter(indicator__in=[each.pk for each in indicators])
    }
    figures = _figures(cube, indicators, territories, on)
    mine = typed_values(indicators, territories, on)
    parts = _parts(tree, indicators, territories, on, mine, figures)
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
    typed: Sequence[Observed],
    objectives: Sequence[Objective],
    baseline: Baseline | None,
    *,
    children: bool,
    only: Objective | None,
) -> Standing:
    values = tuple(
        sorted(
            [*map(of_figure, figures), *typed], key=lambda each: (each.on or date.min, each.origin)
        )
    )
    start = start_of(indicator, baseline)
    judge = judge_of(values, on).last
    from_cube = judge is not None and judge.origin == "computed"
    objective, aim = _in_force(indicator, territory, on, tree, objectives, start, only)
    if aim is not None:
        # What is counted from the imports is already a total.
        aim = replace(aim, cumulative=_adds_up(indicator, aim) and not from_cube)
    units = _units(tree, territory, aim)
    origin = "computed" if from_cube else "typed"
    points: Sequence[Observed] = [
        each for each in values if each.origin == origin and each.number is not None
    ]
    if indicator.cumulative and not from_cube:
        points = cumulated(points, start)
    deadline = aim.deadline(start) if aim is not None else None
    ahead = forecast(points, deadline) if deadline is not None and deadline > on else None
    settles = max(SETTLES, PERIODS.get(Frequency(indicator.frequency), 0)) if (
        indicator.frequency
    ) else SETTLES  # fmt: skip
    return Standing(
        indicator=indicator,
        territory=territory,
        on=on,
        verdict=verdict(
            aim, start, values, on, units=units, forecast=ahead, settles=settles,
            unit="" if indicator.is_percent else indicator.unit,
        ),
        values=values,
        series=tuple(points),
        objective=objective,
        aim=aim,
        baseline=baseline,
        start=start,
        figure=figures[-1] if figures else None,
        forecast=ahead,
        units=units,
        children=children,
    )  # fmt: skip


def aim_of(objective: Objective) -> aims.Objective:
    """What an objective says, with the end of its period as its last day when it gives none."""
    said = _parsed(objective.text)
    end = checks.period_end(objective.period)
    if end is None or said.by is not None or said.years is not None or said.kind is aims.Kind.NONE:
        return said
    return replace(said, by=end)


def start_of(indicator: Indicator, baseline: Baseline | None) -> aims.Baseline | None:
    """A baseline, as verdicts take it."""
    if baseline is None:
        return None
    amount = Fraction(baseline.amount)
    return aims.Baseline(amount, baseline.on, indicator.is_percent)


def _in_force(
    indicator: Indicator,
    territory: str,
    on: date,
    tree: Tree,
    objectives: Sequence[Objective],
    start: aims.Baseline | None,
    only: Objective | None,
) -> tuple[Objective | None, aims.Objective | None]:
    """The objective that judges a territory: its own local one, else that of the roadmap where it
    is said of each (a rate, or « par académie »)."""
    if only is not None:
        return only, aim_of(only)
    above = territory == indicator.roadmap.territory
    local = [row for row in objectives if row.territory == ("" if above else territory)]
    said = [(row, aim_of(row)) for row in local]
    if not said and not above:
        said = [
            (row, aim) for row in objectives if not row.territory
            for aim in [aim_of(row)]
            if indicator.is_percent or aim.kind is aims.Kind.DONE
            or (aim.per is not None and aim.per == _level(tree, territory))
        ]  # fmt: skip
    chosen = aims.in_force([aim for _, aim in said], on, start)
    return next(((row, aim) for row, aim in said if aim is chosen), (None, None))


def _adds_up(indicator: Indicator, aim: aims.Objective) -> bool:
    return (indicator.cumulative or aim.cumulative) and aim.kind is not aims.Kind.NONE


def _units(tree: Tree, territory: str, aim: aims.Objective | None) -> int | None:
    if aim is None or aim.per is None or tree.find(territory) is None:
        return None
    if _level(tree, territory) == aim.per:
        return 1
    return len(tree.descendants(territory, aim.per)) or None


def _level(tree: Tree, territory: str) -> str:
    try:
        return tree.level(territory)
    except UnknownCode:
        return ""


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
        if not indicator.measure:
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
    mine: dict[Key, list[Typed]],
    figures: dict[Key, tuple[Figure, ...]],
) -> dict[Key, tuple[Sequence[Part], int]]:
    """The typed values of the territories inside those that have none of their own, and how many
    territories there are."""
    found: dict[Key, tuple[Sequence[Part], int]] = {}
    for territory in territories:
        wanted: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            key = (indicator.pk, territory)
            if key not in mine and not any(each.status == "ok" for each in figures.get(key, ())):
                wanted.setdefault(indicator.territory_level, []).append(indicator)
        for level, rows in wanted.items():
            places = inside(tree, territory, level)
            if places:
                for number, parts in parts_of(rows, places, on).items():
                    found[number, territory] = parts, len(places)
    return found


@lru_cache(maxsize=4096)
def _parsed(text: str) -> aims.Objective:
    try:
        return parse(text)
    except RefusedObjective:  # written by an older version
        return aims.Objective(aims.Kind.NONE)
