"""What a measure says now of a territory: shown while an indicator is being linked to it."""

from __future__ import annotations

from datetime import date

from vigie.codes import UnknownCode
from vigie.domains.roadmaps import computed, words
from vigie.domains.roadmaps.models import Indicator
from vigie.domains.roadmaps.observed import of_figure
from vigie.domains.territories.counts import Count, counts, days_of
from vigie.domains.territories.tree import cube, tree
from vigie.measures.definition import UnknownMeasure, definition
from vigie.measures.query import BadQuery
from vigie.periods import SchoolYear
from vigie.web import formats


def pathways() -> list[str]:
    """The pathways of which something is known."""
    known = cube()
    return [] if known is None else list(known.pathways)


def value_now(measure: str, profile: str, pathway: str, territory: str, on: date) -> str:
    """One sentence on what a measure, or a count, gives today in a territory."""
    if not measure:
        return "Choisissez une mesure pour voir ce qu’elle donne aujourd’hui."
    if measure in counts():
        return _counted_now(counts()[measure], territory, on)
    known = cube()
    if known is None or known.tree.find(territory) is None:
        return "Aucun import ne parle encore de ce territoire."
    try:
        wanted = definition(measure)
        question = computed.Question(measure, profile, pathway)
        figures = computed.series(known, question, [territory], on)[territory]
    except (UnknownMeasure, UnknownCode, BadQuery):
        return "Cette mesure ne peut pas être demandée ainsi."
    unit = "%" if wanted.unit in ("share", "points") else wanted.unit.replace("people", "personnes")
    value = of_figure(figures[-1]) if figures else None
    text = words.value_text(value, Indicator(unit=unit))
    dated = f" au {formats.day(value.on)}" if value is not None and value.on else ""
    return f"Aujourd’hui\u00a0: {text}{dated}. {wanted.meaning}"


def _counted_now(count: Count, territory: str, on: date) -> str:
    days = days_of(count, tree(on), [territory])[territory]
    if days.since is None or days.since > on:
        return f"Rien de tel n’est encore écrit dans Vigie pour ce territoire. {count.meaning}"
    year = SchoolYear.of(on)
    told = [
        f"{formats.plural(days.number(first, on), count.one, count.unit)} {when}"
        for first, when in ((year.first_day, f"en {year.label}"), (None, "en tout"))
    ]
    return f"Aujourd’hui\u00a0: {formats.listing(told)}. {count.meaning}"
