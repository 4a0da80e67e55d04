"""The printed families at one date, turned into what stands at each place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from vigie.codes import normalise, slug
from vigie.measures.inputs import PROFILE_INDEX, Inputs
from vigie.measures.people import FUNNEL, PeopleAt
from vigie.measures.printed import Part, Place, Standing, stand
from vigie.measures.shape import ALL_PROFILES

SHARE = 10_000
"""One whole share, in the unit people's rows use."""

ItemKey = tuple[str, str, str]
"""Level, referential, normalised label."""
Values = Callable[[Mapping[str, Any]], tuple[int, ...]]


@dataclass(frozen=True)
class Key:
    """What a standing figure is about. `item` is empty but for coverage."""

    family: str
    item: str
    series: int
    profile: int
    pos: int


def item_ids(inputs: Inputs) -> dict[ItemKey, str]:
    """Identifier of each item, those of campaigns and those that are only printed."""
    ids: dict[ItemKey, str] = {}
    held = inputs.items.select("level", "referential", "label", "item")
    for level, framework, label, item in held.unique(maintain_order=True).iter_rows():
        ids.setdefault((level, framework, normalise(label)), item)
    printed = inputs.dated("coverages").select("referential", "subject")
    for referential, subject in printed.unique(maintain_order=True).iter_rows():
        key = ("subject", referential, normalise(subject))
        name = f"c_subject_{slug(subject).replace('-', '_')}"
        if key not in ids:
            # The same word may name a subject of another framework: they stay two items.
            taken = name in ids.values()
            ids[key] = f"{name}__{slug(referential)}" if taken else name
    return ids


def standings(
    inputs: Inputs, people: PeopleAt, on: date, ids: Mapping[ItemKey, str]
) -> dict[Key, Standing]:
    """Every figure that a printed one touches, as known on a day."""
    answer: dict[Key, Standing] = {}
    for family, item, series, figures in _figures(inputs, on, ids):
        counted = (
            _nobody if family == "headcount" else partial(_counted, people, family, item, series)
        )
        settled = stand(figures, counted, inputs.shape, totals_hold=family != "coverage")
        for (pos, profile), standing in settled.items():
            answer[Key(family, item, series, profile, pos)] = standing
    return answer


def _nobody(_pos: int, _profile: int) -> Part | None:
    return None


def _counted(
    people: PeopleAt, family: str, item: str, series: int, pos: int, profile: int
) -> Part | None:
    return people.part(family, item, series, profile, pos)


def _figures(
    inputs: Inputs, on: date, ids: Mapping[ItemKey, str]
) -> Iterator[tuple[str, str, int, dict[Place, Part]]]:
    """Family, item, series and figures by place, for all that is printed."""
    headcounts = inputs.printed("headcounts", on)
    whole = headcounts.with_columns(pathway=pl.lit(None, pl.String))
    for series, figures in _by_series(inputs, whole, lambda row: (row["headcount"],)):
        yield "headcount", "", series, figures
    funnels = inputs.printed("funnels", on)
    for series, figures in _by_series(inputs, funnels, lambda row: tuple(row[c] for c in FUNNEL)):
        yield "funnel", "", series, figures
    coverages = inputs.printed("coverages", on)
    for (referential, subject), rows in coverages.group_by("referential", "subject"):
        item = ids["subject", str(referential), normalise(str(subject))]
        for series, figures in _by_series(inputs, rows, _coverage):
            yield "coverage", item, series, figures


def _coverage(row: Mapping[str, Any]) -> tuple[int, ...]:
    """Sum of shares and sendings; none of either where the subject is not in the pathway."""
    if row["coverage"] is None or not row["senders"]:
        return 0, 0
    return round(row["coverage"] * row["senders"] * SHARE / 100), row["senders"]


def _units(units: tuple[float, ...], profile: int) -> float:
    return sum(units) if profile == ALL_PROFILES else units[profile]


def _by_series(
    inputs: Inputs, rows: pl.DataFrame, values: Values
) -> list[tuple[int, dict[Place, Part]]]:
    """Figures of each pathway, and of all of them together.

    Where a place has figures for one pathway only, they stand for all pathways together too:
    a person over one pathway counts once.
    """
    series: dict[int, dict[Place, Part]] = {}
    own: set[tuple[int, Place]] = set()
    for row in rows.iter_rows(named=True):
        profile = PROFILE_INDEX[row["profile"]]
        located = inputs.located(row["territory"], row["as_of"])
        if located is None:
            continue
        pos, units = located
        day = row["as_of"].toordinal()
        part = Part(
            values(row),
            inputs.shape.expected(pos, profile) if units is None else _units(units, profile),
            newest=day,
            oldest=day,
            imports=frozenset([row["import_no"]]),
        )
        number = inputs.series(row["pathway"])
        figures = series.setdefault(number, {})
        if units is None:
            own.add((number, (pos, profile)))
            figures[pos, profile] = part
        elif (number, (pos, profile)) not in own:
            # Académies that merged since bring their figures to the same place, unless it has
            # its own, which came after them.
            held = figures.get((pos, profile))
            figures[pos, profile] = held + part if held else part
    together = series.setdefault(inputs.all_series, {})
    single = [figures for number, figures in series.items() if number != inputs.all_series]
    for place in {place for figures in single for place in figures} - together.keys():
        known = [figures[place] for figures in single if place in figures]
        if len(known) == 1:
            together[place] = known[0]
    return sorted(series.items())
