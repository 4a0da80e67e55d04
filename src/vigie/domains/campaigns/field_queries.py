"""Reads of what a territory writes around its campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from vigie.domains.campaigns.counts import BY_INSPECTORS, OF_A_SUBJECT, year_of
from vigie.domains.campaigns.field_models import Actor, PupilLevel
from vigie.domains.campaigns.models import Campaign, Cohort, PupilCampaign, Stakeholder
from vigie.domains.territories.relations import Relation, relation
from vigie.facts.geography import Tree
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import ImportRecord, Ledger
from vigie.facts.snapshots import active_on
from vigie.periods import SchoolYear

_SENT = 2
_INSIDE = (Relation.OWN, Relation.CHILD)


@dataclass(frozen=True)
class CohortFigures:
    """How many of a cohort started and sent, over its size. `as_of`: day of the latest export of
    its campaigns; None, with no count, while none came."""

    started: int
    sent: int
    size: int
    as_of: date | None


def cohort_figures(home: Home, cohort: Cohort, on: date) -> CohortFigures:
    """The figures of a cohort as known on a day: each person once, over all its campaigns."""
    records = Ledger(home).active()
    active = _active(cohort, records, on)
    if not active:
        return CohortFigures(0, 0, cohort.size, None)
    people = _known(home, active)
    dates = [r.as_of for r in records if r.no in active.values() and r.as_of is not None]
    sent = people.filter(pl.col("state") == _SENT).height
    return CohortFigures(people.height, sent, cohort.size, max(dates, default=None))


def cohort_people(home: Home, cohort: Cohort, on: date) -> pl.Series:
    """The pseudonyms of those who started a campaign of a cohort, as known on a day: nobody else of
    it is known, since a cohort holds no list."""
    return _known(home, _active(cohort, Ledger(home).active(), on))["person"]


def _active(cohort: Cohort, records: Sequence[ImportRecord], on: date) -> dict[str, int]:
    """Code → number of the import in force, for the campaigns of a cohort."""
    codes = set(cohort.campaigns.values_list("code", flat=True))
    return {code: no for code, no in active_on(records, on).items() if code in codes}


def _known(home: Home, active: dict[str, int]) -> pl.DataFrame:
    """person, state (the furthest)."""
    keys = pl.LazyFrame(
        [(no, code) for code, no in active.items()],
        schema={"import_no": pl.Int32, "campaign": pl.String},
        orient="row",
    )
    return (
        Lake(home)
        .scan("participations", set(active.values()))
        .select("import_no", "campaign", "person", "state")
        .join(keys, on=["import_no", "campaign"], how="semi")
        .group_by("person")
        .agg(pl.col("state").max())
        .collect()
    )


def checklist(territory: str) -> list[tuple[Actor, Stakeholder | None]]:
    """Every actor to mobilise in a territory, and what is written of it."""
    known = {each.actor: each for each in Stakeholder.objects.filter(territory=territory)}
    return [(actor, known.get(actor)) for actor in Actor]


def local_campaigns(tree: Tree, territory: str) -> list[tuple[SchoolYear, Campaign]]:
    """The declared campaigns made for a few, in a territory and inside it: those that an inspection
    wanted and those of a discipline (R053, R054), with their school years, the latest first."""
    inside: dict[str, bool] = {}
    found = []
    for each in Campaign.objects.declared().filter(BY_INSPECTORS | OF_A_SUBJECT):
        if each.territory not in inside:
            inside[each.territory] = relation(tree, territory, each.territory) in _INSIDE
        if inside[each.territory]:
            found.append((year_of(each.school_year, each.opens_on, each.declared_at), each))
    return sorted(found, key=lambda pair: pair[0], reverse=True)


def pupil_levels(school: str, school_year: str) -> list[tuple[PupilLevel, PupilCampaign | None]]:
    """Every campaign of pupils, and whether a school has held it in a year."""
    known = {
        each.level: each
        for each in PupilCampaign.objects.filter(school=school, school_year=school_year)
    }
    return [(level, known.get(level)) for level in PupilLevel]


def pupil_schools(tree: Tree, territory: str, school_year: str) -> dict[str, set[str]]:
    """School → levels held, for the schools of a territory that told of some in a year."""
    found: dict[str, set[str]] = {}
    for school, level in PupilCampaign.objects.filter(school_year=school_year).values_list(
        "school", "level"
    ):
        if relation(tree, territory, school) in _INSIDE:
            found.setdefault(school, set()).add(level)
    return found
