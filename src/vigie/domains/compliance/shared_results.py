"""The named results that an agreement opens to a trainer: where a person is in each pathway, and
how much she masters. Read from the facts by pseudonym; the caller writes the read down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from vigie.codes import PATHWAYS
from vigie.facts.home import Home
from vigie.facts.lake import Lake
from vigie.facts.ledger import Ledger
from vigie.facts.snapshots import active_on, campaign_contexts, dated

STATES = ("Commencé, non terminé", "Terminé, non envoyé", "Terminé, envoyé")
_ORDER = {pathway.code: pathway.order for pathway in PATHWAYS}
_NAMES = {pathway.code: pathway.name for pathway in PATHWAYS}
_WHOLE = 10_000


@dataclass(frozen=True)
class PathwayResult:
    """One pathway of a person. `coverage`: share in [0, 1] over all its items at the latest
    sending, None when the results were not sent. `on`: day of the latest known activity."""

    pathway: str
    state: str
    on: date
    coverage: float | None


def results_of(home: Home, pseudonym: int, on: date) -> list[PathwayResult]:
    """The results of a person as known on a day, in the order of the pathways.

    Of two campaigns of one pathway, the one in which she went furthest, then the latest, holds.
    """
    records = Ledger(home).records()
    active = active_on(records, on)
    lake = Lake(home)
    rows = (
        lake.scan("participations", set(active.values()))
        .filter(pl.col("person") == pseudonym)
        .collect()
    )
    counted = [
        row for row in rows.iter_rows(named=True) if active.get(row["campaign"]) == row["import_no"]
    ]
    if not counted:
        return []
    declared = dated(lake.scan("campaigns").collect(), records)
    contexts = campaign_contexts(records, declared, on)
    overall = _overall_items(lake, {row["import_no"] for row in counted})
    best: dict[str, dict[str, object]] = {}
    for row in sorted(counted, key=lambda each: (each["state"], each["active_at"])):
        context = contexts.get((row["import_no"], row["campaign"]))
        best[(context.pathway if context else None) or ""] = row
    return [
        _result(pathway, row, overall)
        for pathway, row in sorted(best.items(), key=lambda pair: _ORDER.get(pair[0], 99))
    ]


def _overall_items(lake: Lake, imports: set[int]) -> dict[tuple[object, object], str]:
    """The column of the overall coverage of each campaign of each import."""
    items = lake.scan("items", imports).filter(pl.col("level") == "overall").collect()
    return {(row["import_no"], row["campaign"]): row["item"] for row in items.iter_rows(named=True)}


def _result(
    pathway: str, row: dict[str, object], overall: dict[tuple[object, object], str]
) -> PathwayResult:
    share = row.get(overall.get((row["import_no"], row["campaign"]), ""))
    return PathwayResult(
        pathway=_NAMES.get(pathway, "Parcours non précisé"),
        state=STATES[int(str(row["state"]))],
        on=row["active_at"].date(),  # type: ignore[attr-defined]  # a moment, by its contract
        coverage=None if share is None else int(str(share)) / _WHOLE,
    )
