"""What is asked of a territory on a day: the objective in force, from where, for how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from vigie.codes import UnknownCode
from vigie.domains.roadmaps import checks
from vigie.domains.roadmaps import objectives as aims
from vigie.domains.roadmaps.models import Baseline, Indicator, Objective
from vigie.domains.roadmaps.objective_text import RefusedObjective, parse
from vigie.facts.geography import Tree


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


def in_force(
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


def adds_up(indicator: Indicator, aim: aims.Objective) -> bool:
    """Whether an objective bears on the sum of what each period adds."""
    return (indicator.cumulative or aim.cumulative) and aim.kind is not aims.Kind.NONE


def units_of(tree: Tree, territory: str, aim: aims.Objective | None) -> int | None:
    """How many territories of an objective's scope (« par académie ») a territory holds."""
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


@lru_cache(maxsize=4096)
def _parsed(text: str) -> aims.Objective:
    try:
        return parse(text)
    except RefusedObjective:  # written by an older version
        return aims.Objective(aims.Kind.NONE)
